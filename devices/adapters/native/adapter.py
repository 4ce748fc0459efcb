"""Read what a native device publishes: press, status and telemetry."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn, assert_never

from devices.adapters.native.output import read_state
from devices.bounded import LIMIT, excerpt, is_plain
from devices.signals import (
    Battery,
    Heartbeat,
    Ignored,
    Position,
    Press,
    Signal,
    Unreadable,
    UnreadableReason,
)
from devices.topics import ROOT, NativeTopic, read_topic

PAYLOAD_LIMIT = 16_384
"""Bytes. A press is well under 300; whatever is longer is not read, and on a press topic still counts as a press."""

# RFC 3339, section 5.6. The year has to leave room for a time zone's offset on either side.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_YEARS = range(1970, 9999)


@dataclass(frozen=True, kw_only=True, slots=True)
class NativeAdapter:
    """The adapter of the native topics; it has nothing to configure and never raises."""

    press_filters: tuple[str, ...] = (f"{ROOT}/+/+/press",)
    telemetry_filters: tuple[str, ...] = (f"{ROOT}/+/+/status", f"{ROOT}/+/+/telemetry", f"{ROOT}/+/+/state")

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is not a native device's."""
        named = read_topic(topic)
        if not isinstance(named, NativeTopic):
            return None
        match named.leaf:
            case "press":
                return _press(named, payload, retain=retain)
            case "status":
                return (_status(named, payload, retain=retain),)
            case "telemetry":
                return _telemetry(named, payload, retain=retain)
            case "state":
                return (read_state(named, payload, retain=retain),)
            case "feedback" | "set":
                return ()  # Trygg's own words
        assert_never(named.leaf)


def _press(named: NativeTopic, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
    if retain:
        return (Ignored(office=named.office, device=named.device, reason="retained_press"),)
    told = _Fields.read(named, payload)
    press = Press(
        office=named.office,
        device=named.device,
        press_id=told.press_id(),
        gesture=told.text("gesture") or "single",
        at=told.instant("at"),
        zone=told.text("zone"),
        unmistakable=True,
    )
    return (press, *told.wrong)


def _status(named: NativeTopic, payload: bytes, *, retain: bool) -> Signal:
    match payload.strip():
        case b"online":
            return Heartbeat(office=named.office, device=named.device, status="online", retained=retain)
        case b"offline":
            return Heartbeat(office=named.office, device=named.device, status="offline", retained=retain)
        case b"":
            # So a broker is told to forget a retained status: it is a clean-up and says nothing about the device.
            return Ignored(office=named.office, device=named.device, reason="empty_message")
        case words:
            said = excerpt(words[:LIMIT].decode("utf-8", "replace"), 40)
            return Unreadable(
                office=named.office,
                device=named.device,
                reason="bad_status",
                detail=f"status must be online or offline, and is {said}",
            )


def _telemetry(named: NativeTopic, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
    told = _Fields.read(named, payload)
    signals: list[Signal] = []
    if not retain:  # what the broker kept is no proof of life, and must not take back that a device is offline
        signals.append(Heartbeat(office=named.office, device=named.device, status="online"))
    percent = told.whole("battery", range(101))
    if percent is not None:
        signals.append(Battery(office=named.office, device=named.device, percent=percent))
    zone, rssi = told.text("zone"), told.whole("rssi", range(-200, 101))
    if zone is not None or rssi is not None:
        signals.append(
            Ignored(office=named.office, device=named.device, reason="retained_position")
            if retain
            else Position(office=named.office, device=named.device, zone=zone, rssi=rssi)
        )
    return (*signals, *told.wrong)


class _Fields:
    """The fields of one payload, each read strictly; what is wrong with any of them is kept in `wrong`."""

    def __init__(self, named: NativeTopic, values: Mapping[str, object]) -> None:
        self._named = named
        self._values = values
        self.wrong: list[Unreadable] = []

    @classmethod
    def read(cls, named: NativeTopic, payload: bytes) -> "_Fields":
        """Read a payload; one that cannot be read has no fields and says why."""
        values, reason, detail = _object(payload)
        told = cls(named, values)
        if reason is not None:
            told._unreadable(reason, detail)
        return told

    def press_id(self) -> str | None:
        """Return the device's own name for this press: text, or a whole number written out."""
        value = self._values.get("id")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return self._text("id", value, "must be text of 1 to 128 printable characters, or a whole number")

    def text(self, name: str) -> str | None:
        """Return a field that is text."""
        return self._text(name, self._values.get(name), "must be text of 1 to 128 printable characters")

    def whole(self, name: str, allowed: range) -> int | None:
        """Return a field that is a whole number (`true` is none) within the range."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return value
        self._bad(name, value, f"must be a whole number from {allowed[0]} to {allowed[-1]}")
        return None

    def instant(self, name: str) -> datetime | None:
        """Return a field that is an RFC 3339 instant, in UTC."""
        value = self._values.get(name)
        if value is None:
            return None
        at = _instant(value) if isinstance(value, str) else None
        if at is None:
            self._bad(name, value, "must be an instant such as 2026-11-23T14:06:00Z")
        return at

    def _text(self, name: str, value: object, rule: str) -> str | None:
        if value is None:
            return None
        if isinstance(value, str) and is_plain(value):
            return value
        self._bad(name, value, rule)
        return None

    def _bad(self, name: str, value: object, rule: str) -> None:
        self._unreadable("bad_field", f"{name} {rule}, and is {excerpt(_shown(value), 32)}")

    def _unreadable(self, reason: UnreadableReason, detail: str) -> None:
        self.wrong.append(
            Unreadable(office=self._named.office, device=self._named.device, reason=reason, detail=excerpt(detail))
        )


def _object(payload: bytes) -> tuple[Mapping[str, object], UnreadableReason | None, str]:
    if len(payload) > PAYLOAD_LIMIT:
        return {}, "too_large", f"the payload has {len(payload)} bytes; at most {PAYLOAD_LIMIT} are read"
    try:
        text = payload.decode().removeprefix("\ufeff")  # what the codec utf-8-sig does, at a fifth of its cost
    except UnicodeDecodeError as wrong:
        return {}, "not_utf8", f"byte {wrong.start} is not UTF-8"
    if not text.strip():
        return {}, None, ""
    try:
        value: object = _JSON.decode(text)
    except (ValueError, RecursionError) as wrong:
        # ValueError also stands for a whole number of more digits than Python reads.
        return {}, "not_json", f"not JSON: {wrong}"
    if not isinstance(value, dict):
        return {}, "not_an_object", f"a JSON object is wanted, and this is {excerpt(_shown(value), 32)}"
    return value, None, ""


def _no_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")


_JSON = json.JSONDecoder(parse_constant=_no_json)
"""Made once: making one takes longer than reading a heartbeat with it."""


def _shown(value: object) -> str:
    if isinstance(value, list | dict):
        return f"a {'list' if isinstance(value, list) else 'JSON object'}"  # may be nested too deeply to write out
    return json.dumps(value, ensure_ascii=False)


def _instant(text: str) -> datetime | None:
    text = text.upper()
    if not _INSTANT.fullmatch(text) or int(text[:4]) not in _YEARS:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
