"""What the store keeps of devices between two messages: the last value of each field that stays true after a press."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class DeviceLevel(NamedTuple):
    """One such field of an enrolled device."""

    office: str
    device: str
    level: str


class LevelStore(Protocol):
    """Every method may raise StoreUnavailable. When something was heard is not kept."""

    async def all(self) -> dict[DeviceLevel, bool]:
        """Return the last value of each field."""
        ...

    async def save(self, values: Mapping[DeviceLevel, bool]) -> None:
        """Keep values in place of what was kept of the same fields."""
        ...
