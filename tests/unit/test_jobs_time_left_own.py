"""A deadline set in the moment before a crash is counted by the clock that set it: a file and seconds tell by which."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from parts.two_clocks import AT, Recording, Shelf, TwoClocks, running, until_served
from service.alarm.actor import SERVICE
from service.dispatch.faults import Faults
from service.jobs.time_left import Left, TimeLeft
from service.jobs.timers import Timers
from service.store.port import Deadline
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


class Machine(TwoClocks):
    """Clocks of a machine that does not start again."""

    def boot(self) -> str:
        return "the only start"


def _told(*told: tuple[str, datetime]) -> list[Entry]:
    """Return an office's entries: of which alarm, and with which instant."""
    entries: list[Entry] = []
    for alarm, at in told:
        head = Head(office="as", position=len(entries), hash=entries[-1].hash if entries else start("as"))
        draft = Draft(at=at, event="AlarmEscalated", alarm=alarm, actor=SERVICE, facts={})
        entries.append(link(head, draft, salt="00" * 16))
    return entries


async def _kept(path: Path, clock: Machine, left: dict[str, Left]) -> None:
    time_left = TimeLeft(path, clock)
    time_left.keep(left)
    async with asyncio.timeout(20):
        while not time_left.is_idle:
            await asyncio.sleep(0.002)


@asynccontextmanager
async def _serving(path: Path, clock: Machine, due_at: datetime, told: list[Entry]) -> AsyncIterator[list[str]]:
    """Have the deadline of `a-1` served from now on, which this life finds; give what was served."""
    shelf = Shelf(Deadline(office="as", alarm="a-1", due_at=due_at))
    shelf.since, shelf.of_alarms = told, told
    shelf.ends = [Head(office="as", position=told[-1].position, hash=told[-1].hash)]
    dispatch = Recording(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock, TimeLeft(path, clock))
    await timers.measure_clock()
    async with running(timers):
        await shelf.looked()
        yield dispatch.served


async def _comes_in(served: list[str], clock: Machine, seconds: float) -> None:
    """Hold that a deadline is served so many seconds from now, and not before."""
    clock.passes(seconds - 2)
    await asyncio.sleep(0.05)
    assert not served
    clock.passes(3)
    await until_served(served, "a-1")


async def test_an_alarm_behind_a_clock_that_went_ahead_goes_on_by_its_own(tmp_path: Path) -> None:
    """Its last deadline is kept, the next was set just before the crash; an hour ahead it would be long over."""
    clock, path = Machine(), tmp_path / "time-left"
    clock.at += HOUR
    await _kept(path, clock, {"a-1": Left(AT, clock.seconds)})
    clock.passes(10)
    async with _serving(path, clock, AT + MINUTE, _told(("a-1", AT))) as served:
        await _comes_in(served, clock, 50)


async def test_an_alarm_behind_a_clock_that_went_back_goes_on_by_its_own(tmp_path: Path) -> None:
    """Others have told nothing since; an hour back it would wait for longer."""
    clock, path = Machine(), tmp_path / "time-left"
    clock.at -= HOUR
    await _kept(path, clock, {"a-1": Left(AT, clock.seconds)})
    clock.passes(10)
    async with _serving(path, clock, AT + MINUTE, _told(("a-2", clock.at), ("a-1", AT))) as served:
        await _comes_in(served, clock, 50)


async def test_a_new_alarm_is_not_taken_for_older_by_what_another_one_says(tmp_path: Path) -> None:
    """Another alarm goes on by a time of its own, an hour ahead: this one was raised by the clock as it is."""
    clock, path = Machine(), tmp_path / "time-left"
    await _kept(path, clock, {"a-2": Left(AT + HOUR, clock.seconds)})
    clock.passes(10)
    told = _told(("a-1", AT + 8 * SECOND), ("a-2", AT + HOUR))
    async with _serving(path, clock, AT + 8 * SECOND + MINUTE, told) as served:
        await _comes_in(served, clock, 58)


async def test_a_clock_that_jumps_while_the_node_is_down_moves_no_new_alarm(tmp_path: Path) -> None:
    """It was raised by the clock that the file was kept by; that has gone ahead, or back, since."""
    for by in (HOUR, -HOUR, 5 * MINUTE, -5 * MINUTE):
        clock, path = Machine(), tmp_path / f"time-left{by.total_seconds():.0f}"
        await _kept(path, clock, {})
        clock.passes(10)
        clock.at += by
        async with _serving(path, clock, AT + MINUTE, _told(("a-1", AT))) as served:
            await _comes_in(served, clock, 50)


async def test_a_jump_that_the_former_life_had_not_noticed_puts_off_no_new_alarm(tmp_path: Path) -> None:
    """The file was kept by the clock as it was, the alarm raised by the one as it is."""
    for by in (HOUR, -HOUR, 5 * MINUTE, -5 * MINUTE):
        clock, path = Machine(), tmp_path / f"time-left{by.total_seconds():.0f}"
        await _kept(path, clock, {})
        clock.at += by
        raised_at = clock.at
        clock.passes(10)
        async with _serving(path, clock, raised_at + MINUTE, _told(("a-1", raised_at))) as served:
            await _comes_in(served, clock, 50)


async def test_what_is_found_of_an_alarm_that_goes_by_its_own_is_counted_by_that(tmp_path: Path) -> None:
    """It went on ten minutes ago and the clock an hour back since; the answer to what it says now is lost."""
    clock, path = Machine(), tmp_path / "time-left"
    shelf = Shelf(Deadline(office="as", alarm="a-1", due_at=AT + HOUR))
    shelf.of_alarms = _told(("a-1", AT - MINUTE))
    await _kept(path, clock, {"a-1": Left(AT + HOUR, clock.seconds + 100)})
    timers = Timers(shelf, Recording(shelf), Faults(clock), clock, TimeLeft(path, clock))
    await timers.measure_clock()
    async with running(timers):
        await shelf.looked()
        own = AT + HOUR - 100 * SECOND
        assert timers.own_time("a-1") == own
        shelf.of_alarms += _told(("a-1", AT - MINUTE), ("a-1", own + SECOND))[1:]
        shelf.pending = [Deadline(office="as", alarm="a-1", due_at=own + 30 * SECOND)]
        clock.passes(2)
        await shelf.looked()
        assert timers.own_time("a-1") == own + 2 * SECOND
