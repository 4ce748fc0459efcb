"""Figures about presses: how soon they were on a screen, and how soon in the record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest

from service.clock import Clock
from service.dispatch.metric import counter, histogram
from service.dispatch.outcome import Outcome

MOST_ALARMS: Final = 500
"""Alarms of which it is known when they were raised, or shown first; the oldest is forgotten first."""

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class PressFigures:
    """Counts the alarms that this node raises, and how long it took until they were shown and recorded."""

    def __init__(self, clock: Clock) -> None:
        """Begin with nothing counted."""
        self._clock = clock
        self._figures = CollectorRegistry()
        self._raised = counter("trygg_alarms_raised_total", self._figures)
        self._recorded = histogram("trygg_press_recorded_seconds", _BUCKETS, self._figures)
        self._screen = histogram("trygg_press_screen_seconds", _BUCKETS, self._figures)
        self._raised_at: dict[str, datetime] = {}
        self._shown_at: dict[str, datetime] = {}

    def take(self, outcome: Outcome) -> None:
        """Count what has just been committed."""
        for entry in outcome.entries:
            if entry.event == "AlarmRaised" and entry.alarm is not None and not outcome.undertaking:
                self._raised.labels(str(entry.facts.get("mode", "actual"))).inc()
                self._recorded.observe(max((self._clock.now() - entry.at).total_seconds(), 0.0))
                _keep(self._raised_at, entry.alarm, entry.at)
                self._measure(entry.alarm)

    def shown(self, alarms: Iterable[str]) -> None:
        """Note what a screen has confirmed that it shows; it may do so before the alarm is recorded."""
        for alarm in alarms:
            if alarm not in self._shown_at:
                _keep(self._shown_at, alarm, self._clock.now())
                self._measure(alarm)

    def text(self) -> bytes:
        """Return the figures for Prometheus."""
        return generate_latest(self._figures)

    def _measure(self, alarm: str) -> None:
        raised_at, shown_at = self._raised_at.get(alarm), self._shown_at.get(alarm)
        if raised_at is not None and shown_at is not None:
            self._screen.observe(max((shown_at - raised_at).total_seconds(), 0.0))


def _keep(known: dict[str, datetime], alarm: str, at: datetime) -> None:
    known[alarm] = at
    while len(known) > MOST_ALARMS:
        del known[next(iter(known))]
