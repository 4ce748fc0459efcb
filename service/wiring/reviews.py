"""What the review pages and the command line read of the record."""

import asyncio
from collections.abc import Sequence

from service.store.port import AlarmSummary, Store
from service.timeline.chain import Verdict, verify
from service.timeline.entry import Entry, Head
from service.web.ports import Record

AT_ONCE = 2000

MOST_ON_A_PAGE = 20_000
"""Entries that a page verifies while somebody waits; a longer timeline is verified by `trygg timeline verify`."""


class Reviews:
    """What the review pages read."""

    def __init__(self, store: Store) -> None:
        """Read from a store."""
        self._store = store

    async def list(self, office: str, before: int | None, limit: int) -> Sequence[Record]:
        """Return an office's alarms with their entries, the newest first."""
        summaries: Sequence[AlarmSummary] = await self._store.alarms(office, before, limit)
        return [Record(office=office, alarm=s.id, entries=await self._store.alarm_entries(s.id)) for s in summaries]

    async def one(self, alarm: str) -> Record | None:
        """Return one alarm's entries, and whether the office's whole timeline still holds."""
        found = await self._store.alarm(alarm)
        if found is None:
            return None
        entries = await self._store.alarm_entries(alarm)
        return Record(office=found[0], alarm=alarm, entries=entries, verified=await self._holds(found[0]))

    async def _holds(self, office: str) -> bool | None:
        if (await self._store.head(office)).position > MOST_ON_A_PAGE:
            return None
        verdict = await verify_office(self._store, office)
        return verdict.broken is None


async def verify_office(store: Store, office: str, anchor: Head | None = None) -> Verdict:
    """Verify an office's whole timeline."""
    entries: list[Entry] = []
    position = 0
    while batch := await store.entries(office, position, AT_ONCE):
        entries.extend(batch)
        position = batch[-1].position
    return await asyncio.to_thread(verify, office, entries, anchor)
