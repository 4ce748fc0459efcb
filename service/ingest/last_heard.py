"""When each enrolled device was heard last: kept in memory, and so only since the node has started."""

from collections.abc import Iterable
from datetime import datetime

from devices.inventory import Inventory
from devices.signals import Heartbeat, Ignored, Press, Signal


class LastHeard:
    """When devices were heard. As many as are enrolled, whatever a stranger calls himself."""

    def __init__(self, since: datetime) -> None:
        """Begin with nobody heard.

        Args:
            since: when the node began to listen.
        """
        self.since = since
        self._at: dict[tuple[str, str], datetime] = {}
        self._gesture: dict[tuple[str, str], str] = {}

    def note(self, signals: Iterable[Signal], inventory: Inventory, at: datetime) -> None:
        """Note who has just been heard; a replay, and what the broker says for a device that is gone, is no word."""
        for signal in signals:
            silent = isinstance(signal, Ignored) or (
                isinstance(signal, Heartbeat) and (signal.retained or signal.status == "offline")
            )
            device = None if silent or signal.device is None else inventory.find(signal.office, signal.device)
            if device is not None:
                self._at[device.office, device.device] = at
                if isinstance(signal, Press):
                    self._gesture[device.office, device.device] = signal.gesture

    def of(self, office: str, device: str) -> datetime | None:
        """Return when a device was heard last; None where it was not heard since the node has started."""
        return self._at.get((office, device))

    def gesture_of(self, office: str, device: str) -> str | None:
        """Return the gesture that a device sent last; None where none was heard since the node has started."""
        return self._gesture.get((office, device))
