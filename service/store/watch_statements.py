"""The statements about the watch over devices; `device_statements` spells them out with its own."""

from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.sql.expression import ClauseElement

from service.store.watch_tables import device_watch as table


def of_watch(build: Any) -> dict[str, ClauseElement]:
    """Return the statements by their names; `build` is the database's own insert."""
    of_device: Any = (table.c.office == bindparam("of_office"), table.c.device == bindparam("of_device"))
    made: Any = build(table)
    return {
        "watch_days": select(*table.c).order_by(table.c.office, table.c.device),
        "keep_watch_day": made.on_conflict_do_update(
            index_elements=list(table.primary_key), set_={"lost_on": made.excluded.lost_on}
        ),
        "drop_watch_day": delete(table).where(*of_device),
        # Exactly one node tells the wearer: the one whose change this is.
        "take_telling": update(table)
        .values(told=bindparam("is_told"))
        .where(*of_device, table.c.told != bindparam("is_told"))
        .returning(table.c.device),
    }
