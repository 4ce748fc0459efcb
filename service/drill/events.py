"""What happened to a drill. No event has words: a drill has no free text, so that nobody can write one armed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.alarm.actor import Actor
from service.undertaking.event import Event

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


def drill_event(name: str, at: datetime, actor: Actor, facts: Mapping[str, Any]) -> Event:
    """Return an event of a drill.

    Raises:
        ValueError: it is none of the vocabulary.
    """
    if name not in EVENTS:
        raise ValueError(f"{name!r} is no event of a drill; add it to service/drill/events.py")
    return Event(name=name, at=at, actor=actor, facts=facts)
