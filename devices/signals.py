"""What a device can have said: one frozen class for each kind of signal."""

from dataclasses import dataclass, field, fields
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
    "encrypted",
    "replayed",
    "no_codec",
    "adapter_failed",
    "bad_line",
]
"""Why a message, or a part of it, could not be read."""

IgnoredReason = Literal["retained_press", "retained_position", "empty_message", "group_copy"]
"""Why a message that could be read is shown and has no effect."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """Somebody pressed, live (never a replay).

    `office` and `device` are as the message names them; `press_id` is the device's own name for this one press, or
    None where it gave none; `at` is the device's own clock in UTC, believed by nobody; `unmistakable` is True where
    the press raises an alarm even when nobody enrolled the device.

    Where a family has no name for ever, three things tell a copy from a further press. `counter` names the press for
    as long as it takes a press to be heard everywhere (it wraps, or begins anew at each start of the device).
    `channel` is the one of several topics on which the family says each press: the k-th on each is the same press.
    `copies_within_s` is how close together two presses of the same gesture on one channel are copies of one.

    `level` names the field that stays true after the press, and comes again with every later message: only its rise is
    a press. `gateway` and `rssi` (dBm) are who heard it, and how well: evidence, and a hint where it was. `sealed` is
    the count of an encrypted frame, which only rises: a lower one is a recording.
    """

    KIND: ClassVar[str] = "press"
    office: str | None
    device: str
    press_id: str | None = None
    gesture: str = "single"
    at: datetime | None = None
    zone: str | None = None
    unmistakable: bool = False
    counter: str | None = None
    channel: str | None = None
    copies_within_s: float | None = None
    level: str | None = None
    gateway: str | None = None
    rssi: int | None = None
    sealed: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """A button that was held down was let go; it raises nothing. `level` is the field that is true no longer."""

    KIND: ClassVar[str] = "release"
    office: str | None
    device: str
    gesture: str | None = None
    level: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Heartbeat:
    """The device, or its broker on its behalf, says whether it is connected.

    `retained` is True for a replay at subscribe: the last word known, no proof of life now. `asleep` is True where a
    device goes offline as its family does between two presses: no fault. `stands_for` is what speaks here where it is
    no button, but what buttons speak through: all that stands behind it is silent while it is offline.
    """

    KIND: ClassVar[str] = "heartbeat"
    office: str | None
    device: str
    status: Literal["online", "offline"]
    retained: bool = False
    asleep: bool | None = None
    stands_for: Literal["bridge", "gateway"] | None = None
    heard_by: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """The gateways that heard it. It is summed by gateway and told nobody: outside alarms it is where somebody is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Battery:
    """The charge left: in percent (0 to 100), in volts, or in the device's own words; exactly one of them is given."""

    KIND: ClassVar[str] = "battery"
    office: str | None
    device: str
    percent: float | None = None
    volts: float | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """Where the device believes it is, or who heard it and how well; to be kept during an alarm only.

    `zone` is the device's own word; `gateway` is what heard it, at `rssi` (dBm) or from `distance_m` (metres, a
    guess); `latitude` and `longitude` are degrees (WGS 84), good to `accuracy_m` metres where that is known.
    """

    KIND: ClassVar[str] = "position"
    office: str | None
    device: str
    zone: str | None = None
    rssi: int | None = None
    gateway: str | None = None
    distance_m: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tamper:
    """The device says that somebody opens or removes it (`active`), or no longer does."""

    KIND: ClassVar[str] = "tamper"
    office: str | None
    device: str
    active: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """The device has joined its network, for the first time or again (a new battery, a reset); no press."""

    KIND: ClassVar[str] = "join"
    office: str | None
    device: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """The device has left its network: it cannot call for help any more."""

    KIND: ClassVar[str] = "leave"
    office: str | None
    device: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OutputState:
    """An output says how it stands: the proof that it did what it was told, or that it did not.

    `output` is which of the device's outputs (`state`, `switch:0`, `POWER1`); `on` is True while it sounds, shines or
    is locked.
    """

    KIND: ClassVar[str] = "output"
    office: str | None
    device: str
    output: str
    on: bool
    retained: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """The network says whether something that Trygg sent has reached the device; `token` is what Trygg called it."""

    KIND: ClassVar[str] = "delivered"
    office: str | None
    device: str
    token: str
    reached: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One device as a bridge's own inventory has it: its lasting `address`, and the `name` its topics have now.

    `gestures` are what it can say when it is pressed (none: it is no button); `outputs` are what can be switched.
    """

    address: str
    name: str
    model: str | None = None
    gestures: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Inventoried:
    """A bridge says which devices stand behind it, or (`groups`) which names are groups and so nobody's own."""

    KIND: ClassVar[str] = "inventory"
    office: str | None
    device: str
    """The bridge."""
    listed: tuple[Listed, ...] | None = None
    groups: tuple[str, ...] | None = None


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
    level: str | None = None
    """The field whose last value a retained press tells all the same."""


Signal = (
    Press
    | Release
    | Heartbeat
    | Battery
    | Position
    | Tamper
    | Joined
    | Left
    | OutputState
    | Delivered
    | Inventoried
    | Unreadable
    | Ignored
)
"""One decoded device message, or one of several things that a message said."""


def is_panic(gesture: str) -> bool:
    """Say whether the gesture is unmistakably a call for help, in upper or lower case."""
    return gesture.casefold() in PANIC_GESTURES


def as_json(signal: Signal) -> dict[str, object]:
    """Return the signal as a JSON object: `kind`, then every field that is told; instants as RFC 3339."""
    told = (one.name for one in fields(signal) if one.compare)
    return {"kind": signal.KIND} | {name: _plain(getattr(signal, name)) for name in told}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Listed):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def rfc3339(at: datetime) -> str:
    """Return an aware instant in UTC as RFC 3339, ending in Z."""
    return at.isoformat().replace("+00:00", "Z")
