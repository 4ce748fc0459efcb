"""Orders to outputs on SQL: what the event loop asks of those of all offices."""

from collections.abc import Sequence
from datetime import datetime

from service.alarm.instant import instant
from service.store.output_port import Order
from service.store.output_statements import OutputStatements
from service.store.output_unit import read_order
from service.store.reader import Reader
from service.store.rows import Row


class SqlOutputs:
    """An `OutputStore` on SQL."""

    def __init__(self, statements: OutputStatements, reader: Reader) -> None:
        self._sql = statements
        self._reader = reader

    async def due(self, at: datetime) -> Sequence[Order]:
        """Return the orders that are due, the earliest first."""
        return await self._reader.readable(self._sql.due, {"now": instant(at)}, read_order, _named)

    async def to_output(self, office: str, output: str) -> Sequence[Order]:
        """Return what all alarms want of one output."""
        return await self._reader.rows(self._sql.to_output, {"office": office, "output": output}, read_order)


def _named(row: Row) -> tuple[str, str]:
    return row[0], f"output {row[1]}"
