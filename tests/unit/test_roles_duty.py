"""Duties in one line or in four parts, the presser's card, and roles that ask for training."""

from datetime import UTC, datetime, timedelta

from roles.coverage import coverage
from roles.diff import differences
from roles.document import load, read
from roles.duty import Duty
from roles.explain import show
from roles.plan import Plan
from roles.resolve import Question, resolve

OFFICE = """\
trygg: 1
office: vik
name: Vik
country: SE
languages: [sv, en]
time_zone: Europe/Stockholm
hours: {mon-fri: "08:00-16:00"}
expires: 2027-06-30
zones:
  desk: {kind: corridor}
  office: {kind: corridor}
walks: [[desk, office, 10]]
people:
  anna: {name: Anna, home: desk, training: [first_aid, fire], languages: [sv, ar], phone: "+46 8 000 01",
    reached_by: [sms, voice]}
  bo: {name: Bo, home: desk}
  cia: {name: Cia, home: office, training: first_aid}
  dan: {name: Dan, home: office, training: first_aid}
  eva: {name: Eva, home: desk}
roles:
  presser:
    title: {sv: Du som trycker, en: You who press}
    duty: {sv: Tryck om du är osäker., en: Press when in doubt.}
    holders: presser
  first-aid:
    title: {sv: Första hjälpen, en: First aid}
    duty:
      sv: {first: Ta väskan., then: Gå dit., done_when: Ambulansen är där., never: Gå in ensam.}
      en: {first: Take the bag., then: Go there., done_when: The ambulance is there., never: Go in alone.}
    holders: {nearest: {within: 20, training: first_aid, count: 2}}
    goes_in: false
  colleague: {title: {sv: K, en: C}, duty: {sv: Gå., en: Go.}, holders: nearest, needed: 2}
emergency_call: {address: Vik 1, call_back: "1 1", entrances: {main: {zone: desk}}}
response:
  emergency:
    steps: [{call: [colleague]}, {call: [first-aid], after: 30}]
    repeat: {every: 30, call: [everybody]}
    last_resort: "112"
"""

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _plan(text: str = OFFICE) -> Plan:
    loaded = load(text, source="vik.yaml")
    assert loaded.plan is not None, loaded.findings
    return loaded.plan


def test_a_duty_in_four_parts() -> None:
    """Of a duty in parts the first line is the one that is shown everywhere, and all parts are there per language."""
    role = _plan().roles["first-aid"]
    assert role.duty == {"sv": "Ta väskan.", "en": "Take the bag."}
    assert role.duty_in("en") == Duty(
        first="Take the bag.", then="Go there.", done_when="The ambulance is there.", never="Go in alone."
    )


def test_a_duty_in_one_line() -> None:
    """A duty in one line is the first part, and the others say nothing."""
    role = _plan().roles["colleague"]
    assert role.duty_in("sv") == Duty(first="Gå.")
    only_swedish = read(OFFICE.replace("duty: {sv: Gå., en: Go.}", "duty: Gå."), source="vik.yaml")[0]
    assert only_swedish is not None
    assert only_swedish.roles["colleague"].duty == {"sv": "Gå."}


def test_parts_without_a_language() -> None:
    """An office with one language need not name it: parts without a language are in the first one."""
    parts = read(OFFICE.replace("duty: {sv: Gå., en: Go.}", "duty: {first: Gå., never: Spring.}"), source="vik.yaml")[0]
    assert parts is not None
    assert parts.roles["colleague"].duty_in("sv") == Duty(first="Gå.", never="Spring.")
    assert parts.roles["colleague"].duty_in("en") == Duty(first="")


def test_a_part_nobody_knows_is_found() -> None:
    """A part of a duty with another name is a finding that asks whether the known one was meant."""
    loaded = load(OFFICE.replace("never: Go in", "nevr: Go in"), source="vik.yaml")
    assert [(one.code, one.remedy) for one in loaded.findings if one.code == "D007"] == [
        ("D007", "Did you mean “never”?")
    ]


