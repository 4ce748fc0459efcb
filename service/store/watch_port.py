"""What the store keeps of the watch over devices: no time of anything, only a day by which a device is lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Key = tuple[str, str]
"""Office and device."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchDay:
    """One device: lost at the beginning of this day (UTC) unless it is heard; and whether its wearer was told of it."""

    office: str
    device: str
    lost_on: date
    told: bool = False


class WatchStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def days(self) -> list[WatchDay]:
        """Return what is kept of every device, by office and device."""
        ...

    async def keep(self, days: Sequence[WatchDay]) -> None:
        """Keep these days in place of those that were kept; whether somebody was told stays as it is."""
        ...

    async def drop(self, keys: Collection[Key]) -> None:
        """Forget devices."""
        ...

    async def take_telling(self, office: str, device: str, *, told: bool) -> bool:
        """Take it on oneself to tell a wearer that a device is lost, or is heard again; True for exactly one taker."""
        ...
