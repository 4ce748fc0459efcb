"""Read one uplink by the profile of its device, whatever network brought it."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from devices.bounded import bounded, excerpt
from devices.lorawan.profile import CLEARED, BatteryAt, PressAt, Profile, choose, written_out
from devices.message import number
from devices.path import NOTHING
from devices.said import battery, rounded, text, volts, written
from devices.signals import (
    Battery,
    Heartbeat,
    Ignored,
    OutputState,
    Position,
    Press,
    Release,
    Signal,
    Tamper,
    Unreadable,
    is_panic,
)

GATEWAYS_LIMIT = 8
"""How many of the gateways that heard one uplink are told, the strongest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Uplink:
    """One message that a device sent, as its network handed it on.

    `words` is what the network calls the device's profile; `message` is what its codec made of the frame, None where it
    has none; `press_id` names the uplink for ever and `counter` for a while; `gateways` heard it, each at so many dBm.
    """

    office: str | None
    device: str
    words: tuple[str, ...]
    port: int | None
    message: dict[str, object] | None
    frame: bytes
    press_id: str | None
    counter: str | None
    gateways: tuple[tuple[str, int | None], ...]


def frame_of(value: object) -> bytes:
    """Return the bytes of a frame given in base64; none where it is none."""
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""


def gateways_of(heard: list[tuple[object, object]]) -> tuple[tuple[str, int | None], ...]:
    """Return gateways with their dBm, the strongest first and each once; one without a name is left out."""
    named = [(name, rounded(rssi, -200, 100)) for gateway, rssi in heard if (name := text(gateway)) is not None]
    best: dict[str, int | None] = {}
    for name, rssi in sorted(named, key=lambda one: -1000 if one[1] is None else one[1], reverse=True):
        best.setdefault(name, rssi)
    return tuple(best.items())[:GATEWAYS_LIMIT]


def read_uplink(uplink: Uplink, profiles: tuple[Profile, ...], *, retain: bool) -> tuple[Signal, ...]:
    """Return all that an uplink says. Never raises."""
    profile = choose(profiles, uplink.words, uplink.port, uplink.message)
    reading = _Reading(uplink, retain=retain)
    signals = [*reading.presses(profile, profiles)]
    if not any(isinstance(signal, Press) for signal in signals):
        # A press shows by itself that the device is alive; whatever else it says, it has spoken.
        by = tuple(name for name, _ in uplink.gateways)
        signals.insert(
            0, Heartbeat(office=uplink.office, device=uplink.device, status="online", retained=retain, heard_by=by)
        )
    if profile is not None:
        signals += [*reading.others(profile)]
    return tuple(signals)


