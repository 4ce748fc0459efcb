"""Where much is pending that is due in weeks, each second asks for what is due soon, and nothing is lost by that."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.alarm.actor import SERVICE
from service.clock import SystemClock
from service.dispatch.faults import Faults
from service.dispatch.outcome import Listener, Outcome
from service.jobs import timers as job
from service.jobs.timers import Timers
from service.store.port import Deadline
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
FAR = Deadline(office="as", alarm="far", due_at=AT + timedelta(days=30))


class Clock(SystemClock):
    """A wall clock that stands, beside seconds that really pass, and some more."""

    ahead_s = 0.0
    at = AT

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_s


class Shelf:
    """Deadlines that can be read as a whole, or up to an instant; and a dispatch that takes them out."""

    def __init__(self, *pending: Deadline) -> None:
        self.pending = {one.alarm: one for one in pending}
        self.served: list[str] = []
        self.wholly = 0
        self.partly = 0

    async def deadlines(self) -> list[Deadline]:
        self.wholly += 1
        return list(self.pending.values())

    async def soon(self, before: datetime) -> list[Deadline]:
        self.partly += 1
        return [one for one in self.pending.values() if one.due_at <= before]

    async def heads(self) -> list[Head]:
        return []

    async def entries(self, _office: str, _after: int, _limit: int) -> list[Entry]:
        return []

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        """Return that it was told just now, by a clock that is right."""
        draft = Draft(at=AT, event="MeetingBegan", alarm=alarm_id, actor=SERVICE, facts={})
        return [link(Head(office="as", position=0, hash=start("as")), draft, salt="00" * 16)]

    def listen(self, listener: Listener) -> None:
        """Nobody is told here: everything is found by looking, as what another node has set."""

    async def pass_deadline(self, _office: str, alarm: str, _due_at: datetime) -> Outcome | None:
        self.served.append(alarm)
        self.pending.pop(alarm, None)
        return None

    async def looked(self, *, times: int) -> None:
        """Wait until it was read so many times more."""
        until = self.wholly + self.partly + times
        async with asyncio.timeout(30):
            while self.wholly + self.partly < until:
                await asyncio.sleep(0.001)

    async def took(self, alarm: str) -> None:
        """Wait until a deadline was served."""
        async with asyncio.timeout(30):
            while alarm not in self.served:
                await asyncio.sleep(0.001)


@pytest.fixture(autouse=True)
def _looking_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "LOOK_EVERY_S", 0.002)


@contextlib.asynccontextmanager
async def _running(shelf: Shelf) -> AsyncIterator[Clock]:
    clock = Clock()
    timers = Timers(shelf, shelf, Faults(clock), clock, soon=shelf.soon)
    await timers.measure_clock()
    running = asyncio.create_task(timers.run())
    try:
        yield clock
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_each_look_reads_what_is_due_soon_and_one_in_sixty_reads_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The start reads what is due soon, too: what is due in weeks costs it nothing."""
    monkeypatch.setattr(job, "ALL_FIRST", job.ALL_EVERY - 1)
    shelf = Shelf(FAR)
    async with _running(shelf):
        await shelf.looked(times=2)
        begun = shelf.wholly
        await shelf.looked(times=2 * job.ALL_EVERY)
        assert begun == 0
        assert 0 < shelf.wholly <= shelf.partly / 10
    assert shelf.served == []


async def test_what_another_node_has_set_for_now_is_served_without_reading_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """New, or moved from a day in a month: both are found by the next look."""
    monkeypatch.setattr(job, "ALL_EVERY", 1_000_000)
    shelf = Shelf(FAR)
    async with _running(shelf):
        await shelf.looked(times=job.ALL_FIRST + 2)
        begun = shelf.wholly
        shelf.pending["new"] = Deadline(office="as", alarm="new", due_at=AT)
        shelf.pending["far"] = replace(FAR, due_at=AT)
        await shelf.took("new")
        await shelf.took("far")
        assert (begun, shelf.wholly) == (1, 1)


async def test_what_is_due_later_is_counted_down_although_no_look_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that does not ask for it takes it for as good as it was; its seconds pass whatever the wall clock says."""
    monkeypatch.setattr(job, "SOON", timedelta(seconds=0.05))
    monkeypatch.setattr(job, "ALL_EVERY", 1_000_000)
    shelf = Shelf(replace(FAR, due_at=AT + timedelta(seconds=0.3)))
    async with _running(shelf):
        await shelf.took("far")
    assert shelf.wholly == 1


async def test_what_was_taken_away_is_forgotten_soon_or_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is due soon by the next look, one that is due later by the next one that reads everything."""
    monkeypatch.setattr(job, "SOON", timedelta(minutes=10))
    shelf = Shelf(replace(FAR, alarm="near", due_at=AT + timedelta(minutes=9)), FAR)
    async with _running(shelf) as clock:
        await shelf.looked(times=job.ALL_FIRST + 2)
        shelf.pending.clear()
        await shelf.looked(times=job.ALL_EVERY + 2)
        clock.ahead_s = timedelta(days=31).total_seconds()
        await shelf.looked(times=2)
    assert shelf.served == []


async def test_what_another_node_sets_after_this_one_s_clock_went_back_for_days_is_found_by_the_next_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By this clock it is due in days; where the other node dies, nobody else serves it."""
    monkeypatch.setattr(job, "ALL_EVERY", 1_000_000)
    shelf = Shelf()
    async with _running(shelf) as clock:
        await shelf.looked(times=job.ALL_FIRST + 2)
        clock.at = AT - timedelta(days=3)
        await shelf.looked(times=2)
        shelf.pending["new"] = Deadline(office="as", alarm="new", due_at=AT)
        await shelf.took("new")
    assert shelf.wholly == 1
