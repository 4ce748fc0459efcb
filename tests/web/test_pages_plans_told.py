"""What is told of plans, in the languages of those who run an office."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

import roles
from roles import diff, explain, simulate_told, simulate_words, told
from roles.coverage import coverage
from roles.document import load
from roles.plan import Plan
from roles.roster import Reason
from roles.sentence import Translate, joined
from roles.simulate import simulate
from roles.simulate_answers import usual
from roles.simulate_many import Scene, forecast
from roles.simulate_run import PARTS, Press
from roles.term import AUDIENCE_WORDS, MANNER_WORDS, REACH_WORDS, ZONE_KIND_WORDS
from roles.word import AUDIENCES, MANNERS, REACHES, ZONE_KINDS
from service.cli.plan import app
from service.web.i18n import load as load_texts

EXAMPLES = Path(roles.__file__).parent / "examples"
TEXTS = load_texts()
START = datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Stockholm"))
LANGS = ("sv", "nb")


def _plan(name: str, *changes: tuple[str, str]) -> Plan:
    text = (EXAMPLES / f"{name}.yaml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    plan = load(text, source=name).plan
    assert plan is not None
    return plan


def _strict(lang: str) -> Translate:
    """Return what translates, and refuses what the catalogue does not have."""

    def translate(id_: str) -> str:
        assert id_ in TEXTS.translations[lang], f"{id_!r} is said, and has no {lang}"
        return TEXTS.text(lang, id_)

    return translate


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["as", "no-guard", "shifts"])
def test_nothing_that_is_told_of_a_plan_stays_in_english(name: str, lang: str) -> None:
    """The plan itself, its coverage, a press and a thousand of them are told from the catalogue alone."""
    plan, translate = _plan(name), _strict(lang)
    lines = [*explain.show(plan, language=lang, translate=translate)]
    found = coverage(plan, start_at=START, until_at=START + timedelta(weeks=2), without_one=True)
    lines += told.report(plan, found, language=lang, translate=translate)
    for down in (None, *PARTS):
        press = Press(at=START + timedelta(hours=34), kind="emergency", down=frozenset({down} if down else ()))
        for answers in (None, usual(plan)):
            lines += simulate_words.tell(
                plan, simulate(plan, press, answers, rounds=1), language=lang, translate=translate
            )
    scene = Scene(since=START, is_drill=True)
    many = forecast(plan, scene, chance=Random(1).random, runs=20)
    lines += simulate_told.report(plan, many, against=(plan, many), language=lang, translate=translate)
    assert not any("%(" in line for line in lines)


@pytest.mark.parametrize("lang", LANGS)
def test_no_difference_is_told_in_english(lang: str) -> None:
    """Whatever differs between two offices is told from the catalogue alone."""
    found = diff.differences(_plan("as"), _plan("shifts"), language=lang)
    lines = diff.report(found, translate=_strict(lang))
    assert len(lines) > 50
    assert not any("%(" in line for line in lines)
    assert [one.said(_strict(lang)).words for one in found]


def test_a_gap_and_a_difference_read_like_swedish() -> None:
    """Titles, weekdays, dates and the order of words are the reader's own."""
    plan, translate = _plan("as"), TEXTS.into("sv")
    found = coverage(plan, start_at=START, until_at=START + timedelta(weeks=2))
    lines = told.report(plan, found, language="sv", translate=translate)
    assert lines[0].endswith("1 lucka i bemanningen mellan 2026-11-23 kl. 00.00 och 2026-12-07 kl. 00.00.")
    assert lines[1] == (
        "  Måndag 23/11 kl. 08.00–16.30 (och 9 gånger till, sista gången 4/12 2026): ingen till rollen Dörrvakt när "
        "Ida Holm trycker i vilken zon som helst, eftersom planen inte anger någon annan till den."
    )
    other = _plan("as", ("accept_within: 15 s", "accept_within: 25 s"))
    (one,) = diff.differences(plan, other, language="sv")
    assert one.said(translate).words == "Väktare: tid att svara – förut 15 s, nu 25 s"


def test_a_gap_reads_like_norwegian() -> None:
    """The clause behind “fordi” has its words in the order of Norwegian."""
    plan = _plan("as", ("holders: [ida]", "holders: [ida]\n    deputies: [bo]"))
    found = coverage(plan, start_at=START, until_at=START + timedelta(weeks=1), without_one=True)
    lines = told.report(plan, found, language="nb", translate=TEXTS.into("nb"))
    assert lines[0] == "Medborgarkontoret Ås: planen går opp til 30.11.2026 kl. 00.00 hvis vaktlista stemmer."


def test_every_fixed_word_can_be_said() -> None:
    """A kind of zone, a manner, an audience or a reach that is added to the plan gets words with it."""
    assert set(ZONE_KIND_WORDS) == set(ZONE_KINDS)
    assert set(MANNER_WORDS) == set(MANNERS)
    assert set(AUDIENCE_WORDS) == set(AUDIENCES)
    assert set(REACH_WORDS) == set(REACHES)


def test_a_reason_names_its_role_in_the_readers_language() -> None:
    """“Everybody is called, because nobody is left for …” says the role's title, not its id."""
    plan = _plan("as")
    teller = simulate_words._Teller(plan, simulate(plan, Press(at=START, kind="emergency")), "sv", TEXTS.into("sv"))
    said = teller._say(Reason(code="instead", args={"role": "door"}))
    assert said == "Alla kallas, för ingen finns kvar för rollen Dörrvakt."


def test_a_thousand_parts_do_not_nest_a_thousand_deep() -> None:
    """A roster with as many periods as a document can hold is put together and said."""
    parts = [f"p{number}" for number in range(10_000)]
    assert joined(parts) == ", ".join(parts)


def test_the_commands_speak_the_language_they_are_asked_in(tmp_path: Path) -> None:
    """`--lang` turns findings, gaps, lines and differences; without it they stay English."""
    run, file, other = CliRunner(), EXAMPLES / "as.yaml", tmp_path / "other.yaml"
    other.write_text(file.read_text().replace("accept_within: 15 s", "accept_within: 25 s"), encoding="utf-8")

    def said(*words: str) -> str:
        return run.invoke(app, [*map(str, words)]).output

    assert "planen kan användas" in said("check", str(file), "--lang", "sv")
    assert "varning R017: Ingen tar över rollen ”door”" in said("check", str(file), "--lang", "sv")
    assert "the plan can be used" in said("check", str(file))
    assert "  Vekter: 1 av Hassan Yusuf" in said("show", str(file), "--lang", "nb")
    assert "hull i bemanningen" in said("coverage", str(file), "--from", "2026-11-23", "--weeks", "1", "--lang", "nb")
    assert "Vekter: tid til å svare – før 15 s, nå 25 s" in said("diff", str(file), str(other), "--lang", "nb")
    assert "De två planerna gör samma sak." in said("diff", str(file), str(file), "--lang", "sv")
    once = ("--runs", "5", "--from", "2026-11-23", "--at", "2026-11-24T10:00", "--zone", "reception")
    assert "Om ingen svarar:" in said("simulate", str(file), *once, "--lang", "sv")
    assert "scenarier håller" in said("simulate", str(file), *once, "--lang", "sv")
    assert run.invoke(app, ["check", str(file), "--lang", "fr"]).exit_code == 2
