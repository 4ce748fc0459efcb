"""Rooms and doors that are looked over in turn: which, how often, by whom, and what is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from roles.sentence import Sentence

if TYPE_CHECKING:
    from roles.plan import Plan, Texts

PlaceKind = Literal["room", "door"]

QUESTIONS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "two_ways_out": Sentence("Are both ways out free?"),
        "furniture": Sentence("Does the furniture stand as in the approved picture?"),
        "seat_by_door": Sentence("Does the one who works here sit nearest to a way out?"),
        "nothing_loose": Sentence("Is nothing within reach that could be thrown or used to hurt?"),
        "sight_in": Sentence("Can somebody outside see into the room?"),
        "lock": Sentence("Does the lock do what the plan says?"),
        "opens_from_inside": Sentence("Does the door open from inside by hand, without a key?"),
        "shuts_by_itself": Sentence("Does the door shut by itself, and latch?"),
        "nothing_props": Sentence("Does nothing prop the door open?"),
        "button": Sentence("Is the alarm button in its place, and can it be reached?"),
        "sign": Sentence("Can the way to the safe zone be read here?"),
    }
)
"""What a plan can have asked by one word. A yes is good for every one of them."""

# The Norwegian minimum standard for offices with visitors asks for most of these; the list for doors is a safe zone's.
OF_A_ROOM: Final = ("two_ways_out", "furniture", "nothing_loose", "sight_in", "lock", "button")
OF_A_DOOR: Final = ("shuts_by_itself", "nothing_props", "opens_from_inside")

SHORTEST: Final = timedelta(days=1)
LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspection:
    """One turn of looking rooms and doors over.

    `of` are ids of zones and doors; `by` is the role whose holders are asked, None for anybody who looks after the
    office. `questions` are words of `QUESTIONS`; `own` are the plan's own, by their ids.
    """

    id: str
    name: str
    of: tuple[str, ...]
    every: timedelta
    by: str | None = None
    questions: tuple[str, ...] = ()
    own: Mapping[str, "Texts"] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspected:
    """One room or door, with all that is asked of it: from whichever turns name it."""

    place: str
    kind: PlaceKind
    name: str
    every: timedelta
    by: tuple[str, ...]
    questions: tuple[str, ...]
    own: Mapping[str, "Texts"]


def inspected(plan: "Plan") -> Mapping[str, Inspected]:
    """Return every room and door that the plan has looked over, in the plan's order; the shortest turn counts.

    An id that the plan does not know is left out; one that is a zone's and a door's is taken to be the zone's.
    """
    found: dict[str, Inspected] = {}
    for turn in plan.inspections.values():
        for place in dict.fromkeys(turn.of):
            kind = _kind(plan, place)
            if kind is None:
                continue
            before = found.get(place)
            found[place] = Inspected(
                place=place,
                kind=kind,
                name=(plan.zones[place] if kind == "room" else plan.doors[place]).name,
                every=min(turn.every, before.every) if before else turn.every,
                by=tuple(dict.fromkeys((*(before.by if before else ()), *((turn.by,) if turn.by else ())))),
                questions=tuple(dict.fromkeys((*(before.questions if before else ()), *_asked(turn, kind)))),
                own=MappingProxyType({**(before.own if before else {}), **turn.own}),
            )
    return MappingProxyType(found)


def unknown_places(plan: "Plan") -> Iterator[tuple[str, int, str]]:
    """Yield turn, index and id of each place that a turn names and the plan does not know."""
    for turn in plan.inspections.values():
        for index, place in enumerate(turn.of):
            if _kind(plan, place) is None:
                yield turn.id, index, place


def _kind(plan: "Plan", place: str) -> PlaceKind | None:
    return "room" if place in plan.zones else "door" if place in plan.doors else None


def _asked(turn: Inspection, kind: PlaceKind) -> tuple[str, ...]:
    """Return what a turn asks of a place: what it says itself, else what is usual for rooms or doors."""
    return turn.questions or (() if turn.own else OF_A_ROOM if kind == "room" else OF_A_DOOR)
