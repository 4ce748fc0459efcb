"""Feedback says what the contract says, and is felt, never seen, unless the zone is audible."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.outputs import (
    ABILITIES,
    FEEDBACK_STATES,
    NOTHING,
    PATTERNS,
    UNSENT,
    Feedback,
    FeedbackState,
    feedback_payload,
    felt,
    read_feedback,
)

AT = datetime(2026, 11, 23, 14, 6, tzinfo=UTC)


def test_feedback_is_the_contracts_json() -> None:
    """The payload has the contract's four fields, and no other for a device that shows no text."""
    payload = feedback_payload(alarm="al-1", press="p-7", state="coming", at=AT)
    assert json.loads(payload) == {"alarm": "al-1", "press": "p-7", "state": "coming", "at": "2026-11-23T14:06:00Z"}


@pytest.mark.parametrize("state", FEEDBACK_STATES)
@pytest.mark.parametrize("press", ["p-7", None])
def test_feedback_is_read_as_it_was_written(state: FeedbackState, press: str | None) -> None:
    """A device reads what it was told, also where its press had no id."""
    payload = feedback_payload(alarm="al-1", press=press, state=state, at=AT)
    assert read_feedback(payload) == Feedback(alarm="al-1", press=press, state=state)


def test_a_display_is_told_who_and_how_many() -> None:
    """A device that shows text reads how many have seen it, who comes and who is there; long names are cut."""
    payload = feedback_payload(
        alarm="al-1", press=None, state="arrived", at=AT, seen=3, coming=("Åsa Öst", "x" * 99), there=("Bo",)
    )
    told = read_feedback(payload)
    assert told is not None
    assert (told.seen, told.coming, told.there) == (3, ("Åsa Öst", "x" * 64), ("Bo",))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_what_is_wrong_with_the_words_costs_no_state(odd: object) -> None:
    """Whatever stands in the fields for a display, the state is read."""
    payload = json.dumps({"alarm": "a", "press": None, "state": "seen", "seen": odd, "coming": odd, "there": odd})
    told = read_feedback(payload.encode())
    assert told is not None
    assert told.state == "seen"


@given(
    st.binary(max_size=60)
    | st.sampled_from([b"[" * 9000, b" " * 99_999, b"[]", b'{"alarm":1,"state":"seen"}', b'{"alarm":"a","state":"x"}'])
    | st.sampled_from([b'{"alarm":"a","press":7,"state":"seen"}', b'{"alarm":"a","state":"seen"}' + b" " * 20_000])
)
def test_what_is_no_feedback_says_nothing(payload: bytes) -> None:
    """Bytes that are no feedback are read as none, without an error."""
    assert read_feedback(payload) is None


def test_states_are_told_apart_in_the_dark() -> None:
    """Every state has a pattern of its own, and none shows a light unless it may be lit."""
    assert len({UNSENT, *(felt(state).pattern for state in FEEDBACK_STATES)}) == len(FEEDBACK_STATES) + 1
    assert {felt(state).lamp for state in FEEDBACK_STATES} == {"dark"}
    assert "dark" not in {felt(state, lit=True).lamp for state in FEEDBACK_STATES}


def test_the_table_has_every_state_for_every_ability() -> None:
    """One row to a state; a device without an ability shows nothing of it."""
    assert tuple(PATTERNS) == FEEDBACK_STATES
    for state in FEEDBACK_STATES:
        assert felt(state, NOTHING, lit=True).pattern == ()
        assert felt(state, NOTHING, lit=True).lamp == "dark"
        assert felt(state, frozenset(ABILITIES), lit=True).pattern == PATTERNS[state].vibration
