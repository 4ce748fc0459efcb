"""The ways out that are set up, and those that a plan uses. Pure.

A way is a route, or one receiver on a route that has several: an alarm receiving centre, a webhook.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from roles.contact import Contact
from roles.plan import Person, Plan
from service.alarm.routes import ROUTES

WITH_RECEIVERS: Final = frozenset({"webhook", "alarm_centre", "cap", "other"})
"""Routes that lead to named receivers, each of which is open or not by itself."""

CENTRES: Final = frozenset({"alarm_centre", "cap"})
"""Routes that are tested often: somebody outside relies on hearing that they work."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way out."""

    route: str
    receiver: str | None = None

    def __lt__(self, other: "Way") -> bool:
        """Order ways as `ROUTES` does, then by their receivers."""
        return self._place() < other._place()

    @property
    def name(self) -> str:
        """Return how faults and logs name it: `sms`, `alarm_centre/east`."""
        return self.route if self.receiver is None else f"{self.route}/{self.receiver}"

    def _place(self) -> tuple[int, str]:
        return tuple(ROUTES).index(self.route), self.receiver or ""


def ways_set_up(routes: Collection[str], receivers: Mapping[str, Collection[str]]) -> tuple[Way, ...]:
    """Return the ways over routes that are set up, in the order of `ROUTES`; `receivers` are their names by route."""
    return tuple(
        Way(route=route, receiver=receiver)
        for route in ROUTES
        if route in routes
        for receiver in (sorted(receivers.get(route, ())) if route in WITH_RECEIVERS else (None,))
    )


def ways_used(plan: Plan) -> frozenset[Way]:
    """Return the ways over which a plan reaches anybody, set up or not."""
    called: list[Person | Contact] = [*plan.people.values(), *plan.contacts.values()]
    return frozenset(
        Way(route=route, receiver=one.receiver if route in WITH_RECEIVERS else None)
        for one in called
        for route in _routes(one.reached_by)
    )


def proven_for(every: timedelta) -> timedelta:
    """Return how long a success proves a way that is tested this often: two tests may be missed."""
    return every * 3


def _routes(reached_by: Iterable[str]) -> Iterable[str]:
    return (route for route in reached_by if route in ROUTES)
