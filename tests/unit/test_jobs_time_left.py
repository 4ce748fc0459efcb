"""What deadlines have left outlives the service, whatever the wall clock does meanwhile."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.alarm.actor import SERVICE
from service.clock import SystemClock, boot_of
from service.dispatch.faults import Faults
from service.dispatch.outcome import Listener, Outcome
from service.jobs.time_left import Left, TimeLeft
from service.jobs.timers import Timers
from service.store.port import Deadline
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
DUE_AT = AT + timedelta(minutes=5)
HOUR = timedelta(hours=1)


class Machine:
    """A wall clock that jumps, a monotonic one that begins anew with the machine, and the name of its start."""

    def __init__(self) -> None:
        self.at = AT
        self.seconds = 1_000.0
        self.name: str | None = "first"

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def boot(self) -> str | None:
        return self.name

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds

    def starts_again(self) -> None:
        self.name, self.seconds = "second", 3.0


class Shelf:
    """A store with one alarm and its deadline, and a dispatch that serves it."""

    def __init__(self) -> None:
        self.pending = [Deadline(office="as", alarm="a-1", due_at=DUE_AT)]
        self.told = [_entry(AT)]
        self.is_served = False

    async def deadlines(self) -> list[Deadline]:
        return list(self.pending)

    async def heads(self) -> list[Head]:
        return [Head(office="as", position=1, hash=self.told[0].hash)]

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        return [entry for entry in self.told if entry.position > after][:limit]

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        return list(self.told)

    def listen(self, listener: Listener) -> None:
        """Nobody is told here."""

    async def pass_deadline(self, office: str, alarm: str, due_at: datetime) -> Outcome | None:
        self.is_served = True
        self.pending.clear()
        return None


class Life:
    """One life of what serves deadlines, on a file that outlives it."""

    def __init__(self, shelf: Shelf, machine: Machine, path: Path) -> None:
        self.timers = Timers(shelf, shelf, Faults(machine), machine, TimeLeft(path, machine))
        self._path = path

    async def __aenter__(self) -> "Life":
        before = self._text()
        await self.timers.measure_clock()
        self._job = asyncio.create_task(self.timers.run())
        await _until(lambda: self._text() not in ("", before))  # it has begun to count, and kept what is left
        return self

    async def __aexit__(self, *_: object) -> None:
        self._job.cancel()
        await asyncio.gather(self._job, return_exceptions=True)

    def _text(self) -> str:
        return self._path.read_text() if self._path.exists() else ""


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.002)


def _entry(at: datetime) -> Entry:
    draft = Draft(at=at, event="AlarmRaised", alarm="a-1", actor=SERVICE, facts={})
    return link(Head(office="as", position=0, hash=start("as")), draft, salt="00" * 16)


async def _kept(path: Path, clock: Machine, left: dict[str, Left]) -> None:
    TimeLeft(path, clock).keep(left)
    await _until(path.exists)


async def test_after_two_starts_behind_a_jump_a_deadline_comes_in_its_time(tmp_path: Path) -> None:
    """No entry tells what has passed since the clock went back: two lives of a hundred seconds count all the same."""
    shelf, machine, path = Shelf(), Machine(), tmp_path / "time-left"
    async with Life(shelf, machine, path):
        machine.at -= HOUR
        machine.passes(100)
    async with Life(shelf, machine, path):
        machine.passes(100)
    async with Life(shelf, machine, path):
        machine.passes(95)
        await asyncio.sleep(0.05)  # it is not served meanwhile
        assert not shelf.is_served
        machine.passes(6)
        await _until(lambda: shelf.is_served)


async def test_a_clock_that_goes_ahead_while_the_service_is_down_makes_nothing_due(tmp_path: Path) -> None:
    """It went on by an hour; of the five minutes one has passed, and four are left."""
    shelf, machine, path = Shelf(), Machine(), tmp_path / "time-left"
    async with Life(shelf, machine, path):
        pass
    machine.passes(60)
    machine.at += HOUR
    async with Life(shelf, machine, path):
        machine.passes(230)
        await asyncio.sleep(0.05)
        assert not shelf.is_served
        machine.passes(11)
        await _until(lambda: shelf.is_served)


async def test_what_is_told_before_the_first_look_leaves_a_deadline_as_it_was_kept(tmp_path: Path) -> None:
    """Somebody answers in a life's first moment, by a clock an hour behind: of the five minutes three are left."""
    shelf, machine, path = Shelf(), Machine(), tmp_path / "time-left"
    async with Life(shelf, machine, path):
        machine.at -= HOUR
        machine.passes(120)
    timers = Timers(shelf, shelf, Faults(machine), machine, TimeLeft(path, machine))
    await timers.measure_clock()
    timers.take(Outcome(office="as", alarm="a-1", state="raised", entries=(_entry(machine.at),), due_at=DUE_AT))
    job = asyncio.create_task(timers.run())
    try:
        machine.passes(175)
        await asyncio.sleep(0.05)
        assert not shelf.is_served
        machine.passes(6)
        await _until(lambda: shelf.is_served)
    finally:
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)


async def test_a_deadline_whose_answer_was_lost_behind_a_jump_is_counted_from_its_own_entry(tmp_path: Path) -> None:
    """The alarm goes on at the instant it knows, an hour before the clock: found in the store, it waits no hour."""
    shelf, machine, path = Shelf(), Machine(), tmp_path / "time-left"
    pending, shelf.pending = shelf.pending, []
    shelf.told.insert(0, _entry(AT + timedelta(seconds=20)))
    faults = Faults(machine)
    timers = Timers(shelf, shelf, faults, machine, TimeLeft(path, machine))
    await timers.measure_clock()
    job = asyncio.create_task(timers.run())
    try:
        await asyncio.sleep(0)
        machine.passes(2)
        machine.at -= HOUR
        await _until(lambda: faults.has("as", "clock_jumped"))
        shelf.pending = pending
        machine.passes(2)  # it looks again
        await _until(path.exists)
        machine.passes(290)
        await asyncio.sleep(0.05)  # what was told of the alarm before, at a later instant, makes nothing due
        assert not shelf.is_served
        machine.passes(11)
        await _until(lambda: shelf.is_served)
    finally:
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)


