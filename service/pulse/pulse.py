"""Where a pulse stands, computed from its events' facts. While it is open nothing in it moves, whoever answers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from service.alarm.instant import parse_instant
from service.undertaking.event import Event

Way = Literal["own", "slips"]
"""How somebody comes by the right to answer once: from her own page, or by a slip of paper that she draws."""
Ending = Literal["closed", "called_off"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pulse:
    """Three questions that are open until a moment."""

    week: str
    until: datetime
    way: Way
    asked: int
    ending: Ending | None = None
    answered: int | None = None
    """How many have answered; None while it is open, and where they were too few."""
    totals: tuple[int, ...] | None = None
    """For each question the sum of its answers; None where nothing is told."""

    @property
    def is_over(self) -> bool:
        """Whether it is closed or called off."""
        return self.ending is not None


def evolve(pulse: Pulse | None, event: Event) -> Pulse:
    """Return a pulse after an event; `pulse` is None before the first.

    Raises:
        ValueError: when the event follows no `PulseOpened`, or is no event of a pulse.
    """
    facts = event.facts
    if event.name == "PulseOpened":
        return Pulse(week=facts["week"], until=parse_instant(facts["until"]), way=facts["way"], asked=facts["asked"])
    if pulse is None:
        raise ValueError(f"{event.name} comes before PulseOpened; the record of this pulse is incomplete")
    match event.name:
        case "PulseClosed":
            totals = facts["totals"]
            told = tuple(totals) if totals is not None else None
            return replace(pulse, ending="closed", answered=facts["answered"], totals=told)
        case "PulseCalledOff":
            return replace(pulse, ending="called_off")
        case _:
            raise ValueError(f"{event.name!r} is no event of a pulse")


def evolve_all(events: Iterable[Event]) -> Pulse | None:
    """Return a pulse after all of its events; None without any."""
    pulse = None
    for event in events:
        pulse = evolve(pulse, event)
    return pulse
