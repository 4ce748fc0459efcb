"""What a button can be told, and what its wearer then feels, sees or reads.

One table says which vibration and which light stand for which state; the telephone's page and the simulator read the
same one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, get_args

from devices.signals import rfc3339

FeedbackState = Literal["received", "seen", "coming", "arrived", "cleared"]
FEEDBACK_STATES: tuple[FeedbackState, ...] = get_args(FeedbackState)
"""In the order in which they follow one another; what was told is never taken back."""

Ability = Literal["led", "vibration", "text"]
ABILITIES: tuple[Ability, ...] = get_args(Ability)
"""By what a device can tell its wearer something."""
USUAL: Final[frozenset[Ability]] = frozenset({"led", "vibration"})
"""What a device is taken to have where nobody has said; text is never guessed, because names go with it."""
NOTHING: Final[frozenset[Ability]] = frozenset()

Colour = Literal["amber", "green", "white"]
Lamp = Literal["dark", "amber", "green", "white"]

_LIMIT = 16_384
_NAME_LIMIT = 64
"""Characters of a name on a device's display."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feedback:
    """What a device was told about an alarm; `press` is the device's own id of its press, where it gave one.

    `seen` is how many people have recognised the alarm, `coming` the names of those who are on their way, `there` of
    those who have arrived; a device that shows no text is told none of it.
    """

    alarm: str
    press: str | None
    state: FeedbackState
    seen: int | None = None
    coming: tuple[str, ...] = ()
    there: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Felt:
    """What a wearer feels: milliseconds of vibration and of pause by turns, and a lamp that is dark unless lit."""

    pattern: tuple[int, ...]
    lamp: Lamp


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """What stands for one state, for each ability: vibration in milliseconds on, off, on …, and the lamp's colour."""

    vibration: tuple[int, ...]
    lamp: Colour


_SHORT: Final = 80
_LONG: Final = 500
_GAP: Final = 120

PATTERNS: Final[Mapping[FeedbackState, Pattern]] = MappingProxyType(
    {
        "received": Pattern(vibration=(_SHORT,), lamp="amber"),
        "seen": Pattern(vibration=(_SHORT, _GAP, _LONG), lamp="amber"),
        "coming": Pattern(vibration=(_SHORT, _GAP, _SHORT), lamp="green"),
        "arrived": Pattern(vibration=(_LONG,), lamp="green"),
        "cleared": Pattern(vibration=(_LONG, _GAP, _LONG), lamp="white"),
    }
)
"""The table. What matters most is simplest: one short is "received", two short are "somebody is coming"."""

UNSENT: Final = (_LONG, _GAP) * 3 + (_LONG,)
"""Four long: the press has reached nobody yet. A device says it by itself, five seconds after a press unanswered."""
UNSENT_AFTER_S: Final = 5.0


def feedback_payload(
    *,
    alarm: str,
    press: str | None,
    state: FeedbackState,
    at: datetime,
    seen: int | None = None,
    coming: tuple[str, ...] = (),
    there: tuple[str, ...] = (),
) -> bytes:
    """Return the payload of a `feedback` message; `at` is aware, in UTC. The last three only where they are told."""
    told: dict[str, object] = {"alarm": alarm, "press": press, "state": state, "at": rfc3339(at)}
    if seen is not None:
        told["seen"] = seen
    told |= {
        key: [name[:_NAME_LIMIT] for name in names] for key, names in (("coming", coming), ("there", there)) if names
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def read_feedback(payload: bytes) -> Feedback | None:
    """Return what a `feedback` message says, or None where it says nothing that is understood. Never raises.

    What is wrong with `seen`, `coming` or `there` costs only that field: the state is what matters.
    """
    if len(payload) > _LIMIT:
        return None
    try:
        told: object = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    alarm, press = told.get("alarm"), told.get("press")
    state = next((state for state in FEEDBACK_STATES if state == told.get("state")), None)
    if state is None or not isinstance(alarm, str) or not (press is None or isinstance(press, str)):
        return None
    return Feedback(
        alarm=alarm,
        press=press,
        state=state,
        seen=_count(told.get("seen")),
        coming=_names(told.get("coming")),
        there=_names(told.get("there")),
    )


def felt(state: FeedbackState, abilities: frozenset[Ability] = USUAL, *, lit: bool = False) -> Felt:
    """Return what the wearer feels at a feedback; `lit` only where the zone is audible: a lamp can give her away."""
    pattern = PATTERNS[state]
    return Felt(
        pattern=pattern.vibration if "vibration" in abilities else (),
        lamp=pattern.lamp if lit and "led" in abilities else "dark",
    )


def _count(told: object) -> int | None:
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= 100_000 else None


def _names(told: object) -> tuple[str, ...]:
    if not isinstance(told, list):
        return ()
    return tuple(name[:_NAME_LIMIT] for name in told[:20] if isinstance(name, str))
