"""The statements about notices, spelled out once for each database, as `statements` does."""

from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import (
    Dialect,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql.expression import ClauseElement, ColumnElement

from service.alarm.routes import ROUTES
from service.store.notice_tables import OPEN_NOTICE
from service.store.notice_tables import notices as table
from service.store.spelling import insert_of, once
from service.store.tables import UNCLOSED, alarms

SLOTS: Final = tuple(f"route{letter}" for letter, _ in zip("abcdefghijklmnop", ROUTES, strict=False))
"""The values that name the routes asked for; those left over repeat one that is."""

RANKS: Final = {
    "waiting": 0,
    "queued": 1,
    "sending": 2,
    "handed_over": 3,
    "delivered": 4,
    "seen": 5,
    "answered": 6,
    "failed": 6,
    "spared": 6,
}
"""A notice moves only to a state of a higher rank; `spared` only from where nothing has been handed over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeStatements:
    """The spelled-out statements; each field's name says what it does."""

    queue: str
    of_office: str
    of_alarm: str
    unsent_of_alarm: str
    of_call: str
    by_id: str
    by_answer: str
    sent_to: str
    called_over: str
    move: str
    try_again: str
    put_off: str
    hasten: str
    spare: str
    lease: str
    release: str
    next_due: str


@once
def notice_statements(dialect: Dialect) -> NoticeStatements:
    """Spell out every statement for one database."""
    built = _reads() | _changes(dialect.name) | {"queue": _queue(dialect.name)}
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    return NoticeStatements(**{field.name: spelled[field.name] for field in fields(NoticeStatements)})


def _queue(database: str) -> ClauseElement:
    build: Any = insert_of(database)
    made: ClauseElement = build(table).on_conflict_do_nothing(index_elements=[table.c.id])
    return made


def _reads() -> dict[str, ClauseElement]:
    whole = select(*table.c)
    notice = bindparam("notice", type_=Text)
    fresh = _fresh()
    due_at = case((text("state = 'sending'"), table.c.leased_until), (fresh, table.c.created_at), else_=table.c.due_at)
    return {
        "of_office": whole.where(table.c.id == notice, table.c.office == bindparam("office")),
        "of_alarm": whole.where(table.c.alarm == bindparam("alarm"), table.c.office == bindparam("office")).order_by(
            table.c.created_at, table.c.place, table.c.id
        ),
        # A long muster has made thousands, of which few are still to be sent.
        "unsent_of_alarm": whole.where(
            table.c.alarm == bindparam("alarm"),
            table.c.office == bindparam("office"),
            text("state IN ('waiting', 'queued')"),
        ).order_by(table.c.created_at, table.c.place, table.c.id),
        "of_call": whole.where(table.c.call == bindparam("call"), table.c.office == bindparam("office")).order_by(
            table.c.place
        ),
        "by_id": whole.where(table.c.id == notice),
        "by_answer": whole.where(table.c.answer_digest == bindparam("digest")),
        "sent_to": whole.where(
            table.c.responder == bindparam("responder"),
            table.c.route == bindparam("route"),
            table.c.created_at >= bindparam("since"),
            text("attempts > 0 AND purpose = 'call'"),
        ).order_by(table.c.created_at.desc(), table.c.id),
        # By what is open: calls of all years stand in their table in no order of time.
        "called_over": select(alarms.c.office)
        .where(
            text(f"alarms.{UNCLOSED}"),
            exists().where(table.c.alarm == alarms.c.id, table.c.route == bindparam("route"), text("attempts > 0")),
        )
        .distinct(),
        "next_due": select(func.min(due_at)).where(text(OPEN_NOTICE), _asked()),
    }


def _changes(database: str) -> dict[str, ClauseElement]:
    rank = case(*((table.c.state == literal_column(f"'{name}'"), _number(rank)) for name, rank in RANKS.items()))
    changed: Any = update(table)
    free: dict[str, Any] = {"leased_by": null(), "leased_until": null()}
    mine = (table.c.id == bindparam("notice"), table.c.office == bindparam("of"))
    attempt = func.coalesce(bindparam("attempt", type_=Integer), table.c.attempts)
    leased = changed.where(*mine, text("state = 'sending'"), table.c.attempts == attempt)
    again: dict[str, Any] = {
        **free,
        "state": literal_column("'queued'"),
        "due_at": bindparam("due"),
        "reason": bindparam("why"),
    }
    now, until, ahead = _instants(database)
    is_beyond = and_(table.c.created_at > ahead, table.c.due_at > ahead)
    due = or_(
        _fresh(),
        and_(text("state IN ('waiting', 'queued')"), or_(table.c.due_at <= now, is_beyond)),
        and_(text("state = 'sending'"), or_(table.c.leased_until <= now, table.c.leased_until > ahead)),
    )
    is_call = case((text("purpose = 'call'"), _number(0)), else_=_number(1))
    chosen = (
        select(table.c.id)
        .where(text(OPEN_NOTICE), _asked(), due, table.c.urgent >= bindparam("least", type_=Integer))
        .order_by(table.c.urgent.desc(), is_call, table.c.due_at, table.c.created_at, table.c.id)
        .limit(bindparam("limit"))
        .offset(_number(0))
        .with_for_update(skip_locked=True)
    )
    return {
        "move": changed.where(*mine, rank < bindparam("below", type_=Integer))
        .values(
            **free,
            state=bindparam("became"),
            reason=bindparam("why"),
            handed_over_at=func.coalesce(table.c.handed_over_at, bindparam("handed", type_=Text)),
            provider_id=func.coalesce(bindparam("theirs", type_=Text), table.c.provider_id),
        )
        .returning(table.c.id),
        "try_again": leased.values(**again).returning(table.c.id),
        # No try was made: it counts for nothing.
        "put_off": leased.values(**again, attempts=text("attempts - 1")).returning(table.c.id),
        "hasten": changed.where(
            table.c.call == bindparam("of_call"),
            table.c.office == bindparam("of"),
            table.c.place == bindparam("which"),
            text("state = 'waiting'"),
        )
        .values(due_at=bindparam("due"))
        .returning(table.c.route),
        "spare": changed.where(
            table.c.office == bindparam("of"),
            table.c.alarm == bindparam("of_alarm"),
            table.c.responder == func.coalesce(bindparam("who", type_=Text), table.c.responder),
            text("state IN ('waiting', 'queued') AND purpose = 'call'"),
        )
        .values(state=literal_column("'spared'"), reason=null())
        .returning(table.c.id),
        "lease": changed.where(table.c.id.in_(chosen))
        .values(
            state=literal_column("'sending'"),
            attempts=text("attempts + 1"),
            leased_by=bindparam("node"),
            leased_until=until,
        )
        .returning(*table.c),
        "release": changed.where(
            text(OPEN_NOTICE), _asked(), text("state = 'sending'"), table.c.leased_by == bindparam("node")
        )
        .values(leased_until=now)
        .returning(table.c.id),
    }


def _fresh() -> ColumnElement[bool]:
    """Return what holds of a notice that was never tried: it is due whatever the node's clock has made of its time."""
    return and_(text("state = 'queued' AND attempts = 0"), table.c.reason.is_(null()))


def _asked() -> ColumnElement[bool]:
    return table.c.route.in_([bindparam(slot) for slot in SLOTS])


def _instants(database: str) -> tuple[ColumnElement[str], ColumnElement[str], ColumnElement[str]]:
    """Return now, when a lease that begins now ends, and a time so far ahead that nothing was made and no lease ends.

    By the clock that all nodes share. What stands beyond the last has been written before the clock went back.
    """
    if database != "postgresql":
        return bindparam("now", type_=Text), bindparam("until", type_=Text), bindparam("ahead", type_=Text)
    shape: ColumnElement[str] = literal_column('\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\'')
    now: Any = func.clock_timestamp()
    lasts = bindparam("lasts_ms", type_=Integer) * literal_column("interval '1 millisecond'")

    def said(when: Any) -> ColumnElement[str]:
        return func.to_char(when.op("AT TIME ZONE")(literal_column("'UTC'")), shape)

    start: Any = literal_column("(clock_timestamp())")
    ahead = bindparam("ahead_ms", type_=Integer) * literal_column("interval '1 millisecond'")
    return said(now), said(start.op("+")(lasts).self_group()), said(start.op("+")(ahead).self_group())


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer)
