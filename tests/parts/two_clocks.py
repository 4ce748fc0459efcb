"""What serves deadlines on two clocks, a store that holds nothing else, and a dispatch that takes note of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from service.dispatch.outcome import Listener, Outcome
from service.jobs.timers import Timers
from service.store.port import Deadline
from service.timeline.entry import Entry, Head

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


class TwoClocks:
    """A wall clock that jumps beside a monotonic one that does not."""

    def __init__(self) -> None:
        self.at = AT
        self.seconds = 1_000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


class Shelf:
    """A store that holds deadlines and nothing else."""

    def __init__(self, *pending: Deadline) -> None:
        self.pending = list(pending)
        self.of_alarms: list[Entry] = []
        self.since: list[Entry] = []
        """What others have told behind them."""
        self.ends: list[Head] = []
        self.looks = 0

    async def deadlines(self) -> list[Deadline]:
        self.looks += 1
        return list(self.pending)

    async def looked(self) -> None:
        """Wait until it has been looked once more, and what was found is counted."""
        before = self.looks
        async with asyncio.timeout(10):
            while self.looks == before:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)

    async def heads(self) -> list[Head]:
        return self.ends

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        return [entry for entry in self.since if entry.office == office and entry.position > after][:limit]

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        return [entry for entry in self.of_alarms if entry.alarm == alarm_id]


class Recording:
    """A dispatch that notes which deadlines it was handed, and cannot serve those of some offices."""

    def __init__(self, shelf: Shelf, *, broken: frozenset[str] = frozenset()) -> None:
        self.served: list[str] = []
        self.broken = broken
        self._shelf = shelf

    def listen(self, listener: Listener) -> None:
        """Nobody is told here: the tests hand outcomes over themselves."""

    async def pass_deadline(self, office: str, alarm: str, due_at: datetime) -> Outcome | None:
        if office in self.broken:
            raise KeyError(office)
        self.served.append(alarm)
        self._shelf.pending = [deadline for deadline in self._shelf.pending if deadline.alarm != alarm]
        return None


@contextlib.asynccontextmanager
async def running(timers: Timers) -> AsyncIterator[None]:
    """Have deadlines served meanwhile."""
    job = asyncio.create_task(timers.run())
    try:
        yield
    finally:
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)


async def until_served(served: list[str], alarm: str) -> None:
    """Wait until an alarm's deadline was served."""
    async with asyncio.timeout(10):
        while alarm not in served:
            await asyncio.sleep(0.01)
