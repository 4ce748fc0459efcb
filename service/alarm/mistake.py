"""Set off by mistake, says who pressed, by her code: somebody looks first. Under duress help begins anew, unseen."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from service.alarm.alarm import Alarm
from service.alarm.call import Roster
from service.alarm.commands import SayMistake
from service.alarm.escalate import call_for
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.join import graver_script, more
from service.alarm.refusal import Refusal
from service.alarm.response import Script


def may_say_mistake(alarm: Alarm, who: str | None) -> None:
    """Let pass whoever is known to have pressed.

    Raises:
        Refusal: for anybody else.
    """
    if who is None or who not in alarm.pressers | {alarm.presser}:
        raise Refusal(
            "not_the_presser",
            "Only who pressed says with her code that it was a mistake; somebody else goes there, looks and ends it.",
        )


def say_mistake(alarm: Alarm, command: SayMistake, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when who pressed says that it was a mistake; nothing when that stands already.

    The alarm is not ended by it, and what is on its way comes. What was said under duress stays so, and from then on
    whichever code is typed looks the same to her and to whoever watches her.

    Raises:
        Refusal: when the actor is not known to have pressed.
    """
    may_say_mistake(alarm, command.actor.who)
    before = alarm.mistake
    if before and before.stands and (before.under_duress or not command.under_duress):
        return ()
    facts: dict[str, Any] = {
        "by": command.actor.who,
        "under_duress": command.under_duress or alarm.is_under_duress,
        "anew": command.under_duress,
    }
    if command.under_duress:
        script = raised_to(alarm, command.emergency)
        facts |= {"plan": command.plan, "script": script.as_json(), "level": script.level}
    said = Event(name="MistakeSaid", at=at, actor=command.actor, facts=facts)
    if not command.under_duress:
        return (said,)
    return (said, *call_for(evolve(alarm, alarm.id, said), roster, step=0, at=at))


def raised_to(alarm: Alarm, emergency: Script) -> Script:
    """Return the response to an emergency; it asks for no less than the alarm's own, and calls all whom that called."""
    return replace(
        graver_script(alarm, emergency),
        level=max(alarm.level, emergency.level),
        done_when=more(alarm.script.done_when, emergency.done_when),
        lead=emergency.lead or alarm.script.lead,
    )
