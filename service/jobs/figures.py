"""The figures of alarms follow the timeline: read on, worked out, kept; never on a press's way."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final, Protocol

from service.figures.alarm import AlarmFigures, figures_of
from service.store.figures_port import FiguresStore
from service.store.port import StoreError
from service.timeline.entry import Entry, Head

LOOK_EVERY_S: Final = 2.0
AT_ONCE: Final = 500
"""Entries that are read at a time."""
AGAIN: Final = 30
"""Every so many looks each office is looked up again, moved or not."""
WHILE_WAITING: Final = 4
"""How many times so many are read on while somebody waits for a page; the rest comes with the next looks."""

_log = logging.getLogger(__name__)


class Stored(Protocol):
    """What figures are made from, and where they are kept."""

    @property
    def figures(self) -> FiguresStore:
        """Where they are kept."""
        ...

    async def heads(self) -> list[Head]:
        """Return the ends of all chains."""
        ...

    async def head(self, office: str) -> Head:
        """Return the end of an office's chain."""
        ...

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return entries after a position, in order."""
        ...

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        """Return all entries of one alarm, in order."""
        ...


class FollowFigures:
    """Keeps the figures of all offices up to the ends of their timelines; any number of nodes may."""

    def __init__(self, store: Stored, *, look_every_s: float = LOOK_EVERY_S, at_once: int = AT_ONCE) -> None:
        """Follow the timelines of a store."""
        self._store = store
        self._look_every_s = look_every_s
        self._at_once = at_once
        self._unreadable: set[str] = set()
        self._known: dict[str, Head] = {}
        """The ends up to which this node has found figures made; now and then all are looked up again."""
        self._round = 0

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                await self.step()
            except StoreError as reason:
                _log.warning("figures could not be brought up to date yet: %s", reason)
            await asyncio.sleep(self._look_every_s)

    async def step(self) -> None:
        """Bring every office up to date whose timeline has moved; raises StoreUnavailable."""
        self._round += 1
        if self._round % AGAIN == 0:
            self._known.clear()
        for head in await self._store.heads():
            if self._known.get(head.office) != head:
                await self._follow(head)

    async def _follow(self, head: Head) -> None:
        """Follow one office; one whose entries cannot be read holds up no other."""
        office = head.office
        try:
            if await self.catch_up(office):
                self._known[office] = head
        except ValueError:
            if office not in self._unreadable:
                _log.exception("the figures of %s end where its record cannot be read", office)
            self._unreadable.add(office)

    async def catch_up(self, office: str, most: int | None = None) -> bool:
        """Bring one office's figures up to date, or read on so many times; tell whether they are up to date.

        Raises:
            StoreUnavailable: the store could not be read or written.
            ValueError: an entry cannot be read.
        """
        done = 0
        while True:
            read, head = await self._store.figures.read(office), await self._store.head(office)
            if read is not None and not await self._is_same_record(read, head):
                # Another record has taken this one's place: what was made of the other says nothing.
                await self._store.figures.forget(office)
                read = None
            if (read.position if read else 0) >= head.position:
                return True
            if most is not None and done >= most:
                return False
            if not await self._read_on(office, read):
                return False
            done += 1

    async def rebuild(self, office: str) -> None:
        """Throw an office's figures away and make them again; raises as `catch_up`."""
        await self._store.figures.forget(office)
        await self.catch_up(office)

    async def _is_same_record(self, read: Head, head: Head) -> bool:
        if read.position == head.position:
            return read.hash == head.hash
        if read.position > head.position:
            return False
        found = await self._store.entries(read.office, read.position - 1, 1)
        return bool(found) and found[0].hash == read.hash

    async def _read_on(self, office: str, read: Head | None) -> bool:
        """Take in the next entries; tell whether there were any.

        1. Read them, and note which alarms they belong to.
        2. Work out each of these alarms anew from all of its entries: so it does not matter where the reading stopped.
        3. Keep that together with how far was read, unless somebody else has read on.
        """
        entries = await self._store.entries(office, read.position if read else 0, self._at_once)
        if not entries:
            return False
        rows = await self._made({entry.alarm: None for entry in entries if entry.alarm})
        last = entries[-1]
        after = Head(office=office, position=last.position, hash=last.hash)
        await self._store.figures.keep(office, read, after, rows)
        return True

    async def _made(self, alarms: dict[str, None]) -> Sequence[AlarmFigures]:
        found = []
        for alarm in alarms:
            of_alarm = await self._store.alarm_entries(alarm)
            if of_alarm and of_alarm[0].event == "AlarmRaised":
                found.append(figures_of(of_alarm))
        return found
