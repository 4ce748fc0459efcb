"""No deadline waits for those of an office in which nothing can be written, nor for a store that cannot be read."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from parts.two_clocks import running
from service.dispatch.faults import Faults
from service.dispatch.outcome import Listener, Outcome
from service.jobs.timers import RETRY_S, Timers
from service.store.port import Deadline, StoreUnavailable
from service.timeline.entry import Entry, Head

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
GIVES_UP_S = 1.7
"""How long a commit takes that comes to nothing because somebody has locked the office."""


class Clock:
    """Both clocks, which only the store's waiting moves."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def now(self) -> datetime:
        return AT + timedelta(seconds=self.seconds - 1_000.0)

    def monotonic(self) -> float:
        return self.seconds


class Shelf:
    """A store that holds deadlines and nothing else; it can be made to say nothing."""

    def __init__(self, *pending: Deadline) -> None:
        self.pending = list(pending)
        self.reads = asyncio.Event()
        self.reads.set()

    async def deadlines(self) -> list[Deadline]:
        await self.reads.wait()
        return list(self.pending)

    async def heads(self) -> list[Head]:
        return []

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        return []

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        return []


class Locked:
    """A dispatch whose commits for one office come to nothing, each after a while."""

    def __init__(self, shelf: Shelf, clock: Clock, *locked: str) -> None:
        self.tried: list[tuple[float, str]] = []
        self.locked = set(locked)
        self.served = asyncio.Event()
        self._shelf, self._clock = shelf, clock

    def listen(self, listener: Listener) -> None:
        """Nobody is told here."""

    async def pass_deadline(self, office: str, alarm: str, due_at: datetime) -> Outcome | None:
        self.tried.append((self._clock.seconds, alarm))
        await asyncio.sleep(0)
        if office in self.locked:
            self._clock.seconds += GIVES_UP_S
            raise StoreUnavailable(f"somebody has locked {office}")
        self._shelf.pending = [one for one in self._shelf.pending if one.alarm != alarm]
        self.served.set()
        return None


async def passing(clock: Clock, until: asyncio.Event) -> None:
    """Let time pass until something has happened."""
    async with asyncio.timeout(30):
        while not until.is_set():
            clock.seconds += RETRY_S / 50
            await asyncio.sleep(0.002)


@pytest.mark.parametrize("alarms", [1, 8])
async def test_many_deadlines_of_a_locked_office_hold_up_another_s_no_longer_than_one(alarms: int) -> None:
    """Eight alarms are open where somebody has locked the record; next door the deputy is called in time."""
    clock = Clock()
    locked = [Deadline(office="locked", alarm=f"a-{number}", due_at=AT) for number in range(alarms)]
    due_at = AT + timedelta(seconds=3)
    shelf = Shelf(*locked, Deadline(office="as", alarm="b-1", due_at=due_at))
    dispatch = Locked(shelf, clock, "locked")
    async with running(Timers(shelf, dispatch, Faults(clock), clock)):
        await passing(clock, dispatch.served)
    [at] = [at for at, alarm in dispatch.tried if alarm == "b-1"]
    between = [alarm for began, alarm in dispatch.tried if 1_003.0 - GIVES_UP_S < began < at and alarm != "b-1"]
    assert len(between) <= 1, "it waits for the one that is under way when it is due, and for no further one"


async def test_what_was_put_off_with_others_is_late_like_them_and_served_when_the_office_is_free() -> None:
    """None of them is forgotten, and until all are served nobody may believe that deadlines are kept."""
    clock, faults = Clock(), Faults(Clock())
    alarms = [f"a-{number}" for number in range(5)]
    shelf = Shelf(*(Deadline(office="locked", alarm=alarm, due_at=AT) for alarm in alarms))
    dispatch = Locked(shelf, clock, "locked")
    timers = Timers(shelf, dispatch, faults, clock)
    async with running(timers):
        async with asyncio.timeout(30):
            while len(dispatch.tried) < 3:
                clock.seconds += RETRY_S / 50
                await asyncio.sleep(0.002)
        assert not timers.on_time
        dispatch.locked.clear()
        async with asyncio.timeout(30):
            while shelf.pending:
                clock.seconds += RETRY_S / 50
                await asyncio.sleep(0.002)
            while faults.has("as", "timers_late"):
                await asyncio.sleep(0.002)
        assert timers.on_time


async def test_a_store_that_says_nothing_holds_up_no_deadline_that_is_known() -> None:
    """What another node has set cannot be read; what this one counts down is served all the same."""
    clock = Clock()
    shelf = Shelf(Deadline(office="as", alarm="b-1", due_at=AT + timedelta(seconds=5)))
    dispatch = Locked(shelf, clock)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    async with running(timers):
        async with asyncio.timeout(30):
            while not timers._current:
                await asyncio.sleep(0.002)
        shelf.reads.clear()
        await passing(clock, dispatch.served)
    assert [alarm for _, alarm in dispatch.tried] == ["b-1"]
