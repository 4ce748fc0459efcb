"""Notices on SQL: what the event loop asks of those of all offices, over the store's own writer and reader."""

from collections.abc import Collection
from datetime import datetime, timedelta

from service.alarm.instant import instant, parse_instant
from service.alarm.routes import ROUTES
from service.clock import Clock
from service.store.notice_port import Notice
from service.store.notice_rows import read_notice
from service.store.notice_statements import SLOTS, NoticeStatements
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit, Submit

ANSWERABLE = timedelta(hours=12)
"""How long after a notice was made an answer to it still says something."""

AHEAD = timedelta(seconds=30)
"""How far the clocks of nodes and database may stand apart before it is taken that one of them went back."""


class SqlNotices:
    """A `NoticeStore` on SQL."""

    def __init__(self, statements: NoticeStatements, reader: Reader, submit: Submit, clock: Clock) -> None:
        self._sql = statements
        self._reader = reader
        self._submit = submit
        self._clock = clock

    async def lease(
        self, node: str, routes: Collection[str], limit: int, lasts: timedelta, *, urgent_only: bool = False
    ) -> list[Notice]:
        """Lease due notices of these routes, and such whose lease has run out: urgent ones first."""
        if not routes or limit < 1:
            return []
        now = self._clock.now()
        values = {
            **_asked(routes),
            "node": node,
            "limit": limit,
            "least": int(urgent_only),
            "now": instant(now),
            "until": instant(now + lasts),
            "lasts_ms": round(lasts.total_seconds() * 1000),
            "ahead": instant(now + lasts + AHEAD),
            "ahead_ms": round((lasts + AHEAD).total_seconds() * 1000),
        }

        def work(unit: SqlUnit) -> tuple[Notice, ...]:
            return self._reader.sound(unit.execute(self._sql.lease, values).fetchall(), read_notice, _named)

        leased: tuple[Notice, ...] = await self._submit(None, work)
        return sorted(leased, key=lambda one: (not one.urgent, one.due_at, one.created_at, one.id))

    async def release(self, node: str) -> int:
        """End the leases that a node holds; return how many."""
        values = {**_asked(ROUTES), "node": node, "now": instant(self._clock.now())}
        released: int = await self._submit(None, lambda unit: len(unit.execute(self._sql.release, values).fetchall()))
        return released

    async def by_answer(self, answer_digest: str) -> Notice | None:
        """Return the notice that an answer link belongs to."""
        if "\0" in answer_digest:  # no digest has it, and PostgreSQL refuses the question
            return None
        return await self._reader.row(self._sql.by_answer, {"digest": answer_digest}, read_notice)

    async def by_id(self, notice_id: str) -> Notice | None:
        """Return a notice of any office."""
        if "\0" in notice_id:
            return None
        return await self._reader.row(self._sql.by_id, {"notice": notice_id}, read_notice)

    async def of_alarm(self, office: str, alarm: str) -> list[Notice]:
        """Return the notices of one alarm, in the order in which they were made."""
        return await self._reader.rows(self._sql.of_alarm, {"office": office, "alarm": alarm}, read_notice)

    async def open_calls_to(self, responders: Collection[str], route: str) -> list[Notice]:
        """Return what was sent to these keys over a route and can still be answered, the newest first."""
        since = instant(self._clock.now() - ANSWERABLE)
        found: list[Notice] = []
        for responder in sorted(set(responders)):
            values = {"responder": responder, "route": route, "since": since}
            found += await self._reader.rows(self._sql.sent_to, values, read_notice)
        return sorted(found, key=lambda one: one.created_at, reverse=True)

    async def offices_called(self, route: str) -> list[str]:
        """Return the offices in which somebody was called over a route for an alarm that is not closed."""
        return await self._reader.rows(self._sql.called_over, {"route": route}, _read_office)

    async def next_due(self, routes: Collection[str]) -> datetime | None:
        """Return when the next notice of these routes is due; None when none waits."""
        if not routes:
            return None
        found = await self._reader.rows(self._sql.next_due, _asked(routes), _read_first)
        try:
            return parse_instant(found[0]) if found and found[0] else None
        except ValueError:  # it is damaged, and whatever is due is leased all the same
            return self._clock.now()


def _asked(routes: Collection[str]) -> dict[str, str]:
    named = sorted(routes)
    return {slot: named[min(place, len(named) - 1)] for place, slot in enumerate(SLOTS)}


def _read_office(row: Row) -> str:
    office: str = row[0]
    return office


def _read_first(row: Row) -> str | None:
    found: str | None = row[0]
    return found


def _named(row: Row) -> tuple[str, str]:
    return row[2], f"notice {row[0]}"
