"""What may be erased, holds and looks on SQL, over the store's own writer and reader."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from service.alarm.instant import instant, parse_instant
from service.clock import Clock
from service.store.privacy_port import Hold, Look, Rows
from service.store.privacy_statements import PrivacyStatements
from service.store.privacy_unit import as_list, read_hold
from service.store.reader import Reader
from service.store.rows import Row
from service.store.undertaking_port import UndertakingKind
from service.store.unit import SqlUnit, Submit

LOOKED_AT: Final = 500
"""Alarms that one statement looks at."""


class SqlPrivacy:
    """A `PrivacyStore` on SQL."""

    def __init__(self, statements: PrivacyStatements, reader: Reader, submit: Submit, clock: Clock) -> None:
        self._sql = statements
        self._reader = reader
        self._submit = submit
        self._clock = clock

    async def persons(self, office: str) -> dict[str, str]:
        """Return the opaque key of everybody who was ever known in an office's plan, by slug."""
        return dict(await self._reader.rows(self._sql.persons, {"office": office}, lambda row: (row[0], row[1])))

    async def due_alarms(
        self, office: str, before: datetime, apart: Collection[str], after: int
    ) -> tuple[list[str], int | None]:
        """Return what is due of the next alarms behind a position, and up to which it was looked at."""
        values = {"office": office, "before": instant(before), "after": after}
        looked = await self._reader.rows(self._sql.alarms_looked_at, {**values, "limit": LOOKED_AT}, _position)
        if not looked:
            return [], None
        more = {"upto": looked[-1], "now": instant(self._clock.now()), "apart": as_list(apart)}
        return await self._reader.rows(self._sql.due_alarms, {**values, **more}, _id), looked[-1]

    async def due_whole(self, office: str, kind: UndertakingKind, before: datetime, limit: int) -> list[str]:
        """Return undertakings of a kind that are over and have personal parts, all from before an instant."""
        values = {"office": office, "kind": kind, "before": instant(before), "limit": limit}
        return await self._reader.rows(self._sql.due_whole, values, _id)

    async def is_due(self, rows: Rows, before: datetime) -> bool:
        """Say whether there are rows to be erased that ended, or were written, before an instant."""
        asked = {"accounts": self._sql.accounts_due, "sessions": self._sql.sessions_due, "looks": self._sql.looks_due}
        return bool(await self._reader.rows(asked[rows], {"before": instant(before)}, _id))

    async def hold(self, alarm_id: str) -> Hold | None:
        """Return an alarm's hold, over or not; None where there is none."""
        return await self._reader.row(self._sql.hold, {"alarm": alarm_id}, read_hold)

    async def holds(self, office: str) -> list[Hold]:
        """Return an office's holds, those that end first first."""
        return await self._reader.rows(self._sql.holds, {"office": office}, read_hold)

    async def looked(self, look: Look, persons: Collection[str]) -> None:
        """Note a look at a record, and whom the record is about, by opaque key."""
        at = instant(look.at)
        row = {
            "record": look.record,
            "who": look.who,
            "how": look.how,
            "day": at[:10],
            "office": look.office,
            "times": 1,
            "last_at": at,
        }
        # In one order everywhere: two nodes that note the same record must not wait for each other.
        about = [{"office": look.office, "person": key, "record": look.record} for key in sorted(persons)]

        def work(unit: SqlUnit) -> None:
            unit.execute(self._sql.looked, row)
            if about:
                unit.execute(self._sql.is_about, about)

        await self._submit(None, work)

    async def looks(self, record: str) -> list[Look]:
        """Return the looks at a record, the newest first."""
        return await self._reader.rows(self._sql.looks, {"record": record}, _look)

    async def looks_about(self, persons: Mapping[str, str], limit: int) -> list[Look]:
        """Return the newest looks at records that are about somebody, who is known by office → opaque key."""
        found: list[Look] = []
        for office, person in persons.items():
            values = {"office": office, "person": person, "limit": limit}
            found += await self._reader.rows(self._sql.looks_about, values, _look)
        return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _id(row: Row) -> str:
    found: str = row[0]
    return found


def _position(row: Row) -> int:
    found: int = row[0]
    return found


def _look(row: Row) -> Look:
    record, who, how, _day, office, times, last_at = row
    return Look(office=office, record=record, who=who, how=how, at=parse_instant(last_at), times=times)
