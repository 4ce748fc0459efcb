"""The statements about undertakings, spelled out once for each database."""

from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    TextClause,
    bindparam,
    delete,
    insert,
    literal_column,
    null,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.sql.expression import ClauseElement

from service.store.spelling import insert_of, once
from service.store.tables import entries
from service.store.undertaking_tables import pulse_boxes as boxes
from service.store.undertaking_tables import undertaking_entries as own
from service.store.undertaking_tables import undertakings as table

KEPT: Final = [
    table.c[name]
    for name in ("id", "office", "kind", "is_over", "due_at", "first_position", "last_position", "snapshot")
]
"""What is read of an undertaking, in the order in which `read_undertaking` takes it."""
_REPLACED: Final = ("is_over", "due_at", "last_position", "snapshot", "about", "person", "is_settled")
"""What a later save puts in place of what was."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UndertakingStatements:
    """The spelled-out statements; each field's name says what it does."""

    save: str
    add_entry: str
    one: str
    anywhere: str
    open: str
    listed: str
    listed_open: str
    take_due: str
    set_due: str
    due: str
    entries: str
    open_entries: str
    erase: str
    note_erased: str
    box: str
    keep_box: str
    drop_box: str


@once
def undertaking_statements(dialect: Dialect) -> UndertakingStatements:
    """Spell out every statement for one database."""
    build: Any = insert_of(dialect.name)
    made: Any = build(table)
    replaced = {name: made.excluded[name] for name in _REPLACED}
    boxed: Any = build(boxes)
    which, office = table.c.id == bindparam("which"), table.c.office == bindparam("office")
    kept = KEPT
    listed = (
        select(*kept)
        .where(office, table.c.kind == bindparam("kind"), table.c.first_position < bindparam("before"))
        .order_by(table.c.first_position.desc())
        .limit(bindparam("limit"))
        .offset(literal_column("0", Integer))  # said outright: a default would become a value of its own
    )
    written = [column for column in entries.c if column.name != "format"]

    def entries_of(*wanted: ColumnElement[bool] | TextClause) -> ClauseElement:
        # A list of places and not a join, of which SQLite would begin with all years of the office's record.
        places = (
            select(table.c.office, own.c.position)
            .select_from(own)
            .join(table, table.c.id == own.c.undertaking)
            .where(*wanted)
        )
        here = tuple_(entries.c.office, entries.c.position)
        return select(*written).where(here.in_(places)).order_by(entries.c.position)

    built: dict[str, ClauseElement] = {
        "save": made.on_conflict_do_update(index_elements=[table.c.id], set_=replaced),
        "add_entry": insert(own),
        "one": select(*kept).where(which, office),
        "anywhere": select(*kept).where(which),
        "open": select(*kept)
        .where(office, table.c.kind == bindparam("kind"), text("is_over = 0"))
        .order_by(table.c.first_position, table.c.id),
        "listed": listed,
        "listed_open": listed.where(text("is_over = 0")),
        "take_due": update(table)
        .where(which, table.c.office == bindparam("of"), table.c.due_at <= bindparam("now"))
        .values(due_at=null())
        .returning(table.c.id),
        "set_due": update(table)
        .where(which, table.c.office == bindparam("of"), text("is_over = 0"))
        .values(due_at=bindparam("due")),
        "due": select(table.c.office, table.c.id, table.c.due_at)
        .where(text("due_at IS NOT NULL"), table.c.due_at <= bindparam("before"))
        .order_by(table.c.due_at, table.c.id),
        "entries": entries_of(table.c.id == bindparam("which")),
        "open_entries": entries_of(office, text("is_over = 0")),
        "erase": update(entries)
        .where(
            entries.c.office == bindparam("of"),
            entries.c.position.in_(select(own.c.position).where(own.c.undertaking == bindparam("which"))),
        )
        .values(personal=null(), salt=null()),
        "note_erased": update(table)
        .where(
            which,
            table.c.office == bindparam("of"),
            text("(forgotten_to IS NULL OR forgotten_to < last_position)"),
        )
        .values(forgotten_to=table.c.last_position)
        .returning(table.c.id),
        "box": select(boxes.c.sealed).where(boxes.c.pulse == bindparam("which")),
        "keep_box": boxed.on_conflict_do_update(
            index_elements=[boxes.c.pulse], set_={"sealed": boxed.excluded["sealed"]}
        ),
        "drop_box": delete(boxes).where(boxes.c.pulse == bindparam("which")),
    }
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    return UndertakingStatements(**{field.name: spelled[field.name] for field in fields(UndertakingStatements)})
