"""What can be asked of a report. What others know of alarms and rights comes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.alarm.actor import Actor
from service.report.classification import Aimed, Class, Severity
from service.undertaking.patience import PATIENCE, Patience


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftReport:
    """An alarm is over, and what is known of it becomes a draft; asked again it changes nothing."""

    actor: Actor
    alarm: str
    happened_on: date
    zone: str | None
    reporter: str | None
    patience: Patience = PATIENCE


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportNearMiss:
    """Somebody tells of what could have gone wrong, without an alarm, in one minute."""

    actor: Actor
    words: str
    happened_on: date
    classes: Sequence[Class]
    severity: Severity
    aimed: Aimed = Aimed.UNKNOWN
    zone: str | None = None
    anonymous: bool = False
    """Whether no name of hers is kept; then nothing of `actor` is."""
    patience: Patience = PATIENCE


@dataclass(frozen=True, kw_only=True, slots=True)
class WriteReport:
    """Somebody writes what happened; whoever was exposed comes first, wherever it is read."""

    actor: Actor
    words: str
    entitled: bool
    patience: Patience = PATIENCE


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassifyReport:
    """Somebody says what it was, and how grave."""

    actor: Actor
    classes: Sequence[Class]
    severity: Severity
    aimed: Aimed
    entitled: bool
    patience: Patience = PATIENCE


@dataclass(frozen=True, kw_only=True, slots=True)
class TellAuthority:
    """Somebody says that the authority has been told, and when; Trygg tells nobody by itself."""

    actor: Actor
    told_at: datetime
    entitled: bool
    patience: Patience = PATIENCE


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishReport:
    """The report says what it has to say."""

    actor: Actor
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AddToReport:
    """Somebody knows more of what is finished already."""

    actor: Actor
    words: str
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DiscussReport:
    """The unit has spoken about it in its meeting, and has decided something, or nothing."""

    actor: Actor
    met_on: date
    words: str
    """What was decided."""
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PassDue:
    """Its due time has come."""

    actor: Actor
    patience: Patience = PATIENCE


Command = (
    DraftReport
    | ReportNearMiss
    | WriteReport
    | ClassifyReport
    | TellAuthority
    | FinishReport
    | AddToReport
    | DiscussReport
    | PassDue
)
