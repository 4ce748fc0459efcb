"""How an alarm ends: cleared or cancelled by somebody entitled to it, and closed when its record is complete."""

from datetime import datetime

from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.answering import acknowledge
from service.alarm.commands import Cancel, Clear, Close
from service.alarm.events import Event
from service.alarm.refusal import Refusal
from service.alarm.states import ResponderState


def clear(alarm: Alarm, command: Clear, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody entitled says that the danger is over.

    Raises:
        Refusal: when nobody is named, or the speaker is not entitled to end it.
    """
    _must_be_entitled(alarm, command.actor, command.entitled)
    return (
        *acknowledge(alarm, command.actor, at),
        Event(name="AlarmCleared", at=at, actor=command.actor, facts={"by": command.actor.by}),
    )


def cancel(alarm: Alarm, command: Cancel, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody entitled says that the alarm was set off by mistake.

    Raises:
        Refusal: when nobody is named, or the speaker is not entitled to end it.
    """
    _must_be_entitled(alarm, command.actor, command.entitled)
    facts = {"by": command.actor.by}
    return (Event(name="AlarmCancelled", at=at, actor=command.actor, facts=facts, words=command.words or None),)


def close(command: Close, at: datetime) -> tuple[Event, ...]:
    """Return what follows when the record is said to be complete."""
    facts = {"by": command.actor.by, "outcome": command.outcome}
    return (Event(name="AlarmClosed", at=at, actor=command.actor, facts=facts, words=command.words or None),)


def _must_be_entitled(alarm: Alarm, actor: Actor, entitled: bool) -> None:
    speaker = actor.speaker
    if speaker is None:
        raise Refusal("nobody_named", "Say who you are: an alarm ends only when a person entitled to it says so.")
    responder = alarm.responders.get(speaker)
    there = responder is not None and responder.state is ResponderState.ARRIVED
    if speaker == alarm.presser or speaker in alarm.pressers:
        raise Refusal(
            "presser",
            "Who pressed cannot end the alarm alone: somebody who has come and seen her says that the danger is over.",
        )
    if not (entitled or there):
        raise Refusal(
            "not_entitled",
            "Only somebody who has arrived, or whom the plan names for it, can end this alarm; ask one of them.",
        )
