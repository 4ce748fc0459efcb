"""The hub with a line made of memory: who is told what, in which order, and who is dropped."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from parts.history import random_history
from parts.written_line import WrittenLine
from service.live.board import apply, empty
from service.live.cursor import Gap
from service.live.frame import Batch
from service.live.group import SLICE
from service.live.hub import BEHIND, MOST_PENDING, Hub, Subscription, UnknownOfficeError
from service.live.line import Line
from service.live.render import Audience, Message

DAY = [entry for written in random_history(Random(3), 40) for entry in written]
PRESS = {"alarm": "a-1", "kind": "emergency", "mode": "actual", "zone": "room-114", "device": "as/pendant-1", "at": "t"}
FINE: Message = {"broker": True, "store": True, "timers": True, "faults": [{"code": "device_unreadable"}]}


class Time:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Memory(WrittenLine):
    """A line that keeps what it is told, and takes as much of it as the test says."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.waiting = 0
        self.went = 0
        self.ended: str | tuple[int, str] | None = None

    def write(self, batch: Batch) -> None:
        self.batches.append(batch)

    def pending(self) -> int:
        return self.waiting

    def taken(self) -> int:
        return self.went

    def drop(self) -> None:
        self.ended = "dropped"

    def close(self, code: int, reason: str) -> None:
        self.ended = (code, reason)

    @property
    def heard(self) -> list[Message]:
        return [json.loads(frame.text) for batch in self.batches for frame in batch.frames]

    def take_heard(self) -> list[Message]:
        heard, self.batches = self.heard, []
        return heard


def _attach(hub: Hub, line: Memory, audience: Audience = Audience.STAFF, **where: Any) -> Subscription:
    return hub.attach("as", audience, **{"screen": "staff", "after": None, "epoch": None, **where}, line=line)


@pytest.fixture
def time() -> Time:
    """The time of the test."""
    return Time()


@pytest.fixture
def hub(time: Time) -> Hub:
    """A hub with one office whose record begins."""
    hub = Hub(time, "e1")
    hub.open("as", 0, [])
    return hub


async def _turn() -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def _types(messages: Sequence[Message]) -> list[str]:
    return [message["type"] for message in messages]


async def test_what_comes_in_one_turn_of_the_loop_leaves_in_one_write(hub: Hub) -> None:
    """A press, its entries and a heartbeat that come together are one batch, in their order."""
    line = Memory()
    _attach(hub, line)
    line.take_heard()
    hub.provisional("as", PRESS)
    hub.publish("as", DAY[:2])
    hub.heartbeat("as", FINE)
    await _turn()
    assert len(line.batches) == 1
    assert _types(line.heard) == ["provisional", "entry", "entry", "heartbeat"]
    assert line.heard[-1]["position"] == 2


async def test_screens_of_one_audience_get_the_very_same_bytes(hub: Hub) -> None:
    """A message is encoded and framed once, however many screens look."""
    lines = [Memory(), Memory()]
    for line in lines:
        _attach(hub, line)
        line.take_heard()
    hub.publish("as", DAY[:3])
    await _turn()
    assert lines[0].batches[0] is lines[1].batches[0]


