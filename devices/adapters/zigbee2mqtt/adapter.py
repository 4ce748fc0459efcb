"""Read what Zigbee2MQTT publishes: of its devices, and of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from devices.adapters.zigbee2mqtt.fields import LEVELS, tell_battery, tell_levels, tell_outputs
from devices.adapters.zigbee2mqtt.stock import LIMIT, groups, listed
from devices.adapters.zigbee2mqtt.words import gesture_of
from devices.bounded import bounded
from devices.message import Wrong, object_in, read_json, read_object, read_text, shown
from devices.signals import Inventoried, Joined, Left, Signal
from devices.told import Told
from devices.wording import NO_PRESS, Wording

BASE: Final = "zigbee2mqtt"

COPIES_WITHIN_S: Final = 1.0
"""Some buttons are published twice for one press, a fraction of a second apart; nobody presses that fast."""

_ATTRIBUTES: Final = frozenset({*LEVELS, "action", "click", "battery", "battery_low", "tamper", "voltage"})
_JOINING: Final = frozenset({"device_joined", "device_announce"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Zigbee2MqttAdapter:
    """The adapter of one bridge; `base` is its base topic, without a slash at its end. It never raises."""

    base: str = BASE
    office: str | None = None
    wording: Wording = field(default_factory=Wording)

    @property
    def bridge(self) -> str:
        """What the bridge itself is called in signals."""
        return f"{self.base}-bridge"

    @property
    def press_filters(self) -> tuple[str, ...]:
        """Everything below the base topic: a name may have slashes in it, so no narrower filter finds them all."""
        return (f"{self.base}/#",)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """None: all is covered."""
        return ()

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not this bridge's."""
        if not topic.startswith(f"{self.base}/"):
            return None
        name = topic[len(self.base) + 1 :]
        levels = name.split("/")
        if not name or not payload.strip():
            return ()  # a broker told to forget what it kept
        if levels[0] == "bridge":
            told = Told(self.office, self.bridge, retain=retain)
            self._bridge(told, "/".join(levels[1:]), payload)
            return told.signals
        if {"set", "get"}.intersection(levels[-2:]):
            return ()  # somebody's command
        if levels[-1] == "availability" and len(levels) > 1:
            told = Told(self.office, "/".join(levels[:-1]), retain=retain)
            _connection(told, payload)
            return told.signals
        return self._device(levels, payload, retain=retain)

    def _bridge(self, told: Told, leaf: str, payload: bytes) -> None:
        """Read what the bridge says of itself; its log quotes whole messages, and is not read."""
        match leaf:
            case "state":
                _connection(told, payload, is_bridge=True)
            case "health":
                told.alive(stands_for="bridge")
            case "devices" | "groups":
                self._stock(told, leaf, payload)
            case "event":
                self._event(told, payload)
            case "response/device/remove":
                self._removed(told, payload)
            case _:
                pass

    def _stock(self, told: Told, leaf: str, payload: bytes) -> None:
        text = read_text(payload, LIMIT)
        value = text if isinstance(text, Wrong) else read_json(text)
        devices, names = (listed(value), None) if leaf == "devices" else (None, groups(value))
        if isinstance(value, Wrong):
            told.wrong(value)
        elif devices is None and names is None:
            told.unreadable("bad_field", f"bridge/{leaf} must be a list, and is {shown(value)}")
        else:
            told.add(Inventoried(office=self.office, device=self.bridge, listed=devices, groups=names))

    def _event(self, told: Told, payload: bytes) -> None:
        values = read_object(payload)
        if isinstance(values, Wrong):
            told.wrong(values)
            return
        kind, data = values.get("type"), object_in(values, "data")
        device = data.get("friendly_name") or data.get("ieee_address")
        if not isinstance(device, str):
            return
        if isinstance(kind, str) and kind in _JOINING:
            told.add(Joined(office=self.office, device=bounded(device)))
        elif kind == "device_leave":
            told.add(Left(office=self.office, device=bounded(device)))

    def _removed(self, told: Told, payload: bytes) -> None:
        values = read_object(payload)
        if not isinstance(values, Wrong) and values.get("status") == "ok":
            device = object_in(values, "data").get("id")
            if isinstance(device, str) and device:
                told.add(Left(office=self.office, device=bounded(device)))

    def _device(self, levels: list[str], payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        text = read_text(payload)
        is_attribute = len(levels) > 1 and levels[-1] in _ATTRIBUTES
        value = text if isinstance(text, Wrong) or not text.startswith("{") else read_json(text)
        if isinstance(value, dict):
            told = Told(self.office, "/".join(levels), retain=retain)
            self._values(told, "/".join(levels), value, channel="json")
            return told.signals
        if isinstance(value, str) and len(levels) > 1:
            name, attribute = "/".join(levels[:-1]), levels[-1]
            told = Told(self.office, name, retain=retain)
            self._values(told, name, {attribute: _plain(attribute, value)}, channel="action")
            return told.signals
        told = Told(self.office, "/".join(levels[:-1] if is_attribute else levels), retain=retain)
        told.wrong(value if isinstance(value, Wrong) else Wrong("not_an_object", f"{shown(value)} is no JSON object"))
        return told.signals

    def _values(self, told: Told, name: str, values: Mapping[str, object], *, channel: str) -> None:
        action = values["action"] if "action" in values else values.get("click")
        if isinstance(action, str):
            if action:
                self._action(told, name, action, channel)
        elif action is not None:
            told.bad("action", "must be text", action)
        tell_levels(told, values)
        told.alive()
        tell_battery(told, values)
        if "tamper" in values:
            told.tamper(values["tamper"])
        tell_outputs(told, values)

    def _action(self, told: Told, name: str, action: str, channel: str) -> None:
        gesture = self.wording.of(name, action) or gesture_of(action)
        if gesture == "release":
            told.release()
        elif gesture is not None and gesture != NO_PRESS:
            told.press(gesture, channel=channel, copies_within_s=COPIES_WITHIN_S)


def _connection(told: Told, payload: bytes, *, is_bridge: bool = False) -> None:
    """Read `{"state": "online"}`, or the bare word that versions before 2 say."""
    text = read_text(payload)
    value = read_json(text) if isinstance(text, str) and text.startswith("{") else text
    word = value.get("state") if isinstance(value, dict) else value
    if isinstance(word, Wrong):
        told.wrong(word)
    elif word == "online":
        told.status("online", stands_for="bridge" if is_bridge else None)
    elif word == "offline":
        told.status("offline", stands_for="bridge" if is_bridge else None)
    else:
        told.unreadable("bad_status", f"state must be online or offline, and is {shown(word)}")


def _plain(attribute: str, text: str) -> object:
    """Return what a topic of its own says: words stay words, all else is the JSON value that it looks like."""
    if attribute in {"action", "click"}:
        return text
    value = read_json(text)
    return text if isinstance(value, Wrong) else value