def test_nobody_is_called_to_the_pressers_card() -> None:
    """The presser's role is a card: the plan is valid without any step that calls it, and shows it."""
    plan = _plan()
    assert load(OFFICE, source="vik.yaml").findings == ()
    assert plan.roles["presser"].is_card
    assert any("nobody is called" in line for line in show(plan))


def test_everything_of_a_duty_is_shown() -> None:
    """The plan in words has all four parts."""
    lines = [line.strip() for line in show(_plan())]
    assert [line for line in lines if "väskan" in line or line.startswith(("then:", "done when", "never"))] == [
        "Ta väskan.",
        "then: Gå dit.",
        "done when: Ambulansen är där.",
        "never: Gå in ensam.",
    ]


def test_what_changes_in_a_part_is_told() -> None:
    """A changed part, another training and another way to somebody are differences."""
    new = OFFICE.replace("Go in alone.", "Go in.").replace("[sms, voice]", "[voice]").replace("ar]", "uk]")
    new = new.replace("training: first_aid, count", "training: [first_aid, fire], count").replace(
        "count: 2", "count: 1"
    )
    told = {one.path: one.words for one in differences(_plan(), _plan(new))}
    assert told[("roles", "first-aid", "duty")].startswith("Första hjälpen: duty (never) in English was")
    assert "trained in first_aid, fire" in told[("roles", "first-aid", "holders")]
    assert told[("people", "anna", "reached_by")] == "Anna: reached by was text message, telephone, is telephone"
    assert told[("people", "anna", "languages")] == "Anna: languages was sv, ar, is sv, uk"


def test_only_the_trained_are_chosen() -> None:
    """The nearest with the training are chosen, however many are nearer without it."""
    roster = resolve(_plan(), Question(at=MONDAY, roles=("first-aid",), zone="desk", presser="bo"))
    assert [one.person for one in roster.assignments] == ["anna", "cia"]
    roster = resolve(_plan(), Question(at=MONDAY, roles=("first-aid",), zone="desk", presser="anna"))
    assert [one.person for one in roster.assignments] == ["cia", "dan"]


def test_without_enough_trained_the_role_stays_short() -> None:
    """Nobody without the training is sent; that somebody is missing is said."""
    question = Question(at=MONDAY, roles=("first-aid",), zone="desk", presser="anna", absent=frozenset({"cia"}))
    roster = resolve(_plan(), question)
    assert [one.person for one in roster.assignments] == ["dan"]
    assert [(one.role, one.missing) for one in roster.unfilled] == [("first-aid", 1)]


def test_coverage_says_that_the_training_is_missing() -> None:
    """A role short of trained people is a gap, and the words say that it is the training."""
    plan = _plan(
        OFFICE.replace("dan: {name: Dan, home: office, training: first_aid}", "dan: {name: Dan, home: office}")
    )
    found = coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(days=1))
    assert {gap.pressers for gap in found.gaps} == {("anna", "cia")}
    assert found.gaps[0].because[0].code == "only_so_many_near_trained"


def test_two_numbers_for_one_role_are_found() -> None:
    """`count` says the same as `needed`; both with different numbers are a finding."""
    loaded = load(OFFICE.replace("    goes_in: false", "    goes_in: false\n    needed: 3"), source="vik.yaml")
    assert "D014" in {one.code for one in loaded.findings}
    assert (
        _plan(OFFICE.replace("    goes_in: false", "    goes_in: false\n    needed: 2")).roles["first-aid"].needed == 2
    )


def test_people_say_what_they_speak_and_how_they_are_reached() -> None:
    """Languages, training and ways are kept in their order; none of them says whether somebody goes in."""
    anna = _plan().people["anna"]
    assert (anna.languages, anna.training, anna.reached_by) == (("sv", "ar"), ("first_aid", "fire"), ("sms", "voice"))
    assert anna.goes_in