async def test_whoever_cannot_be_told_keeps_nothing_from_the_others(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    """One of three lines that take bytes at once fails: the others have the press, in the same turn."""
    lines = [Memory() for _ in range(3)]
    for line in lines:
        _attach(hub, line)
    took: list[bytes] = []

    def fail(_framed: bytes) -> None:
        raise RuntimeError("this transport is closed")

    lines[0].clear, lines[1].clear, lines[2].clear = took.append, fail, took.append
    hub.provisional("as", PRESS)
    await _turn()
    assert len(took) == 2
    assert took[0] is took[1]
    assert b"provisional" in took[0]
    assert "a screen could not be told" in caplog.text
    assert [len(line.batches) for line in lines] == [1, 1, 1], "the snapshot, before"


async def test_a_press_overtakes_what_is_on_its_way_to_hundreds(hub: Hub) -> None:
    """While entries go out slice by slice, a press is on every screen first; each hears everything once."""
    lines = [Memory() for _ in range(3 * SLICE)]
    for line in lines:
        _attach(hub, line)
        line.take_heard()
    hub.publish("as", DAY[:3])
    await asyncio.sleep(0)
    assert sum(bool(line.batches) for line in lines) == SLICE
    hub.provisional("as", PRESS)
    await asyncio.sleep(0)
    assert all("provisional" in _types(line.heard) for line in lines)
    assert not all("entry" in _types(line.heard) for line in lines)
    hub.heartbeat("as", FINE)
    for _ in range(8):
        await asyncio.sleep(0)
    assert _types(lines[0].heard) == ["entry", "entry", "entry", "provisional", "heartbeat"]
    assert _types(lines[-1].heard) == ["provisional", "entry", "entry", "entry", "heartbeat"]


async def test_a_snapshot_is_not_overtaken(hub: Hub) -> None:
    """A press that comes right behind an office opened anew is not wiped out by its snapshots."""
    lines = [Memory() for _ in range(2 * SLICE)]
    for line in lines:
        _attach(hub, line)
        line.take_heard()
    hub.open("as", 0, [])
    hub.provisional("as", PRESS)
    for _ in range(4):
        await asyncio.sleep(0)
    assert {tuple(_types(line.heard)) for line in lines} == {("snapshot", "provisional")}


async def test_a_screen_that_comes_between_gets_everything_once(hub: Hub) -> None:
    """Entries that wait for the end of the turn are in the snapshot and are not sent a second time."""
    early, late = Memory(), Memory()
    _attach(hub, early)
    early.take_heard()
    hub.publish("as", DAY[:2])
    _attach(hub, late)
    hub.publish("as", DAY[2:4])
    await _turn()
    assert [m["position"] for m in early.heard] == [1, 2, 3, 4]
    assert [(m["type"], m["position"]) for m in late.heard] == [("snapshot", 2), ("entry", 3), ("entry", 4)]


async def test_a_hole_is_reported_until_it_is_filled(hub: Hub) -> None:
    """Nothing behind a hole is shown; what fills it releases all of it."""
    line = Memory()
    _attach(hub, line)
    line.take_heard()
    assert hub.publish("as", DAY[2:4]) == Gap(office="as", after=0, until=3)
    await _turn()
    assert line.heard == []
    assert hub.publish("as", DAY[:3]) is None
    await _turn()
    assert [m["position"] for m in line.heard] == [1, 2, 3, 4]


@pytest.mark.parametrize("audience", Audience)
async def test_a_screen_that_was_away_ends_with_the_board_of_one_that_stayed(hub: Hub, audience: Audience) -> None:
    """Resumed at any position, in the epoch that it was told, every screen has the board of a fresh snapshot."""
    line = Memory()
    _attach(hub, line, audience)
    epoch = hub.board("as", audience)["epoch"]
    assert (epoch == "e1") is (audience in (Audience.STAFF, Audience.SECURITY))
    board = empty()
    hub.publish("as", DAY)
    await _turn()
    for message in line.heard:
        at = board["position"]
        back = Memory()
        subscription = _attach(hub, back, audience, after=at, epoch=epoch)
        assert (back.heard[0]["type"], back.heard[0]["position"]) == ("resumed", at)
        again = board
        for missed in back.heard:
            again = apply(again, missed)
        assert again["alarms"] == hub.board("as", audience)["alarms"]
        hub.detach(subscription)
        board = apply(board, message)


@pytest.mark.parametrize(
    ("after", "epoch", "kind"),
    [
        (2, "e1", "resumed"),
        (2, None, "resumed"),
        (4, "e1", "resumed"),
        (2, "e0", "snapshot"),
        (5, "e1", "snapshot"),
        (0, "e1", "snapshot"),
        (-1, None, "snapshot"),
        (None, "e1", "snapshot"),
    ],
)
async def test_a_screen_resumes_only_where_that_is_held_and_true(
    time: Time, after: int | None, epoch: str | None, kind: str
) -> None:
    """Two entries are held: beyond them, beyond the head or in another record there is a snapshot."""
    hub = Hub(time, "e1", held=2)
    hub.open("as", 0, [])
    hub.publish("as", DAY[:4])
    line = Memory()
    _attach(hub, line, after=after, epoch=epoch)
    assert line.heard[0]["type"] == kind
    assert (line.heard[0]["epoch"], line.heard[0]["position"]) == ("e1", after if kind == "resumed" else 4)


async def test_a_press_without_an_entry_is_told_again_to_whoever_comes(hub: Hub) -> None:
    """Outstanding presses stand behind each snapshot until an entry of theirs, or their end, has come."""
    hub.provisional("as", {**PRESS, "alarm": DAY[0].alarm})
    hub.provisional("as", {**PRESS, "alarm": "a-2"})
    hub.provisional("as", {**PRESS, "alarm": "a-3"})
    line = Memory()
    _attach(hub, line)
    assert _types(line.heard) == ["snapshot", "provisional", "provisional", "provisional"]
    hub.publish("as", DAY[:1])
    hub.provisional_over("as", "a-2", "known_press")
    again = Memory()
    _attach(hub, again, after=0, epoch="e1")
    assert [(m["type"], m["alarm"]) for m in again.heard[1:]] == [("entry", DAY[0].alarm), ("provisional", "a-3")]


async def test_a_further_press_of_a_known_alarm_is_told_and_not_kept(hub: Hub) -> None:
    """It is on the screens at once, and no snapshot repeats it."""
    hub.publish("as", DAY[:1])
    line = Memory()
    _attach(hub, line)
    line.take_heard()
    hub.provisional("as", {**PRESS, "alarm": DAY[0].alarm})
    await _turn()
    assert _types(line.take_heard()) == ["provisional"]
    late = Memory()
    _attach(hub, late)
    assert _types(late.heard) == ["snapshot"]


async def test_a_public_screen_hears_of_no_press_and_of_no_fault(hub: Hub) -> None:
    """Heartbeats pass; what happens does not, nor that it does."""
    hub.provisional("as", PRESS)
    line = Memory()
    _attach(hub, line, Audience.PUBLIC)
    hub.provisional("as", {**PRESS, "alarm": "a-2"})
    hub.provisional_over("as", "a-2", "known_press")
    hub.publish("as", DAY[:1])
    hub.heartbeat("as", FINE)
    await _turn()
    assert _types(line.heard) == ["snapshot", "heartbeat"]
    assert [message["position"] for message in line.heard] == [0, 0]
    assert line.heard[0]["alarms"] == []
    assert line.heard[-1]["faults"] == []


async def test_a_screen_that_takes_nothing_is_dropped_and_holds_up_nobody(hub: Hub, time: Time) -> None:
    """After two seconds without a byte taken it is out; the one beside it has heard everything."""
    stuck, well = Memory(), Memory()
    said: list[Line] = []
    hub.on_dropped = lambda subscription: said.append(subscription.line)
    _attach(hub, stuck)
    _attach(hub, well)
    stuck.waiting = 10
    for beat in range(3):
        time.seconds = float(beat)
        hub.heartbeat("as", FINE)
        await _turn()
    assert (stuck.ended, well.ended, hub.dropped) == ("dropped", None, 1)
    assert _types(well.heard) == ["snapshot", "heartbeat", "heartbeat", "heartbeat"]
    assert [s.line for s in hub.screens("as")] == [well]
    assert said == [stuck]


async def test_a_slow_screen_that_goes_on_reading_stays(hub: Hub, time: Time) -> None:
    """Bytes may wait as long as some are taken."""
    slow = Memory()
    _attach(hub, slow)
    slow.waiting = 10
    for beat in range(10):
        time.seconds, slow.went = float(beat), beat
        hub.heartbeat("as", FINE)
        await _turn()
    assert (slow.ended, hub.dropped) == (None, 0)


async def test_a_screen_that_reads_but_hears_of_everything_too_late_is_dropped(hub: Hub, time: Time) -> None:
    """What waited for it has to be taken within twenty seconds; one that catches up in time stays."""
    late, slow = Memory(), Memory()
    _attach(hub, late)
    _attach(hub, slow)
    late.waiting, slow.waiting = 100, 10
    for second in range(int(BEHIND) + 1):
        assert (late.ended, hub.dropped) == (None, 0)
        time.seconds, late.went, slow.went = float(second), second, second
        hub.heartbeat("as", FINE)
        await _turn()
    assert (late.ended, slow.ended, hub.dropped) == ("dropped", None, 1)


async def test_a_screen_for_which_too_much_waits_is_dropped_at_once(hub: Hub) -> None:
    """A line's memory has a bound, whatever it has taken meanwhile."""
    line = Memory()
    _attach(hub, line)
    line.waiting = MOST_PENDING + 1
    hub.heartbeat("as", FINE)
    await _turn()
    assert (line.ended, hub.screens("as")) == ("dropped", [])


async def test_an_office_opened_anew_gives_every_screen_a_snapshot(hub: Hub) -> None:
    """After a restore screens begin again at the head that there is now."""
    line = Memory()
    _attach(hub, line)
    hub.publish("as", DAY[:3])
    await _turn()
    line.take_heard()
    hub.epoch = "e2"
    hub.open("as", 1, DAY[:1])
    await _turn()
    assert [(m["type"], m["position"], m["epoch"]) for m in line.heard] == [("snapshot", 1, "e2")]


async def test_what_a_screen_says_it_shows_is_kept_and_told(hub: Hub) -> None:
    """Position, alarms and sound of each connected screen can be looked at."""
    told: list[Subscription] = []
    hub.on_rendered = told.append
    subscription = _attach(hub, Memory(), screen="reception")
    hub.rendered(subscription, 0, ["a-1"], sound=True)
    assert told == [subscription]
    [screen] = hub.screens("as")
    assert (screen.screen, screen.rendered_position, screen.rendered_alarms, screen.sound) == (
        "reception",
        0,
        ("a-1",),
        True,
    )


async def test_a_service_that_goes_away_says_so_first(hub: Hub) -> None:
    """Screens are told that they are superseded, and are then closed in order."""
    line = Memory()
    _attach(hub, line)
    hub.supersede("stopping")
    assert line.heard[-1] == {"type": "superseded", "because": "stopping"}
    assert line.ended == (1012, "stopping")
    assert hub.screens("as") == []


async def test_an_office_nobody_opened_is_refused_with_a_sentence(hub: Hub) -> None:
    """The hub names the office that it does not know."""
    with pytest.raises(UnknownOfficeError, match="'zz'"):
        hub.provisional("zz", PRESS)
