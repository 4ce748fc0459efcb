"""The standard library of roles, and the templates that an office begins its plan from."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import roles
from roles.coverage import coverage
from roles.document import check_standard, load
from roles.plan import Plan
from roles.template import TEMPLATES, written_in
from roles.word import LANGUAGES

FOLDER = Path(roles.__file__).parent
STANDARD = (FOLDER / "examples" / "trygg.standard.yaml").read_text()
TEXTS: Mapping[str, str] = {one.id: (FOLDER / "templates" / f"{one.id}.yaml").read_text() for one in TEMPLATES}
TODAY = date(2026, 11, 23)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)

OFFICE = """\
standard: trygg/2026-1
trygg: 1
office: vik
name: Vik
country: SE
languages: [sv, nb, en]
time_zone: Europe/Stockholm
hours: {mon-fri: "08:00-16:00"}
expires: 2027-06-30
deviations:
  roles.guard: Vi har ingen väktare.
  roles.watcher: Vi har bara ett mötesrum.
zones: {hall: {kind: corridor}}
people:
  a: {name: A, home: hall, training: first_aid}
  b: {name: B, home: hall, training: first_aid}
  c: {name: C, home: hall}
  d: {name: D, home: hall}
  e: {name: E, home: hall}
  f: {name: F, home: hall}
contacts: {police: {name: P, phone: "1", reached_by: screen}}
emergency_call: {address: Vik 1, call_back: "1 1", entrances: {main: {zone: hall}}}
roles:
  guard:
  watcher:
  police-contact: {holders: police}
"""
_NAMED = "lead caller door visitors accountant manager aftercare safety-representative guide"
for _role in _NAMED.split():
    OFFICE += f"  {_role}: {{holders: [c], deputies: [d, e, f]}}\n"


def _plan(text: str) -> Plan:
    loaded = load(text, source="plan.yaml", today=TODAY)
    # A made-up address or number would be read out to the police one day: only the office itself can write them.
    assert [one.code for one in loaded.findings] == ["R080", "R080"]
    assert loaded.plan is not None
    return loaded.plan


def _on_standard() -> Plan:
    loaded = load(OFFICE, source="vik.yaml", today=TODAY, standards=lambda _: STANDARD)
    assert loaded.findings == ()
    assert loaded.plan is not None
    return loaded.plan


def test_the_library_is_a_standard_that_an_office_can_stand_on() -> None:
    """The library has no findings, and an office that says who holds its roles has a plan without gaps."""
    assert check_standard(STANDARD, source="trygg.standard.yaml") == ()
    plan = _on_standard()
    assert plan.roles["presser"].is_card
    assert coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(days=7)).gaps == ()


def test_every_role_says_its_whole_duty_in_three_languages() -> None:
    """Title and all four parts of each of the fifteen roles are there in Swedish, Norwegian and English."""
    text = OFFICE.replace(
        "  guard:\n  watcher:\n", "  guard: {holders: [a], deputies: [b]}\n  watcher: {holders: [c, d]}\n"
    )
    text = text.replace("  roles.guard: Vi har ingen väktare.\n  roles.watcher: Vi har bara ett mötesrum.\n", "")
    plan = load(text.replace("deviations:\n", ""), source="vik.yaml", standards=lambda _: STANDARD).plan
    assert plan is not None
    assert len(plan.roles) == 15
    for role in plan.roles.values():
        for texts in (role.title, *role.parts):
            assert set(texts) == set(LANGUAGES)
            assert all(len(words) > 3 for words in texts.values())
        assert all(len(words) <= 100 for words in role.duty.values()), role.duty  # one line on a telephone


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", TEXTS)
def test_a_template_is_a_valid_plan_that_is_proven(id_: str, language: str) -> None:
    """With its nine invented people each template breaks no rule, and every role can be filled for a year."""
    plan = _plan(written_in(TEXTS[id_], [language]))
    assert plan.languages == (language,)
    assert len(plan.people) == 9
    found = coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(weeks=26), without_one=True)
    assert found.opening > timedelta(0)
    assert (found.gaps, found.is_cut_short) == ((), False)


def test_in_two_of_them_nobody_is_a_single_point_of_failure() -> None:
    """Only where shifts change is one person away too many; the templates without shifts hold without anybody."""
    for id_ in ("small-office", "two-floors"):
        plan = _plan(written_in(TEXTS[id_], ["sv"]))
        found = coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(weeks=1), without_one=True)
        assert found.weaknesses == ()


@pytest.mark.parametrize("id_", TEXTS)
def test_templates_say_a_role_as_the_library_does(id_: str) -> None:
    """Titles and duties are the same everywhere, so that whoever helps out in another office knows them."""
    library, plan = _on_standard(), _plan(written_in(TEXTS[id_], LANGUAGES))
    for role in plan.roles.values():
        known = library.roles.get(role.id)
        if known is not None:
            assert (role.title, role.parts) == (known.title, known.parts)


def test_an_office_reads_only_its_own_languages() -> None:
    """What is in other languages is left out, remarks too, and single names stand in the office's own language."""
    text = written_in(TEXTS["small-office"], ["nb", "en"], expires=date(2027, 3, 1))
    plan = _plan(text)
    assert (plan.country, plan.languages, plan.expires) == ("NO", ("nb", "en"), date(2027, 3, 1))
    assert plan.zones["reception"].name == "Mottaket"
    assert set(plan.roles["lead"].title) == {"nb", "en"}
    assert text.startswith("# En mal.")
    assert "Larmansvarig" not in text
