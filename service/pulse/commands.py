"""What can be asked of a pulse. That somebody answers is no command: no event, and no entry, follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.alarm.actor import Actor
from service.pulse.pulse import Way


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenPulse:
    """The questions are open from now on."""

    actor: Actor
    entitled: bool
    week: str
    """The week in which it begins, like `2026-W49`."""
    until: datetime
    way: Way
    asked: int
    """How many can answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosePulse:
    """Its time is over, and the box of answers has been opened."""

    actor: Actor
    answered: int
    totals: Sequence[int]
    """For each question the sum of its answers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallOffPulse:
    """It was opened by mistake: what was answered is thrown away unread."""

    actor: Actor
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PassDue:
    """A due time has come; a pulse has none, because only who can open its box can close it."""

    actor: Actor


Command = OpenPulse | ClosePulse | CallOffPulse | PassDue
