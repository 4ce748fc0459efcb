"""The statements about enrolled devices, spelled out once for each database, as `statements` does."""

from dataclasses import dataclass, fields

from sqlalchemy import Dialect, bindparam, delete, insert, select
from sqlalchemy.sql.expression import ClauseElement

from service.store.enrolment_tables import enrolments as table
from service.store.spelling import once


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrolmentStatements:
    """The spelled-out statements; each field's name says what it does."""

    enrolments: str
    enrolments_of: str
    add_enrolment: str
    drop_enrolment: str


@once
def enrolment_statements(dialect: Dialect) -> EnrolmentStatements:
    """Spell out every statement for one database."""
    built = _built()
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    return EnrolmentStatements(**{field.name: spelled[field.name] for field in fields(EnrolmentStatements)})


def _built() -> dict[str, ClauseElement]:
    in_order = select(*table.c).order_by(table.c.office, table.c.device)
    return {
        "enrolments": in_order,
        "enrolments_of": in_order.where(table.c.office == bindparam("of_office")),
        "add_enrolment": insert(table),
        "drop_enrolment": delete(table).where(
            table.c.office == bindparam("of_office"), table.c.device == bindparam("of_device")
        ),
    }
