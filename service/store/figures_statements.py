"""The statements about figures, spelled out once for each database."""

from dataclasses import dataclass, fields
from itertools import product
from typing import Any, Final

from sqlalchemy import (
    Dialect,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.sql.expression import ClauseElement

from service.store.figures_tables import alarm_figures as table
from service.store.figures_tables import figures_months as months
from service.store.figures_tables import figures_read
from service.store.spelling import insert_of, once
from service.store.tables import entries

_ANSWERED: Final = "first_answer IS NOT NULL AND kind NOT IN ('closing', 'neighbour')"
_SUMS: Final = [column.name for column in months.c if column.name not in ("half", "most")]
FILTERS: Final = ("mode", "kind", "zone", "month")
CLOSED_OFFICE: Final = "('closing', 'neighbour')"
"""Kinds in which nobody has pressed: they are no alarms in a sum of alarms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FiguresStatements:
    """The spelled-out statements; each field's name says what it does."""

    read: str
    begin_reading: str
    read_on: str
    save: str
    forget: str
    forget_months: str
    forget_read: str
    drop_month: str
    add_month: str
    answers: str
    set_times: str
    months: str
    months_of: str
    times: str
    whole_times: str
    zones: str
    mistaken: str
    pages: dict[frozenset[str], str]
    """By what is asked for beside the office: each has a statement of its own, so that each finds its index."""


@once
def figures_statements(dialect: Dialect) -> FiguresStatements:
    """Spell out every statement for one database."""
    build: Any = insert_of(dialect.name)
    made: Any = build(table)
    key = ("office", "first_position")
    replaced = {column.name: made.excluded[column.name] for column in table.c if column.name not in key}
    begun: Any = build(figures_read)
    of = table.c.office == bindparam("office")
    built: dict[str, ClauseElement] = {
        "read": select(*figures_read.c).where(figures_read.c.office == bindparam("office")),
        "begin_reading": begun.on_conflict_do_nothing(index_elements=[figures_read.c.office]).returning(
            figures_read.c.office
        ),
        "read_on": update(figures_read)
        .where(
            figures_read.c.office == bindparam("of"),
            figures_read.c.position == bindparam("was"),
            figures_read.c.hash == bindparam("had"),
        )
        .values(position=bindparam("to"), hash=bindparam("by"))
        .returning(figures_read.c.office),
        "save": made.on_conflict_do_update(index_elements=list(table.primary_key), set_=replaced),
        "forget": delete(table).where(of),
        "forget_read": delete(figures_read).where(figures_read.c.office == bindparam("office")),
        "forget_months": delete(months).where(months.c.office == bindparam("office")),
        "drop_month": delete(months).where(*of_month(months)),
        "add_month": insert(months).from_select(_SUMS, _sums().where(*of_month(table))),
        "answers": select(table.c.mode, table.c.first_answer)
        .where(*of_month(table), text(_ANSWERED))
        .order_by(table.c.mode, table.c.first_answer),
        "set_times": update(months)
        .where(
            months.c.office == bindparam("of"),
            months.c.month == bindparam("in_month"),
            months.c.mode == bindparam("in_mode"),
        )
        .values(half=bindparam("half_ms"), most=bindparam("most_ms")),
        "months": _months(),
        "months_of": _months().where(months.c.office == bindparam("office")),
        "times": select(months.c.office, months.c.month, months.c.answered, months.c.half, months.c.most)
        .where(
            months.c.office == bindparam("office"),
            months.c.mode == bindparam("mode"),
            months.c.month >= bindparam("since"),
            months.c.month < bindparam("until"),
            text("half IS NOT NULL"),
        )
        .order_by(months.c.month),
        "whole_times": _times(),
        "zones": _zones().where(of),
        "mistaken": _mistaken().where(of),
    }
    spelled: dict[str, Any] = {name: str(one.compile(dialect=dialect)) for name, one in built.items()}
    spelled["whole_times"] = _percentiles(spelled["whole_times"])
    spelled["pages"] = {
        asked: str(_page(asked).compile(dialect=dialect))
        for asked in (
            frozenset(name for name, is_asked in zip(FILTERS, which, strict=True) if is_asked)
            for which in product((False, True), repeat=len(FILTERS))
        )
    }
    return FiguresStatements(**{field.name: spelled[field.name] for field in fields(FiguresStatements)})


def _page(asked: frozenset[str]) -> Select[Any]:
    """Go back from a position in one office; nothing is skipped by counting (no OFFSET)."""
    columns = [column for column in table.c if column.name != "month"]
    found = select(*columns).where(
        table.c.office == bindparam("office"),
        table.c.first_position < bindparam("before"),
        *(table.c[name] == bindparam(name) for name in sorted(asked)),
    )
    return (
        found.order_by(table.c.first_position.desc())
        .limit(bindparam("limit"))
        .offset(literal_column("0", Integer))  # said outright: a default would become a value of its own
    )


def _within(found: Select[Any]) -> Select[Any]:
    return found.where(table.c.month >= bindparam("since"), table.c.month < bindparam("until"))


def _count(condition: str) -> Any:
    whole: Any = func.sum(case((text(condition), literal_column("1", Integer)), else_=literal_column("0", Integer)))
    return cast(whole, Integer)


def _sum(column: Any) -> Any:
    return cast(func.coalesce(func.sum(column), literal_column("0", Integer)), Integer)


def _sums() -> Select[Any]:
    pressed = f"kind NOT IN {CLOSED_OFFICE}"
    found = select(
        table.c.office,
        table.c.month,
        table.c.mode,
        _count(pressed).label("alarms"),
        _sum(case((text(pressed), table.c.presses), else_=literal_column("0", Integer))).label("presses"),
        _count(f"{pressed} AND ended = 'cancelled'").label("mistakes"),
        _count(f"{pressed} AND first_answer IS NOT NULL").label("answered"),
        _sum(table.c.missed).label("missed"),
        _sum(table.c.exhausted).label("exhausted"),
        _count(f"{pressed} AND police = 1").label("police"),
        _count(f"{pressed} AND police_answered = 1").label("police_answered"),
        _count(f"{pressed} AND guard_called = 1").label("guard_called"),
        _count(f"{pressed} AND guard_on_site IS NOT NULL").label("guard_on_site"),
        _count(f"{pressed} AND first_there = 'guard'").label("guard_first"),
        _count(f"{pressed} AND first_there = 'colleague'").label("colleague_first"),
        _count(f"{pressed} AND first_there = 'outside'").label("outside_first"),
        _count("shut IS NOT NULL").label("closings"),
        literal_column("CAST(COALESCE(SUM(shut / 1000), 0) AS BIGINT)").label("shut"),
    )
    return found.group_by(table.c.office, table.c.month, table.c.mode)


def _months() -> Select[Any]:
    found = select(*(months.c[name] for name in _SUMS)).where(
        months.c.month >= bindparam("since"), months.c.month < bindparam("until")
    )
    return found.order_by(months.c.office, months.c.month, months.c.mode)


def of_month(of: Any) -> tuple[Any, Any]:
    """Return what asks a table for one month of one office."""
    return of.c.office == bindparam("office"), of.c.month == bindparam("month")


def _times() -> Select[Any]:
    """Number the answered alarms of each office from the first to the last answer."""
    by = [table.c.office]
    numbered = select(
        table.c.office.label("office"),
        func.min(table.c.month).over(partition_by=by).label("month"),
        table.c.first_answer.label("answer"),
        func.row_number().over(partition_by=by, order_by=table.c.first_answer).label("place"),
        func.count().over(partition_by=by).label("answered"),
    )
    return _within(numbered).where(table.c.mode == bindparam("mode"), text(_ANSWERED))


def _percentiles(numbered: str) -> str:
    """Take from the numbered ones the one in the middle and the one that 95 of 100 are no later than."""
    half, most = "place = (answered + 1) / 2", "place = (answered * 95 + 99) / 100"
    return (
        "SELECT office, month, CAST(MAX(answered) AS INTEGER) AS answered, "  # noqa: S608 - nothing in it was asked for
        f"MAX(CASE WHEN {half} THEN answer END) AS half, MAX(CASE WHEN {most} THEN answer END) AS most "
        f"FROM ({numbered}) AS numbered WHERE {half} OR {most} GROUP BY office, month ORDER BY office, month"
    )


def _zones() -> Select[Any]:
    found = select(table.c.zone, _count("1 = 1"), _count("ended = 'cancelled'"))
    pressed = text(f"mode = 'actual' AND kind NOT IN {CLOSED_OFFICE}")
    return _within(found).where(pressed).group_by(table.c.zone).order_by(table.c.zone)


def _mistaken() -> Select[Any]:
    """Return the first entries of real alarms that were set off by mistake: which button it was stands there alone."""
    first = and_(entries.c.office == table.c.office, entries.c.position == table.c.first_position)
    found = select(entries.c.facts).select_from(table.join(entries, first))
    return _within(found).where(text(f"mode = 'actual' AND kind NOT IN {CLOSED_OFFICE} AND ended = 'cancelled'"))
