"""What can be asked of a revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.alarm.actor import Actor
from service.revision.revision import PlaceFound


@dataclass(frozen=True, kw_only=True, slots=True)
class BeginRevision:
    """The staff goes through the plan; asked again on the same day it changes nothing."""

    actor: Actor
    entitled: bool
    held_on: date
    version: str | None
    """The version of the plan in force; None where it has none."""
    expires: date | None
    """The plan's last day, where it says one."""
    places: Sequence[PlaceFound]
    """How rooms and doors were found last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SayWhoAttended:
    """Who took part: roles of the plan, and in words as the office chooses, with names or without."""

    actor: Actor
    entitled: bool
    roles: Sequence[str]
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """Somebody says what she thinks of it, also long afterwards."""

    actor: Actor
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decide:
    """Something was decided; that nothing is to change is a decision too."""

    actor: Actor
    entitled: bool
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishRevision:
    """It is over; from now on it is only commented on."""

    actor: Actor
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PassDue:
    """A due time has come; a revision has none."""

    actor: Actor


Command = BeginRevision | SayWhoAttended | Comment | Decide | FinishRevision | PassDue
