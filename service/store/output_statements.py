"""The statements about orders to outputs, spelled out once for each database."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Dialect, bindparam, delete, select, text, update
from sqlalchemy.sql.expression import ClauseElement

from service.store.output_tables import output_orders as table
from service.store.spelling import insert_of, once


@dataclass(frozen=True, kw_only=True, slots=True)
class OutputStatements:
    """The spelled-out statements; each field's name says what it does."""

    order: str
    take: str
    settle: str
    drop: str
    to_output: str
    due: str


@once
def output_statements(dialect: Dialect) -> OutputStatements:
    """Spell out every statement for one database."""
    build: Any = insert_of(dialect.name)
    made: Any = build(table)
    key = [table.c.office, table.c.output, table.c.alarm]
    replaced = {name: made.excluded[name] for name in ("wanted", "until", "due_at", "state", "tries")}
    # `same` is what was read: an order that has taken its place since has another end, or wants something else.
    same = (
        table.c.office == bindparam("of"),
        table.c.output == bindparam("which"),
        table.c.alarm == bindparam("whose"),
        table.c.wanted == bindparam("was"),
        table.c.until == bindparam("ends"),
    )
    built: dict[str, ClauseElement] = {
        "order": made.on_conflict_do_update(index_elements=key, set_=replaced),
        "take": update(table)
        .where(*same, table.c.tries == bindparam("tried"))
        .values(tries=text("output_orders.tries + 1"), due_at=bindparam("due"))
        .returning(table.c.output),
        "settle": update(table).where(*same).values(state=bindparam("became"), due_at=bindparam("due")),
        "drop": delete(table).where(*same),
        "to_output": select(*table.c)
        .where(table.c.office == bindparam("office"), table.c.output == bindparam("output"))
        .order_by(table.c.until, table.c.alarm),
        "due": select(*table.c).where(table.c.due_at <= bindparam("now")).order_by(table.c.due_at, table.c.alarm),
    }
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    return OutputStatements(**{field.name: spelled[field.name] for field in fields(OutputStatements)})
