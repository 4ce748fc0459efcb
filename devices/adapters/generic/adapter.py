"""Read what any device publishes as JSON or as plain text, by the rule an office wrote for the topic."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NoReturn

from devices.bounded import bounded, excerpt, is_plain
from devices.path import NOTHING, Path
from devices.signals import (
    Battery,
    Heartbeat,
    Ignored,
    Position,
    Press,
    Signal,
    Unreadable,
    UnreadableReason,
    is_panic,
)
from devices.topics import matches

PAYLOAD_LIMIT = 65_536
"""Bytes. What is longer is a fault to show."""

DEVICE_LEVEL = "{device}"
"""The level of a rule's topic that names the device."""

Scalar = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PressRule:
    """Which messages of the topic are presses, and where a press says more.

    `where` maps a path to the values that it may have; every path has to agree. Without any, every message is a press.
    """

    where: Mapping[Path, tuple[Scalar, ...]] = field(default_factory=dict, hash=False)
    press_id: Path | None = None
    gesture: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How to read one topic. Its `topic` is an MQTT filter in which one level may be `{device}`."""

    topic: str
    office: str | None = None
    form: Literal["json", "text"] = "json"
    press: PressRule | None = None
    device: Path | None = None
    zone: Path | None = None
    battery: Path | None = None

    @property
    def topic_filter(self) -> str:
        """The MQTT filter to subscribe to."""
        return self.topic.replace(DEVICE_LEVEL, "+")

    def device_in(self, topic: str) -> str | None:
        """Return what the topic has at the `{device}` level, or None where the rule has no such level."""
        named = dict(zip(self.topic.split("/"), topic.split("/"), strict=False))
        return named.get(DEVICE_LEVEL) or None


@dataclass(frozen=True, kw_only=True, slots=True)
class GenericAdapter:
    """The adapter of one rule; it never raises."""

    rule: Rule

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics on which presses come."""
        return (self.rule.topic_filter,) if self.rule.press is not None else ()

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics on which no press comes."""
        return (self.rule.topic_filter,) if self.rule.press is None else ()

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the rule is for another topic."""
        if not matches(self.rule.topic_filter, topic):
            return None
        return _Reading(self.rule, topic, payload).signals(retain=retain)


class _Reading:
    """One message under its rule; what is wrong with it is kept in `wrong`."""

    def __init__(self, rule: Rule, topic: str, payload: bytes) -> None:
        self._rule = rule
        self._empty = not payload.strip()
        self._document, unread = (NOTHING, None) if self._empty else _document(payload, rule.form)
        self.wrong: list[Signal] = []
        named = rule.device_in(topic)
        self._device = bounded(named) if named is not None else None
        if rule.device is not None and (told := self._id(rule.device, "device")) is not None:
            self._device = told
        if unread is not None:
            self._unreadable(*unread)

    def signals(self, *, retain: bool) -> tuple[Signal, ...]:
        """Return all that the message says."""
        found: list[Signal] = []
        zone = self._zone()
        pressed = self._pressed()
        if pressed and retain:
            found.append(Ignored(office=self._rule.office, device=self._device, reason="retained_press"))
        elif pressed:
            found.append(self._press(zone))
        elif zone is not None:
            found.append(
                Ignored(office=self._rule.office, device=self._device, reason="retained_position")
                if retain
                else Position(office=self._rule.office, device=self._named(), zone=zone)
            )
        found.extend(self._battery())
        if not found and not self.wrong:
            found.append(self._nothing(retain=retain))
        return (*found, *self.wrong)

    def _nothing(self, *, retain: bool) -> Signal:
        if self._empty or self._device is None:
            return Ignored(office=self._rule.office, device=self._device, reason="empty_message")
        # Neither press nor reading, yet the device spoke.
        return Heartbeat(office=self._rule.office, device=self._device, status="online", retained=retain)

    def _pressed(self) -> bool:
        rule = self._rule.press
        if rule is None:
            return False
        return all(
            any(_same(path.find(self._document), wanted) for wanted in allowed) for path, allowed in rule.where.items()
        )

    def _press(self, zone: str | None) -> Press:
        rule = self._rule.press or PressRule()
        gesture = self._text(rule.gesture, "gesture") if rule.gesture is not None else None
        words = [gesture, *(path.find(self._document) for path in rule.where)]
        return Press(
            office=self._rule.office,
            device=self._named(),
            press_id=self._id(rule.press_id, "press id") if rule.press_id is not None else None,
            gesture=gesture or "single",
            zone=zone,
            unmistakable=any(isinstance(word, str) and is_panic(word) for word in words),
        )

    def _named(self) -> str:
        """Return the device's name; where the message gives none, "" and a fault: nobody enrolled that."""
        if self._device is None:
            self._unreadable("no_device", "neither the topic nor the message says which device this is")
            self._device = ""
        return self._device

    def _zone(self) -> str | None:
        return self._text(self._rule.zone, "zone") if self._rule.zone is not None else None

    def _battery(self) -> tuple[Signal, ...]:
        path = self._rule.battery
        value = NOTHING if path is None else path.find(self._document)
        if path is None or value is NOTHING or value is None:
            return ()
        if isinstance(value, str) and is_plain(value):
            return (Battery(office=self._rule.office, device=self._named(), text=value),)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100:
            return (Battery(office=self._rule.office, device=self._named(), percent=value),)
        self._bad(path, "battery", "must be a number from 0 to 100, or a short text", value)
        return ()

    def _text(self, path: Path, what: str) -> str | None:
        value = path.find(self._document)
        if value is NOTHING or value is None:
            return None
        if isinstance(value, str) and is_plain(value):
            return value
        self._bad(path, what, "must be text of 1 to 128 printable characters", value)
        return None

    def _id(self, path: Path, what: str) -> str | None:
        value = path.find(self._document)
        if value is NOTHING or value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # some families write every number as a float: 92.0 for 92
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and is_plain(value):
            return value
        self._bad(path, what, "must be text of 1 to 128 printable characters, or a whole number", value)
        return None

    def _bad(self, path: Path, what: str, rule: str, value: object) -> None:
        self._unreadable("bad_field", f"the {what} at {excerpt(path.text, 32)} {rule}, and is {_shown(value)}")

    def _unreadable(self, reason: UnreadableReason, detail: str) -> None:
        self.wrong.append(
            Unreadable(office=self._rule.office, device=self._device, reason=reason, detail=excerpt(detail))
        )


def _document(payload: bytes, form: Literal["json", "text"]) -> tuple[object, tuple[UnreadableReason, str] | None]:
    if len(payload) > PAYLOAD_LIMIT:
        return NOTHING, ("too_large", f"the payload has {len(payload)} bytes; at most {PAYLOAD_LIMIT} are read")
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return NOTHING, ("not_utf8", f"byte {wrong.start} is not UTF-8")
    if form == "text":
        return text.strip(), None
    try:
        return _JSON.decode(text), None
    except (ValueError, RecursionError) as wrong:
        return NOTHING, ("not_json", f"not JSON: {wrong}")


def _no_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")


_JSON = json.JSONDecoder(parse_constant=_no_json)
"""Made once: making one takes longer than reading a heartbeat with it."""


def _same(value: object, wanted: Scalar) -> bool:
    """Compare as JSON does: 1 and 1.0 are one number; true is no number, and "FALSE" is a text."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return value == wanted


def _shown(value: object) -> str:
    if isinstance(value, list | dict):
        return f"a {'list' if isinstance(value, list) else 'JSON object'}"
    return excerpt(json.dumps(value, ensure_ascii=False), 24)
