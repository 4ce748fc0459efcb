"""The record answers only when it can be read and written."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.alarm.actor import Actor
from service.dispatch.faults import Faults
from service.dispatch.memory import Memory
from service.jobs.follow import Follower
from service.store.port import SchemaTooNew, StoreUnavailable
from service.timeline.entry import Entry, Head

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
ENTRY = Entry(
    office="as",
    position=1,
    at=AT,
    event="PlanNoted",
    alarm=None,
    actor=Actor(via="service"),
    facts={},
    personal=None,
    personal_digest=None,
    previous="",
    hash="",
)


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

    async def head(self, office: str) -> Head:
        return Head(office=office, position=0, hash="")

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


class ManyOffices:
    """A store of a thousand offices that notes which of them it is asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.looked = 0
        self.ends = {f"office-{number}": 7 for number in range(1000)}

    async def heads(self) -> list[Head]:
        self.looked += 1
        return [Head(office=office, position=end, hash="") for office, end in self.ends.items()]

    async def head(self, office: str) -> Head:
        self.asked.append(office)
        return Head(office=office, position=self.ends[office], hash="")

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        at = replace(ENTRY, office=office)
        return [replace(at, position=position) for position in range(after + 1, self.ends[office] + 1)][:limit]

    async def ping(self) -> bool:
        return True


class AllShown:
    """Screens that have been shown everything, and say what they are shown after that."""

    def __init__(self, ends: dict[str, int]) -> None:
        self.shown = dict(ends)
        self.told = asyncio.Event()

    def position(self, office: str) -> int:
        return self.shown[office]

    def publish(self, office: str, entries: Sequence[Entry]) -> object:
        self.shown[office] = entries[-1].position
        self.told.set()
        return None


async def test_what_one_office_has_written_is_looked_up_for_that_office_alone() -> None:
    """A press costs what its own office's screens cost: no hint makes the node read the ends of all chains."""
    store = ManyOffices()
    readers = AllShown(store.ends)
    follower = Follower(store, readers, Memory(), Faults(StillClock()), lambda: list(store.ends), look_every_s=3600)
    following = asyncio.create_task(follower.run())
    try:
        async with asyncio.timeout(20):
            while not store.looked:
                await asyncio.sleep(0)
            store.ends["office-5"] = 9  # another node has written
            follower.hint("office-5", 9)
            await readers.told.wait()
            follower.hint("office-7", 7)  # the node itself has written, and its screens know
            readers.told.clear()
            store.ends["office-8"] = 8
            follower.hint("office-8", 0)  # it has been shown with a gap, of which nobody says where it ends
            await readers.told.wait()
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert store.asked == ["office-5", "office-8"]
    assert (readers.shown["office-5"], readers.shown["office-8"]) == (9, 8)
    assert store.looked == 1


@pytest.mark.parametrize("turns", range(5))
async def test_a_follower_that_is_hinted_as_it_is_told_to_end_ends(turns: int) -> None:
    """The last press of a node's life is recorded in the moment of its stop: the node ends, and does not hang."""
    faults = Faults(StillClock())
    follower = Follower(HalfStore(), NoScreens(), Memory(), faults, lambda: ["as"], look_every_s=3_600)
    running = asyncio.create_task(follower.run())
    await asyncio.sleep(0.01)
    follower.hint("as", 1)
    for _ in range(turns):
        await asyncio.sleep(0)
    running.cancel()
    _, pending = await asyncio.wait({running}, timeout=10)
    assert not pending, "it goes on as if nobody had said anything"
