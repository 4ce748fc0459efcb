"""Read the events and positions that Traccar forwards: alarms of pendants, where they are, and whether they answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from devices.bounded import bounded
from devices.message import Wrong, number, read_object
from devices.said import battery, dig, text, unread, volts, written
from devices.signals import (
    Battery,
    Heartbeat,
    Ignored,
    Position,
    Press,
    Release,
    Signal,
    Tamper,
    Unreadable,
    is_panic,
)

ANY_DEVICE: Final = "*"
ALARMS: Final[Mapping[str, str]] = MappingProxyType({"sos": "sos"})
"""Which of Traccar's alarms are presses, on every device, and as which gesture."""

_TAMPER: Final = frozenset({"tampering", "removing", "tamper"})
_LOW: Final = frozenset({"lowBattery", "lowPower"})
_SILENT: Final = frozenset({"deviceOffline", "deviceUnknown"})


@dataclass(frozen=True, kw_only=True, slots=True)
class TraccarAdapter:
    """The adapter of one Traccar, which forwards to one topic each for `events` and `positions`.

    `alarms` maps a device's unique id (or `*`) to what its alarms mean, beside ALARMS. It never raises.
    """

    office: str | None = None
    events: str = "traccar/events"
    positions: str = "traccar/positions"
    alarms: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics on which presses come: both."""
        return (self.events, self.positions)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """None: each topic may bring a press."""
        return ()

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not Traccar's."""
        if topic not in {self.events, self.positions}:
            return None
        message = read_object(payload)
        if isinstance(message, Wrong):
            return unread(self.office, None, message)
        device = written(dig(message, "device", "uniqueId"))
        if device is None:
            detail = "device.uniqueId does not say which device this is"
            return (Unreadable(office=self.office, device=None, reason="no_device", detail=detail),)
        read = self._event if topic == self.events else self._where
        return tuple(read(device, message, retain=retain))

    def _event(self, device: str, message: Mapping[str, object], *, retain: bool) -> Iterator[Signal]:
        event = message.get("event")
        kind = text(dig(event, "type"))
        pressed = False
        if kind == "alarm":
            for alarm in _words(dig(event, "attributes", "alarm")):
                gesture = self._gesture(device, alarm)
                if gesture is not None:
                    pressed = True
                    # Traccar raises an event where the alarm begins: no level, so that a second one is a press too.
                    yield self._press(device, gesture, _name(event, "positionId", "eventTime"), None, retain=retain)
                else:
                    yield from self._other(device, alarm)
        if kind in _SILENT:
            yield Heartbeat(office=self.office, device=device, status="offline", retained=retain)
        elif not pressed or retain:
            yield Heartbeat(office=self.office, device=device, status="online", retained=retain)
        yield from self._fix(device, message.get("position"), retain=retain)

    def _where(self, device: str, message: Mapping[str, object], *, retain: bool) -> Iterator[Signal]:
        position = message.get("position")
        told = {self._gesture(device, alarm) for alarm in _words(dig(position, "attributes", "alarm"))}
        # A device goes on saying so with every position: only where it begins is it a press.
        pressed = False
        for gesture in self._known(device):
            level = f"alarm:{gesture}"
            if gesture in told:
                pressed = not retain
                yield self._press(device, gesture, _name(position, "id", "deviceTime"), level, retain=retain)
            elif not retain:
                yield Release(office=self.office, device=device, level=level)
        if not pressed:
            yield Heartbeat(office=self.office, device=device, status="online", retained=retain)
        yield from self._fix(device, position, retain=retain)

    def _press(self, device: str, gesture: str, name: str | None, level: str | None, *, retain: bool) -> Signal:
        if retain:
            return Ignored(office=self.office, device=device, reason="retained_press", level=level)
        return Press(
            office=self.office,
            device=device,
            gesture=gesture,
            press_id=None if name is None else bounded(f"{name}/{gesture}"),
            level=level,
            unmistakable=is_panic(gesture),
        )

    def _gesture(self, device: str, alarm: str) -> str | None:
        for alarms in (self.alarms.get(device, {}), self.alarms.get(ANY_DEVICE, {}), ALARMS):
            if alarm in alarms:
                return alarms[alarm]
        return None

    def _known(self, device: str) -> tuple[str, ...]:
        """Return every gesture that an alarm of the device can mean."""
        meanings = (self.alarms.get(device, {}), self.alarms.get(ANY_DEVICE, {}), ALARMS)
        return tuple(dict.fromkeys(gesture for alarms in meanings for gesture in alarms.values()))

    def _other(self, device: str, alarm: str) -> Iterator[Signal]:
        if alarm in _TAMPER:
            yield Tamper(office=self.office, device=device)
        elif alarm in _LOW:
            yield Battery(office=self.office, device=device, text="low")

    def _fix(self, device: str, position: object, *, retain: bool) -> Iterator[Signal]:
        charge = dig(position, "attributes", "batteryLevel")
        yield from battery(self.office, device, charge) or volts(
            self.office, device, dig(position, "attributes", "battery")
        )
        latitude = number(dig(position, "latitude"), -90, 90)
        longitude = number(dig(position, "longitude"), -180, 180)
        if latitude is None or longitude is None or not (latitude or longitude):
            return
        if dig(position, "valid") is False or dig(position, "outdated") is True:
            return  # where it was once
        if retain:
            yield Ignored(office=self.office, device=device, reason="retained_position")
            return
        accuracy = number(dig(position, "accuracy"), 0, 1e7) or None
        yield Position(office=self.office, device=device, latitude=latitude, longitude=longitude, accuracy_m=accuracy)


def _words(alarms: object) -> list[str]:
    """Return the alarms of a message: one, or several with commas between them."""
    return [word for word in (alarms if isinstance(alarms, str) else "")[:256].split(",") if word]


def _name(where: object, number_at: str, time_at: str) -> str | None:
    """Return what an event and its position are both called: Traccar's number alone begins anew with a new database."""
    found, at = written(dig(where, number_at)), text(dig(where, time_at))
    return None if at is None else f"{found or 0}@{at}"
