"""What follows from a command about a measure: events, or a refusal in words. Time and rights are arguments."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from roles.sentence import Sentence
from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.measure.commands import (
    Command,
    DropMeasure,
    FinishMeasure,
    HandOverMeasure,
    MoveMeasure,
    PassDue,
    PlanMeasure,
)
from service.measure.measure import Measure
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

LONGEST: Final = timedelta(days=3 * 366)
"""How far ahead something can be due."""


def decide(measure: Measure | None, command: Command, at: datetime) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Args:
        measure: the measure so far; None before it is planned.
        command: what is asked.
        at: the moment.

    Raises:
        UndertakingRefusal: the measure's state or the actor's rights do not allow it.
    """
    if isinstance(command, PlanMeasure):
        return (_plan(command, at),) if measure is None else ()
    if measure is None:
        raise UndertakingRefusal("unknown_measure", Sentence("There is no such measure; look it up in the list."))
    match command:
        case MoveMeasure():
            _must_go_on(measure)
            _may(measure, command.actor, command.entitled)
            _must_be_ahead(command.due_at, at)
            return (_event("MeasureMoved", at, command.actor, {"until": instant(command.due_at)}, _why(command.words)),)
        case HandOverMeasure():
            return _hand_over(measure, command, at)
        case FinishMeasure():
            return _end(measure, command, at, "MeasureDone", _words(command.words))
        case DropMeasure():
            return _end(measure, command, at, "MeasureDropped", _why(command.words))
        case PassDue():
            return _pass_due(measure, command, at)
        case _:
            assert_never(command)


def _plan(command: PlanMeasure, at: datetime) -> Event:
    if not command.entitled:
        why = Sentence("Whoever leads the office or answers for its safety plans measures.")
        raise UndertakingRefusal("not_entitled", why)
    if command.task is None and not command.words.strip():
        raise UndertakingRefusal("no_words", Sentence("There are no words in it. Write what is to be done."))
    _must_be_ahead(command.due_at, at)
    facts = {
        "owner": command.owner,
        "until": instant(command.due_at),
        "task": command.task.value if command.task else None,
        "report": command.report,
    }
    return _event("MeasurePlanned", at, command.actor, facts, _words(command.words))


def _hand_over(measure: Measure, command: HandOverMeasure, at: datetime) -> tuple[Event, ...]:
    _must_go_on(measure)
    _may(measure, command.actor, command.entitled)
    if command.owner == measure.owner:
        return ()
    facts = {"owner": command.owner, "look_at": instant(max(measure.until, at + command.patience.to_the_lead))}
    return (_event("MeasureHandedOver", at, command.actor, facts),)


def _end(
    measure: Measure, command: FinishMeasure | DropMeasure, at: datetime, name: str, personal: Mapping[str, str]
) -> tuple[Event, ...]:
    _may(measure, command.actor, command.entitled)
    return () if measure.is_over else (_event(name, at, command.actor, {}, personal),)


def _pass_due(measure: Measure, command: PassDue, at: datetime) -> tuple[Event, ...]:
    """Call upon the owner, then upon whoever leads, then upon whom the plan names above; nothing before its time."""
    if measure.due_at is None or at < measure.due_at:
        return ()
    patience = command.patience
    if measure.calls is None and measure.owner is not None:
        calls, again = "owner", patience.to_the_lead
    elif measure.calls in ("lead", "above") and patience.has_above:
        calls, again = "above", patience.again
    else:
        calls, again = "lead", patience.to_above if patience.has_above else patience.again
    return (_event("MeasureOverdue", at, command.actor, {"calls": calls, "look_at": instant(at + again)}),)


def _may(measure: Measure, actor: Actor, entitled: bool) -> None:
    if entitled or (measure.owner is not None and actor.speaker == measure.owner):
        return
    why = Sentence("Only who is to do it and whoever leads can say this.")
    raise UndertakingRefusal("not_entitled", why)


def _must_go_on(measure: Measure) -> None:
    if measure.is_over:
        raise UndertakingRefusal("measure_over", Sentence("The measure is done or dropped. Plan another one."))


def _must_be_ahead(due_at: datetime, at: datetime) -> None:
    if not at < due_at <= at + LONGEST:
        why = Sentence("A measure is due later than now, and within three years. Say another day.")
        raise UndertakingRefusal("bad_due", why)


def _why(words: str) -> dict[str, str]:
    if not words.strip():
        raise UndertakingRefusal("no_words", Sentence("Say why; the next one who looks at it wants to know."))
    return _words(words)


def _words(words: str) -> dict[str, str]:
    return {"words": words.strip()} if words.strip() else {}


def _event(
    name: str, at: datetime, actor: Actor, facts: Mapping[str, Any], personal: Mapping[str, Any] | None = None
) -> Event:
    return Event(name=name, at=at, actor=actor, facts=facts, personal=personal or {})
