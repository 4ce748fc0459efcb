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
