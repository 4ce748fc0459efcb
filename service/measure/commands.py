"""What can be asked of a measure."""

from dataclasses import dataclass
from datetime import datetime

from service.alarm.actor import Actor
from service.measure.aftercare import Task
from service.undertaking.patience import PATIENCE, Patience


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanMeasure:
    """Somebody is to do something until a moment; asked again it changes nothing."""

    actor: Actor
    entitled: bool
    owner: str | None
    """Opaque key of who is to do it; None where nobody is known: then it calls upon whoever leads."""
    due_at: datetime
    words: str = ""
    """What is to be done; a task of aftercare has its own words."""
    task: Task | None = None
    report: str | None = None
    """The id of the report that it follows from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveMeasure:
    """It is to be done until another moment, and somebody says why."""

    actor: Actor
    entitled: bool
    due_at: datetime
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOverMeasure:
    """Somebody else is to do it."""

    actor: Actor
    entitled: bool
    owner: str
    patience: Patience = PATIENCE


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishMeasure:
    """It is done."""

    actor: Actor
    entitled: bool
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DropMeasure:
    """It will not be done, and somebody says why."""

    actor: Actor
    entitled: bool
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PassDue:
    """Its due time has come."""

    actor: Actor
    patience: Patience = PATIENCE


Command = PlanMeasure | MoveMeasure | HandOverMeasure | FinishMeasure | DropMeasure | PassDue
