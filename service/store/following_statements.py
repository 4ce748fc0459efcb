"""The statements by which reports and measures are followed up, spelled out once for each database."""

from dataclasses import dataclass, fields
from itertools import product
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Dialect,
    Integer,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.sql.expression import ClauseElement

from service.store.following_port import Words
from service.store.privacy_tables import holds
from service.store.spelling import insert_of, once
from service.store.tables import NOTED, alarms, entries
from service.store.undertaking_statements import KEPT
from service.store.undertaking_tables import NEAR, REMEMBERED, UNSETTLED, reminders
from service.store.undertaking_tables import undertakings as table

_OVER: Final = "state IN ('closed', 'cancelled')"


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowingStatements:
    """The spelled-out statements; each field's name says what it does."""

    about: str
    unsettled: str
    with_measure: str
    counted: str
    ended_alarms: str
    reported_alarms: str
    near_misses: str
    take_step: str
    told_step: str
    reminded: str
    forgettable: dict[Words, str]
    lists: dict[tuple[bool, bool | None, bool], str]
    """By whether a person is asked for, whether it is over, and whether the oldest come first."""


@once
def following_statements(dialect: Dialect) -> FollowingStatements:
    """Spell out every statement for one database."""
    build: Any = insert_of(dialect.name)
    office, kind = table.c.office == bindparam("office"), table.c.kind == bindparam("kind")
    newest = table.c.first_position.desc()
    # Said outright: a default would become a value of its own.
    limit: BindParameter[int] = bindparam("limit")
    none = literal_column("0", Integer)
    in_period: list[Any] = [
        alarms.c.office == bindparam("office"),
        alarms.c.raised_at >= bindparam("since"),
        alarms.c.raised_at < bindparam("until"),
        text("alarms.mode = 'actual'"),
        text(f"alarms.{_OVER}"),
    ]
    todo = table.alias("todo")
    with_measure = select(todo.c.about).where(
        todo.c.office == bindparam("office"), text("todo.is_over = 0 AND todo.kind = 'measure' AND todo.is_settled = 0")
    )
    # Not in order: SQLite would go through all of the office's to save itself the sorting of three.
    built: dict[str, ClauseElement] = {
        "about": select(*KEPT).where(office, kind, table.c.about == bindparam("about")),
        "unsettled": select(*KEPT).where(office, text(UNSETTLED)).order_by(newest).limit(limit).offset(none),
        "with_measure": select(*KEPT).where(table.c.id.in_(with_measure), office, text("kind = 'report'")),
        "counted": select(func.count()).select_from(table).where(office, kind),
        "ended_alarms": select(func.count()).select_from(alarms).where(*in_period),
        "reported_alarms": select(func.count())
        .select_from(alarms.join(table, and_(table.c.office == alarms.c.office, table.c.about == alarms.c.id)))
        .where(*in_period, text("undertakings.kind = 'report' AND undertakings.is_over = 1")),
        "near_misses": select(func.count(), func.sum(table.c.is_over)).where(
            office, text(NEAR), table.c.began_at >= bindparam("since"), table.c.began_at < bindparam("until")
        ),
        "take_step": build(reminders)
        .values({name: bindparam(name) for name in ("office", "about", "step", "level", "taken_at")})
        .on_conflict_do_nothing(index_elements=["office", "about", "step"])
        .returning(reminders.c.about),
        "told_step": update(reminders)
        .where(
            reminders.c.office == bindparam("of"),
            reminders.c.about == bindparam("what"),
            reminders.c.step == bindparam("which"),
        )
        .values(told=bindparam("many")),
        "reminded": select(*(column for column in reminders.c if column.name != "office"))
        .where(reminders.c.office == bindparam("office"))
        .order_by(reminders.c.taken_at.desc(), reminders.c.about, reminders.c.step)
        .limit(limit)
        .offset(none),
    }
    undertaken = (
        select(table.c.id, entries.c.at)
        .select_from(
            table.join(entries, and_(entries.c.office == table.c.office, entries.c.position == table.c.last_position))
        )
        .where(office, text(REMEMBERED))
        .order_by(table.c.last_position)
        .limit(limit)
        .offset(none)
    )
    noted = (
        select(entries.c.alarm, func.max(entries.c.at))
        .select_from(entries.join(alarms, alarms.c.id == entries.c.alarm))
        .where(entries.c.office == bindparam("office"), text(NOTED), text(f"alarms.{_OVER}"))
        .group_by(entries.c.alarm)
        .order_by(func.max(entries.c.at), entries.c.alarm)
        .limit(limit)
        .offset(none)
    )
    held = select(holds.c.alarm).where(holds.c.until > bindparam("now"))
    report = table.alias("report")
    reported = held.where(holds.c.alarm == report.c.about, report.c.id == table.c.about)
    forgettable: dict[Words, ClauseElement] = {
        "reports": undertaken.where(
            text("kind = 'report'"), table.c.about.is_not(None), ~exists(held.where(holds.c.alarm == table.c.about))
        ),
        "near_misses": undertaken.where(text("kind = 'report'"), table.c.about.is_(None)),
        "measures": undertaken.where(text("undertakings.kind = 'measure'"), ~exists(reported)),
        "notes": noted.where(~exists(held.where(holds.c.alarm == entries.c.alarm))),
    }
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    lists = {}
    for by_person, is_over, oldest in product((False, True), (None, False, True), (False, True)):
        bound: BindParameter[int] = bindparam("bound")
        wanted = [office, kind, table.c.first_position > bound if oldest else table.c.first_position < bound]
        if by_person:
            wanted.append(table.c.person == bindparam("person"))
        page = select(*KEPT).where(*wanted)
        if is_over is not None:
            page = page.where(text(f"is_over = {int(is_over)}"))
        found = page.order_by(table.c.first_position if oldest else newest).limit(limit).offset(none)
        lists[by_person, is_over, oldest] = str(found.compile(dialect=dialect))
    rest = {field.name: spelled[field.name] for field in fields(FollowingStatements) if field.name in spelled}
    forgetting = {words: str(statement.compile(dialect=dialect)) for words, statement in forgettable.items()}
    return FollowingStatements(lists=lists, forgettable=forgetting, **rest)
