"""What the tests of the watch over devices share: a clock moved by hand, and a store of its days in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from service.store.port import StoreUnavailable
from service.store.watch_port import Key, WatchDay


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        """Begin on a Monday morning."""
        self.at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
        self.seconds = 100.0

    def now(self) -> datetime:
        """Return the wall time."""
        return self.at

    def monotonic(self) -> float:
        """Return the seconds."""
        return self.seconds

    def go(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by
        self.seconds += by.total_seconds()


class Shelf:
    """A `WatchStore` in memory; one that is broken answers nothing."""

    def __init__(self) -> None:
        """Keep nothing."""
        self.rows: dict[Key, WatchDay] = {}
        self.broken = False
        self.writes = 0

    async def days(self) -> list[WatchDay]:
        """Return what is kept."""
        if self.broken:
            raise StoreUnavailable("broken on purpose")
        return list(self.rows.values())

    async def keep(self, days: Sequence[WatchDay]) -> None:
        """Keep days."""
        if self.broken:
            raise StoreUnavailable("broken on purpose")
        for one in days:
            self.writes += 1
            before = self.rows.get((one.office, one.device))
            self.rows[one.office, one.device] = replace(one, told=before.told if before else one.told)

    async def drop(self, keys: Collection[Key]) -> None:
        """Forget devices."""
        for key in keys:
            self.rows.pop(key, None)

    async def take_telling(self, office: str, device: str, *, told: bool) -> bool:
        """Take the telling of one device."""
        row = self.rows.get((office, device))
        if row is None or row.told == told:
            return False
        self.rows[office, device] = replace(row, told=told)
        return True
