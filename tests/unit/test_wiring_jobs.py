"""A node's jobs end when it does."""

import asyncio

from parts.stores import Watch
from service.dispatch.faults import Faults
from service.wiring.jobs import Jobs


async def _ended(jobs: Jobs) -> bool:
    """Stop, within a generous bound: what swallows its end goes on for ever."""
    stopping = asyncio.create_task(jobs.stop())
    _, pending = await asyncio.wait({stopping}, timeout=20)
    return not pending


async def test_a_job_that_misses_that_it_is_to_end_is_told_again() -> None:
    """A library may swallow the first word; a node must come to its end all the same."""
    told = 0

    async def stubborn() -> None:
        nonlocal told
        while told < 2:
            try:
                await asyncio.sleep(3_600)
            except asyncio.CancelledError:
                told += 1
        raise asyncio.CancelledError

    jobs = Jobs(Faults(Watch()), Watch())
    jobs.begin("stubborn", stubborn)
    await asyncio.sleep(0)
    assert await _ended(jobs)
    assert told == 2


async def test_a_job_that_somebody_else_s_end_has_ended_is_started_again_and_said_to_fail() -> None:
    """It waits for something that is cancelled, and was not told to end itself: without a word it would be gone."""
    begun = 0
    again = asyncio.Event()

    async def waits_for_another() -> None:
        nonlocal begun
        begun += 1
        if begun == 1:
            other = asyncio.get_running_loop().create_future()
            other.cancel()
            await other
        again.set()
        await asyncio.Event().wait()

    faults = Faults(Watch())
    jobs = Jobs(faults, Watch(), again_s=0)
    jobs.begin("waiting", waits_for_another)
    async with asyncio.timeout(20):
        await again.wait()
    assert not jobs.work("waiting")
    assert faults.has("as", "job_failed")
    assert await _ended(jobs)
    assert begun == 2
