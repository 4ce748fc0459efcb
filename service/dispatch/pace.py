"""How long the one who pressed waits until she is told something."""

from typing import Literal

from prometheus_client import CollectorRegistry, Histogram, generate_latest

Told = Literal["device", "phone"]

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
"""Seconds; the last but one is what is promised: within two seconds she can tell whether it got through."""


class Pace:
    """Measures from what happened to the moment at which its feedback was handed over."""

    def __init__(self) -> None:
        """Begin with nothing measured."""
        self._figures = CollectorRegistry()
        self._seconds = Histogram(
            "trygg_feedback_seconds",
            "From a press, or from what somebody said to its alarm, until its presser's feedback was handed over",
            ["state", "to"],
            buckets=_BUCKETS,
            registry=self._figures,
        )

    def note(self, state: str, to: Told, seconds: float) -> None:
        """Count one feedback; a clock that was set back meanwhile counts as no time at all."""
        self._seconds.labels(state, to).observe(max(seconds, 0.0))

    def text(self) -> bytes:
        """Return the figures for Prometheus."""
        return generate_latest(self._figures)
