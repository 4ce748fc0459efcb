"""A press of a device that is lost, spare or out of service raises like any other, and the screens say what it is."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from devices.inventory import Standing
from devices.registry import Registry
from devices.signals import Press, Signal
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.ingest.intake import Heard

CODES: Final = MappingProxyType[Standing, str](
    {"lost": "pressed_lost", "unissued": "pressed_unissued", "out_of_service": "pressed_out_of_service"}
)


class PressedStanding:
    """Says of each press whether its device is one that nobody should be wearing."""

    def __init__(self, registry: Callable[[], Registry], book: Book, faults: Faults) -> None:
        """Listen to what intake hears."""
        self._registry = registry
        self._book = book
        self._faults = faults

    def hear(self, signals: tuple[Signal, ...], _heard: Heard) -> None:
        """Take what a message said."""
        for signal in signals:
            if not isinstance(signal, Press):
                continue
            device = self._registry().inventory.find(signal.office, signal.device)
            office = self._book.office_for(device.office) if device else None
            if device and office and (code := CODES.get(device.standing)):
                self._faults.report(office, code, device.name)
