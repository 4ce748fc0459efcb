"""What follows from a command: events, or a refusal in words. Pure: time and roster are arguments."""

from datetime import datetime, timedelta
from typing import Any, assert_never

from service.alarm.actor import Actor
from service.alarm.alarm import Alarm, evolve
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
from service.alarm.escalate import call_for, escalate, replacements
from service.alarm.events import Event
from service.alarm.instant import instant, told_instant
from service.alarm.join import asks_for_police, begins_anew, counts, script_after, turns
from service.alarm.police import ask, ask_by_press, count, count_press
from service.alarm.refusal import Refusal
from service.alarm.states import Ask, ResponderState, State, allows

ARRIVE_WITHIN = timedelta(seconds=180)
"""How long somebody who came without being called has to arrive before the plan goes on without them."""

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
            return _with_next_deadline(alarm, alarm.id, _join(alarm, command, roster, at))
        return _with_next_deadline(None, command.alarm, _raise(command, roster, at))
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
            return _acknowledge(alarm, command.actor, at)
        case Accept():
            return _accept(alarm, command, at)
        case Decline():
            return _decline(alarm, command, roster, at)
        case Arrive():
            return _arrive(alarm, command, at)
        case AskForPolice():
            asked = ask(alarm, command, roster, at)
            return (*_acknowledge(alarm, command.actor, at), *asked)
        case CountPress():
            return count_press(alarm, command.actor, frozenset({command.presser}), roster, at)
        case PassDeadline():
            return escalate(alarm, command.actor, roster, at)
        case ReportCall():
            return _report_call(alarm, command, roster, at)
        case Clear():
            return _clear(alarm, command, at)
        case Cancel():
            _must_be_entitled(alarm, command.actor, command.entitled)
            return (_event("AlarmCancelled", command.actor, at, {"by": _by(command.actor)}, command.words),)
        case Close():
            facts = {"by": _by(command.actor), "outcome": command.outcome}
            return (_event("AlarmClosed", command.actor, at, facts, command.words),)
        case _:
            assert_never(command)


def _why_not(alarm: Alarm, ask: Ask) -> str:
    if ask is Ask.CLOSE and alarm.is_open:
        return f"This alarm is {alarm.state}: somebody has to clear or cancel it before it can be closed."
    return f"This alarm is {alarm.state}; it can no longer be asked to {ask}."


def _raise(command: Raise, roster: Roster, at: datetime) -> tuple[Event, ...]:
    facts = {
        "press_key": command.press_key,
        "open_key": command.open_key,
        "mode": command.mode.value,
        "kind": command.kind,
        "gesture": command.gesture,
        "zone": command.zone,
        "device": command.device,
        "press": command.press,
        "presser": command.presser,
        "pressed_at": told_instant(command.pressed_at),
        "doubtful": command.doubtful,
        "plan": command.plan,
        "script": command.script.as_json(),
    }
    raised = _event("AlarmRaised", command.actor, at, facts)
    return (raised, *_after_press(evolve(None, command.alarm, raised), command, None, roster, at, calls=True))


def _join(alarm: Alarm, command: Raise, roster: Roster, at: datetime) -> tuple[Event, ...]:
    anew, turned = begins_anew(alarm, command), turns(alarm, command)
    facts: dict[str, Any] = {
        "press_key": command.press_key,
        "gesture": command.gesture,
        "zone": command.zone,
        "device": command.device,
        "press": command.press,
        "presser": command.presser,
        "counts": counts(alarm, command),
        "mode": (command if turned else alarm).mode.value,
        "kind": (command if anew else alarm).kind,
        "turned": turned,
        "anew": anew,
    }
    if anew:
        facts |= {"plan": command.plan, "script": script_after(alarm, command).as_json()}
    joined = _event("AlarmJoined", command.actor, at, facts)
    after = evolve(alarm, alarm.id, joined)
    return (joined, *_after_press(after, command, alarm, roster, at, calls=anew))


def _after_press(
    after: Alarm, command: Raise, before: Alarm | None, roster: Roster, at: datetime, *, calls: bool
) -> tuple[Event, ...]:
    """Count who has pressed elsewhere, call the police contact where the rule says so, and the first step's roles."""
    counted = count(after, command.actor, command.elsewhere, at) if counts(before, command) else ()
    for event in counted:
        after = evolve(after, after.id, event)
    if asks_for_police(before, command):
        return (*counted, *ask_by_press(after, command.actor, roster, at))
    return (*counted, *(call_for(after, roster, step=0, at=at) if calls else ()))


def _acknowledge(alarm: Alarm, actor: Actor, at: datetime) -> tuple[Event, ...]:
    if alarm.state is State.ACKNOWLEDGED:
        return ()
    return (_event("AlarmAcknowledged", actor, at, {"by": _by(actor)}),)


def _accept(alarm: Alarm, command: Accept, at: datetime) -> tuple[Event, ...]:
    known = alarm.responders.get(command.responder)
    if known and known.state in (ResponderState.ACCEPTED, ResponderState.ARRIVED):
        return ()
    within = (known.arrive_within if known else None) or ARRIVE_WITHIN
    facts = {"responder": command.responder, "called": known is not None, "arrive_by": instant(at + within)}
    accepted = _event("ResponderAccepted", command.actor, at, facts)
    return (*_acknowledge(alarm, command.actor, at), accepted)


def _decline(alarm: Alarm, command: Decline, roster: Roster, at: datetime) -> tuple[Event, ...]:
    known = alarm.responders.get(command.responder)
    if known and known.state is ResponderState.DECLINED:
        return ()
    declined = _event("ResponderDeclined", command.actor, at, {"responder": command.responder})
    roles = (known.role,) if known and known.role else ()
    return (
        *_acknowledge(alarm, command.actor, at),
        declined,
        *replacements(alarm, roles, roster, at, without={command.responder}),
    )


def _arrive(alarm: Alarm, command: Arrive, at: datetime) -> tuple[Event, ...]:
    known = alarm.responders.get(command.responder)
    if known and known.state is ResponderState.ARRIVED:
        return ()
    facts = {"responder": command.responder, "called": known is not None}
    return (*_acknowledge(alarm, command.actor, at), _event("ResponderArrived", command.actor, at, facts))


def _report_call(alarm: Alarm, command: ReportCall, roster: Roster, at: datetime) -> tuple[Event, ...]:
    known = alarm.responders.get(command.responder)
    if known is None or known.state is not ResponderState.CALLED or command.outcome != "failed":
        return ()
    facts = {"responder": command.responder, "route": command.route, "reason": command.reason}
    failed = _event("CallFailed", command.actor, at, facts)
    roles = (known.role,) if known.role and alarm.is_open else ()
    return (failed, *replacements(alarm, roles, roster, at))


def _clear(alarm: Alarm, command: Clear, at: datetime) -> tuple[Event, ...]:
    _must_be_entitled(alarm, command.actor, command.entitled)
    return (
        *_acknowledge(alarm, command.actor, at),
        _event("AlarmCleared", command.actor, at, {"by": _by(command.actor)}),
    )


def _must_be_entitled(alarm: Alarm, actor: Actor, entitled: bool) -> None:
    speaker = actor.behalf_of or actor.who
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


def _by(actor: Actor) -> str | None:
    """Return who said it: the person who acted, or for whom somebody unnamed did."""
    return actor.who or actor.behalf_of


def _event(name: str, actor: Actor, at: datetime, facts: dict[str, Any], words: str | None = None) -> Event:
    return Event(name=name, at=at, actor=actor, facts=facts, words=words or None)
