"""What messages say of devices beside their presses, and what is odd about a press: faults, and what mends them."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from devices.inventory import Device
from devices.signals import Heartbeat, Ignored, Press, Signal, Unreadable
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults

CLOCK_OFF: Final = timedelta(minutes=5)
"""How far a device's clock may be off before that is a fault."""

Find = Callable[[str | None, str], Device | None]
"""Find the enrolled device that a message calls so (office, device)."""

_log = logging.getLogger(__name__)


class Conditions:
    """Reports faults of devices, and mends them."""

    def __init__(self, find: Find, book: Book, faults: Faults, clock: Clock) -> None:
        """Report to `faults`, in the office that has to know."""
        self._find = find
        self._book = book
        self._faults = faults
        self._clock = clock
        self._unread: set[tuple[str, str]] = set()
        """Enrolled devices whose last frame could not be read."""

    def pressed(self, press: Press, device: Device | None, office: str) -> None:
        """Report what is odd about a press that the office hears."""
        address = f"{press.office or '-'}/{press.device}"
        if device is None:
            self._faults.report(office, "device_unknown", address)
        elif press.office is not None and press.office != device.office:
            self._faults.report(office, "device_elsewhere", address)
            if press.office in self._book:
                self._faults.report(press.office, "device_elsewhere", address)
        if device is None and press.office is not None and press.office != office:
            self._faults.report(office, "office_unknown", press.office)
        if press.at is not None and abs(press.at - self._clock.now()) > CLOCK_OFF:
            self._faults.report(office, "device_clock", address)

    def read(self, signals: tuple[Signal, ...]) -> None:
        """Note which devices could be read: what an enrolled one says is a fault until its next readable frame."""
        unread = [signal for signal in signals if isinstance(signal, Unreadable)]
        if not unread and not self._unread:
            return
        readable = {device.of for signal in signals if (device := self._spoken(signal)) is not None}
        for signal in unread:
            device = self._find(signal.office, signal.device) if signal.device else None
            office = self._book.office_for(device.office) if device else None
            if device is None or office is None or device.of in readable:
                self.report(signal.office, signal.device, "device_unreadable", reason=signal.reason)
                continue
            _log.warning("what %s/%s sends cannot be read: %s %s", *device.of, signal.reason, signal.detail)
            self._unread.add(device.of)
            self._faults.report(office, "device_unreadable", device.name)
            self._faults.hold(office, "device_unreadable", device.name)
        for of in readable & self._unread:
            self._unread.discard(of)
            mended = self._find(*of)
            office = self._book.office_for(of[0])
            if office and mended:
                self._faults.mend(office, "device_unreadable", mended.name)

    def latched(self, device: Device) -> None:
        """Report that a button says that it is still pressed, and has said so for too long."""
        if office := self._book.office_for(device.office):
            self._faults.report(office, "device_latched", device.name)

    def released(self, device: Device) -> None:
        """Mend that."""
        if office := self._book.office_for(device.office):
            self._faults.mend(office, "device_latched", device.name)

    def report(self, named_office: str | None, device: str | None, code: str, reason: str = "") -> None:
        """Report a fault of a device, enrolled or not, in the office that has to know."""
        office, subject = self._place(named_office, device)
        _log.warning("%s: %s %s", code, subject, reason)
        if office:
            self._faults.report(office, code, subject)

    def _spoken(self, signal: Signal) -> Device | None:
        """Return the enrolled device that has said something readable itself, just now."""
        silent = isinstance(signal, Unreadable | Ignored) or (
            isinstance(signal, Heartbeat) and (signal.retained or signal.status == "offline")
        )
        return None if silent or signal.device is None else self._find(signal.office, signal.device)

    def _place(self, named_office: str | None, device: str | None) -> tuple[str | None, str]:
        """Return the office that has to know about a device, and what to call the device there."""
        enrolled = self._find(named_office, device) if device else None
        if enrolled:
            return self._book.office_for(enrolled.office), enrolled.name or enrolled.device
        return self._book.office_for(named_office), f"{named_office or '?'}/{device or '?'}"
