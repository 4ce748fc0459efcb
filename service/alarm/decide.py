"""What follows from a command: events, or a refusal in words. Pure: time and roster are arguments."""

from datetime import datetime
from typing import Any, assert_never

from service.alarm.alarm import Alarm
from service.alarm.answering import accept, acknowledge, arrive, decline, report_call
from service.alarm.call import Roster
from service.alarm.commands import (
    Accept,
    Acknowledge,
    AnyButRaise,
    Arrive,
    AskForPolice,
    Cancel,
    Clear,
    Close,
    Command,
    CountPress,
    Decline,
    PassDeadline,
    Raise,
    ReportCall,
)
from service.alarm.deadline import deadline, next_step_at
from service.alarm.ending import cancel, clear, close
from service.alarm.escalate import escalate
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.instant import instant
from service.alarm.police import ask, count_press
from service.alarm.raising import begin, join
from service.alarm.refusal import Refusal
from service.alarm.states import Ask, allows

ASKS: dict[type, Ask] = {
    Raise: Ask.JOIN,
    Acknowledge: Ask.ACKNOWLEDGE,
    Accept: Ask.ACCEPT,
    Decline: Ask.DECLINE,
    Arrive: Ask.ARRIVE,
    AskForPolice: Ask.ASK_FOR_POLICE,
    CountPress: Ask.COUNT_PRESS,
    PassDeadline: Ask.PASS_DEADLINE,
    ReportCall: Ask.REPORT_CALL,
    Clear: Ask.CLEAR,
    Cancel: Ask.CANCEL,
    Close: Ask.CLOSE,
}


def decide(alarm: Alarm | None, command: Command, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Args:
        alarm: the open alarm that a trigger would join, or the alarm a person acts on; None where there is none.
        command: what is asked.
        roster: who can be called for the roles that `escalate.wanted` names, resolved at this moment.
        at: now.

    Raises:
        Refusal: when the alarm's state or the asker's rights do not allow it.
    """
    if isinstance(command, Raise):
        if alarm and command.press_key in alarm.press_keys:
            return ()  # heard again: evidence only, whatever has become of its alarm
        if alarm and alarm.is_open:
            return _with_next_deadline(alarm, alarm.id, join(alarm, command, roster, at))
        return _with_next_deadline(None, command.alarm, begin(command, roster, at))
    if alarm is None:
        raise Refusal("unknown_alarm", "There is no such alarm; look it up in the list of alarms.")
    ask = ASKS[type(command)]
    if not allows(alarm.state, ask):
        if isinstance(command, PassDeadline):
            return ()
        raise Refusal("wrong_state", _why_not(alarm, ask))
    return _with_next_deadline(alarm, alarm.id, _answer(alarm, command, roster, at))


def _answer(alarm: Alarm, command: AnyButRaise, roster: Roster, at: datetime) -> tuple[Event, ...]:
    match command:
        case Acknowledge():
            return acknowledge(alarm, command.actor, at)
        case Accept():
            return accept(alarm, command, at)
        case Decline():
            return decline(alarm, command, roster, at)
        case Arrive():
            return arrive(alarm, command, at)
        case AskForPolice():
            asked = ask(alarm, command, roster, at)
            return (*acknowledge(alarm, command.actor, at), *asked)
        case CountPress():
            return count_press(alarm, command.actor, frozenset({command.presser}), roster, at)
        case PassDeadline():
            return escalate(alarm, command.actor, roster, at)
        case ReportCall():
            return report_call(alarm, command, roster, at)
        case Clear():
            return clear(alarm, command, at)
        case Cancel():
            return cancel(alarm, command, at)
        case Close():
            return close(command, at)
        case _:
            assert_never(command)


def _why_not(alarm: Alarm, ask: Ask) -> str:
    if ask is Ask.CLOSE and alarm.is_open:
        return f"This alarm is {alarm.state}: somebody has to clear or cancel it before it can be closed."
    return f"This alarm is {alarm.state}; it can no longer be asked to {ask}."


def _with_next_deadline(alarm: Alarm | None, alarm_id: str, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Write into each event what the service promises to do next, so that screens can count down to it."""
    after = alarm
    for event in events:
        after = evolve(after, alarm_id, event)
    if after is None:
        return events
    at = deadline(after)
    promise: dict[str, Any] = {"next_at": instant(at) if at else None}
    if after.is_open:
        promise["answered"] = after.is_answered
    if after.is_open and not after.is_answered:
        promise["step_at"] = instant(next_step_at(after))
    return tuple(
        Event(name=e.name, at=e.at, actor=e.actor, facts={**e.facts, **promise}, words=e.words) for e in events
    )
