"""Where a watched meeting stands, computed from its events and from nothing else."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from service.alarm.instant import parse_instant
from service.meeting.times import Times, read_times
from service.undertaking.event import Event

PlaceKind = Literal["room", "home_visit", "lone"]
"""In a room of the office, at somebody's home, or alone at work when the others have gone."""

Stage = Literal["planned", "running", "asked", "watcher_asked", "alarmed", "over"]

LOOK_AGAIN: Final = timedelta(minutes=1)
"""After how long a meeting whose alarm is open looks whether it still is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """One watched meeting. It knows nothing about the other person, and has no place where that could be written."""

    place: PlaceKind
    zone: str | None
    """The room, where it is in the office."""
    person: str
    """Opaque key of whom the watch is for."""
    colleague: str | None
    """Opaque key of who is beside."""
    watcher: str
    """Opaque key of who is asked when she does not answer."""
    begins_at: datetime
    ends_at: datetime
    times: Times
    alarm_kind: str
    """Which kind of alarm is raised."""
    stage: Stage = "planned"
    checked_at: datetime | None = None
    """When somebody last said that she is well; from its beginning on, the beginning."""
    stage_until: datetime | None = None
    """While somebody is asked: until when."""
    alarm: str | None = None
    ending: str | None = None
    """How it ended: `ended`, `not_held`, `well` or `alarm_over`; None while it is not over."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is watched any more."""
        return self.stage == "over"

    @property
    def expected_at(self) -> datetime:
        """When the next word from her is expected: the end, or the next check before it."""
        if self.times.check_every is None or self.checked_at is None:
            return self.ends_at
        return min(self.ends_at, self.checked_at + self.times.check_every)

    @property
    def due_at(self) -> datetime | None:
        """When the meeting has to be looked at again; None only when it is over."""
        match self.stage:
            case "planned":
                return self.begins_at
            case "running":
                return self.expected_at + self.times.grace
            case "asked" | "watcher_asked" | "alarmed":
                return self.stage_until
            case "over":
                return None


def evolve(meeting: Meeting | None, event: Event) -> Meeting:
    """Return the meeting after an event.

    Raises:
        ValueError: when the event follows no `MeetingPlanned`.
    """
    facts = event.facts
    if event.name == "MeetingPlanned":
        return _planned(event)
    if meeting is None:
        raise ValueError(f"{event.name} of a meeting that nobody planned")
    match event.name:
        case "MeetingBegun":
            return replace(meeting, stage="running", begins_at=event.at, checked_at=event.at)
        case "MeetingExtended":
            return replace(_well(meeting, event), ends_at=parse_instant(facts["ends_at"]))
        case "CheckedIn":
            return replace(meeting, checked_at=event.at) if meeting.stage == "alarmed" else _well(meeting, event)
        case "PersonAsked":
            return replace(meeting, stage="asked", stage_until=parse_instant(facts["until"]))
        case "WatcherAsked":
            return replace(meeting, stage="watcher_asked", stage_until=parse_instant(facts["until"]))
        case "MeetingAlarmed":
            look = event.at + LOOK_AGAIN
            return replace(meeting, stage="alarmed", stage_until=look, alarm=facts["alarm"])
        case "MeetingEnded":
            return replace(meeting, stage="over", stage_until=None, ending=facts["ending"])
        case _:
            return meeting


def _well(meeting: Meeting, event: Event) -> Meeting:
    """Return the meeting after a word that she is well: when it was late, the end has moved to that word."""
    if meeting.stage == "planned":
        return meeting
    ends_at = max(meeting.ends_at, event.at)
    return replace(meeting, stage="running", stage_until=None, checked_at=event.at, ends_at=ends_at)


def _planned(event: Event) -> Meeting:
    facts = event.facts
    return Meeting(
        place=facts["place"],
        zone=facts["zone"],
        person=facts["person"],
        colleague=facts["colleague"],
        watcher=facts["watcher"],
        begins_at=parse_instant(facts["begins_at"]),
        ends_at=parse_instant(facts["ends_at"]),
        times=read_times(facts),
        alarm_kind=facts["alarm_kind"],
    )
