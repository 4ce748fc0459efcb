"""How long the one who pressed waits until she is told something."""

from typing import Literal

from prometheus_client import CollectorRegistry, generate_latest

from service.dispatch.metric import histogram

Told = Literal["device", "phone"]

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
"""Seconds; the last but one is what is promised: within two seconds she can tell whether it got through."""

MOST_ALARMS = 200
"""Alarms of which it is known how long the first feedback took; the oldest is forgotten first."""


class Pace:
    """Measures from what happened to the moment at which its feedback was handed over."""

    def __init__(self) -> None:
        """Begin with nothing measured."""
        self._first: dict[str, tuple[Told, float]] = {}
        self._figures = CollectorRegistry()
        self._seconds = histogram("trygg_feedback_seconds", _BUCKETS, self._figures)

    def note(self, state: str, to: Told, seconds: float, *, alarm: str) -> None:
        """Count one feedback; a clock that was set back meanwhile counts as no time at all."""
        took = max(seconds, 0.0)
        self._seconds.labels(state, to).observe(took)
        if state == "received" and alarm not in self._first:
            self._first[alarm] = (to, took)
            while len(self._first) > MOST_ALARMS:
                del self._first[next(iter(self._first))]

    def first_of(self, alarm: str) -> tuple[Told, float] | None:
        """Return where an alarm's presser was first told "received", and after how many seconds; None: not known."""
        return self._first.get(alarm)

    def text(self) -> bytes:
        """Return the figures for Prometheus."""
        return generate_latest(self._figures)
