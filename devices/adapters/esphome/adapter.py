"""Read what ESPHome publishes: `<prefix>/<component>/<object id>/state`, and whether the device is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from devices.adapters.esphome.words import gesture_of, is_button, numbered, says
from devices.felt import Felt
from devices.message import Wrong, number, read_json, read_object, read_text
from devices.signals import Signal
from devices.told import Told
from devices.wording import ANY_DEVICE, NO_PRESS, Wording

COPIES_WITHIN_S: Final = 1.0
"""Nobody presses twice within a second and means two: a double press is an event of its own."""

_PRESSES: Final = ("binary_sensor", "event")
_OTHERS: Final = ("switch", "light", "lock", "sensor")
_SWITCHED: Final = {"ON": True, "OFF": False}
_LOCKED: Final = {"LOCKED": True, "UNLOCKED": False}
_TRUTH: Final[Mapping[str, object]] = MappingProxyType({"ON": True, "OFF": False})


@dataclass(frozen=True, kw_only=True, slots=True)
class EspHomeAdapter:
    """The adapter of all ESPHome devices of one broker; it never raises.

    `prefixes` are topic prefixes of several levels; `buttons` are the object ids that are buttons, for one device or
    for all (*): where a device has none there, their names say it.
    """

    office: str | None = None
    prefixes: tuple[str, ...] = ()
    buttons: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    wording: Wording = field(default_factory=Wording)
    felt: Felt = field(default_factory=lambda: MappingProxyType({}), hash=False)
    """By device, the output that its wearer feels in each state."""

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics of all binary sensors and events."""
        return tuple(f"{prefix}/{kind}/+/state" for prefix in ("+", *self.prefixes) for kind in _PRESSES)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics of what can be switched, of measurements, and of the last will."""
        kinds = (f"{prefix}/{kind}/+/state" for prefix in ("+", *self.prefixes) for kind in _OTHERS)
        return (*kinds, *(f"{prefix}/status" for prefix in ("+", *self.prefixes)))

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is no ESPHome device's."""
        device, levels = self._split(topic)
        told = Told(self.office, device, retain=retain)
        match levels:
            case ["status"] if device:
                return _status(told, payload)
            case ["event", name, "state"] if device and name:
                if payload.strip():
                    self._event(told, device, name, payload)
            case ["binary_sensor" | "switch" | "light" | "lock" | "sensor" as kind, name, "state"] if device and name:
                text = read_text(payload)
                if isinstance(text, Wrong):
                    told.wrong(text)
                elif text:
                    self._state(told, device, (kind, name), text)
            case _:
                return None
        return told.signals

    def _split(self, topic: str) -> tuple[str, list[str]]:
        for prefix in self.prefixes:
            if topic.startswith(f"{prefix}/"):
                return prefix, topic[len(prefix) + 1 :].split("/")
        device, *levels = topic.split("/")
        return device, levels

    def _is_button(self, device: str, name: str) -> bool:
        listed = self.buttons.get(device, self.buttons.get(ANY_DEVICE))
        return is_button(name) if listed is None else name in listed

    def _event(self, told: Told, device: str, name: str, payload: bytes) -> None:
        values = read_object(payload)
        if isinstance(values, Wrong):
            told.wrong(values)
            return
        word = values.get("event_type")
        if not isinstance(word, str) or not word:
            told.bad("event_type", "must be text", word)
            return
        usual = gesture_of(word)
        given = self.wording.of(device, f"{name} {word}") or self.wording.of(device, word)
        if given is None and usual == "release":
            told.release()
        elif given is not None or usual is not None or self._is_button(device, name):
            gesture = given or numbered(usual or word, name)
            if gesture != NO_PRESS:
                told.press(gesture, channel="event", copies_within_s=COPIES_WITHIN_S)
        told.alive()

    def _state(self, told: Told, device: str, entity: tuple[str, str], text: str) -> None:
        kind, name = entity
        match kind:
            case "binary_sensor":
                self._binary(told, device, name, text)
            case "switch" if text in _SWITCHED:
                told.output(f"{kind}/{name}", on=_SWITCHED[text])
            case "lock" if text in _LOCKED:
                told.output(f"{kind}/{name}", on=_LOCKED[text])
            case "light":
                value = read_json(text)
                state = value.get("state") if isinstance(value, dict) else None
                if isinstance(state, str) and state in _SWITCHED:
                    told.output(f"{kind}/{name}", on=_SWITCHED[state])
            case "sensor" if says(name, "battery"):
                _battery(told, name, text)
            case _:
                pass
        told.alive()

    def _binary(self, told: Told, device: str, name: str, text: str) -> None:
        given = self.wording.of(device, name)
        if says(name, "tamper"):
            told.tamper(_TRUTH.get(text, text))
        elif says(name, "battery") and text in _SWITCHED:
            told.charge("low" if _SWITCHED[text] else "ok")
        elif given is not None or self._is_button(device, name):
            gesture = given or numbered("single", name)
            if gesture != NO_PRESS:
                told.level(name, _TRUTH.get(text, text), gesture, channel="binary_sensor")


def _battery(told: Told, name: str, text: str) -> None:
    value = read_json(text)
    if isinstance(value, Wrong):
        return  # `nan` until it was measured
    if says(name, "voltage"):
        if (volts := number(value, 0, 60)) is not None:
            told.volts(volts)
    else:
        told.percent(value)


def _status(told: Told, payload: bytes) -> tuple[Signal, ...] | None:
    """Read the birth message or the last will; so plain a topic is another's where it says anything else."""
    match payload.strip():
        case b"online":
            told.status("online")
        case b"offline":
            told.status("offline")
        case _:
            return None
    return told.signals
