"""Figures about the calls over routes: how many came how far, and how long the first hand-over took."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest

from service.alarm.notice import EVENTS
from service.alarm.routes import ROUTES
from service.dispatch.metric import counter, histogram
from service.timeline.entry import Entry

MOST_CALLS: Final = 5_000
"""Calls of which it is known when they were made; the oldest is forgotten first."""

_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_STATES = {event: state for state, event in EVENTS.items()}


class NoticeFigures:
    """Counts what the timeline tells of notices, as it is written."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._called_at: dict[tuple[str, str], datetime | None] = {}
        self._figures = CollectorRegistry()
        self._count = counter("trygg_notices_total", self._figures)
        self._seconds = histogram("trygg_notice_hand_over_seconds", _BUCKETS, self._figures)

    def take(self, entries: Iterable[Entry]) -> None:
        """Count what has just been written."""
        for entry in entries:
            facts = entry.facts
            if entry.event == "ResponderCalled":
                self._begin(entry, [facts["responder"]] if facts.get("routes") else [])
                if facts.get("routes"):
                    self._count.labels(_known(facts["routes"][0]), "queued").inc()
            elif entry.event == "RespondersReminded":
                self._begin(entry, [key for key in facts["responders"] if (entry.alarm, key) in self._called_at])
            elif entry.event in _STATES:
                self._count.labels(_known(facts["route"]), _STATES[entry.event]).inc()
                self._measure(entry)

    def _measure(self, entry: Entry) -> None:
        """Time the first proof of a call on its first route; some routes prove at once that it was delivered."""
        facts, of = entry.facts, (entry.alarm or "", entry.facts["responder"])
        called_at = self._called_at.get(of)
        if called_at is None or entry.event == "NoticeFailed" or facts.get("purpose"):
            return
        self._called_at[of] = None
        if not facts.get("after"):
            took = (entry.at - called_at).total_seconds()
            self._seconds.labels(_known(facts["route"])).observe(max(took, 0.0))

    def text(self) -> bytes:
        """Return the figures for Prometheus."""
        return generate_latest(self._figures)

    def _begin(self, entry: Entry, responders: Iterable[str]) -> None:
        for key in responders:
            self._called_at.pop((entry.alarm or "", key), None)
            self._called_at[entry.alarm or "", key] = entry.at
        while len(self._called_at) > MOST_CALLS:
            del self._called_at[next(iter(self._called_at))]


def _known(route: str) -> str:
    """Bound what a label can be: figures name routes and nothing that anybody wrote."""
    return route if route in ROUTES else "unknown"