class _Reading:
    """One uplink while it is read."""

    def __init__(self, uplink: Uplink, *, retain: bool) -> None:
        self._uplink = uplink
        self._retain = retain
        self._office, self._device = uplink.office, uplink.device
        self._pressed = 0

    def presses(self, profile: Profile | None, profiles: tuple[Profile, ...]) -> Iterator[Signal]:
        """Yield what the uplink says of a button: presses, releases, and what it says wrongly."""
        uplink = self._uplink
        for rule in profile.press if profile is not None else ():
            yield from self._field(rule)
        if uplink.message or not uplink.frame or self._retain:
            return
        # No codec: the frames of the device's own profile, else those of all that name their port.
        frames = [frame for one in profiles for frame in one.frames if frame.port is not None]
        for frame in frames if profile is None else profile.frames:
            if frame.covers(uplink.port, uplink.frame):
                if frame.gesture is not None:
                    yield from self._press(frame.gesture, None)
                return
        detail = excerpt(f"no codec for the frame on port {uplink.port}: give its profile one, or name its bytes")
        yield Unreadable(office=self._office, device=self._device, reason="no_codec", detail=detail)

    def _field(self, rule: PressAt) -> Iterator[Signal]:
        value = rule.value(self._uplink.message)
        if value is None:
            return
        gesture = rule.gesture(value)
        if gesture is not None:
            yield from self._press(gesture, rule.level)
        elif rule.level is not None and value in CLEARED:
            if not self._retain:
                yield Release(office=self._office, device=self._device, level=rule.level)
        elif rule.level is not None:
            detail = excerpt(f"{rule.level} is {excerpt(value, 24)}, which says neither pressed nor not")
            yield Unreadable(office=self._office, device=self._device, reason="bad_field", detail=detail)

    def _press(self, gesture: str, level: str | None) -> Iterator[Signal]:
        uplink = self._uplink
        if self._retain:
            yield Ignored(office=self._office, device=self._device, reason="retained_press", level=level)
            return
        self._pressed += 1
        # Two keys in one uplink are two presses, and neither is the other's copy.
        which = "" if self._pressed == 1 else f"/{self._pressed}"
        gateway, rssi = uplink.gateways[0] if uplink.gateways else (None, None)
        yield Press(
            office=self._office,
            device=self._device,
            press_id=None if uplink.press_id is None else bounded(f"{uplink.press_id}{which}"),
            counter=None if uplink.counter is None else bounded(f"{uplink.counter}{which}"),
            gesture=gesture,
            unmistakable=is_panic(gesture),
            level=level,
            gateway=gateway,
            rssi=rssi,
        )
        if self._pressed == 1:
            for other, its_rssi in uplink.gateways[1:]:
                yield Position(office=self._office, device=self._device, gateway=other, rssi=its_rssi)

    def others(self, profile: Profile) -> Iterator[Signal]:
        """Yield what the uplink says beside presses."""
        message = self._uplink.message
        yield from self._battery(profile.battery)
        for flag in profile.tamper:
            if (found := flag.path.find(message)) is not NOTHING and found is not None:
                yield Tamper(office=self._office, device=self._device, active=_is(found, flag.on))
        for output, flag in (profile.outputs or {}).items():
            if (found := flag.path.find(message)) is not NOTHING and found is not None:
                yield OutputState(
                    office=self._office,
                    device=self._device,
                    output=output,
                    on=_is(found, flag.on),
                    retained=self._retain,
                )
        positions = tuple(self._positions(profile))
        if positions and self._retain:
            yield Ignored(office=self._office, device=self._device, reason="retained_position")
        else:
            yield from positions

    def _battery(self, rules: tuple[BatteryAt, ...]) -> tuple[Battery, ...]:
        for rule in rules:
            value = rule.path.find(self._uplink.message)
            if value is NOTHING or value is None:
                continue
            if rule.unit == "text":
                found = _word(self._office, self._device, value)
            else:
                found = (volts if rule.unit == "volts" else battery)(self._office, self._device, value)
            if found:
                return found
        return ()

    def _positions(self, profile: Profile) -> Iterator[Position]:
        message = self._uplink.message
        for place in profile.places:
            latitude = number(place.latitude.find(message), -90, 90)
            longitude = number(place.longitude.find(message), -180, 180)
            if latitude is not None and longitude is not None and (latitude or longitude):
                accuracy = None if place.accuracy is None else number(place.accuracy.find(message), 0, 1e7)
                yield Position(
                    office=self._office,
                    device=self._device,
                    latitude=latitude,
                    longitude=longitude,
                    accuracy_m=accuracy,
                )
                break
        for heard in profile.heard:
            parts = [written(path.find(message)) for path in heard.name]
            if None not in parts:
                name = text("-".join(part for part in parts if part is not None))
                rssi = None if heard.rssi is None else rounded(heard.rssi.find(message), -200, 100)
                yield Position(office=self._office, device=self._device, gateway=name, rssi=rssi)


def _is(value: object, on: tuple[str, ...]) -> bool:
    return value is True or written_out(value) in on


def _word(office: str | None, device: str, value: object) -> tuple[Battery, ...]:
    word = text(value)
    return () if word is None else (Battery(office=office, device=device, text=word),)
