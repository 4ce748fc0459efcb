"""Following up on SQL, over the store's own writer and reader."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from service.alarm.instant import instant, parse_instant
from service.store.following_port import Forgettable, Reminded, Step, Words
from service.store.following_statements import following_statements
from service.store.reader import Reader
from service.store.rows import Row
from service.store.undertaking_port import KeptUndertaking, UndertakingKind
from service.store.undertaking_unit import read_undertaking
from service.store.unit import SqlUnit, Submit

NEWEST = 2**31 - 1
_NEVER = "9999"
"""A text behind that of every instant."""


class SqlFollowing:
    """A `FollowingStore` on SQL."""

    def __init__(self, reader: Reader, submit: Submit) -> None:
        self._sql = following_statements(reader.dialect)
        self._reader = reader
        self._submit = submit

    async def listed(
        self,
        office: str,
        kind: UndertakingKind,
        *,
        person: str | None = None,
        is_over: bool | None = None,
        before: int | None = None,
        after: int | None = None,
        limit: int = 100,
    ) -> Sequence[KeptUndertaking]:
        """Return undertakings of one kind that begin before a position, the newest first; or after one, the oldest."""
        bound = next((one for one in (after, before) if one is not None), NEWEST)
        values = {"office": office, "kind": kind, "bound": min(bound, NEWEST), "limit": limit}
        if person is not None:
            values["person"] = person
        statement = self._sql.lists[person is not None, is_over, after is not None]
        return await self._reader.rows(statement, values, read_undertaking)

    async def about(self, office: str, kind: UndertakingKind, about: str) -> Sequence[KeptUndertaking]:
        """Return what follows from something: the measures of a report; the newest first."""
        if "\0" in about:  # no id has it, and PostgreSQL refuses the question
            return []
        values = {"office": office, "kind": kind, "about": about}
        return _newest_first(await self._reader.rows(self._sql.about, values, read_undertaking))

    async def unsettled(self, office: str, limit: int) -> Sequence[KeptUndertaking]:
        """Return reports that the unit has still to speak about, or of which a measure is open; the newest first."""
        values = {"office": office, "limit": limit}
        unspoken = await self._reader.rows(self._sql.unsettled, values, read_undertaking)
        to_do = await self._reader.rows(self._sql.with_measure, {"office": office}, read_undertaking)
        found = {one.id: one for one in (*unspoken, *to_do)}
        return _newest_first(found.values())[:limit]

    async def counted(self, office: str, kind: UndertakingKind) -> int:
        """Return how many undertakings of a kind an office has."""
        return await self._count(self._sql.counted, {"office": office, "kind": kind})

    async def rate(self, office: str, since: datetime, until: datetime) -> tuple[int, int]:
        """Return how many of the alarms and near misses of a period have a finished report, and how many there are."""
        values = {"office": office, "since": instant(since), "until": instant(until)}
        reported = await self._count(self._sql.reported_alarms, values)
        ended = await self._count(self._sql.ended_alarms, values)
        near = await self._reader.row(self._sql.near_misses, values, lambda row: (int(row[0]), int(row[1] or 0)))
        told, finished = near or (0, 0)
        return reported + finished, ended + told

    async def near_misses_since(self, office: str, since: datetime) -> int:
        """Return how many near misses were told since an instant, on whichever node."""
        values = {"office": office, "since": instant(since), "until": _NEVER}
        return await self._reader.row(self._sql.near_misses, values, lambda row: int(row[0])) or 0

    async def take_steps(self, office: str, steps: Sequence[Step], at: datetime) -> Sequence[Step]:
        """Take steps on oneself, and return those that nobody had taken."""

        def work(unit: SqlUnit) -> list[Step]:
            values = [
                {"office": office, "about": one.about, "step": one.step, "level": one.level, "taken_at": instant(at)}
                for one in steps
            ]
            taken = [unit.execute(self._sql.take_step, row).fetchone() is not None for row in values]
            return [one for one, is_mine in zip(steps, taken, strict=True) if is_mine]

        # No office: its head row, which every press locks, is left alone.
        taken: list[Step] = await self._submit(None, work)
        return taken

    async def told_steps(self, office: str, steps: Sequence[Step], told: int) -> None:
        """Keep how many people steps have reached."""

        def work(unit: SqlUnit) -> None:
            for one in steps:
                values = {"of": office, "what": one.about, "which": one.step, "many": told}
                unit.execute(self._sql.told_step, values)

        await self._submit(None, work)

    async def reminded(self, office: str, limit: int) -> Sequence[Reminded]:
        """Return the steps that were taken last, the newest first."""
        return await self._reader.rows(self._sql.reminded, {"office": office, "limit": limit}, _reminded)

    async def forgettable(self, office: str, words: Words, now: datetime, limit: int) -> Sequence[Forgettable]:
        """Return what is over, is not held, and still has words of a kind, what was written of longest ago first."""
        values = {"office": office, "now": instant(now), "limit": limit}
        return await self._reader.rows(self._sql.forgettable[words], values, _forgettable)

    async def _count(self, statement: str, values: dict[str, str]) -> int:
        return await self._reader.row(statement, values, lambda row: int(row[0])) or 0


def _newest_first(found: Iterable[KeptUndertaking]) -> list[KeptUndertaking]:
    return sorted(found, key=lambda one: one.first_position, reverse=True)


def _reminded(row: Row) -> Reminded:
    about, step, level, taken_at, told = row
    return Reminded(about=about, step=step, level=level, taken_at=parse_instant(taken_at), told=told)


def _forgettable(row: Row) -> Forgettable:
    return Forgettable(id=row[0], last_at=parse_instant(row[1]))
