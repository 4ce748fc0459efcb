"""What a button can be told, and what its wearer then feels."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, assert_never, get_args

from devices.signals import rfc3339

FeedbackState = Literal["received", "seen", "coming", "arrived", "cleared"]
FEEDBACK_STATES: tuple[FeedbackState, ...] = get_args(FeedbackState)
"""In the order in which they follow one another; what was told is never taken back."""

_LIMIT = 16_384


@dataclass(frozen=True, kw_only=True, slots=True)
class Feedback:
    """What a device was told about an alarm; `press` is the device's own id of its press, where it gave one."""

    alarm: str
    press: str | None
    state: FeedbackState


@dataclass(frozen=True, kw_only=True, slots=True)
class Felt:
    """What a wearer feels: milliseconds of vibration and of pause by turns, and a lamp that is dark unless lit.

    The five patterns are told apart under a table, without looking: by how many, then by how long.
    """

    pattern: tuple[int, ...]
    lamp: Literal["dark", "amber", "green", "white"]


def feedback_payload(*, alarm: str, press: str | None, state: FeedbackState, at: datetime) -> bytes:
    """Return the payload of a `feedback` message; `at` is aware, in UTC."""
    told = {"alarm": alarm, "press": press, "state": state, "at": rfc3339(at)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def read_feedback(payload: bytes) -> Feedback | None:
    """Return what a `feedback` message says, or None where it says nothing that is understood. Never raises."""
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
    return Feedback(alarm=alarm, press=press, state=state)


def felt(state: FeedbackState, *, lit: bool = False) -> Felt:
    """Return what the wearer feels at a feedback; `lit` only where the zone is audible: a lamp can give her away."""
    match state:
        case "received":
            return Felt(pattern=(80,), lamp=_lamp("amber", lit=lit))
        case "seen":
            return Felt(pattern=(80, 120, 80), lamp=_lamp("amber", lit=lit))
        case "coming":
            return Felt(pattern=(80, 120, 80, 120, 80), lamp=_lamp("green", lit=lit))
        case "arrived":
            return Felt(pattern=(500,), lamp=_lamp("green", lit=lit))
        case "cleared":
            return Felt(pattern=(500, 200, 500), lamp=_lamp("white", lit=lit))
    assert_never(state)


def _lamp(colour: Literal["amber", "green", "white"], *, lit: bool) -> Literal["dark", "amber", "green", "white"]:
    return colour if lit else "dark"
