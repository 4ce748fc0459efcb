"""What follows from a command about a place that is looked over: events, or a refusal in words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from roles.sentence import Sentence
from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.readiness.commands import (
    ApprovePlace,
    Command,
    Inspect,
    PassDue,
    PlanInspection,
    ReportDoor,
    WithdrawInspection,
)
from service.readiness.place import Place
from service.readiness.states import ANSWERS
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

FIRST_LOOK_WITHIN: Final = timedelta(days=7)
"""How long an office has for the first look at what its plan has just begun to ask for."""


def decide(place: Place | None, command: Command, at: datetime) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Args:
        place: the place so far; None for one that was never planned.
        command: what is asked.
        at: the moment.

    Raises:
        UndertakingRefusal: the place's state or the actor's rights do not allow it.
    """
    if isinstance(command, PlanInspection):
        return _plan(place, command, at)
    if place is None or (place.is_over and not isinstance(command, WithdrawInspection)):
        why = Sentence("The plan does not have this looked over. Write it under inspections in the plan first.")
        raise UndertakingRefusal("not_inspected", why)
    match command:
        case Inspect():
            return _inspect(place, command, at)
        case ApprovePlace():
            return _approve(place, command, at)
        case ReportDoor():
            return _report(place, command, at)
        case PassDue():
            is_due = place.due_at is not None and place.due_at <= at and not place.is_over
            return (_event("InspectionOverdue", at, command.actor, {}),) if is_due else ()
        case WithdrawInspection():
            return () if place.is_over else (_event("InspectionWithdrawn", at, command.actor, {}),)
        case _:
            assert_never(command)


def _plan(place: Place | None, command: PlanInspection, at: datetime) -> tuple[Event, ...]:
    if place is not None and not place.is_over and place.every == command.every:
        return ()
    look_by = at + min(command.every, FIRST_LOOK_WITHIN)
    if place is not None:  # a plan that changes its turn again and again puts nothing off
        look_by = min(look_by, place.look_by) if place.look is None else place.look.at + command.every
    facts = {"place": command.place, "kind": command.kind, "every_ms": _ms(command.every), "look_by": instant(look_by)}
    return (_event("InspectionPlanned", at, command.actor, facts),)


def _inspect(place: Place, command: Inspect, at: datetime) -> tuple[Event, ...]:
    missing = [question for question in command.asked if command.answers.get(question) not in ANSWERS]
    if missing:
        why = Sentence("Answer every question with yes, no or not here: %(count)s are open.", count=len(missing))
        raise UndertakingRefusal("unanswered", why)
    facts = {
        "answers": {question: command.answers[question] for question in command.asked},
        "failed": [question for question in command.asked if command.answers[question] == "no"],
        "photo": command.photo,
        "look_by": instant(at + place.every),
    }
    return (_event("PlaceInspected", at, command.actor, facts, command.words),)


def _approve(place: Place, command: ApprovePlace, at: datetime) -> tuple[Event, ...]:
    if not command.entitled:
        why = Sentence("Only whoever looks after the plan can say how a room should be.")
        raise UndertakingRefusal("not_entitled", why)
    if place.approved is not None and place.approved.photo == command.photo:
        return ()
    return (_event("PlaceApproved", at, command.actor, {"photo": command.photo}),)


def _report(place: Place, command: ReportDoor, at: datetime) -> tuple[Event, ...]:
    if place.kind != "door":
        raise UndertakingRefusal("no_door", Sentence("This is a room. Report one of its doors, or look it over."))
    if command.is_propped == (place.propped_at is not None):
        return ()
    return (_event("DoorPropped" if command.is_propped else "DoorShut", at, command.actor, {}),)


def _event(name: str, at: datetime, actor: Actor, facts: Mapping[str, Any], words: str = "") -> Event:
    personal = {"words": words.strip()} if words.strip() else {}
    return Event(name=name, at=at, actor=actor, facts=facts, personal=personal)


def _ms(time: timedelta) -> int:
    return round(time.total_seconds() * 1000)
