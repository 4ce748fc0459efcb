"""Where a drill stands, computed from its events and from nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, cast

from service.alarm.instant import parse_instant
from service.alarm.states import Mode
from service.drill.commands import Author, Manner, Scope
from service.drill.states import OVER, State
from service.undertaking.event import Event

MODE: Final = Mode.DRILL
"""The only mode in which a drill presses. Nothing in this package names another one."""

LAPSES_AFTER: Final = timedelta(hours=12)
"""So long after its time a drill that nobody has begun is let go."""

LASTS: Final[Mapping[Scope, timedelta]] = {"whole": timedelta(minutes=30), "micro": timedelta(minutes=2)}
"""So long a drill goes on at most; then it ends by itself."""


COUNTDOWN: Final = timedelta(seconds=10)
"""So long at least lies between the tap that begins a drill and its press: time to break it off."""

NOTICE: Final[Mapping[Scope, timedelta]] = {"whole": timedelta(minutes=10), "micro": timedelta(minutes=1)}
"""So long at least an announced drill has stood on the screens before its press: else nobody would know of it."""

LATEST_PRESS: Final = timedelta(minutes=2)
"""A press that comes later than so after its countdown is not made: the rooms were looked at long ago."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drill:
    """One drill."""

    scenario: str
    zone: str
    kind: str
    twist: str
    scope: Scope
    manner: Manner
    at: datetime
    """When it is to begin."""
    planned_by: Author
    planned_at: datetime
    zones: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    presser: str | None = None
    joint: str | None = None
    partners: tuple[str, ...] = ()
    state: State = State.PLANNED
    view: str | None = None
    """What the safety representative says: agrees or objects; None before."""
    view_by: Author | None = None
    started_at: datetime | None = None
    presses_at: datetime | None = None
    """When the countdown is over."""
    pressed_at: datetime | None = None
    ended_at: datetime | None = None
    because: str | None = None
    """Why it ended: cleared, time, or why it was broken off."""
    target: Mapping[str, Any] | None = None
    expected: Mapping[str, Any] | None = None
    result: Mapping[str, Any] | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in OVER

    @property
    def is_agreed(self) -> bool:
        """Whether it may begin as far as the safety representative is concerned: an announced one needs no yes."""
        return self.manner == "announced" or self.view == "agrees"

    @property
    def due_at(self) -> datetime | None:
        """When it has to be looked at again; None where nothing happens by time."""
        if self.state is State.PLANNED:
            return self.at + LAPSES_AFTER
        if self.state is State.COUNTING:
            return self.presses_at
        if self.state is State.RUNNING and self.pressed_at is not None:
            return self.pressed_at + LASTS[self.scope]
        return None

    def press_at(self, at: datetime) -> datetime:
        """Return when the press comes of a drill that is begun at an instant."""
        soonest = at + COUNTDOWN
        return soonest if self.manner == "unannounced" else max(soonest, self.planned_at + NOTICE[self.scope])


@dataclass(frozen=True, kw_only=True, slots=True)
class DrillPress:
    """The press of a drill, for the same way as every other; it covers nothing but itself."""

    press_key: str
    open_key: str
    mode: Mode
    kind: str
    zone: str
    presser: str | None


def press_of(office: str, id_: str, drill: Drill) -> DrillPress | None:
    """Return the one press of a drill that runs; None for any other.

    Said as often as one likes it is one press, and no real one ever joins it: its keys begin with the mode.
    """
    if drill.state is not State.RUNNING:
        return None
    return DrillPress(
        press_key=press_key(office, id_),
        open_key=f"{MODE}:{id_}",
        mode=MODE,
        kind=drill.kind,
        zone=drill.zone,
        presser=drill.presser,
    )


def press_key(office: str, id_: str) -> str:
    """Return the key of a drill's press, from which its alarm's id follows."""
    return f"{MODE}:{office}/{id_}"


def replay(events: Iterable[Event]) -> Drill | None:
    """Return the drill that events have led to; None before the first."""
    drill: Drill | None = None
    for event in events:
        drill = evolve(drill, event)
    return drill


def evolve(drill: Drill | None, event: Event) -> Drill:
    """Return the drill after an event; the first one plans it."""
    facts = event.facts
    if event.name == "DrillPlanned":
        return Drill(
            scenario=facts["scenario"],
            zone=facts["zone"],
            kind=facts["kind"],
            twist=facts["twist"],
            scope=cast("Scope", facts["scope"]),
            manner=cast("Manner", facts["manner"]),
            at=parse_instant(facts["at"]),
            planned_by=Author(person=facts["by"], account=facts["account"]),
            planned_at=event.at,
            zones=tuple(facts["zones"]),
            roles=tuple(facts["roles"]),
            presser=facts["presser"],
            joint=facts["joint"],
            partners=tuple(facts["partners"]),
            target=facts["target"],
            expected=facts["expected"],
        )
    if drill is None:
        raise ValueError(f"{event.name} of a drill that was never planned")
    match event.name:
        case "DrillViewGiven":
            by = Author(person=facts["by"], account=facts["account"])
            return replace(drill, view=facts["view"], view_by=by)
        case "DrillStarted":
            presses_at = parse_instant(facts["presses_at"])
            began = {"target": facts["target"], "expected": facts["expected"]}
            return replace(drill, state=State.COUNTING, started_at=event.at, presses_at=presses_at, **began)
        case "DrillPressed":
            return replace(drill, state=State.RUNNING, pressed_at=event.at)
        case "DrillEnded":
            return replace(drill, state=State.RUN, ended_at=event.at, because=facts["because"])
        case "DrillAborted":
            return replace(drill, state=State.ABORTED, ended_at=event.at, because=facts["because"])
        case "DrillCalledOff":
            return replace(drill, state=State.CALLED_OFF, ended_at=event.at)
        case "DrillLapsed":
            return replace(drill, state=State.LAPSED, ended_at=event.at)
        case _:
            return replace(drill, state=State.JUDGED, result=facts["result"])
