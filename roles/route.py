"""The ways on which somebody is reached, and how long each is waited for before the next one is taken."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final, Literal, get_args

Route = Literal["screen", "push", "sms", "voice", "email", "webhook", "alarm_centre", "cap", "other"]
"""A way on which somebody is reached; the screen is in the office, all others are routes out of it."""

ROUTES: Final[tuple[Route, ...]] = get_args(Route)

WAYS_OUT: Final[tuple[Route, ...]] = tuple(one for one in ROUTES if one != "screen")
"""The routes that lead out of the house: the service has them only when they are set up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long a call over one route may take before it is late, and the next route is taken as well.

    `delivered_within` counts from the call to the proof that it has arrived; None where the route gives no such proof.
    `answered_within` counts from that proof, or where there is none from the call, to an answer.
    """

    delivered_within: timedelta | None
    answered_within: timedelta


def _wait(delivered: int | None, answered: int) -> Patience:
    seconds = None if delivered is None else timedelta(seconds=delivered)
    return Patience(delivered_within=seconds, answered_within=timedelta(seconds=answered))


def late_after(patience: Patience) -> timedelta:
    """Return after what time without any proof a call over a route is late, counted from the call."""
    return patience.answered_within if patience.delivered_within is None else patience.delivered_within


def ways_out(routes: tuple[Route, ...]) -> tuple[Route, ...]:
    """Return the routes among them that lead out of the house, in their order."""
    return tuple(route for route in routes if route != "screen")


def international(number: str) -> str | None:
    """Return a telephone number as every provider takes it, `+46…`; None where the country is not in it."""
    digits = re.sub(r"\(0\)|[ ()/.-]", "", number.strip())
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    return digits if re.fullmatch(r"\+[1-9][0-9]{6,14}", digits) else None


PATIENCE: Final[Mapping[str, Patience]] = MappingProxyType(
    {
        "push": _wait(10, 20),
        "sms": _wait(15, 30),
        "voice": _wait(None, 40),
        "email": _wait(None, 60),
        "webhook": _wait(5, 30),
        "alarm_centre": _wait(10, 60),
        "cap": _wait(10, 60),
        "other": _wait(None, 60),
    }
)
"""What holds where a plan says nothing of its own."""

UNPROVEN: Final[frozenset[str]] = frozenset({"email", "other"})
"""The routes of which nobody ever learns that a call has arrived."""

NO_PATIENCE: Final[Mapping[str, Patience]] = MappingProxyType({})
"""A plan that says nothing of it."""
