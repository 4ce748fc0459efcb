"""The statements about devices: their credentials, and what their fields were last; spelled out for each database."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Dialect, bindparam, func, insert, null, or_, select, update
from sqlalchemy.sql.expression import ClauseElement

from service.store.device_tables import device_credentials as table
from service.store.level_tables import device_levels
from service.store.spelling import insert_of, once
from service.store.watch_statements import of_watch


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceStatements:
    """The spelled-out statements; each field's name says what it does."""

    credentials: str
    credentials_of: str
    counted: str
    add_credential: str
    shorten: str
    end: str
    levels: str
    save_level: str
    watch_days: str
    keep_watch_day: str
    drop_watch_day: str
    take_telling: str


@once
def device_statements(dialect: Dialect) -> DeviceStatements:
    """Spell out every statement for one database."""
    build: Any = insert_of(dialect.name)
    built = _built() | _of_levels(build) | of_watch(build)
    spelled = {name: str(statement.compile(dialect=dialect)) for name, statement in built.items()}
    return DeviceStatements(**{field.name: spelled[field.name] for field in fields(DeviceStatements)})


def _built() -> dict[str, ClauseElement]:
    of_device: Any = (table.c.office == bindparam("of_office"), table.c.device == bindparam("of_device"))
    goes_on = (table.c.ended_at.is_(null()), or_(table.c.expires_at.is_(null()), table.c.expires_at > bindparam("now")))
    changed: Any = update(table)
    return {
        "credentials": select(*table.c).order_by(table.c.office, table.c.device, table.c.generation),
        "credentials_of": select(*table.c).where(*of_device).order_by(table.c.generation),
        "counted": select(func.count(), func.count(table.c.ended_at)).select_from(table),
        "add_credential": insert(table),
        # No credential is made to hold longer than it did.
        "shorten": changed.values(expires_at=bindparam("until")).where(
            *of_device,
            table.c.generation < bindparam("below"),
            table.c.ended_at.is_(null()),
            or_(table.c.expires_at.is_(null()), table.c.expires_at > bindparam("until")),
        ),
        "end": changed.values(ended_at=bindparam("now"))
        .where(*of_device, table.c.generation < bindparam("below"), *goes_on)
        .returning(table.c.user_name),
    }


def _of_levels(build: Any) -> dict[str, ClauseElement]:
    made: Any = build(device_levels)
    return {
        "levels": select(*device_levels.c),
        "save_level": made.on_conflict_do_update(
            index_elements=list(device_levels.primary_key), set_={"value": made.excluded.value}
        ),
    }
