"""The statements about what waits for a person after a restore, spelled out once for each database.

It waits in `meta`, each thing under a name of its own: a table that is empty for all the years in which nothing was
restored would be one more to migrate.
"""

from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import Dialect, bindparam, delete, null, or_, select, text, update
from sqlalchemy.sql.expression import ClauseElement

from service.store.notice_tables import OPEN_NOTICE, notices
from service.store.output_tables import output_orders
from service.store.spelling import insert_of, once
from service.store.tables import OPEN, alarms, deadlines, deliveries, meta
from service.store.undertaking_tables import undertakings

PREFIX: Final = "held:"
"""What each name begins with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldStatements:
    """The spelled-out statements; each field's name says what it does."""

    every: str
    take: str
    open_alarms: str
    due_undertakings: str
    open_notices: str
    queued: str
    orders: str
    drop_deadlines: str
    put_off_undertakings: str
    drop_notices: str
    drop_queued: str
    drop_orders: str
    give_deadline: str
    give_undertaking: str
    give_notice: str
    give_delivery: str
    give_order: str
    is_overtaken_alarm: str
    is_overtaken_undertaking: str
    is_over: str


@once
def held_statements(dialect: Dialect) -> HeldStatements:
    """Spell out every statement for one database."""
    build: Any = insert_of(dialect.name)
    office: Any = bindparam("office")
    of: Any = {table.name: table.c.office == office for table in (alarms, undertakings, notices, deliveries)}
    due = (of["undertakings"], undertakings.c.due_at <= bindparam("now"))
    calls = (of["notices"], text(OPEN_NOTICE))
    queued = (of["deliveries"], text("state = 'queued'"))
    built: dict[str, ClauseElement] = {
        "every": select(meta.c.name, meta.c.value).where(text(f"name LIKE '{PREFIX}%'")).order_by(meta.c.name),
        "take": delete(meta).where(meta.c.name == bindparam("name")).returning(meta.c.value),
        "open_alarms": select(
            alarms.c.id,
            alarms.c.state,
            alarms.c.mode,
            alarms.c.kind,
            alarms.c.zone,
            alarms.c.raised_at,
            alarms.c.last_position,
            deadlines.c.due_at,
        )
        .outerjoin(deadlines, deadlines.c.alarm == alarms.c.id)
        .where(of["alarms"], text(f"alarms.{OPEN}")),
        "due_undertakings": select(undertakings.c.id, undertakings.c.kind, undertakings.c.due_at).where(*due),
        "open_notices": select(*notices.c).where(*calls),
        "queued": select(*deliveries.c).where(*queued),
        "orders": select(*output_orders.c).where(output_orders.c.office == office),
        "drop_deadlines": delete(deadlines).where(deadlines.c.office == office),
        "put_off_undertakings": update(undertakings)
        .where(undertakings.c.office == bindparam("of"), undertakings.c.due_at <= bindparam("now"))
        .values(due_at=null()),
        "drop_notices": delete(notices).where(*calls),
        "drop_queued": delete(deliveries).where(*queued),
        "drop_orders": delete(output_orders).where(output_orders.c.office == office),
        # What somebody has done meanwhile stands: it has set a time of its own.
        "give_deadline": build(deadlines).on_conflict_do_nothing(index_elements=[deadlines.c.alarm]),
        "give_undertaking": update(undertakings)
        .where(undertakings.c.id == bindparam("which"), undertakings.c.due_at.is_(None), text("is_over = 0"))
        .values(due_at=bindparam("due")),
        "give_notice": build(notices).on_conflict_do_nothing(),
        "give_delivery": build(deliveries).on_conflict_do_nothing(),
        "give_order": build(output_orders).on_conflict_do_nothing(),
        "is_overtaken_alarm": select(alarms.c.id).where(
            alarms.c.id == bindparam("alarm"),
            or_(
                text(f"NOT (alarms.{OPEN})"),
                alarms.c.last_position > bindparam("position"),
                alarms.c.id.in_(select(deadlines.c.alarm)),
            ),
        ),
        "is_overtaken_undertaking": select(undertakings.c.id).where(
            undertakings.c.id == bindparam("which"), text("(is_over = 1 OR due_at IS NOT NULL)")
        ),
        "is_over": select(alarms.c.id).where(alarms.c.id == bindparam("alarm"), text(f"NOT (alarms.{OPEN})")),
    }
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    return HeldStatements(**{field.name: spelled[field.name] for field in fields(HeldStatements)})
