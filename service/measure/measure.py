"""Where a measure stands, computed from its events' facts and from nothing else: what is to be done is in no state."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from service.alarm.instant import parse_instant
from service.measure.aftercare import Task
from service.undertaking.event import Event

Ending = Literal["done", "dropped"]
Calls = Literal["owner", "lead", "above"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """Something that somebody is to do until a moment."""

    owner: str | None
    until: datetime
    """By when it is to be done."""
    look_at: datetime
    """When it is looked at again; means nothing once it is over."""
    task: Task | None = None
    report: str | None = None
    calls: Calls | None = None
    """Whom it calls upon since it is overdue."""
    called: int = 0
    """How often it has called upon somebody."""
    ending: Ending | None = None
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it is done or dropped."""
        return self.ending is not None

    @property
    def due_at(self) -> datetime | None:
        """When it has to be looked at again; None only when it is over."""
        return None if self.is_over else self.look_at


def evolve(measure: Measure | None, event: Event) -> Measure:
    """Return a measure after an event; `measure` is None before the first.

    Raises:
        ValueError: when the event follows no `MeasurePlanned`, or is no event of a measure.
    """
    facts = event.facts
    if event.name == "MeasurePlanned":
        until, task = parse_instant(facts["until"]), facts["task"]
        return Measure(
            owner=facts["owner"],
            until=until,
            look_at=until,
            task=Task(task) if task else None,
            report=facts["report"],
        )
    if measure is None:
        raise ValueError(f"{event.name} comes before MeasurePlanned; the record of this measure is incomplete")
    match event.name:
        case "MeasureMoved":
            until = parse_instant(facts["until"])
            return replace(measure, until=until, look_at=until, calls=None)
        case "MeasureHandedOver":
            return replace(measure, owner=facts["owner"], calls=None, look_at=parse_instant(facts["look_at"]))
        case "MeasureOverdue":
            return replace(
                measure, calls=facts["calls"], called=measure.called + 1, look_at=parse_instant(facts["look_at"])
            )
        case "MeasureDone":
            return replace(measure, ending="done", ended_at=event.at, calls=None)
        case "MeasureDropped":
            return replace(measure, ending="dropped", ended_at=event.at, calls=None)
        case _:
            raise ValueError(f"{event.name!r} is no event of a measure")


def evolve_all(events: Iterable[Event]) -> Measure | None:
    """Return a measure after all of its events; None without any."""
    measure = None
    for event in events:
        measure = evolve(measure, event)
    return measure
