"""The gesture that each enrolled device sent last, since the node has started: what a test of it will look like."""

from collections.abc import Iterable

from devices.inventory import Inventory
from devices.signals import Press, Signal


class LastGesture:
    """Gestures, and no times. As many as devices are enrolled, whatever a stranger calls himself."""

    def __init__(self) -> None:
        """Begin with nobody heard."""
        self._gesture: dict[tuple[str, str], str] = {}

    def note(self, signals: Iterable[Signal], inventory: Inventory) -> None:
        """Note what has just been pressed."""
        for signal in signals:
            if isinstance(signal, Press) and (device := inventory.find(signal.office, signal.device)) is not None:
                self._gesture[device.office, device.device] = signal.gesture

    def of(self, office: str, device: str) -> str | None:
        """Return the gesture that a device sent last; None where none was heard since the node has started."""
        return self._gesture.get((office, device))
