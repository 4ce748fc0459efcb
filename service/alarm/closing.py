"""Closing the office: what begins it, who answers which line of its checklist, and the time it is looked at again.

A closing is an alarm of its own kind, so that its deadlines, calls, record and screens are those of every alarm. It
never joins a press and no press joins it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from service.alarm.actor import Actor
from service.alarm.alarm import COMING, Alarm
from service.alarm.answering import accept, acknowledge, arrive, decline
from service.alarm.call import Roster
from service.alarm.closed_office import Answer, Item, lines
from service.alarm.closing_command import AnswerItem, CloseOffice, DescribeReturn, LookAgain
from service.alarm.commands import Accept, Arrive, Decline, Raise
from service.alarm.ending import ended_hold
from service.alarm.escalate import call_for, escalate
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.instant import instant
from service.alarm.refusal import Refusal
from service.alarm.states import ResponderState


def begun(command: Raise, roster: Roster, at: datetime) -> dict[str, Any]:
    """Return what the entry that raises a closing says beyond any other's; nothing for every other alarm."""
    if command.closing is None:
        return {}
    return {"closing": command.closing.facts(lines(command.closing, _called(roster)), at)}


def close_office(alarm: Alarm, command: CloseOffice, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when an office is closed that was expecting somebody back: everybody is called anew.

    Raises:
        Refusal: it is no closing, or nobody is named.
    """
    closing = _closing(alarm)
    _named(command.actor)
    if closing.stage == "closing":
        return ()
    facts = command.plan.facts(lines(command.plan, _called(roster)), at)
    begins = Event(name="ClosingBegun", at=at, actor=command.actor, facts=facts, words=command.words or None)
    after = evolve(alarm, alarm.id, begins)
    return (begins, *call_for(after, with_outside(roster, command), step=0, at=at))


def with_outside(roster: Roster, command: Raise | CloseOffice) -> Roster:
    """Return a roster with staff outside and neighbours behind those whom the plan's roles call."""
    plan = command.closing if isinstance(command, Raise) else command.plan
    return Roster(calls=(*roster.calls, *plan.calls), missing=roster.missing) if plan else roster


def answer_item(alarm: Alarm, command: AnswerItem, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody answers a line of the checklist; nothing when it was answered so.

    Who cannot is asked no more, and one more person of her role is, where there is one.

    Raises:
        Refusal: it is no closing, it has no such line, it is another one's, or nobody is named.
    """
    closing, who = _closing(alarm), _named(command.actor)
    item = closing.item(command.item)
    if item is None:
        raise Refusal("unknown_item", "This closing has no such line in its checklist; look at it again.")
    if command.is_known and not _is_hers(alarm, item, who):
        raise Refusal("not_your_line", "This line is somebody else's: say in `behalf_of` for whom you answer it.")
    if command.answer == "received" and item.kind != "neighbour":
        raise Refusal("no_such_answer", "Say whether it is done, or that you cannot: that it is known is no answer.")
    if item.state == command.answer:
        return ()
    told = replace(_told(item, command.answer, who, command.actor, at), words=command.words or None)
    after = evolve(alarm, alarm.id, told)
    return (*acknowledge(alarm, command.actor, at), told, *_stands(after, item.responder or who, command, roster, at))


def come(alarm: Alarm, command: Accept | Arrive | Decline, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody answers as to any call, for instance by a link.

    To somebody outside, or to a neighbour, each answer is the answer to the one line that is theirs. Who is to do
    something has done it when she says so, and not when she is on it.
    """
    closing, who = alarm.closing, command.responder
    known = alarm.responders.get(who)
    waits = closing.open_items_of(who, known.role if known else None) if closing else ()
    answers = [i for i in waits if i.responder == who or isinstance(command, Arrive)]
    answer: Answer = "cannot" if isinstance(command, Decline) else "done"
    if closing and closing.stage == "neighbour" and not isinstance(command, Decline):
        answers, answer = [item for item in closing.items if item.state == "open"], "received"
    told = tuple(_told(item, answer, who, command.actor, at) for item in answers)
    if isinstance(command, Decline):
        return (*told, *decline(alarm, command, roster, at))
    if isinstance(command, Accept) and len(answers) < len(waits):
        return (*told, *accept(alarm, command, at))
    return (*told, *arrive(alarm, Arrive(actor=command.actor, responder=who, words=command.words), at))


def look_again(alarm: Alarm, command: LookAgain, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody has looked at it again: it goes on, and so long from now it is due once more.

    Raises:
        Refusal: it is no closing, or nobody is named.
    """
    _closing(alarm)
    by = _named(command.actor)
    facts = {"by": by, "look_again_at": instant(at + command.after)}
    looked = Event(name="ClosingLookedAt", at=at, actor=command.actor, facts=facts, words=command.words or None)
    known = alarm.responders.get(by)
    is_awaited = known is not None and known.state not in COMING
    there = arrive(alarm, Arrive(actor=command.actor, responder=by), at) if is_awaited else ()
    return (*(there or acknowledge(alarm, command.actor, at)), looked)


def describe(alarm: Alarm, command: DescribeReturn, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody says what whoever may come back looks like: clothes, a vehicle.

    Raises:
        Refusal: it is no closing, nobody is named, or nothing is said.
    """
    _closing(alarm)
    by = _named(command.actor)
    if not command.words.strip():
        raise Refusal("nothing_told", "Say what can be seen: clothes, or a vehicle. No name, origin or diagnosis.")
    return (Event(name="ReturnDescribed", at=at, actor=command.actor, facts={"by": by}, words=command.words.strip()),)


def passed(alarm: Alarm, actor: Actor, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what the passing of `at` makes happen in a closing: as in every alarm, and the look that is due.

    A hold at the reception ends by itself; a closing never does.
    """
    closing = _closing(alarm)
    is_due = closing.look_again_at <= at
    if closing.stage == "hold":
        return ended_hold(actor, at) if is_due else ()
    if alarm.calls_nobody:
        return (_look_due(alarm, actor, at),) if is_due else ()
    events = escalate(alarm, actor, roster, at)
    if is_due:
        return (*events, *_due(alarm, events, actor, roster, at))
    return (*events, *_left(alarm, events, actor, at))


def by_output(alarm: Alarm, events: Iterable[Event], at: datetime) -> tuple[Event, ...]:
    """Return the answers that locks and lamps give: a line is done once all that do it have proven that they did."""
    after, told = alarm, list[Event]()
    for event in events:
        after = evolve(after, after.id, event)
        if event.name != "OutputConfirmed" or not event.facts["on"] or after.closing is None:
            continue
        for item in after.closing.items:
            if item.state == "open" and item.outputs and all(_is_on(after, output) for output in item.outputs):
                told.append(_told(item, "done", None, event.actor, at))
                after = evolve(after, after.id, told[-1])
    return tuple(told)


def _is_hers(alarm: Alarm, item: Item, who: str) -> bool:
    """Tell whether a line waits for somebody: by name or by her role; a role that nobody has now is anybody's."""
    if item.responder is not None:
        return item.responder == who
    called = [r for r in alarm.responders.values() if r.role == item.role]
    known = alarm.responders.get(who)
    is_free = all(r.state is ResponderState.DECLINED for r in called)
    return is_free or (known is not None and known.role == item.role)


def _is_on(alarm: Alarm, output: str) -> bool:
    return output in alarm.outputs and alarm.outputs[output].state == "on"


def _stands(after: Alarm, who: str, command: AnswerItem, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what an answer means for the one who was called: she is on it, is done with all of it, or cannot."""
    known = after.responders.get(who)
    if known is None or after.closing is None:
        return ()
    has_more = bool(after.closing.open_items_of(who, known.role))
    if command.answer == "cannot":
        return () if has_more else decline(after, Decline(actor=command.actor, responder=who), roster, at)
    if has_more:
        return () if known.state in COMING else accept(after, Accept(actor=command.actor, responder=who), at)
    return arrive(after, Arrive(actor=command.actor, responder=who), at)


def _due(alarm: Alarm, events: Iterable[Event], actor: Actor, roster: Roster, at: datetime) -> Iterable[Event]:
    """Say that it is time to look again, and remind or call whoever leads; else everybody who was called."""
    after = alarm
    for event in events:
        after = evolve(after, after.id, event)
    due = _look_due(after, actor, at)
    after = evolve(after, after.id, due)
    lead = after.script.lead
    leads = [key for key, r in sorted(after.responders.items()) if r.role == lead and lead is not None]
    new = tuple(one for one in roster.calls if one.role == lead and one.responder not in after.responders)
    awaited = [key for key in leads if after.responders[key].state is not ResponderState.DECLINED]
    if awaited:
        told = {"responders": awaited, "round": 0}
        return (due, Event(name="RespondersReminded", at=at, actor=actor, facts=told))
    return (due, *call_for(after, Roster(calls=new[:1]), step=after.step, at=at))


def _left(alarm: Alarm, events: tuple[Event, ...], actor: Actor, at: datetime) -> Iterable[Event]:
    """Remind whoever leads, with each step of the plan, of lines that nobody could do; else everybody who may come.

    She has it done, or looks at the closing and lets it go on as it is.
    """
    after = alarm
    for event in events:
        after = evolve(after, after.id, event)
    if not _closing(after).left or not any(event.name in ("AlarmEscalated", "StepSkipped") for event in events):
        return ()
    known = {event.facts["responder"] for event in events if event.name == "ResponderCalled"}
    known |= {who for event in events if event.name == "RespondersReminded" for who in event.facts["responders"]}
    lead = after.script.lead
    able = {key: r for key, r in after.responders.items() if r.state is not ResponderState.DECLINED}
    leads = [key for key, r in able.items() if r.role == lead and lead is not None]
    told = sorted({*(leads or able)} - known)
    facts = {"responders": told, "round": 0}
    return (Event(name="RespondersReminded", at=at, actor=actor, facts=facts),) if told else ()


def _look_due(alarm: Alarm, actor: Actor, at: datetime) -> Event:
    facts = {"look_again_at": instant(at + _closing(alarm).look_again)}
    return Event(name="LookAgainDue", at=at, actor=actor, facts=facts)


def _told(item: Item, answer: Answer, who: str | None, actor: Actor, at: datetime) -> Event:
    facts: dict[str, Any] = {"item": item.id, "answer": answer, "by": who, "how": "output" if who is None else "said"}
    return Event(name="ItemAnswered", at=at, actor=actor, facts=facts)


def _called(roster: Roster) -> frozenset[str]:
    return frozenset(call.responder for call in roster.calls)


def _closing(alarm: Alarm) -> Any:
    if alarm.closing is None:
        raise Refusal("no_closing", "This is an alarm, and not the closing of an office: answer it as an alarm.")
    return alarm.closing


def _named(actor: Actor) -> str:
    if actor.speaker is None:
        raise Refusal("nobody_named", "Say who you are: what is answered while an office closes has a name.")
    return actor.speaker
