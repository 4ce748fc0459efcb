"""An instruction in words, as somebody who is frightened reads it: first what to do, then why."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, assert_never

from roles.escape import OUT_OF_DOORS, Instruction, Why
from roles.ground import Step
from roles.plan import Plan
from roles.sentence import AND, Sentence, joined

HERE: Final = Sentence("The alarm is here")
LOCK: Final = Sentence("Stay here – lock the door")
SHUT: Final = Sentence("Stay here – keep the doors shut")
STAY: Final = Sentence("Stay where you are")
NO_WAY: Final = Sentence("No safe way from here right now – hide and be quiet")
OUTSIDE: Final = Sentence("Do not come in – go away from the house")

WHY_WORDS: Final[Mapping[Why, Sentence]] = MappingProxyType(
    {
        "place_unknown": Sentence("Nobody knows yet where the alarm comes from."),
        "no_refuge": Sentence("There is no safe zone and no retreat room here."),
        "refuge_in_danger": Sentence("Every safe zone and retreat room is in danger."),
        "cut_off": Sentence("No way from here to a safe zone is known."),
        "door_shut": Sentence("A door on the way does not open."),
        "danger_in_the_way": Sentence("Every way leads past the danger."),
        "no_room": Sentence("There is no room left in the safe zones."),
    }
)
"""Why somebody is not sent to a refuge; what is left out needs no reason."""


def instruction_in_words(plan: Plan, told: Instruction) -> Sentence:
    """Return in one line what a zone is told."""
    match told.do:
        case "here":
            return HERE
        case "go":
            return _to(plan, told)
        case "leave":
            return _out(plan, told)
        case "stay_and_lock":
            return LOCK
        case "stay":
            return SHUT if told.why == "in_refuge" else STAY
        case "no_safe_way":
            return NO_WAY
        case _:
            assert_never(told.do)


def reason_in_words(told: Instruction) -> Sentence | None:
    """Return why nobody is sent to a refuge from a zone; None where that needs no word."""
    return WHY_WORDS.get(told.why)


def way_in_words(plan: Plan, way: Sequence[Step]) -> str:
    """Return what one comes through on a way: named doors and zones, without the place one goes to."""
    parts = []
    for index, step in enumerate(way):
        if step.door is not None:
            parts.append(plan.doors[step.door].name if step.door in plan.doors else step.door)
        if index < len(way) - 1:
            parts.append(_name(plan, step.zone))
    return joined(parts, last=AND)


def _to(plan: Plan, told: Instruction) -> Sentence:
    place, way = _name(plan, told.to), way_in_words(plan, told.way)
    if not way:
        return Sentence("Go to %(place)s", place=place)
    return Sentence("Go to %(place)s – by way of %(way)s", place=place, way=way)


def _out(plan: Plan, told: Instruction) -> Sentence:
    if told.to is None:
        return OUTSIDE
    if told.why == "outside":
        return Sentence("Do not come in – go to %(place)s", place=_name(plan, told.to))
    place, way = _name(plan, told.to), way_in_words(plan, told.way)
    zone = plan.zones.get(told.to)
    if zone is not None and zone.kind in OUT_OF_DOORS:
        way = joined([way, place], AND) if way else place
        return Sentence("Leave the house by way of %(way)s", way=way)
    if not way:
        return Sentence("Leave the house – go to %(place)s", place=place)
    return Sentence("Leave the house – go to %(place)s by way of %(way)s", place=place, way=way)


def _name(plan: Plan, zone: str | None) -> str:
    known = plan.zones.get(zone or "")
    return known.name if known else zone or ""
