"""What people answer: they have seen it, are coming, cannot come, or are there; and a call that reached nobody."""

from datetime import datetime, timedelta

from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.call import Roster
from service.alarm.commands import Accept, Arrive, Decline, ReportCall
from service.alarm.escalate import replacements
from service.alarm.events import Event
from service.alarm.instant import instant
from service.alarm.states import ResponderState, State

ARRIVE_WITHIN = timedelta(seconds=180)
"""How long somebody who came without being called has to arrive before the plan goes on without them."""


def acknowledge(alarm: Alarm, actor: Actor, at: datetime, words: str = "") -> tuple[Event, ...]:
    """Return the event by which somebody has recognised the alarm; nothing when somebody had."""
    return _seen(actor, at, words) if alarm.state is State.RAISED else ()


def recognise(alarm: Alarm, actor: Actor, at: datetime, words: str = "") -> tuple[Event, ...]:
    """Return what follows when somebody says that she has seen it: each person is counted once, who pressed never."""
    is_new = actor.by is not None and actor.by not in alarm.seen_by | alarm.pressers | {alarm.presser}
    return _seen(actor, at, words) if alarm.state is State.RAISED or is_new else ()


def accept(alarm: Alarm, command: Accept, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody is coming; nothing when she was coming or there."""
    known = alarm.responders.get(command.responder)
    if known and known.state in (ResponderState.ACCEPTED, ResponderState.ARRIVED):
        return ()
    within = (known.arrive_within if known else None) or ARRIVE_WITHIN
    facts = {"responder": command.responder, "called": known is not None, "arrive_by": instant(at + within)}
    accepted = Event(name="ResponderAccepted", at=at, actor=command.actor, facts=facts, words=command.words or None)
    return (*acknowledge(alarm, command.actor, at), accepted)


def decline(alarm: Alarm, command: Decline, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody cannot come: one more person of her role is called, where there is one."""
    known = alarm.responders.get(command.responder)
    if known and known.state is ResponderState.DECLINED:
        return ()
    facts = {"responder": command.responder}
    declined = Event(name="ResponderDeclined", at=at, actor=command.actor, facts=facts, words=command.words or None)
    roles = (known.role,) if known and known.role else ()
    return (
        *acknowledge(alarm, command.actor, at),
        declined,
        *replacements(alarm, roles, roster, at, without={command.responder}),
    )


def arrive(alarm: Alarm, command: Arrive, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody is there; nothing when she was."""
    known = alarm.responders.get(command.responder)
    if known and known.state is ResponderState.ARRIVED:
        return ()
    facts = {"responder": command.responder, "called": known is not None}
    return (
        *acknowledge(alarm, command.actor, at),
        Event(name="ResponderArrived", at=at, actor=command.actor, facts=facts, words=command.words or None),
    )


def report_call(alarm: Alarm, command: ReportCall, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when a call has reached nobody; any other outcome changes nothing."""
    known = alarm.responders.get(command.responder)
    if known is None or known.state is not ResponderState.CALLED or command.outcome != "failed":
        return ()
    facts = {"responder": command.responder, "route": command.route, "reason": command.reason}
    failed = Event(name="CallFailed", at=at, actor=command.actor, facts=facts)
    roles = (known.role,) if known.role and alarm.is_open else ()
    return (failed, *replacements(alarm, roles, roster, at))


def _seen(actor: Actor, at: datetime, words: str) -> tuple[Event, ...]:
    return (Event(name="AlarmAcknowledged", at=at, actor=actor, facts={"by": actor.by}, words=words or None),)
