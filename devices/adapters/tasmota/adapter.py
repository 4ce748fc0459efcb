"""Read what devices with Tasmota publish: presses among the answers to every command, and how outputs stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from devices.adapters.tasmota.full_topic import USUAL, FullTopic
from devices.felt import Felt
from devices.message import Wrong, read_object, read_text, shown
from devices.signals import Signal
from devices.told import Told
from devices.wording import NO_PRESS, Wording

COPIES_WITHIN_S: Final = 1.0
"""Nobody presses twice within a second and means two: a double press is one message of its own."""

_GESTURES: Final = {
    "SINGLE": "single",
    "DOUBLE": "double",
    "TRIPLE": "triple",
    "QUAD": "quadruple",
    "PENTA": "quintuple",
    "HOLD": "hold",
    "ON": "single",
    "TOGGLE": "single",
    "TOUCHED": "single",
}
_OVER: Final = frozenset({"CLEAR", "OFF", "RELEASED"})
_NUMBERED: Final = re.compile(r"(?:Button|Switch)(\d{1,2})")
_OUTPUT: Final = re.compile(r"POWER\d{0,2}")
_SWITCHED: Final = {"ON": True, "OFF": False}


def _usual() -> FullTopic:
    return FullTopic(tuple(USUAL.split("/")))


@dataclass(frozen=True, kw_only=True, slots=True)
class TasmotaAdapter:
    """The adapter of all devices that share a FullTopic; it never raises.

    `levels` are a device's switches (`Switch1`) that stay ON while their button is down.
    """

    office: str | None = None
    full_topic: FullTopic = field(default_factory=_usual)
    wording: Wording = field(default_factory=Wording)
    levels: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    felt: Felt = field(default_factory=lambda: MappingProxyType({}), hash=False)
    """By device, the output that its wearer feels in each state."""

    @property
    def press_filters(self) -> tuple[str, ...]:
        """Answers and actions; periodic readings only where a document says that they hold presses."""
        filters = (self.full_topic.filter("stat", "+"),)
        return (*filters, self.full_topic.filter("tele", "SENSOR")) if self.levels else filters

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """What is said at intervals, and the last will."""
        leaves = ("LWT", "STATE") if self.levels else ("LWT", "STATE", "SENSOR")
        return tuple(self.full_topic.filter("tele", leaf) for leaf in leaves)

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not one of these devices'."""
        split = self.full_topic.split(topic)
        if split is None or split[0] not in {"stat", "tele"}:
            return None
        prefix, device, leaf = split
        told = Told(self.office, device, retain=retain)
        if not payload.strip():
            return ()  # a broker told to forget what it kept
        if (prefix, leaf) == ("tele", "LWT"):
            _connection(told, payload)
        elif prefix == "stat" and leaf != "RESULT" and not payload.lstrip().startswith(b"{"):
            _word(told, leaf, payload)
        elif prefix == "stat" or leaf in {"STATE", "SENSOR"}:
            values = read_object(payload)
            if isinstance(values, Wrong):
                told.wrong(values)
            else:
                self._values(told, device, values)
                told.alive()
        else:
            return None
        return told.signals

    def _values(self, told: Told, device: str, values: Mapping[str, object]) -> None:
        """Read an object: whatever has an `Action` is a button or switch, under whichever name somebody gave it."""
        levels = self.levels.get(device, frozenset())
        for name, value in values.items():
            action = value.get("Action") if isinstance(value, dict) else None
            if name in levels and (isinstance(value, str) or isinstance(action, str)):
                said = str(value if isinstance(value, str) else action).upper()
                told.level(name, _SWITCHED.get(said, said), self._numbered("single", name))
            elif isinstance(action, str):
                self._action(told, device, name, action)
            elif action is not None and _NUMBERED.fullmatch(name):  # a timer has an Action too
                told.bad(f"{name}.Action", "must be text", action)
            elif _OUTPUT.fullmatch(name) and isinstance(value, str) and value.upper() in _SWITCHED:
                told.output(name, on=_SWITCHED[value.upper()])

    def _action(self, told: Told, device: str, name: str, action: str) -> None:
        word = action.upper()
        given = self.wording.of(device, f"{name} {action}") or self.wording.of(device, action)
        if given is None and word in _OVER:
            told.release()
        elif given != NO_PRESS:
            # Tasmota lets everybody choose the words of four states: one that is not known is still somebody's press.
            usual = self._numbered(_GESTURES.get(word, action), name)
            told.press(given or usual, copies_within_s=COPIES_WITHIN_S)

    def _numbered(self, gesture: str, name: str) -> str:
        """Return the gesture with its button behind it; the first has no number, a name of its own is one."""
        match = _NUMBERED.fullmatch(name)
        if match is None:
            return f"{gesture}_{name}"
        return gesture if int(match[1]) <= 1 else f"{gesture}_{int(match[1])}"


def _word(told: Told, leaf: str, payload: bytes) -> None:
    """Read what is no object: an output's state, or the device's log, which is not read."""
    text = read_text(payload)
    if isinstance(text, str) and _OUTPUT.fullmatch(leaf) and text.upper() in _SWITCHED:
        told.output(leaf, on=_SWITCHED[text.upper()])
    told.alive()


def _connection(told: Told, payload: bytes) -> None:
    text = read_text(payload)
    if isinstance(text, Wrong):
        told.wrong(text)
    elif text.casefold() == "online":
        told.status("online")
    elif text.casefold() == "offline":
        told.status("offline")
    else:
        told.unreadable("bad_status", f"LWT must be Online or Offline, and is {shown(text)}")
