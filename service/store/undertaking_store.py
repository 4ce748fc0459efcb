"""Undertakings on SQL: what the event loop asks of those of all offices."""

from collections.abc import Sequence
from datetime import datetime

from service.alarm.instant import instant, parse_instant
from service.store import rows
from service.store.reader import Reader
from service.store.rows import Row
from service.store.statements import Statements
from service.store.undertaking_port import DueUndertaking, KeptUndertaking, UndertakingKind
from service.store.undertaking_unit import read_undertaking
from service.timeline.entry import Entry

NEWEST = 2**31 - 1
END = "9999-12-31T23:59:59.999999Z"
"""Behind every instant that is stored."""


class SqlUndertakings:
    """An `UndertakingStore` on SQL: a part of the store itself."""

    _sql: Statements
    _reader: Reader

    async def undertaking(self, undertaking_id: str) -> KeptUndertaking | None:
        """Return an undertaking, of whichever office."""
        if "\0" in undertaking_id:  # no id has it, and PostgreSQL refuses the question
            return None
        return await self._reader.row(self._sql.undertakings.anywhere, {"which": undertaking_id}, read_undertaking)

    async def undertakings(
        self, office: str, kind: UndertakingKind, *, open_only: bool = False, before: int | None = None, limit: int = 50
    ) -> Sequence[KeptUndertaking]:
        """Return undertakings of one kind, the newest first, that begin before a position."""
        newest = NEWEST if before is None else min(before, NEWEST)
        values = {"office": office, "kind": kind, "before": newest, "limit": limit}
        statement = self._sql.undertakings.listed_open if open_only else self._sql.undertakings.listed
        return await self._reader.rows(statement, values, read_undertaking)

    async def due_undertakings(self, before: datetime | None = None) -> Sequence[DueUndertaking]:
        """Return all pending due times, or those before an instant, the earliest first."""
        values = {"before": END if before is None else instant(before)}
        return await self._reader.readable(self._sql.undertakings.due, values, _read_due, _named)

    async def undertaking_entries(self, undertaking_id: str) -> list[Entry]:
        """Return all entries of one undertaking, in order."""
        if "\0" in undertaking_id:
            return []
        return await self._reader.rows(self._sql.undertakings.entries, {"which": undertaking_id}, rows.read_entry)

    async def open_undertaking_entries(self, office: str) -> list[Entry]:
        """Return the entries of an office's undertakings that are not over, in order."""
        return await self._reader.rows(self._sql.undertakings.open_entries, {"office": office}, rows.read_entry)


def _read_due(row: Row) -> DueUndertaking:
    office, id_, due_at = row
    return DueUndertaking(office=office, id=id_, due_at=parse_instant(due_at))


def _named(row: Row) -> tuple[str, str]:
    return row[0], f"undertaking {row[1]}"
