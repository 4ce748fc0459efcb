"""How patient the watch over a meeting is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """How patient a watch is; frozen into the meeting, so that a new plan changes none that is on."""

    grace: timedelta
    """How long past the expected end nobody is asked."""
    ask_person: timedelta
    """How long she has to say that she is well before the watcher is asked."""
    ask_watcher: timedelta
    """How long the watcher has before an alarm is raised."""
    check_every: timedelta | None = None
    """How often she says that she is well also before the end; None: only then."""


def times_facts(times: Times) -> dict[str, int | None]:
    """Return how patient a watch is, in whole seconds."""
    return {
        "grace_s": _seconds(times.grace),
        "ask_person_s": _seconds(times.ask_person),
        "ask_watcher_s": _seconds(times.ask_watcher),
        "check_every_s": _seconds(times.check_every) if times.check_every else None,
    }


def read_times(written: Mapping[str, Any]) -> Times:
    """Return how patient a watch is from `times_facts`, among whatever else stands beside it."""
    every = written["check_every_s"]
    return Times(
        grace=timedelta(seconds=written["grace_s"]),
        ask_person=timedelta(seconds=written["ask_person_s"]),
        ask_watcher=timedelta(seconds=written["ask_watcher_s"]),
        check_every=timedelta(seconds=every) if every is not None else None,
    )


def _seconds(lasts: timedelta) -> int:
    return round(lasts.total_seconds())
