"""What a plan says of the time after an alarm: who is told that it is over, and who follows it up by when."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """A task for whoever holds a role: to speak with those who were in the alarm, within so long after its end."""

    role: str
    within: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class AfterAlarm:
    """Quiet duties: the roles that are told once that an alarm is over, and the follow-up of it."""

    tell: tuple[str, ...] = ()
    follow_up: FollowUp | None = None
