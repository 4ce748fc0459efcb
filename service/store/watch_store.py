"""The watch over devices on SQL, over the store's own writer and reader."""

from collections.abc import Collection, Sequence
from datetime import date

from service.store.device_statements import DeviceStatements
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit, Submit
from service.store.watch_port import Key, WatchDay


class SqlWatch:
    """A `WatchStore` on SQL."""

    def __init__(self, statements: DeviceStatements, reader: Reader, submit: Submit) -> None:
        self._sql = statements
        self._reader = reader
        self._submit = submit

    async def days(self) -> list[WatchDay]:
        """Return what is kept of every device, by office and device."""
        return await self._reader.rows(self._sql.watch_days, {}, _read)

    async def keep(self, days: Sequence[WatchDay]) -> None:
        """Keep these days in place of those that were kept; whether somebody was told stays as it is."""
        # In one order everywhere: two nodes that keep the same devices must not wait for each other.
        made = [
            {"office": one.office, "device": one.device, "lost_on": one.lost_on.isoformat(), "told": int(one.told)}
            for one in sorted(days, key=lambda one: (one.office, one.device))
        ]
        if made:
            await self._submit(None, lambda unit: unit.execute(self._sql.keep_watch_day, made))

    async def drop(self, keys: Collection[Key]) -> None:
        """Forget devices."""
        made = [{"of_office": office, "of_device": device} for office, device in sorted(keys)]
        if made:
            await self._submit(None, lambda unit: unit.execute(self._sql.drop_watch_day, made))

    async def take_telling(self, office: str, device: str, *, told: bool) -> bool:
        """Take it on oneself to tell a wearer that a device is lost, or is heard again; True for exactly one taker."""
        values = {"of_office": office, "of_device": device, "is_told": int(told)}

        def work(unit: SqlUnit) -> bool:
            return unit.execute(self._sql.take_telling, values).fetchone() is not None

        taken: bool = await self._submit(None, work)
        return taken


def _read(row: Row) -> WatchDay:
    return WatchDay(office=row[0], device=row[1], lost_on=date.fromisoformat(row[2]), told=bool(row[3]))
