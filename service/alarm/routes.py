"""The routes on which somebody is called who is at no screen: how far each goes, and what can be known of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from service.alarm.states import Mode

NoticeState = Literal["queued", "handed_over", "delivered", "seen", "answered", "failed"]
"""What is known of one notice: each state is as much as has been proven, and no more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One way out."""

    reach: Literal["inside", "staff", "outside"]
    """How far it goes at least, whoever is called over it: a route to a centre is outside, also for staff."""
    tells_delivery: bool
    """Whether the other side says that the receiver has it."""
    takes_answer: bool
    """Whether the one who is called can answer over it, by a link, a text or a key."""


ROUTES: Final[Mapping[str, Route]] = MappingProxyType(
    {
        "push": Route(reach="inside", tells_delivery=True, takes_answer=True),
        "sms": Route(reach="inside", tells_delivery=True, takes_answer=True),
        "voice": Route(reach="inside", tells_delivery=True, takes_answer=True),
        "email": Route(reach="inside", tells_delivery=False, takes_answer=True),
        "webhook": Route(reach="staff", tells_delivery=True, takes_answer=False),
        "alarm_centre": Route(reach="outside", tells_delivery=True, takes_answer=False),
        "cap": Route(reach="outside", tells_delivery=True, takes_answer=False),
        "other": Route(reach="staff", tells_delivery=False, takes_answer=True),
    }
)
"""Every route by the word that plans, the timeline and the pages use for it; the screens are none of them."""

REACHES: Final = ("inside", "staff", "outside")


def routes_open(routes: Iterable[str], reach: str, *, mode: Mode) -> tuple[str, ...]:
    """Return on which of some routes somebody is called in an alarm, each once.

    A test calls nobody, and a drill nobody outside: neither a contact nor, over a route that ends outside, one of the
    staff.
    """
    known = (route for route in dict.fromkeys(routes) if route in ROUTES)
    if mode is Mode.ACTUAL:
        return tuple(known)
    return tuple(route for route in known if mode is Mode.DRILL and reach_over(route, reach) != "outside")


def reach_over(route: str, reach: str) -> str:
    """Return how far a notice goes: as far as the one who is called, or as the route itself, whichever is farther."""
    return max(reach, ROUTES[route].reach, key=REACHES.index)
