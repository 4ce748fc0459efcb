"""What can be asked of a watched meeting. What others know of people and rooms comes with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.alarm.actor import Actor
from service.meeting.meeting import PlaceKind
from service.meeting.times import Times


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanMeeting:
    """Somebody wants a meeting watched, now or later."""

    actor: Actor
    entitled: bool
    """Whether the actor may plan for this person."""
    place: PlaceKind
    zone: str | None
    person: str
    colleague: str | None
    watcher: str
    begins_at: datetime
    ends_at: datetime
    times: Times
    alarm_kind: str
    where: str | None = None
    """Where a home visit is: personal, for the watcher and those who are called, and erased at the end."""
    knows_zone: bool = True
    """Whether the plan knows the room."""
    absent: frozenset[str] = frozenset()
    """Those who are not at work on that day, or have left."""
    busy: frozenset[str] = frozenset()
    """Those who have another meeting watched at some moment of this one."""
    open_now: int = 0
    """How many other meetings of the office are not over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin:
    """It begins now, earlier than planned."""

    actor: Actor
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckIn:
    """She says that she is well; or somebody who has seen her says it."""

    actor: Actor
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Extend:
    """It takes longer."""

    actor: Actor
    entitled: bool
    by: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """It is over and she is well; before it has begun: it is not held."""

    actor: Actor
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CallHelp:
    """The watcher has looked and wants help at once."""

    actor: Actor
    entitled: bool
    alarm: str
    """The id that the alarm will have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PassDue:
    """Its due time has come."""

    actor: Actor
    alarm: str
    """The id that an alarm will have."""
    alarm_is_open: bool = False
    """Whether the alarm that it has raised is still open."""


Command = PlanMeeting | Begin | CheckIn | Extend | End | CallHelp | PassDue
