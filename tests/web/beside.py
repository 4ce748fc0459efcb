"""What stands beside the pages of a stage: records that a test puts there, and two pendants."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from service.access.visitor import Visitor
from service.alarm.actor import Actor
from service.figures.alarm import figures_of
from service.figures.sought import Sought
from service.timeline.entry import Head, Personal
from service.timeline.extract import Extract
from service.web.ports import Charted, FollowedUp, Listed, NoteRefusedError, Record, Taken
from service.web.record import is_kept_from


class FakeReviews:
    """Holds the records that a test puts into it."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.charts = Charted(months=(), sums=(), times=(), zones=())
        self.current = True
        self.taken: list[tuple[str, str]] = []
        self.unit: Sequence[FollowedUp] = ()

    async def page(self, office: str, sought: Sought, before: int | None, limit: int) -> Sequence[Listed]:
        """Return the newest records first."""
        rows = [
            Listed(figures=figures_of(one.entries), verified=one.verified)
            for one in self.records
            if one.office == office and (before is None or one.entries[0].position < before)
        ]
        wanted = {name: value for name in ("mode", "kind", "zone") if (value := getattr(sought, name))}
        found = [one for one in rows if all(getattr(one.figures, name) == value for name, value in wanted.items())]
        return sorted(found, key=lambda one: -one.figures.first_position)[:limit]

    async def charted(self, office: str) -> Charted:
        """Return what a test put there."""
        return self.charts

    async def is_up_to_date(self, office: str) -> bool:
        """Say what a test said."""
        return self.current

    async def for_the_unit(self, office: str) -> Sequence[FollowedUp]:
        """Return what a test put there."""
        return self.unit

    async def is_kept_from(self, alarm: str, person: str) -> bool:
        """Ask the record."""
        return any(is_kept_from(one.entries, person) for one in self.records if one.alarm == alarm)

    async def one(self, alarm: str) -> Record | None:
        """Return one record."""
        return next((r for r in self.records if r.alarm == alarm), None)

    async def take(self, office: str, alarm: str, visitor: Visitor, form: str) -> Taken:
        """Return one record with nothing before or after it, and remember that it was taken."""
        record = await self.one(alarm)
        if record is None:
            raise LookupError(alarm)
        self.taken.append((visitor.id, form))
        last = record.entries[-1]
        head = Head(office=office, position=last.position, hash=last.hash)
        return Taken(
            record=record,
            extract=Extract(alarm=alarm, entries=record.entries, head=head, at=last.at),
            plan="trygg: 1\n",
        )

    async def note(self, office: str, alarm: str, visitor: Visitor, words: str) -> None:
        """Refuse a note without words; write every other one down, at the end of its record."""
        if not words.strip():
            raise NoteRefusedError("empty")
        record = next((r for r in self.records if r.alarm == alarm and r.office == office), None)
        if record is None:
            raise LookupError(alarm)
        last = record.entries[-1]
        told = Personal(salt="0" * 32, content={"words": words, "names": {visitor.id: visitor.name}})
        note = replace(
            last,
            position=last.position + 1,
            at=last.at + timedelta(days=1),
            event="NoteAdded",
            facts={"by": visitor.id},
            actor=Actor(via="api", who=visitor.id),
            personal=told,
        )
        self.records[self.records.index(record)] = replace(record, entries=(*record.entries, note))


class FakePendants:
    """Two pendants; a press is sent, received and coming at once."""

    def __init__(self) -> None:
        self.pressed: list[int] = []
        self._changed = asyncio.Event()
        self.pendants = [
            {
                "n": n,
                "device": f"as/pendant-{n}",
                "holder": holder,
                "zone": zone,
                "faulty": faulty,
                "felt": {"led": "dark", "vibration": []},
                "state": "idle",
            }
            for n, holder, zone, faulty in [(1, "Anna Berg", "room-114", False), (6, "Per Sund", "counter", True)]
        ]

    async def press(self, number: int) -> bool:
        """Press one of the two."""
        for pendant in self.pendants:
            if pendant["n"] == number:
                self.pressed.append(number)
                pendant["state"] = "received"
                pendant["felt"] = {"led": "green", "vibration": [80]}
                self._changed.set()
                return True
        return False

    def states(self) -> Mapping[str, Any]:
        """Return both."""
        return {"pendants": self.pendants}

    async def subscribe(self) -> AsyncIterator[Mapping[str, Any]]:
        """Yield both whenever one was pressed."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            yield self.states()
