"""What people read of a plan: reasons as sentences, the plan in words, and what to answer to an unknown word."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import roles
from roles.calendar import Period
from roles.coverage import Gap
from roles.diff_key import KEYS, key_in_words
from roles.document import load
from roles.explain import show
from roles.gaps import say_gap
from roles.reasons import SENTENCES, say
from roles.roster import Reason
from roles.sentence import say as say_text
from roles.word import did_you_mean, is_slug, shown
from service.web.i18n import LOCALE
from service.web.messages import read_catalogue

EXAMPLES = Path(roles.__file__).parent / "examples"


def test_a_reason_is_a_sentence_with_names() -> None:
    """Ids in a reason are said as names, numbers as numbers."""
    reason = Reason(code="deputy_for_absent", args={"person": "gunilla"})
    assert say(reason, {"gunilla": "Gunilla Nyström"}) == "Deputy for Gunilla Nyström, who is away today."
    assert say(Reason(code="nearest", args={"seconds": 20}), {}) == "Nearest: 20 seconds on foot."


def test_a_reason_is_said_in_the_language_of_the_catalogue() -> None:
    """The sentence is looked up in a catalogue before names are put in."""
    swedish = {"Nearest: %(seconds)s seconds on foot.": "Närmast: %(seconds)s sekunder till fots."}
    reason = Reason(code="nearest", args={"seconds": 20})
    assert say(reason, {}, lambda message: swedish.get(message, message)) == "Närmast: 20 sekunder till fots."


def test_a_reason_from_another_version_is_said_as_its_code() -> None:
    """A timeline from a newer version never stops the page that shows it."""
    assert say(Reason(code="shift_swapped", args={"person": "bo"}), {}) == "shift_swapped"


def test_every_sentence_ends_as_one() -> None:
    """Each template is a whole sentence."""
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_the_demo_plan_in_words() -> None:
    """A plan is shown as lines that name its people, roles and steps."""
    plan = load((EXAMPLES / "as.yaml").read_bytes(), source="as.yaml").plan
    assert plan is not None
    lines = show(plan)
    assert lines[0].startswith("Medborgarkontoret Ås (as), version ")
    assert "  fri 08:00–15:00" in lines
    assert "  Ida Holm: Receptionen, does not go in" in lines
    assert "  Närmaste kollega: 2 of the nearest within 60 s" in lines
    assert "  2. after 20 s, unless 2 have accepted: call Närmaste kollega, Chef och larmansvarig" in lines
    assert "  then every 30 s: call everybody" in lines
    assert "  last resort: 112" in lines


@pytest.mark.parametrize(
    ("word", "known", "answer"),
    [
        ("receptoin", ["reception", "room-114"], "Did you mean “reception”?"),
        ("RECEPTION", ["reception"], "Did you mean “reception”?"),
        ("qqq", ["sv", "nb", "en"], "Use one of: en, nb, sv."),
        ("qqq", [], "Write it down in the plan first."),
    ],
)
def test_an_unknown_word_gets_an_answer(word: str, known: list[str], answer: str) -> None:
    """A close word is suggested, else the known ones are listed, else it is said that there are none."""
    assert did_you_mean(word, known) == answer


@pytest.mark.parametrize("word", ["", "-a", "A", "å", "a_b", "a/b", "a+", "#", "a b", "a\n", "a" * 64])
def test_what_is_no_slug(word: str) -> None:
    """What MQTT or a web address would read otherwise cannot be an id."""
    assert not is_slug(word)


@pytest.mark.parametrize("word", ["a", "room-114", "9", "a" * 63])
def test_what_is_a_slug(word: str) -> None:
    """Small letters, digits and hyphens make an id of up to 63 characters."""
    assert is_slug(word)


@given(st.text())
def test_a_word_is_shown_on_one_line(word: str) -> None:
    """Whatever somebody wrote, a message that shows it stays one short line."""
    quoted = shown(word)
    assert len(quoted) <= 63
    assert "\n" not in quoted
    assert "\x1b" not in quoted


@pytest.mark.parametrize("language", ["sv", "nb"])
def test_a_key_is_said_without_its_colon(language: str) -> None:
    """English sets some keys apart with a colon; where a dash does that, “lockable:: yes” must not come of it."""
    catalogue = read_catalogue(LOCALE, language)
    said = [say_text(key_in_words(key), lambda id_: str(catalogue[id_].string)) for key in KEYS]
    assert not [words for words in said if words.endswith(":")]


def test_a_text_is_said_to_be_in_a_language_with_a_name() -> None:
    """Nobody has to know that sv is Swedish."""
    assert key_in_words("duty in sv") == "duty in Swedish"


def test_nobody_is_said_as_nobody() -> None:
    """Where nobody is near, or has the training, that is said in words and not as “only 0”."""
    plan = load((EXAMPLES / "as.yaml").read_bytes(), source="as.yaml").plan
    assert plan is not None
    for code in ("only_so_many", "only_so_many_near", "only_so_many_trained", "only_so_many_near_trained"):
        gap = Gap(
            kind="emergency",
            step=1,
            role="colleague",
            missing=2,
            needed=2,
            pressers=(),
            zones=("room-114",),
            away=None,
            because=(Reason(code=code, args={"count": 0, "seconds": 60}),),
            periods=(
                Period(start_at=datetime(2026, 11, 23, 8, tzinfo=UTC), until_at=datetime(2026, 11, 23, 9, tzinfo=UTC)),
            ),
        )
        assert "because nobody" in say_gap(plan, gap)
