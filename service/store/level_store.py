"""What devices' fields were last, on SQL, over the store's own writer and reader."""

from collections.abc import Mapping

from service.store.device_statements import DeviceStatements
from service.store.level_port import DeviceLevel
from service.store.reader import Reader
from service.store.unit import Submit


class SqlLevels:
    """A `LevelStore` on SQL."""

    def __init__(self, statements: DeviceStatements, reader: Reader, submit: Submit) -> None:
        self._sql = statements
        self._reader = reader
        self._submit = submit

    async def all(self) -> dict[DeviceLevel, bool]:
        """Return the last value of each field."""
        rows = await self._reader.rows(self._sql.levels, {}, lambda row: (DeviceLevel(*row[:3]), bool(row[3])))
        return dict(rows)

    async def save(self, values: Mapping[DeviceLevel, bool]) -> None:
        """Keep values in place of what was kept of the same fields."""
        # In one order everywhere: two nodes that save the same fields must not wait for each other.
        made = [{**level._asdict(), "value": int(values[level])} for level in sorted(values)]
        if made:
            await self._submit(None, lambda unit: unit.execute(self._sql.save_level, made))
