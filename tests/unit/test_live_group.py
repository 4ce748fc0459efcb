"""A group: whatever is told, to however many, each member gets all of it once and in an order that keeps the law."""

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from service.live.frame import Batch, Frame
from service.live.group import SLICE, Group

_DOING = st.lists(st.sampled_from(["urgent", "waiting", "flush", "join", "leave"]), max_size=60)


@settings(max_examples=60)
@given(_DOING, st.sampled_from([1, SLICE, SLICE + 1, 3 * SLICE]))
def test_each_member_gets_what_was_told_while_it_was_one(doing: list[str], first: int) -> None:
    """Urgent and other frames keep their own order, nothing is lost or doubled, and nothing comes from before."""
    group: Group[int] = Group()
    got: dict[int, list[str]] = {}
    told: dict[int, list[str]] = {}

    def write(members: Iterable[int], batch: Batch) -> None:
        for member in members:
            got[member] += [frame.text for frame in batch.frames]

    def join(member: int) -> None:
        group.finish(write)
        group.members[member] = None
        got[member], told[member] = [], []

    for member in range(first):
        join(member)
    for number, what in enumerate(doing):
        if what == "flush":
            group.flush(write)
        elif what == "join":
            join(first + number)
        elif what == "leave" and group.members:
            gone = next(iter(group.members))
            del group.members[gone], told[gone]
        elif what != "leave":
            group.tell([Frame(f"{what} {number}")], urgent=what == "urgent")
            for frames in told.values():
                frames.append(f"{what} {number}")
    group.finish(write)
    assert group.idle
    for member, frames in told.items():
        assert sorted(got[member]) == sorted(frames)
        for kind in ("urgent", "waiting"):
            assert [f for f in got[member] if f.startswith(kind)] == [f for f in frames if f.startswith(kind)]


def test_what_is_urgent_goes_to_everybody_at_the_next_flush() -> None:
    """However much is on its way, the next flush has it on every screen."""
    group: Group[int] = Group()
    group.members = dict.fromkeys(range(5 * SLICE))
    got: dict[int, list[str]] = {member: [] for member in group.members}

    def write(members: Iterable[int], batch: Batch) -> None:
        for member in members:
            got[member] += [frame.text for frame in batch.frames]

    group.tell([Frame("entry")])
    group.flush(write)
    group.tell([Frame("press")], urgent=True)
    group.flush(write)
    assert all("press" in frames for frames in got.values())
    assert sum("entry" in frames for frames in got.values()) == 2 * SLICE
