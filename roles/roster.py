"""The answer to “who does what now?”: assignments with a reason for each name, and what could not be filled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, NamedTuple

from roles.contact import Reach

Position = Literal["goes_in", "waits_at_door", "duty"]
"""What somebody called does first: go in, wait at the door until there are two, or do the duty somewhere else."""

Presence = Literal["here_today", "by_roster", "by_hours", "off_duty", "outside"]
"""From what somebody called is taken to be there: said so today, the roster, the office's hours (she is in no roster),
nothing (called though off duty, because nobody else is there), or not at all (a contact)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why somebody was chosen or nobody was: a code of `roles.reasons.SENTENCES` and what its sentence names."""

    code: str
    args: Mapping[str, str | int] = field(default_factory=dict)


class Assignment(NamedTuple):
    """One role given to one person or one contact (the other of the two is None).

    `walk` is the walking time from home zone to the place of the press, None where it is not known; `here` tells
    whether the person has been confirmed to be in the office today, `presence` from what she is taken to be there.
    """

    role: str
    person: str | None
    contact: str | None
    reason: Reason
    walk: timedelta | None
    accept_within: timedelta
    arrive_within: timedelta
    position: Position = "duty"
    reach: Reach = "inside"
    here: bool = False
    presence: Presence = "by_hours"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfilled:
    """A role for which so many are missing, and why."""

    role: str
    missing: int
    reason: Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """Who does what: in the order in which the roles were asked for, and within a role in the order of calling."""

    assignments: tuple[Assignment, ...] = ()
    unfilled: tuple[Unfilled, ...] = ()
