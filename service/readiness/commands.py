"""What can be asked of a place that is looked over. What the plan says about it comes with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from service.alarm.actor import Actor

PlaceKind = Literal["room", "door"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanInspection:
    """The plan has a place looked over in turn; asked again whenever a plan begins to hold."""

    actor: Actor
    place: str
    """The id of a zone or door."""
    kind: PlaceKind
    every: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspect:
    """Somebody has looked the place over and says how it was."""

    actor: Actor
    answers: Mapping[str, str]
    """Question → yes, no or not_here."""
    asked: tuple[str, ...]
    """All questions that the plan asks of this place."""
    photo: str | None = None
    """The digest of a picture taken now."""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovePlace:
    """Somebody entitled says that a picture shows the place as it should be."""

    actor: Actor
    photo: str
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportDoor:
    """Somebody sees that a door is held open, or that it is shut again."""

    actor: Actor
    is_propped: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PassDue:
    """The time has come by which the place should have been looked over."""

    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawInspection:
    """The plan no longer has the place looked over."""

    actor: Actor


Command = PlanInspection | Inspect | ApprovePlace | ReportDoor | PassDue | WithdrawInspection
