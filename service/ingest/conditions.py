"""What messages say of devices beside their presses, and what is odd about a press: faults, and what mends them."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from devices.inventory import Device
from devices.registry import Registry
from devices.signals import Heartbeat, Ignored, Press, Signal, Unreadable
from devices.spoken_by import family_of
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.ingest.unknown import Unknown

CLOCK_OFF: Final = timedelta(minutes=5)
"""How far a device's clock may be off before that is a fault."""

Of = tuple[str, str]
"""Office and device, as enrolled."""

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
        self._unknown = Unknown(faults, clock)
        self._lasting: dict[tuple[Of, str], tuple[str, str]] = {}
        """What lasts of enrolled devices, by device and fault: in which office it was said, and by which name."""

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

    def unknown(self, press: Press, registry: Registry, topic: str, payload: bytes, broker: str) -> None:
        """Report that a button which nobody has enrolled pressed, and that its press may mean anything."""
        office = self._book.office_for(press.office)
        if office is None:
            return
        family = family_of(registry, topic, payload, broker)
        if self._unknown.pressed(office, family, broker, press.device):
            _log.warning("%s/%s (%s) pressed, and nobody has enrolled it", press.office or "?", press.device, family)

    def read(self, signals: tuple[Signal, ...]) -> None:
        """Note which devices could be read: what an enrolled one says is a fault until its next readable frame."""
        unread = [signal for signal in signals if isinstance(signal, Unreadable)]
        if not unread and not self._lasting:
            return
        readable = {device.of for signal in signals if (device := self._spoken(signal)) is not None}
        for signal in unread:
            device = self._find(signal.office, signal.device) if signal.device else None
            office = self._book.office_for(device.office) if device else None
            if device is None or office is None or device.of in readable:
                self.report(signal.office, signal.device, "device_unreadable", reason=signal.reason)
                continue
            _log.warning("what %s/%s sends cannot be read: %s %s", *device.of, signal.reason, signal.detail)
            self._begin(device, office, "device_unreadable")
        for of in readable:
            self._end(of, "device_unreadable")

    def latched(self, device: Device) -> None:
        """Report that a button says that it is still pressed, and has said so for too long."""
        if office := self._book.office_for(device.office):
            self._begin(device, office, "device_latched")

    def released(self, device: Device) -> None:
        """Mend that."""
        self._end(device.of, "device_latched")

    def follow(self) -> None:
        """Mend what was wrong with devices that are enrolled no longer, or under another name: nothing else would."""
        for (of, code), (_, name) in list(self._lasting.items()):
            device = self._find(*of)
            if device is None or device.of != of or device.name != name:
                self._end(of, code)

    def report(self, named_office: str | None, device: str | None, code: str, reason: str = "") -> None:
        """Report a fault of a device, enrolled or not, in the office that has to know."""
        office, subject = self._place(named_office, device)
        _log.warning("%s: %s %s", code, subject, reason)
        if office:
            self._faults.report(office, code, subject)

    def _begin(self, device: Device, office: str, code: str) -> None:
        before = self._lasting.get((device.of, code))
        if before is not None and before != (office, device.name):
            self._end(device.of, code)
        self._lasting[device.of, code] = (office, device.name)
        self._faults.report(office, code, device.name)
        self._faults.hold(office, code, device.name)

    def _end(self, of: Of, code: str) -> None:
        if (said := self._lasting.pop((of, code), None)) is not None:
            self._faults.mend(said[0], code, said[1])

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
