"""What a call plays, step by step, and what the provider says of it; pure.

A key is an answer. Picking up, hanging up, silence and an answering machine are none: a machine cannot press 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

WAIT_S: Final = 8
"""Seconds that a key is waited for after each time the question was played."""
TIMES: Final = 2
"""How often the question is played when no key is pressed."""
MOST_TRIES: Final = 3
"""How often the question is asked again after a key that means nothing."""
LONGEST_ID: Final = 200

Heard = Literal["picked_up", "coming", "cannot", "another_key", "no_key"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What the provider says of a call that is under way."""

    id: str
    heard: Heard


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """How a call ended."""

    id: str
    how: Literal["talked", "not_answered", "busy"]


def step_in(form: Mapping[str, str]) -> Step | None:
    """Return what has happened in a call; None for what is no word of the provider's."""
    id_ = _id_in(form)
    if id_ is None:
        return None
    result = form.get("result")
    heard: Heard
    if result is None:
        heard = "picked_up"
    elif result == "1":
        heard = "coming"
    elif result == "2":
        heard = "cannot"
    elif 0 < len(result) <= 8 and set(result) <= set("0123456789*#"):
        heard = "another_key"
    else:
        heard = "no_key"
    return Step(id=id_, heard=heard)


def end_in(form: Mapping[str, str]) -> End | None:
    """Return how a call ended; None for what does not say it."""
    id_, state = _id_in(form), form.get("state", "")
    if id_ is None:
        return None
    match state:
        case "success":
            return End(id=id_, how="talked")
        case "busy":
            return End(id=id_, how="busy")
        case "failed" | "noanswer" | "no-answer" | "cancelled" | "canceled":
            return End(id=id_, how="not_answered")
        case _:
            return None


def question(before: Sequence[str], sound: str, next_: str) -> dict[str, Any]:
    """Return what asks for a key.

    Args:
        before: addresses of what is played first, wholly: that it is a drill, that it repeats a call.
        sound: the address of the question.
        next_: the address that is told what was pressed.
    """
    return _after(before, {"ivr": sound, "digits": 1, "timeout": WAIT_S, "repeat": TIMES, "next": next_})


def told(before: Sequence[str], sound: str) -> dict[str, Any]:
    """Return what plays something and ends the call."""
    return _after(before, {"play": sound, "skippable": False})


def _after(before: Sequence[str], last: dict[str, Any]) -> dict[str, Any]:
    for sound in reversed(before):
        last = {"play": sound, "skippable": False, "next": last}
    return last


def _id_in(form: Mapping[str, str]) -> str | None:
    id_ = form.get("callid") or form.get("id") or ""
    return id_ if 0 < len(id_) <= LONGEST_ID and id_.isascii() and id_.isprintable() else None
