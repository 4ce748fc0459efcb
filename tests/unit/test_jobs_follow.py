"""The record answers only when it can be read and written."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from service.dispatch.faults import Faults
from service.dispatch.memory import Memory
from service.jobs.follow import Follower
from service.store.port import SchemaTooNew, StoreUnavailable
from service.timeline.entry import Entry, Head

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


class StillClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return AT

    def monotonic(self) -> float:
        return 0.0


class HalfStore:
    """A store of which reading and writing fail apart from each other."""

    def __init__(self) -> None:
        self.can_read = self.can_write = True
        self.is_newer = False
        self.pings = 0

    async def heads(self) -> list[Head]:
        if not self.can_read:
            raise StoreUnavailable("cannot be read")
        return []

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        return []

    async def ping(self) -> bool:
        self.pings += 1
        if self.is_newer:
            raise SchemaTooNew("made by a newer one")
        return self.can_write


class NoScreens:
    """Nobody who is shown anything."""

    def position(self, office: str) -> int:
        return 0

    def publish(self, office: str, entries: Sequence[Entry]) -> object:
        return None


async def test_a_record_that_can_be_written_but_not_read_does_not_answer() -> None:
    """A successful write must not take back that nothing can be read; only reading again does."""
    store, faults = HalfStore(), Faults(StillClock())
    follower = Follower(store, NoScreens(), Memory(), faults, list, look_every_s=0.1)
    store.can_read = False
    jobs = [asyncio.create_task(job) for job in (follower.run(), follower.watch_writing())]
    try:
        async with asyncio.timeout(20):
            while store.pings < 1:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.01)
            seen = [(follower.store_answers, faults.has("as", "store_down"))]
            store.can_read = True
            while not follower.store_answers:
                await asyncio.sleep(0.01)
        seen.append((follower.store_answers, faults.has("as", "store_down")))
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
    assert seen == [(False, True), (True, False)]


async def test_a_node_that_a_newer_one_has_left_behind_says_so_until_it_may_write_again() -> None:
    """Beside the fault that nothing is written stands why, and both are taken back."""
    store, faults = HalfStore(), Faults(StillClock())
    follower = Follower(store, NoScreens(), Memory(), faults, list, look_every_s=0.01)
    store.is_newer = True
    watching = asyncio.create_task(follower.watch_writing())
    try:
        async with asyncio.timeout(20):
            while not faults.has("as", "record_too_new"):
                await asyncio.sleep(0.01)
            seen = [(follower.store_answers, faults.has("as", "store_down"))]
            store.is_newer = False
            while faults.has("as", "record_too_new"):
                await asyncio.sleep(0.01)
        seen.append((follower.store_answers, faults.has("as", "store_down")))
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert seen == [(False, True), (True, False)]
