"""How each route, and each receiver of one, stands: what its last hand-overs and self-tests have proven, and when.

Kept in memory by each node, from what it has seen itself; after a start nothing is known. Time is an argument.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from service.notify.ways import WITH_RECEIVERS

State = Literal["up", "down", "unknown"]

DOWN_AFTER: Final = 2
"""So many failures in a row make a route count as down; one alone may be a moment's trouble."""

CERTAIN: Final = frozenset({"wrong_key", "unknown_account"})
"""Reasons of which one failure is enough: no further try can go better before somebody has mended the settings."""

OF_THE_CALLED: Final = frozenset(
    {"no_address", "no_route", "unknown_number", "gone", "busy", "not_answered", "expired", "no_office", "route_down"}
)
"""Reasons that say something about whoever was called, or that nothing was tried; the route itself may be well."""

PROVEN_FOR: Final = timedelta(hours=3)
"""How long a success proves anything, where nobody says otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteStanding:
    """What is known of one route, or of one receiver on it."""

    route: str
    receiver: str | None = None
    success_at: datetime | None = None
    """When the other side last took a notice or passed a self-test."""
    delivered_at: datetime | None = None
    """When the other side last said that somebody has a notice."""
    failure_at: datetime | None = None
    reason: str | None = None
    """Why it failed last: a code of `REASONS`; kept after a success, with its time."""
    test_at: datetime | None = None
    """When it was last tested, whatever came of it."""
    failures: int = 0
    """In a row, up to now."""

    def state(self, at: datetime, proven_for: timedelta = PROVEN_FOR) -> State:
        """Return what can truthfully be said at a moment: an old success proves nothing, a failure stays one."""
        if self.failures >= DOWN_AFTER or (self.failures and self.reason in CERTAIN):
            return "down"
        if self.success_at is None or at - self.success_at > proven_for:
            return "unknown"
        return "up"


class Standing:
    """The standing of every route and receiver, as one node knows it. For one event loop."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._known: dict[tuple[str, str | None], RouteStanding] = {}

    def succeeded(self, route: str, receiver: str | None = None, *, at: datetime) -> None:
        """Take note that the other side took a notice."""
        self._put(replace(self.of(route, receiver), success_at=at, failures=0))

    def delivered(self, route: str, receiver: str | None = None, *, at: datetime) -> None:
        """Take note that the other side said that somebody has a notice: the way was open to its end.

        It was handed over before, and may come late: it does not undo what has failed since.
        """
        known = self.of(route, receiver)
        self._put(replace(known, success_at=known.success_at if known.failures else at, delivered_at=at))

    def failed(self, route: str, receiver: str | None, reason: str, *, at: datetime) -> None:
        """Take note that a hand-over failed; what only concerns the one who was called changes nothing."""
        if reason in OF_THE_CALLED:
            return
        known = self.of(route, receiver)
        self._put(replace(known, failure_at=at, reason=reason, failures=known.failures + 1))

    def probed(self, route: str, receiver: str | None, reason: str | None, *, at: datetime) -> None:
        """Take note of a self-test; `reason` says why it failed, None that it passed."""
        known = replace(self.of(route, receiver), test_at=at)
        if reason is None:
            self._put(replace(known, success_at=at, failures=0))
        else:
            self._put(replace(known, failure_at=at, reason=reason, failures=known.failures + 1))

    def of(self, route: str, receiver: str | None = None) -> RouteStanding:
        """Return what is known of a route or of one receiver on it."""
        way = (route, receiver if route in WITH_RECEIVERS else None)
        return self._known.get(way, RouteStanding(route=route, receiver=way[1]))

    def keep_only(self, ways: Iterable[tuple[str, str | None]]) -> None:
        """Forget what is set up no longer."""
        kept = set(ways)
        self._known = {way: known for way, known in self._known.items() if way in kept}

    def _put(self, known: RouteStanding) -> None:
        self._known[known.route, known.receiver] = known
