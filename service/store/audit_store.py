"""What is still to be done, in one statement over four indexes: it costs the same however much was ever done."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Dialect, Integer, Select, bindparam, case, func, literal_column, select, text, union_all

from service.alarm.instant import parse_instant
from service.store.audit_port import Owed
from service.store.notice_tables import OPEN_NOTICE, notices
from service.store.reader import Reader
from service.store.rows import Row
from service.store.spelling import once
from service.store.tables import deadlines, deliveries
from service.store.undertaking_tables import undertakings

_KINDS: Final = ("alarm", "undertaking", "feedback", "notice")


@once
def audit_statement(dialect: Dialect) -> str:
    """Spell the statement out for one database."""
    lease_end = case((notices.c.state == text("'sending'"), notices.c.leased_until), else_=notices.c.due_at)
    found = (
        _first("alarm", deadlines.c.office, deadlines.c.alarm, deadlines.c.due_at).order_by(deadlines.c.due_at),
        _first("undertaking", undertakings.c.office, undertakings.c.id, undertakings.c.due_at)
        .where(text("due_at IS NOT NULL"))
        .order_by(undertakings.c.due_at),
        _first("feedback", deliveries.c.office, deliveries.c.id, deliveries.c.created_at)
        .where(text("state = 'queued'"))
        .order_by(deliveries.c.created_at, deliveries.c.id),
        _first("notice", notices.c.office, notices.c.id, lease_end).where(text(OPEN_NOTICE)).order_by(notices.c.due_at),
    )
    whole = union_all(*(select(one.subquery(f"owed_{kind}")) for kind, one in zip(_KINDS, found, strict=True)))
    return str(whole.compile(dialect=dialect))


@once
def outbox_statement(dialect: Dialect) -> str:
    """Spell out what counts the outbox; both counts are taken from indexes of what is open."""
    calls = select(notices.c.route, func.count().label("waits")).where(text(OPEN_NOTICE)).group_by(notices.c.route)
    words: Any = (
        select(literal_column("'feedback'"), func.count()).select_from(deliveries).where(text("state = 'queued'"))
    )
    return str(union_all(calls, words).compile(dialect=dialect))


def _first(kind: str, office: Any, which: Any, due_at: Any) -> Select[Any]:
    named: Any = (
        literal_column(f"'{kind}'").label("kind"),
        office.label("office"),
        which.label("id"),
        due_at.label("due"),
    )
    none_left_out = literal_column("0", Integer)  # said outright: a default would become a value of its own
    return select(*named).limit(bindparam("limit", type_=Integer)).offset(none_left_out)


class SqlAudit:
    """An `AuditStore` on SQL."""

    def __init__(self, reader: Reader) -> None:
        self._sql = audit_statement(reader.dialect)
        self._outbox = outbox_statement(reader.dialect)
        self._reader = reader

    async def outbox(self) -> Mapping[str, int]:
        """Return how much waits to be sent: calls by their route, and words to buttons as `feedback`."""
        return dict(await self._reader.rows(self._outbox, {}, _read_count))

    async def owed(self, limit: int) -> list[Owed]:
        """Return of each kind so many that are due first, whether they are due already or not."""
        return await self._reader.readable(self._sql, {"limit": limit}, _read, _named)


def _read_count(row: Row) -> tuple[str, int]:
    return row[0], row[1]


def _read(row: Row) -> Owed:
    kind, office, which, due_at = row
    return Owed(kind=kind, office=office, id=which, due_at=parse_instant(due_at))


def _named(row: Row) -> tuple[str, str]:
    return row[1], f"{row[0]} {row[2]}"