async def test_a_lost_answer_is_counted_so_too_where_the_clock_went_back_before_this_life(tmp_path: Path) -> None:
    """The newest entry of all is of the clock as it is; the alarm's own say that it goes on an hour before it."""
    shelf, machine, path = Shelf(), Machine(), tmp_path / "time-left"
    machine.at -= HOUR
    other = shelf.pending = [Deadline(office="as", alarm="a-1", due_at=AT + timedelta(minutes=9))]
    timers = Timers(shelf, shelf, Faults(machine), machine, TimeLeft(path, machine))
    shelf.heads = _no_heads  # type: ignore[method-assign]
    await timers.measure_clock()
    job = asyncio.create_task(timers.run())
    try:
        await _until(path.exists)
        before = path.read_text()
        shelf.pending = [Deadline(office="as", alarm=other[0].alarm, due_at=DUE_AT)]
        machine.passes(2)  # it looks again
        await _until(lambda: path.read_text() != before)
        machine.passes(301)
        await _until(lambda: shelf.is_served)
    finally:
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)


async def test_what_a_life_has_not_met_yet_stays_as_the_former_one_kept_it(tmp_path: Path) -> None:
    """A press comes and the clock jumps before the first look is done: if the node dies now, both would be lost."""
    shelf, machine, path = Shelf(), Machine(), tmp_path / "time-left"
    await _kept(path, machine, {"a-1": Left(DUE_AT, machine.seconds + 300)})
    before = path.read_text()
    time_left, met = TimeLeft(path, machine), asyncio.Event()
    timers = Timers(shelf, shelf, Faults(machine), machine, time_left)
    await timers.measure_clock()

    async def late() -> list[Deadline]:
        await met.wait()
        return list(shelf.pending)

    shelf.deadlines = late  # type: ignore[method-assign]
    job = asyncio.create_task(timers.run())
    try:
        await asyncio.sleep(0)
        timers.take(Outcome(office="as", alarm="a-2", state="raised", entries=(_entry(AT),), due_at=AT + HOUR))
        machine.at -= HOUR
        machine.passes(2)
        timers.take(Outcome(office="as", alarm="a-3", state="raised", entries=(_entry(AT),), due_at=AT + HOUR))
        await asyncio.sleep(0.05)
        assert time_left.is_idle
        assert path.read_text() == before
        met.set()
        await _until(lambda: path.read_text() != before)
        assert json.loads(path.read_text())["left"].keys() == {"a-1"}  # the others are in no store
    finally:
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)


async def _no_heads() -> list[Head]:
    return []


async def test_behind_another_start_of_the_machine_the_wall_clock_says_what_has_passed(tmp_path: Path) -> None:
    """Its seconds begin anew; an instant of the wall clock was kept beside what was left."""
    machine, path = Machine(), tmp_path / "time-left"
    await _kept(path, machine, {"a-1": Left(DUE_AT, machine.seconds + 300)})
    machine.passes(40)
    machine.starts_again()
    assert await TimeLeft(path, machine).read() == {"a-1": Left(DUE_AT, 3.0 + 260)}


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '{"boot": "first"}', '{"boot": "first", "monotonic": 1, "left": {"a": 1}}'),
        *(
            f'{{"boot": "first", "monotonic": 1, "left": {{"a": ["{DUE_AT.isoformat()}", {seconds}]}}}}'
            for seconds in ("NaN", "Infinity", "-Infinity", "1e300", "1" + "0" * 400)
        ),
    ],
)
async def test_what_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    """It is a help and no record: a damaged one keeps no node from starting."""
    path = tmp_path / "time-left"
    path.write_text(text)
    assert await TimeLeft(path, Machine()).read() == {}


async def test_no_deadline_waits_longer_than_it_ever_had(tmp_path: Path) -> None:
    """A file that says that hours are left of five minutes is not believed: the wall clock says what is left."""
    machine, shelf, path = Machine(), Shelf(), tmp_path / "time-left"
    await _kept(path, machine, {"a-1": Left(DUE_AT, machine.seconds + 3_600)})
    machine.passes(299)
    async with Life(shelf, machine, path):
        assert not shelf.is_served
        machine.passes(1)
        await _until(lambda: shelf.is_served)


async def test_a_folder_that_cannot_be_written_costs_the_help_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told once, and the next deadline is kept where it can be again."""
    machine, path = Machine(), tmp_path / "gone" / "time-left"
    time_left = TimeLeft(path, machine)
    for seconds in (30, 60):
        before = len(caplog.records)
        time_left.keep({"a-1": Left(DUE_AT, machine.seconds + seconds)})
        await _until(lambda: time_left.is_idle)
        assert (len(caplog.records) > before) == (seconds == 30)
    path.parent.mkdir()
    time_left.keep({"a-1": Left(DUE_AT, machine.seconds + 90)})
    await _until(path.exists)
    assert json.loads(path.read_text())["left"]["a-1"] == [DUE_AT.isoformat(), 90]


def test_the_machines_own_clock_names_its_start() -> None:
    """On Linux the kernel does; a clock of which nobody knows it names none."""
    is_linux = Path("/proc/sys/kernel/random/boot_id").exists()
    assert bool(boot_of(SystemClock())) == is_linux
