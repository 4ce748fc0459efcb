"""Which buttons are heard outside the house and nowhere in it: they may be leaving the building.

It stands in memory, without a time, and is told of a button that nobody wears. Where somebody's own button is, outside
alarms and watched meetings, is told to herself alone.
"""

from collections.abc import Callable, Iterable
from typing import Final

from devices.inventory import Device
from devices.registry import Registry
from devices.signals import Heartbeat, Position, Press, Signal
from service.dispatch.book import Book
from service.ingest.intake import Heard

OUTSIDE: Final = frozenset({"street", "outside"})
"""Kinds of zone that are not in the house."""
MOST: Final = 10_000
"""Buttons that are remembered; more is a flood."""


class Outside:
    """Knows the buttons that were last heard by nothing but gateways outside."""

    def __init__(self, registry: Callable[[], Registry], book: Book) -> None:
        """Listen to what intake hears."""
        self._registry = registry
        self._book = book
        self._out: set[tuple[str, str]] = set()

    def hear(self, signals: tuple[Signal, ...], _heard: Heard) -> None:
        """Take who heard a button."""
        for signal in signals:
            by = _heard_by(signal)
            device = self._registry().inventory.find(signal.office, signal.device) if by and signal.device else None
            if device is not None:
                self._take(device, by)

    def has_left(self, device: Device) -> bool:
        """Say whether a button was last heard outside only."""
        return (device.office, device.device) in self._out

    def _take(self, device: Device, by: Iterable[str]) -> None:
        page = self._book.get(device.office)
        places = [self._registry().gateways.place_of(device.office, name) for name in by]
        kinds = {page.plan.zones[place].kind for place in places if page and place and place in page.plan.zones}
        key = (device.office, device.device)
        if kinds and kinds <= OUTSIDE and len(self._out) < MOST:
            self._out.add(key)
        elif kinds - OUTSIDE:
            self._out.discard(key)


def _heard_by(signal: Signal) -> tuple[str, ...]:
    if isinstance(signal, Heartbeat):
        return () if signal.retained else signal.heard_by
    if isinstance(signal, Press | Position) and signal.gateway is not None:
        return (signal.gateway,)
    return ()
