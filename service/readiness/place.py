"""How a place stands, computed from its events and from nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service.alarm.instant import parse_instant
from service.readiness.commands import PlaceKind
from service.readiness.states import FAULTS, State
from service.undertaking.event import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How a place was found when somebody last looked it over."""

    at: datetime
    by: str | None
    failed: tuple[str, ...]
    """The questions that were answered with no."""
    photo: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """The picture that shows a place as it should be, and who said so when."""

    at: datetime
    by: str | None
    photo: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A room or door that is looked over."""

    place: str
    """The id of the zone or door in the plan."""
    kind: PlaceKind
    every: timedelta
    look_by: datetime
    """By when it has to be looked over next, or should have been."""
    look: Look | None = None
    approved: Approved | None = None
    propped_at: datetime | None = None
    is_overdue: bool = False
    is_over: bool = False
    """Whether the plan no longer has it looked over."""

    @property
    def due_at(self) -> datetime | None:
        """Return when it becomes overdue; None where it is already, or where the plan asks for it no more."""
        return None if self.is_overdue or self.is_over else self.look_by

    @property
    def state(self) -> State:
        """Return how it stands; the gravest word first."""
        if self.is_over:
            return State.WITHDRAWN
        if self.propped_at is not None:
            return State.PROPPED
        if self.look is not None and self.look.failed:
            return State.FAILED
        if self.is_overdue:
            return State.OVERDUE
        return State.UNKNOWN if self.look is None else State.READY

    @property
    def is_fault(self) -> bool:
        """Whether nobody should rely on it."""
        return self.state in FAULTS


def evolve(place: Place | None, event: Event) -> Place:
    """Return a place after one event; `place` is None before the first.

    Raises:
        ValueError: when the first event is not the one that begins it.
    """
    if event.name == "InspectionPlanned":
        return _planned(place, event)
    if place is None:
        raise ValueError(f"{event.name} comes before InspectionPlanned; the record of this place is incomplete")
    match event.name:
        case "PlaceInspected":
            facts = event.facts
            look = Look(at=event.at, by=event.actor.by, failed=tuple(facts["failed"]), photo=facts["photo"])
            look_by = parse_instant(facts["look_by"])
            return replace(place, look=look, look_by=look_by, is_overdue=False, propped_at=None)
        case "InspectionOverdue":
            return replace(place, is_overdue=True)
        case "PlaceApproved":
            return replace(place, approved=Approved(at=event.at, by=event.actor.by, photo=event.facts["photo"]))
        case "DoorPropped":
            return replace(place, propped_at=event.at)
        case "DoorShut":
            return replace(place, propped_at=None)
        case "InspectionWithdrawn":
            return replace(place, is_over=True)
        case _:
            raise ValueError(f"{event.name!r} is no event of a place that is looked over")


def evolve_all(events: Iterable[Event]) -> Place | None:
    """Return a place after all of its events; None without any."""
    place = None
    for event in events:
        place = evolve(place, event)
    return place


def _planned(place: Place | None, event: Event) -> Place:
    facts = event.facts
    every, look_by = timedelta(milliseconds=facts["every_ms"]), parse_instant(facts["look_by"])
    if place is None:
        return Place(place=facts["place"], kind=facts["kind"], every=every, look_by=look_by)
    is_overdue = place.is_overdue and look_by <= event.at
    return replace(place, every=every, look_by=look_by, is_overdue=is_overdue, is_over=False)
