"""The name of one physical press."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ingest.press_key import EDGE, WINDOW, Nameless, named

START = datetime(2026, 11, 23, 14, 0, 0, tzinfo=UTC)
LATER = START + timedelta(minutes=1)
SETTLED = LATER + EDGE + timedelta(seconds=1)
"""Long after the start, and not near the beginning of a window."""


def _nameless(session: str = "run-1") -> Nameless:
    return Nameless(START, session)


def test_a_press_that_its_device_named_is_believed() -> None:
    """The same id from the same device is the same press; from another device it is another one."""
    assert named("as/pendant-1", "7") == named("as/pendant-1", "7")
    assert named("as/pendant-1", "7").key != named("as/pendant-2", "7").key
    assert not named("as/pendant-1", "7").doubtful


def test_two_identical_signals_in_one_session_are_two_presses() -> None:
    """Only a second signal in the same session is a second press."""
    session = _nameless()
    first = session.name("as/b", "single", SETTLED, again=False)
    second = session.name("as/b", "single", SETTLED + timedelta(seconds=1), again=False)
    assert first.key != second.key
    assert not first.doubtful
    assert not second.doubtful


def test_another_gesture_is_another_press() -> None:
    """A different gesture is never swallowed."""
    session = _nameless()
    single = session.name("as/b", "single", SETTLED, again=False)
    double = session.name("as/b", "double", SETTLED, again=False)
    assert single.key != double.key


@given(
    offsets=st.lists(st.integers(0, 5_500), min_size=1, max_size=8).map(sorted),
    delays=st.lists(st.integers(0, 400), min_size=8, max_size=8),
)
def test_nodes_that_hear_the_same_signals_name_them_alike(offsets: list[int], delays: list[int]) -> None:
    """Away from a window's edges the k-th signal of one node pairs with the k-th of another."""
    here, there = _nameless("run-1"), _nameless("run-2")
    heard_here = [SETTLED + timedelta(milliseconds=offset) for offset in offsets]
    heard_there = sorted(at + timedelta(milliseconds=late) for at, late in zip(heard_here, delays, strict=False))
    keys_here = [here.name("as/b", "single", at, again=False).key for at in heard_here]
    keys_there = [there.name("as/b", "single", at, again=False).key for at in heard_there]
    assert keys_here == keys_there
    assert len(set(keys_here)) == len(offsets)


def test_a_press_at_the_edge_of_a_window_is_doubtful() -> None:
    """Another node may have heard it in the window before: it may raise, but never counts."""
    session = _nameless()
    window_start = LATER - (LATER - datetime(1970, 1, 1, tzinfo=UTC)) % WINDOW + WINDOW
    assert session.name("as/b", "single", window_start, again=False).doubtful
    assert not session.name("as/b", "single", window_start + EDGE, again=False).doubtful


def test_after_the_clock_went_back_no_press_gets_the_name_of_an_earlier_one() -> None:
    """Else it would be taken for one that is in the record already, and be swallowed; twice back is no different."""
    session = _nameless()
    keys = [session.name("as/b", "single", SETTLED, again=False).key]
    for _ in range(2):
        session.name("as/b", "single", SETTLED + timedelta(hours=1), again=False)
        after = session.name("as/b", "single", SETTLED, again=False)
        assert after.doubtful
        keys.append(after.key)
    assert len(set(keys)) == 3


def test_a_clock_that_was_set_back_while_nothing_ran_gives_no_old_name() -> None:
    """A computer without a battery for its clock begins at an old hour: what was named then must not be named again."""
    key = _nameless("run-1").name("as/b", "single", SETTLED, again=False).key
    session = _nameless("run-2")
    session.distrust_until(SETTLED + timedelta(hours=1))
    for again in (False, True):
        assert session.name("as/b", "single", SETTLED, again=again).key != key


def test_what_the_broker_sends_again_is_doubtful() -> None:
    """A message sent another time may be a copy of a press that was already recorded."""
    assert _nameless().name("as/b", "single", SETTLED, again=True).doubtful


@pytest.mark.parametrize("again", [False, True])
def test_a_restart_never_swallows_a_press(again: bool) -> None:
    """In the window in which the node began, a press has a name that no former run can have used.

    So has one that the broker sends again: it may be the record's, but where that does not answer nobody knows.
    """
    before = Nameless(START - timedelta(minutes=5), "run-1").name("as/b", "single", START, again=False)
    after = Nameless(START, "run-2").name("as/b", "single", START + timedelta(seconds=1), again=again)
    assert before.key != after.key
    assert after.doubtful


def test_a_press_that_has_waited_is_named_as_when_it_came_and_makes_no_other_doubtful() -> None:
    """While it waited others were heard: that its time is before theirs does not mean that the clock went back."""
    own, other = _nameless("run-1"), _nameless("run-2")
    came = START + timedelta(minutes=1, seconds=5)
    there = other.name("as/b", "single", came, again=False)
    own.name("as/c", "single", came + 2 * WINDOW, again=False)
    assert own.name("as/b", "single", came, again=False, waited=True) == there
    assert not own.name("as/d", "single", came + 2 * WINDOW, again=False).doubtful
    later = own.name("as/b", "single", came + 2 * WINDOW, again=False)
    late = own.name("as/b", "single", came, again=False, waited=True)
    assert len({there.key, later.key, late.key}) == 3, "whatever has overtaken it, it is no press that has a name"
