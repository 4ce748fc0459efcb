"""What a discreet or public connection hears follows from what it may see: nothing else has a number there."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parts.history import random_history
from parts.written_line import WrittenLine
from service.live.board import apply, empty
from service.live.frame import Batch
from service.live.hub import Hub
from service.live.lookout import SHOW_S, Connected, Lookout, Wrong
from service.live.render import Audience, Message
from service.live.seen import LOW, Seen
from service.timeline.entry import Entry

SHOWN = frozenset({"AlarmRaised", "AlarmJoined", "AlarmCleared", "AlarmCancelled", "AlarmClosed"})
"""All that a discreet screen may see, as the reference says; a public one sees nothing."""
FINE: Message = {"broker": True, "store": True, "timers": True, "faults": []}
Break = Literal["line", "restart"]


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


class Wire(WrittenLine):
    """A line that keeps the bytes of each write, and folds them as a page does."""

    def __init__(self) -> None:
        self.wrote: list[bytes] = []
        self.board = empty()
        self.types: list[str] = []

    def write(self, batch: Batch) -> None:
        self.wrote.append(batch.framed)
        for frame in batch.frames:
            message = json.loads(frame.text)
            self.types.append(message["type"])
            self.board = apply(self.board, message)


def _may_see(audience: Audience, entry: Entry) -> bool:
    return audience is Audience.DISCREET and entry.event in SHOWN


async def _heard(audience: Audience, record: Sequence[Entry | None], breaks: Mapping[int, Break]) -> list[Wire]:
    """Play a record to one screen; a heartbeat, and perhaps a break, comes whenever something may be seen (None)."""
    lives, moments = 0, 0
    written: list[Entry] = []

    def begun() -> Hub:
        nonlocal lives
        lives += 1
        hub = Hub(Noon(), "e1", anew=lambda: f"own-{lives}")
        closed = {entry.alarm for entry in written if entry.event == "AlarmClosed"}
        hub.open("as", len(written), [one for one in written if one.alarm not in closed])
        return hub

    hub, wires = begun(), [Wire()]
    screen = hub.attach("as", audience, screen="s", after=None, epoch=None, line=wires[0])
    for entry in record:
        if entry is not None:
            written.append(replace(entry, position=len(written) + 1))
            hub.publish("as", written[-1:])
            await asyncio.sleep(0)
            continue
        moments += 1
        hub.heartbeat("as", FINE)
        await asyncio.sleep(0)
        if (what := breaks.get(moments)) is None:
            continue
        hub.detach(screen)
        hub = begun() if what == "restart" else hub
        board = wires[-1].board
        wires.append(Wire())
        wires[-1].board = board
        after, epoch = board["position"], board["epoch"]
        screen = hub.attach("as", audience, screen="s", after=after, epoch=epoch, line=wires[-1])
        assert wires[-1].types[0] == ("snapshot" if what == "restart" else "resumed")
    fresh = hub.board("as", audience)
    assert {key: wires[-1].board[key] for key in ("position", "alarms", "epoch")} == {
        key: fresh[key] for key in ("position", "alarms", "epoch")
    }
    return wires


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    breaks=st.dictionaries(st.integers(1, 12), st.sampled_from(["line", "restart"]), max_size=4),
)
@pytest.mark.parametrize("audience", LOW)
def test_a_record_without_what_is_kept_from_it_sounds_the_same(
    audience: Audience, seed: int, breaks: dict[int, Break]
) -> None:
    """Every byte and every write is the same, resumed and after each restart, as if nothing else had ever been kept."""
    whole: list[Entry | None] = []
    for entry in (entry for written in random_history(Random(seed), 40) for entry in written):
        whole += [entry, None] if entry.event in SHOWN else [entry]
    seen = [one for one in whole if one is None or _may_see(audience, one)]
    heard = [asyncio.run(_heard(audience, record, breaks)) for record in (whole, seen)]
    assert [wire.wrote for wire in heard[0]] == [wire.wrote for wire in heard[1]]


def test_it_is_not_because_nothing_is_kept_from_it() -> None:
    """A day has many entries that such a screen hears nothing of; what it hears of has numbers without a gap."""
    day = [entry for written in random_history(Random(3), 40) for entry in written]
    [wire] = asyncio.run(_heard(Audience.DISCREET, day, {}))
    shown = [entry for entry in day if entry.event in SHOWN]
    assert 1 < len(shown) < len(day) / 2
    assert wire.board["position"] == len(shown)
    assert wire.types == ["snapshot", *["entry"] * len(shown)]


@pytest.mark.parametrize(
    ("after", "epoch", "kind"),
    [
        (1, "own", "resumed"),
        (1, "e1", "snapshot"),
        (1, "of-an-earlier-life", "snapshot"),
        (1, None, "snapshot"),
        (99, "own", "snapshot"),
        (None, "own", "snapshot"),
    ],
)
def test_it_resumes_only_from_a_number_of_this_very_beginning(after: int | None, epoch: str | None, kind: str) -> None:
    """A number without its epoch, of the record, of another node or of before a restart, gets a snapshot."""
    hub = Hub(Noon(), "e1", anew=lambda: "own")
    hub.open("as", 0, [])
    hub.publish("as", [entry for written in random_history(Random(3), 40) for entry in written])
    wire = Wire()
    hub.attach("as", Audience.DISCREET, screen="s", after=after, epoch=epoch, line=wire)
    assert wire.types[0] == kind


def test_each_beginning_has_an_epoch_of_its_own() -> None:
    """Two nodes, two starts and an office that is opened anew never believe each other's numbers."""
    hubs = [Hub(Noon(), "e1") for _ in range(2)]
    epochs = set[str]()
    for hub in (*hubs, *hubs):
        hub.open("as", 0, [])
        epochs.add(hub.board("as", Audience.DISCREET)["epoch"])
    assert len(epochs) == 4
    assert "e1" not in epochs
    assert {hub.board("as", Audience.STAFF)["epoch"] for hub in hubs} == {"e1"}


def test_a_screen_that_has_not_drawn_what_it_was_shown_is_missed_whatever_else_is_written() -> None:
    """What is kept from it neither makes it late nor hides that it is."""
    seen = Seen("own")
    for position in (3, 7):
        seen.show({"type": "entry", "position": position})
    assert [seen.recorded(number, 9) for number in (0, 1, 2)] == [2, 6, 9]
    lookout = Lookout()
    wrong = set[Wrong]()
    for second in range(int(SHOW_S) + 1):
        head = 9 + second
        drawn = {"late": seen.recorded(1, head), "well": seen.recorded(2, head)}
        connected = [
            Connected(screen=name, since=0.0, position=position, confirmed_at=float(second))
            for name, position in drawn.items()
        ]
        wrong = lookout.look(["late", "well"], connected, head=head, is_open=True, at=float(second))
    assert wrong == {("screen_blind", "late")}
