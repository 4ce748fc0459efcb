"""Who leads: the first of the plan's lead role who comes, or whoever takes the lead or is handed it, in the open.

Nobody loses the lead silently, and when it is lost somebody of the plan's lead role is called again.
"""

from datetime import datetime

from service.alarm.alarm import COMING, Alarm
from service.alarm.answering import acknowledge
from service.alarm.call import Call, Roster
from service.alarm.commands import AnyButRaise, Command, Decline, HandLead, HandOver, PassDeadline, Raise, TakeLead
from service.alarm.escalate import call_for, late
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.join import counts, turns
from service.alarm.refusal import Refusal
from service.alarm.states import ResponderState

_LOSES = {
    "ResponderDeclined": "declined",
    "ResponderOverdue": "overdue",
    "ResponderSilent": "overdue",
    "RoleHandedOver": "ended",
}
"""By which event of her own who leads loses the lead, and why."""


def take(alarm: Alarm, command: TakeLead, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody takes the lead; nothing new when she has it.

    Raises:
        Refusal: when nobody is named, or it is somebody who pressed.
    """
    speaker = _somebody(alarm, command.actor.speaker)
    seen = acknowledge(alarm, command.actor, at)
    if alarm.lead and alarm.lead.responder == speaker:
        return seen
    return (*seen, _taken(alarm, command, speaker, "taken", at))


def hand(alarm: Alarm, command: HandLead, at: datetime) -> tuple[Event, ...]:
    """Return what follows when who leads hands the lead on.

    Raises:
        Refusal: when the speaker does not lead, or the other one is not coming, or pressed.
    """
    speaker = command.actor.speaker
    if alarm.lead is None or alarm.lead.responder != speaker:
        raise Refusal("not_lead", "Only who leads can hand the lead on; whoever wants it takes it over openly.")
    if command.to == speaker:
        return acknowledge(alarm, command.actor, at)
    to = _somebody(alarm, command.to)
    responder = alarm.responders.get(to)
    if responder is None or responder.state not in COMING:
        raise Refusal(
            "lead_not_coming", "The lead is handed on to somebody who is coming or there; choose one of them."
        )
    return (*acknowledge(alarm, command.actor, at), _taken(alarm, command, to, "handed", at))


def may_be_lost(alarm: Alarm, command: Command, at: datetime) -> bool:
    """Say whether a command may cost the lead, so that somebody of the lead role has to be found."""
    if alarm.lead is None or not alarm.is_open:
        return False
    leader = alarm.lead.responder
    match command:
        case Decline():
            return command.responder == leader
        case HandOver():
            return command.actor.speaker == leader
        case PassDeadline():
            return any(key == leader for key, _ in late(alarm, at))
        case Raise():
            return command.presser == leader and counts(alarm, command) and not turns(alarm, command)
        case _:
            return False


def followed(
    alarm: Alarm, events: tuple[Event, ...], roster: Roster, at: datetime, *, is_lead: bool = False
) -> tuple[Event, ...]:
    """Return events with what they mean for the lead put behind each: lost, or taken by the first who comes.

    Args:
        alarm: the alarm before the events.
        events: what happens to it.
        roster: who can be called, the lead role among them where `may_be_lost` says so.
        at: now.
        is_lead: whether the plan in force names the one who answers for the role that leads.
    """
    all_: list[Event] = []
    after, lost = alarm, False
    for event in events:
        led_by = after.lead.responder if after.lead else None
        after = evolve(after, alarm.id, event)
        all_.append(event)
        follows = _lost(after, event) or (None if led_by else _first(after, event, is_lead=is_lead))
        if follows:
            all_.append(follows)
            after = evolve(after, alarm.id, follows)
            lost = follows.name == "LeadLost" or lost
    if not lost or not after.is_open:
        return tuple(all_)
    return (*all_, *_call_again(after, roster, at))


def _somebody(alarm: Alarm, who: str | None) -> str:
    if who is None:
        raise Refusal("nobody_named", "Say who you are: who leads has a name.")
    if alarm.has_pressed(who):
        raise Refusal("lead_presser", "Who pressed is who is to be helped: somebody else takes the lead of this alarm.")
    return who


def _taken(alarm: Alarm, command: AnyButRaise, who: str, because: str, at: datetime) -> Event:
    before = alarm.lead.responder if alarm.lead else None
    facts = {"responder": who, "before": before, "because": because}
    words = command.words if isinstance(command, TakeLead | HandLead) else ""
    return Event(name="LeadTaken", at=at, actor=command.actor, facts=facts, words=words or None)


def _lost(after: Alarm, event: Event) -> Event | None:
    if after.lead is None:
        return None
    leader = after.lead.responder
    because = _LOSES.get(event.name) if event.facts.get("responder") == leader else None
    if event.name == "AlarmJoined" and event.facts["presser"] == leader and leader in after.pressers:
        because = "pressed"
    if because is None:
        return None
    facts = {"responder": leader, "because": because}
    return Event(name="LeadLost", at=event.at, actor=event.actor, facts=facts)


def _first(after: Alarm, event: Event, *, is_lead: bool) -> Event | None:
    if event.name not in ("ResponderAccepted", "ResponderArrived"):
        return None
    who = event.facts["responder"]
    by_role = after.script.lead is not None and after.responders[who].role == after.script.lead
    if not (is_lead or by_role) or after.has_pressed(who):
        return None
    facts = {"responder": who, "before": None, "because": "first"}
    return Event(name="LeadTaken", at=event.at, actor=event.actor, facts=facts)


def _call_again(after: Alarm, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Call one of the lead role, unless somebody of it is awaited: somebody new, else somebody who was silent."""
    role = after.script.lead
    if role is None or any(r.role == role and r.accept_by for r in after.responders.values()):
        return ()
    free = [one for one in roster.calls if one.role == role and not after.has_pressed(one.responder)]
    new = [one for one in free if one.responder not in after.responders]
    return _call_one(after, [*new, *(one for one in free if _is_silent(after, one))], at)


def _call_one(after: Alarm, free: list[Call], at: datetime) -> tuple[Event, ...]:
    for one in free:
        called = call_for(after, Roster(calls=(one,)), step=after.step, at=at)
        if called:
            return called
    return ()


def _is_silent(alarm: Alarm, call: Call) -> bool:
    known = alarm.responders.get(call.responder)
    return known is not None and known.state is ResponderState.SILENT
