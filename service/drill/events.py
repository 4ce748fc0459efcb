"""What happened to a drill. Events are entries of the office's timeline that belong to no alarm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.alarm.actor import Actor

EVENTS = frozenset(
    {
        "DrillPlanned",
        "DrillViewGiven",
        "DrillStarted",
        "DrillPressed",
        "DrillEnded",
        "DrillAborted",
        "DrillCalledOff",
        "DrillLapsed",
        "DrillJudged",
    }
)
"""Every event of a drill's life; docs/reference/timeline.md has the facts of each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened to a drill. No words: a drill has no free text, so that nobody can write one armed."""

    name: str
    at: datetime
    actor: Actor
    facts: Mapping[str, Any]
    """JSON values only: zones, roles, opaque keys, enumerations, instants as canonical text, durations in ms."""

    def __post_init__(self) -> None:
        """Refuse a name outside the vocabulary."""
        if self.name not in EVENTS:
            raise ValueError(f"{self.name!r} is no event of a drill; add it to service/drill/events.py")
