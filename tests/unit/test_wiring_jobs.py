"""A job that fails is started again, and until it runs steadily nobody says that it works."""

import asyncio
from datetime import UTC, datetime

from service.dispatch.faults import Faults
from service.wiring.jobs import STEADY_S, Jobs


class StillClock:
    """A clock that is set by hand."""

    seconds = 1_000.0

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


async def test_a_job_that_fails_is_started_again_and_shown() -> None:
    """Timers that have died must not leave a screen green, nor stay dead."""
    clock = StillClock()
    faults = Faults(clock)
    jobs = Jobs(faults, clock, again_s=0.01)
    runs: list[int] = []
    again = asyncio.Event()

    async def timers() -> None:
        runs.append(len(runs))
        if len(runs) == 1:
            raise ValueError("a row that cannot be read")
        again.set()
        await asyncio.Event().wait()

    assert jobs.work("timers")
    jobs.begin("timers", timers)
    async with asyncio.timeout(10):
        await again.wait()
    told = [(fault.code, fault.subject) for fault in faults.of("as")]
    worked = jobs.work("timers"), jobs.work("another")
    clock.seconds += STEADY_S + 1
    assert (told, worked, jobs.work("timers")) == ([("job_failed", "timers")], (False, True), True)
    await jobs.stop()


async def test_a_job_that_simply_ends_is_a_failure_too() -> None:
    """Nothing of what a node does is ever finished."""
    clock = StillClock()
    jobs = Jobs(Faults(clock), clock, again_s=0.01)
    runs: list[None] = []

    async def ends() -> None:
        runs.append(None)

    jobs.begin("plans", ends)
    async with asyncio.timeout(10):
        while len(runs) < 3:
            await asyncio.sleep(0.01)
    await jobs.stop()
    assert not jobs.work("plans")
