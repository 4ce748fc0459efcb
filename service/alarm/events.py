"""What happened to an alarm. Events are the timeline: past tense, facts only, and words apart from facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.alarm.actor import Actor

EVENTS = frozenset(
    {
        "AlarmRaised",
        "AlarmJoined",
        "ResponderCalled",
        "RespondersReminded",
        "RoleUnfilled",
        "AlarmEscalated",
        "StepSkipped",
        "ResponseExhausted",
        "AlarmAcknowledged",
        "ResponderAccepted",
        "ResponderDeclined",
        "ResponderArrived",
        "ResponderSilent",
        "ResponderOverdue",
        "PressesCounted",
        "PoliceAskedFor",
        "OutputCommanded",
        "OutputWithheld",
        "OutputConfirmed",
        "OutputFailed",
        "ZoneMeasured",
        "ZoneDoubted",
        "ZonesInstructed",
        "DoorReported",
        "ZoneReported",
        "CallFailed",
        "NoticeHandedOver",
        "NoticeDelivered",
        "NoticeSeen",
        "NoticeAnswered",
        "NoticeFailed",
        "LeadTaken",
        "LeadLost",
        "RoleHandedOver",
        "MoreAskedFor",
        "PoliceCallBegun",
        "PoliceAnswered",
        "PoliceCallEnded",
        "SituationTold",
        "MistakeSaid",
        "MusterBegun",
        "PeopleAccounted",
        "VisitorsCounted",
        "UnaccountedCalled",
        "MusterEnded",
        "ClosingBegun",
        "ItemAnswered",
        "LookAgainDue",
        "ClosingLookedAt",
        "ReturnDescribed",
        "OutputsReleased",
        "NoteAdded",
        "AlarmCleared",
        "AlarmCancelled",
        "AlarmClosed",
    }
)
"""Every event of an alarm's life; docs/reference/timeline.md has the facts of each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened to one alarm."""

    name: str
    at: datetime
    actor: Actor
    facts: Mapping[str, Any]
    """JSON values only; instants as canonical text, durations in milliseconds with `_ms` at the end."""
    words: str | None = None
    """Free text a person wrote: personal, erasable."""
    entrance: str | None = None
    """Which way in a person described in words: personal, erasable."""

    def __post_init__(self) -> None:
        """Refuse a name outside the vocabulary."""
        if self.name not in EVENTS:
            raise ValueError(f"{self.name!r} is no event of an alarm; add it to service/alarm/events.py")


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """Something to be done outside the alarm; stored in the same transaction as the events."""

    kind: str
    """feedback (to a device), call (over a route) or output (a siren, a lamp, a lock)."""
    reach: str
    """inside, staff or outside: how far from the office this goes."""
    address: str
    """`office/device`, an opaque person key, `contact:slug`, or an output's slug."""
    content: Mapping[str, Any] = field(default_factory=dict)
