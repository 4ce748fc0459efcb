"""The words of a notice: neutral on a locked telephone, marked in a drill, short, and never made up."""

from dataclasses import replace
from itertools import product
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.notify.gsm7 import alphabet_of, units
from service.notify.texts import LONGEST_FULL, Purpose, Told, full, neutral, short_name
from service.web.i18n import LANGUAGES, load

CALL = Told(
    purpose="call",
    mode="actual",
    kind="emergency",
    alarm="9f3a",
    office_name="Medborgarkontoret Ås",
    zone_name="Rum 114",
    is_measured=True,
    role_title="Väktare",
    duty="Gå till platsen.",
)
PURPOSES: tuple[Purpose, ...] = ("call", "over", "follow_up", "self_test")
MODES: tuple[Literal["actual", "drill", "test"], ...] = ("actual", "drill", "test")
GIVES_AWAY = ("larm", "alarm", "hot", "våld", "vold", "threat", "polis", "politi", "trygg", "überfall", "overfall")
"""What nobody who looks over a shoulder shall read."""
LINK = len(" https://larm.medborgarkontoret-storstad.example.se/a/") + 22

names = st.text(max_size=300)
told = st.builds(
    Told,
    purpose=st.sampled_from(PURPOSES),
    mode=st.sampled_from(MODES),
    kind=st.sampled_from(["emergency", "assist", "medical", "observe", "gas"]) | names,
    alarm=names,
    office_name=names,
    repeats=st.booleans(),
    zone_name=st.none() | names,
    role_title=st.none() | names,
    duty=st.none() | names,
    follow_up_within=st.none() | names,
)


@given(told, st.sampled_from(LANGUAGES))
def test_the_neutral_sentence_gives_nothing_away(one: Told, lang: str) -> None:
    """No name, no place and no word for an alarm, whatever the plan calls its places; only the call's short name."""
    bare = replace(one, office_name="", zone_name=None, role_title=None, duty=None, kind="", follow_up_within=None)
    say = load().into(lang)
    assert neutral(one, say) == neutral(bare, say)
    assert not [word for word in GIVES_AWAY if word in neutral(one, say).lower()]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_neutral_sentence_and_a_link_are_one_text_message(purpose: Purpose, lang: str) -> None:
    """In every language, also of a drill and when it repeats a call; only a call has a link."""
    for mode, repeats in product(MODES, (False, True)):
        text = neutral(replace(CALL, purpose=purpose, mode=mode, repeats=repeats), load().into(lang))
        assert alphabet_of(text) == "gsm7"
        assert units(text) + (LINK if purpose == "call" else 0) <= 160, text


@given(told, st.sampled_from(LANGUAGES))
def test_what_is_no_real_alarm_says_so_first(one: Told, lang: str) -> None:
    """Both texts begin with the mark in a drill and a test, and never with one in a real alarm."""
    say = load().into(lang)
    marks = {"drill": say("DRILL"), "test": say("TEST")}
    for text in (neutral(one, say), full(one, say)):
        begins = {mode for mode, mark in marks.items() if text.startswith(f"{mark}: ")}
        assert begins == {one.mode} & marks.keys()


@given(told, st.sampled_from(LANGUAGES))
def test_the_full_text_is_bounded_and_can_be_read_aloud(one: Told, lang: str) -> None:
    """However long a plan's words are, what is heard stays short, on one line, and without signs nobody sees."""
    text = full(one, load().into(lang))
    assert 0 < len(text) <= LONGEST_FULL
    assert "\u202e" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_repeat_says_which_call_it_repeats(lang: str) -> None:
    """The name of the call is the same in the first text and in the second."""
    say, name = load().into(lang), short_name(CALL.alarm)
    for text in (neutral, full):
        first, second = text(CALL, say), text(replace(CALL, repeats=True), say)
        assert name in first
        assert second.count(name) == 2
        assert first in second


def test_a_call_is_named_alike_everywhere() -> None:
    """Four letters, made of the alarm's id and of nothing else: call, repeat and end belong together."""
    assert short_name("9f3a") == short_name("9f3a") != short_name("9f3b")
    for purpose in PURPOSES:
        assert short_name("9f3a") in neutral(replace(CALL, purpose=purpose), load().into("sv"))
    assert len(short_name("")) == 4


def test_the_guard_hears_where_and_what() -> None:
    """Kind, place, office, role and what to do first, in that order."""
    assert full(CALL, load().into("sv")) == (
        f"Överfallslarm ({short_name(CALL.alarm)}): Rum 114, Medborgarkontoret Ås. Du är: Väktare. Gå till platsen."
    )


def test_in_a_drill_the_guard_hears_that_first() -> None:
    """A drill cannot be mistaken, by ear or by eye."""
    drill = replace(CALL, mode="drill")
    assert full(drill, load().into("sv")).startswith("ÖVNING: Överfallslarm")
    assert full(drill, load().into("nb")).startswith("ØVELSE: Overfallsalarm")
    assert full(drill, load().into("en")).startswith("DRILL: Emergency alarm")


def test_the_card_goes_with_the_text_and_says_what_is_not_known() -> None:
    """Each field on a line of its own; an empty one would be read as a no."""
    card = {"office": "Medborgarkontoret Ås", "place": "Rum 114, våning 1"}
    first, *lines = full(replace(CALL, card=card), load().into("en")).split("\n")
    assert first.startswith("Emergency alarm")
    assert "Office: Medborgarkontoret Ås" in lines
    assert "Weapons: not known yet" in lines
