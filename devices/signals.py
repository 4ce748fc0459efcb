"""What a device can have said: one frozen class for each kind of signal."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar, Literal

PANIC_GESTURES = frozenset({"sos", "emergency", "panic"})
"""Gestures that mean a call for help whoever enrolled the device, or nobody."""

UnreadableReason = Literal[
    "too_large",
    "not_utf8",
    "not_json",
    "not_an_object",
    "bad_field",
    "no_device",
    "bad_status",
    "adapter_failed",
    "bad_line",
]
"""Why a message, or a part of it, could not be read."""

IgnoredReason = Literal["retained_press", "retained_position", "empty_message"]
"""Why a message that could be read is shown and has no effect."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """Somebody pressed, live (never a replay).

    `office` and `device` are as the message names them; `press_id` is the device's own name for this one press, or
    None where it gave none; `at` is the device's own clock in UTC, believed by nobody; `unmistakable` is True where
    the press raises an alarm even when nobody enrolled the device.
    """

    KIND: ClassVar[str] = "press"
    office: str | None
    device: str
    press_id: str | None = None
    gesture: str = "single"
    at: datetime | None = None
    zone: str | None = None
    unmistakable: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """A button that was held down was let go; it raises nothing."""

    KIND: ClassVar[str] = "release"
    office: str | None
    device: str
    gesture: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Heartbeat:
    """The device, or its broker on its behalf, says whether it is connected.

    `retained` is True for a replay at subscribe: the last word known, no proof of life now.
    """

    KIND: ClassVar[str] = "heartbeat"
    office: str | None
    device: str
    status: Literal["online", "offline"]
    retained: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Battery:
    """The charge left: in percent (0 to 100), in volts, or in the device's own words; exactly one of them is given."""

    KIND: ClassVar[str] = "battery"
    office: str | None
    device: str
    percent: int | None = None
    volts: float | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """Where the device believes it is, and how well it is heard (`rssi` in dBm); to be kept during an alarm only."""

    KIND: ClassVar[str] = "position"
    office: str | None
    device: str
    zone: str | None = None
    rssi: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tamper:
    """The device says that somebody opens or removes it (`active`), or no longer does."""

    KIND: ClassVar[str] = "tamper"
    office: str | None
    device: str
    active: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """A message, or one field of it, that could not be read: a fault to show, never to pass over.

    `detail` says what was wrong, in at most 128 characters.
    """

    KIND: ClassVar[str] = "unreadable"
    office: str | None
    device: str | None
    reason: UnreadableReason
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ignored:
    """A message that was read and on purpose has no effect; shown, so that nobody wonders."""

    KIND: ClassVar[str] = "ignored"
    office: str | None
    device: str | None
    reason: IgnoredReason
    detail: str = ""


Signal = Press | Release | Heartbeat | Battery | Position | Tamper | Unreadable | Ignored
"""One decoded device message, or one of several things that a message said."""


def is_panic(gesture: str) -> bool:
    """Say whether the gesture is unmistakably a call for help, in upper or lower case."""
    return gesture.casefold() in PANIC_GESTURES


def as_json(signal: Signal) -> dict[str, object]:
    """Return the signal as a JSON object: `kind`, then every field; instants as RFC 3339."""
    told: dict[str, object] = {"kind": signal.KIND}
    for field in fields(signal):
        value = getattr(signal, field.name)
        told[field.name] = rfc3339(value) if isinstance(value, datetime) else value
    return told


def rfc3339(at: datetime) -> str:
    """Return an aware instant in UTC as RFC 3339, ending in Z."""
    return at.isoformat().replace("+00:00", "Z")
