"""Figures on SQL, over the store's own writer and reader."""

import json
from collections.abc import Sequence
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.figures.alarm import AlarmFigures
from service.figures.months import Month, Times, Zone, percentiles
from service.figures.sought import Sought
from service.store.figures_statements import FILTERS, figures_statements
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit, Submit
from service.timeline.entry import Head

NEWEST = 2**31 - 1


class SqlFigures:
    """A `FiguresStore` on SQL."""

    def __init__(self, reader: Reader, submit: Submit) -> None:
        self._sql = figures_statements(reader.dialect)
        self._reader = reader
        self._submit = submit

    async def read(self, office: str) -> Head | None:
        """Return up to which entry an office's timeline has been read; None where not even the first was."""
        return await self._reader.row(self._sql.read, {"office": office}, _read_head)

    async def keep(self, office: str, before: Head | None, after: Head, rows: Sequence[AlarmFigures]) -> bool:
        """Keep rows in place of those that were, and that the timeline was read so far, all or nothing."""
        made = [_row(one) for one in rows]

        def work(unit: SqlUnit) -> bool:
            if before is None:
                begun = {"office": office, "position": after.position, "hash": after.hash}
                taken = unit.execute(self._sql.begin_reading, begun).fetchone()
            else:
                moved = {"of": office, "to": after.position, "by": after.hash}
                was = {"was": before.position, "had": before.hash}
                taken = unit.execute(self._sql.read_on, {**moved, **was}).fetchone()
            if taken is None:
                return False
            if made:
                unit.execute(self._sql.save, made)
            for month in sorted({row["month"] for row in made}):
                self._add_up(unit, office, month)
            return True

        # No office: its head row, which every press locks, is left alone.
        kept: bool = await self._submit(None, work)
        return kept

    def _add_up(self, unit: SqlUnit, office: str, month: str) -> None:
        """Add up one month of an office anew."""
        values = {"office": office, "month": month}
        unit.execute(self._sql.drop_month, values)
        unit.execute(self._sql.add_month, values)
        answers: dict[str, list[int]] = {}
        for mode, answer in unit.execute(self._sql.answers, values).fetchall():
            answers.setdefault(mode, []).append(answer)
        for mode, of_mode in answers.items():
            half, most = percentiles(of_mode)
            told = {"of": office, "in_month": month, "in_mode": mode, "half_ms": half, "most_ms": most}
            unit.execute(self._sql.set_times, told)

    async def forget(self, office: str) -> None:
        """Throw away what was made of an office's timeline, so that it is made again."""

        def work(unit: SqlUnit) -> None:
            # The reading first: whoever reads on at this moment waits here, and then keeps nothing.
            unit.execute(self._sql.forget_read, {"office": office})
            unit.execute(self._sql.forget, {"office": office})
            unit.execute(self._sql.forget_months, {"office": office})

        await self._submit(None, work)

    async def page(self, office: str, sought: Sought, before: int | None, limit: int) -> list[AlarmFigures]:
        """Return rows, the newest first, of alarms that begin before a position."""
        asked = {name: value for name in FILTERS if (value := getattr(sought, name)) is not None}
        if any("\0" in value for value in asked.values()):  # nothing has it, and PostgreSQL refuses the question
            return []
        values = {"office": office, "before": NEWEST if before is None else min(before, NEWEST), "limit": limit}
        return await self._reader.rows(self._sql.pages[frozenset(asked)], {**values, **asked}, _read_row)

    async def months(self, since: str, until: str, office: str | None = None) -> list[Month]:
        """Return sums for each office, month and mode, from a month (included) to a month (excluded), in order."""
        values = {"since": since, "until": until}
        if office is None:
            return await self._reader.rows(self._sql.months, values, _read_month)
        return await self._reader.rows(self._sql.months_of, {**values, "office": office}, _read_month)

    async def times(self, since: str, until: str, office: str, mode: str) -> list[Times]:
        """Return how soon the first answer came in each month of an office; in order."""
        values = {"since": since, "until": until, "office": office, "mode": mode}
        return await self._reader.rows(self._sql.times, values, _read_times)

    async def whole_times(self, since: str, until: str, mode: str) -> list[Times]:
        """Return the same of each office over the whole period; `month` is then its first one."""
        values = {"since": since, "until": until, "mode": mode}
        return await self._reader.rows(self._sql.whole_times, values, _read_times)

    async def zones(self, office: str, since: str, until: str) -> list[Zone]:
        """Return how many real alarms each zone of an office had, and how many of them were mistakes."""
        values = {"since": since, "until": until, "office": office}
        return await self._reader.rows(self._sql.zones, values, _read_zone)

    async def mistaken(self, office: str, since: str, until: str) -> list[str | None]:
        """Return by which button each real alarm was raised that was a mistake; None where it was none."""
        values = {"since": since, "until": until, "office": office}
        return await self._reader.rows(self._sql.mistaken, values, _read_device)


_FIELDS = tuple(AlarmFigures.__dataclass_fields__)
_TRUTHS = frozenset({"soft", "closed", "police", "police_answered", "guard_called", "mistake_said"})
_KEY = ("office", "first_position", "alarm")
_ORDER = (*_KEY, *(name for name in _FIELDS if name not in _KEY))
"""The table's columns, as a page reads them."""


def _row(one: AlarmFigures) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in _FIELDS}
    at = instant(one.raised_at)
    truths = {name: int(values[name]) for name in _TRUTHS}
    return {**values, **truths, "raised_at": at, "month": at[:7]}


def _read_row(row: Row) -> AlarmFigures:
    values = dict(zip(_ORDER, row, strict=True))
    truths = {name: bool(values[name]) for name in _TRUTHS}
    return AlarmFigures(**{**values, **truths, "raised_at": parse_instant(values["raised_at"])})


def _read_month(row: Row) -> Month:
    return Month(**dict(zip(Month.__dataclass_fields__, row, strict=True)))


def _read_times(row: Row) -> Times:
    office, month, answered, half, most = row
    return Times(office=office, month=month, answered=answered, half=half, most=most)


def _read_zone(row: Row) -> Zone:
    zone, alarms, mistakes = row
    return Zone(zone=zone, alarms=alarms, mistakes=mistakes)


def _read_device(row: Row) -> str | None:
    device: str | None = json.loads(row[0]).get("device")
    return device


def _read_head(row: Row) -> Head:
    office, position, digest = row
    return Head(office=office, position=position, hash=digest)
