"""Joint alarms: what the Trygg of an office next door tells of its closing, and what it answers to ours.

Neither is ever told on: what comes from a neighbour makes no word to any neighbour but the answer to it. Pure.
"""

from datetime import datetime

from service.alarm.alarm import Alarm
from service.alarm.answering import arrive, decline
from service.alarm.call import Roster
from service.alarm.closed_office import NEIGHBOURS, lines
from service.alarm.closing_command import HearAnswer, HearNeighbour
from service.alarm.commands import Arrive, Decline
from service.alarm.escalate import call_for
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.instant import instant


def hear_answer(alarm: Alarm, command: HearAnswer, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when a neighbour's Trygg answers: its line of the checklist has its answer.

    Nothing for an older word than the last, for one to what this office no longer does, and from whoever was not told.
    """
    closing, who = alarm.closing, command.responder
    if closing is None or closing.stage != command.stage or who not in alarm.responders:
        return ()
    item = closing.item(f"{NEIGHBOURS}/{who}")
    told: tuple[Event, ...] = ()
    if item is not None:
        if item.version is not None and item.version >= command.version:
            return ()
        facts = {"item": item.id, "answer": command.answer, "by": who, "how": "said", "version": command.version}
        told = (Event(name="ItemAnswered", at=at, actor=command.actor, facts=facts),)
    if command.answer == "cannot":
        return (*told, *decline(alarm, Decline(actor=command.actor, responder=who), roster, at))
    return (*told, *arrive(alarm, Arrive(actor=command.actor, responder=who), at))


def hear_neighbour(alarm: Alarm, command: HearNeighbour, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when the office next door has looked again, or closes where it had expected somebody.

    Whoever had answered is asked anew once it closes. An older word than the last changes nothing.
    """
    known, plan = alarm.closing.next_door if alarm.closing else None, command.plan
    if alarm.closing is None or known is None or plan.next_door is None or plan.next_door.version <= known.version:
        return ()
    if plan.next_door.stage != known.stage:
        facts = plan.facts(lines(plan, ()), at)
        begins = Event(name="ClosingBegun", at=at, actor=command.actor, facts=facts, words=command.words or None)
        return (begins, *call_for(evolve(alarm, alarm.id, begins), roster, step=0, at=at))
    if plan.look_again_at is None or plan.look_again_at == alarm.closing.look_again_at:
        return ()
    looked = {
        "by": command.actor.by,
        "look_again_at": instant(plan.look_again_at),
        "version": plan.next_door.version,
    }
    return (Event(name="ClosingLookedAt", at=at, actor=command.actor, facts=looked),)
