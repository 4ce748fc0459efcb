"""What can be asked of an office's plan. What the plan itself says about it, such as who may, comes with it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from service.alarm.actor import Actor

Opinion = Literal["agrees", "objects", "not_asked"]
"""What the safety representative thinks of a version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Approve:
    """The manager stands for one exact version."""

    actor: Actor
    version: str
    entitled: bool
    """Whether the plan names the actor as one who approves."""
    errors: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordView:
    """What the safety representative thinks of one version."""

    actor: Actor
    version: str
    opinion: Opinion
    words: str
    entitled: bool
    """Whether this is the actor's to say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerObjection:
    """The manager answers what the safety representative objects to."""

    actor: Actor
    version: str
    words: str
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Publish:
    """An approved version is to hold, now or from a later time on."""

    actor: Actor
    version: str
    entitled: bool
    holds_from: datetime | None
    """None: at once."""
    reason: str
    last_day: date | None
    """The last day that the document itself allows."""
    today: date
    """The office's day on which it begins to hold."""
    gaps: int
    """Stretches of the first four weeks in which it holds where a role could not be filled."""
    errors: int
    warnings: int
    """Findings that matter: those that only tidiness asks for are left out."""
    locked: bool
    """Whether a clause that the agency has locked differs from the plan that holds."""
    scenarios: int = 0
    """Findings about scenarios that the plan does not pass."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RollBack:
    """An earlier version is to hold again, at once."""

    actor: Actor
    version: str
    entitled: bool
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeFile:
    """The operator has put a plan into the folder: it holds at once."""

    actor: Actor
    version: str
    file: str
    """The digest of the file, so that it is taken once."""
    last_day: date | None
    today: date
    warnings: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadDuty:
    """Somebody says that they have read what a role is to do."""

    actor: Actor
    person: str
    role: str
    duty: str
    """The digest of the duty's text, in all its languages."""
    holds: bool
    """Whether the plan names the person for the role."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SayGone:
    """Somebody has left, or moved to another office; or is back."""

    actor: Actor
    person: str
    gone: bool
    entitled: bool


Command = Approve | RecordView | AnswerObjection | Publish | RollBack | TakeFile | ReadDuty | SayGone
