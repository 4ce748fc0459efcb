"""The police contact by rule: who may call for it, and what happens then.

A press that may be a copy, a nameless one and a second one by the same person never count. Asked for once is asked for:
asking again changes nothing, and what the call became is another event's to say.
"""

from dataclasses import replace
from datetime import datetime

from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.call import Roster
from service.alarm.commands import AskForPolice, CountPress
from service.alarm.escalate import call_for
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.join import raised_by_count
from service.alarm.refusal import Refusal
from service.alarm.response import PRESSERS, PoliceRule
from service.alarm.states import ResponderState


def ask(alarm: Alarm, command: AskForPolice, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when a person asks for the police; nothing when they have been asked for.

    Raises:
        Refusal: when the plan has no rule, nobody is named, or the rule gives the speaker no right.
    """
    speaker = command.actor.speaker
    because = _right_of(alarm, speaker, is_lead=command.is_lead)
    if alarm.police_asked_at is not None:
        return ()
    return _asked(alarm, command.actor, roster, at, because=because, by=speaker, words=command.words)


def count_press(alarm: Alarm, command: CountPress, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody presses in another alarm of the office: she is counted while that is asked for.

    Where the plan says so, her press raises this alarm as well.
    """
    counted = count(alarm, command.actor, frozenset({command.presser}), at)
    if not counted:
        return ()
    (event,) = counted
    raised, is_anew = raised_by_count(alarm, command), False
    if raised is not None:
        is_anew = raised.is_anew
        facts = {
            **event.facts,
            "kind": raised.kind,
            "level": raised.script.level,
            "raised_from": alarm.kind,
            "anew": is_anew,
            "plan": command.plan or alarm.plan,
            "script": raised.script.as_json(),
        }
        event = replace(event, facts=facts)
    after = evolve(alarm, alarm.id, event)
    if is_met(after):
        return (event, *ask_by_press(after, command.actor, roster, at))
    return (event, *(call_for(after, roster, step=0, at=at) if is_anew else ()))


def count(alarm: Alarm, actor: Actor, pressers: frozenset[str], at: datetime) -> tuple[Event, ...]:
    """Return the event that counts those who are new, where the response asks for more people who press."""
    new = sorted(pressers - alarm.pressed)
    if not new or len(alarm.pressed) >= alarm.script.pressers:
        return ()
    return (Event(name="PressesCounted", at=at, actor=actor, facts={"pressers": new}),)


def is_met(alarm: Alarm) -> bool:
    """Say whether two different people have pressed, the plan has a rule for that, and nobody has asked before."""
    rule = alarm.script.police
    is_asked = alarm.police_asked_at is not None
    return rule is not None and "two_pressers" in rule.when and not is_asked and len(alarm.pressed) >= PRESSERS


def ask_by_press(alarm: Alarm, actor: Actor, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when a press makes two different people who pressed."""
    return _asked(alarm, actor, roster, at, because="two_pressers", by=None)


def _right_of(alarm: Alarm, speaker: str | None, *, is_lead: bool) -> PoliceRule:
    rule = alarm.script.police
    # First of all: whether there is a rule may tell whoever watches her that a code has raised the alarm, unseen.
    if speaker is not None and (speaker == alarm.presser or (alarm.mistake and speaker == alarm.mistake.by)):
        raise Refusal(
            "police_presser",
            "Who pressed does not count a second time: somebody else who is called asks for the police. Or call 112.",
        )
    if rule is None:
        raise Refusal("no_police_rule", "The plan of this alarm has no rule for the police: call 112 yourself.")
    if speaker is None:
        raise Refusal(
            "police_nobody_named", "Say who you are: the police are asked for by somebody with a name. Or call 112."
        )
    if is_lead and "lead" in rule.when:
        return "lead"
    if "responder" in rule.when and _is_responder(alarm, speaker):
        return "responder"
    raise Refusal("police_not_entitled", "By the plan you cannot ask for the police in this alarm: call 112 yourself.")


def _is_responder(alarm: Alarm, who: str) -> bool:
    """Say whether somebody was called, or came without being called and is there."""
    responder = alarm.responders.get(who)
    return responder is not None and (responder.role is not None or responder.state is ResponderState.ARRIVED)


def _asked(
    alarm: Alarm, actor: Actor, roster: Roster, at: datetime, *, because: PoliceRule, by: str | None, words: str = ""
) -> tuple[Event, ...]:
    rule = alarm.script.police
    facts = {
        "because": because,
        "by": by,
        "pressers": sorted(alarm.pressed) if by is None else [],
        "roles": list(rule.call if rule else ()),
    }
    asked = Event(name="PoliceAskedFor", at=at, actor=actor, facts=facts, words=words or None)
    return (asked, *call_for(evolve(alarm, alarm.id, asked), roster, step=alarm.step, at=at))
