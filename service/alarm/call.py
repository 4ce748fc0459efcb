"""Who is to be called: the roster as the alarm's core sees it, with opaque keys and without names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One person or outside contact to be called for one role."""

    responder: str
    """Opaque person key, or `contact:` and the contact's slug."""
    role: str
    reach: Literal["inside", "staff", "outside"]
    position: str
    """goes_in, waits_at_door or duty."""
    walk: timedelta | None
    """Walking time to the alarm's zone; None where unknown or of no matter."""
    reason: Mapping[str, Any]
    """`{"code": …, "args": {…}}`: why this one, without names."""
    accept_within: timedelta
    arrive_within: timedelta
    presence: str | None = None
    """From what this one is taken to be there: here_today, by_roster, by_hours, off_duty, outside."""
    routes: tuple[str, ...] = ()
    """The routes on which this one is called beside the screens, the first first: those that the service has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A role for which there were too few people."""

    role: str
    missing: int
    reason: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """Everybody to be called at one moment."""

    calls: tuple[Call, ...] = ()
    missing: tuple[Missing, ...] = ()
