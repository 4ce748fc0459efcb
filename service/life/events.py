"""What happened to an office's plan. Events are entries of its timeline that belong to no alarm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.alarm.actor import Actor

EVENTS = frozenset(
    {
        "PlanApproved",
        "PlanViewRecorded",
        "ObjectionAnswered",
        "PlanPublished",
        "PlanRolledBack",
        "DutyRead",
        "PersonGone",
        "PersonBack",
    }
)
"""Every event of a plan's life; docs/reference/timeline.md has the facts of each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened to an office's plan."""

    name: str
    at: datetime
    actor: Actor
    facts: Mapping[str, Any]
    """JSON values only: versions, opaque keys, enumerations, instants as canonical text, days as ISO 8601."""
    words: str | None = None
    """Free text a person wrote: personal, erasable."""

    def __post_init__(self) -> None:
        """Refuse a name outside the vocabulary."""
        if self.name not in EVENTS:
            raise ValueError(f"{self.name!r} is no event of a plan's life; add it to service/life/events.py")
