"""Positions: entries are released densely whatever order they come in, and the last ones can be had again."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parts.history import random_history
from service.live.cursor import Gap, Order, Ring, resumes
from service.timeline.entry import Entry

DAY = [entry for written in random_history(Random(3), 40) for entry in written]


@given(st.lists(st.integers(1, 12), max_size=40), st.integers(1, 12))
def test_whatever_comes_in_whatever_order_is_released_once_and_densely(positions: list[int], waiting: int) -> None:
    """Released entries are head+1, head+2 … without a hole; what is missing is named, and can be put in."""
    order = Order("as", 0, waiting=waiting)
    released: list[Entry] = []
    for position in positions:
        released += order.take([DAY[position - 1]])
    assert [entry.position for entry in released] == list(range(1, order.head + 1))
    assert (order.gap is None) == (order.head == max(positions, default=0))
    while order.gap:
        released += order.take(DAY[order.gap.after : order.gap.until])
    assert [entry.position for entry in released] == list(range(1, max(positions, default=0) + 1))


def test_a_hole_is_named_with_both_its_edges() -> None:
    """Entries 4 and 5 came, 2 and 3 did not: read behind 1, up to 4."""
    order = Order("as", 1)
    assert order.take([DAY[4], DAY[3]]) == []
    assert order.gap == Gap(office="as", after=1, until=4)
    assert [e.position for e in order.take([DAY[1], DAY[2]])] == [2, 3, 4, 5]
    assert order.gap is None


def test_what_there_was_no_room_for_is_asked_for_again() -> None:
    """Of three early entries one could wait; the other two are named as missing once the first is shown."""
    order = Order("as", 0, waiting=1)
    order.take([DAY[2], DAY[3], DAY[4]])
    assert [e.position for e in order.take([DAY[0], DAY[1]])] == [1, 2, 3]
    assert order.gap == Gap(office="as", after=3, until=5)


@settings(max_examples=50)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 8), st.integers(-2, 70))
def test_a_ring_returns_exactly_what_came_after(head: int, added: int, held: int, after: int) -> None:
    """Everything after a position that is held, nothing for one that is not or that has not been reached."""
    ring: Ring[int] = Ring(head, held=held)
    for position in range(head + 1, head + added + 1):
        ring.add(position)
    expected = list(range(after + 1, head + added + 1))
    is_held = head + added - min(added, held) <= after <= head + added
    assert ring.after(after) == (expected if is_held else None)


@pytest.mark.parametrize(
    ("after", "epoch", "believed"),
    [(None, None, False), (None, "e1", False), (7, None, True), (7, "e1", True), (7, "e0", False), (-1, "e1", False)],
)
def test_a_screen_is_believed_where_it_was_only_in_the_same_record(
    after: int | None, epoch: str | None, believed: bool
) -> None:
    """A position of another record, or none, gets a snapshot."""
    assert resumes(after, epoch, current="e1") is believed
