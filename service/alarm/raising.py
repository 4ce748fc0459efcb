"""What a trigger makes happen: an alarm is raised, or an open one is joined and begins anew where it falls short."""

from datetime import datetime
from typing import Any

from service.alarm.alarm import Alarm
from service.alarm.call import Roster
from service.alarm.closing import begun, with_outside
from service.alarm.commands import Raise
from service.alarm.escalate import call_for
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.instant import told_instant
from service.alarm.join import asks_for_police, begins_anew, counts, kind_after, rises, script_after, turns
from service.alarm.police import ask_by_press, count


def begin(command: Raise, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when a press raises an alarm: the first step calls its roles."""
    facts = {
        "press_key": command.press_key,
        "open_key": command.open_key,
        "mode": command.mode.value,
        "kind": command.kind,
        "level": command.script.level,
        "raised_from": command.raised_from,
        "gesture": command.gesture,
        "zone": command.zone,
        "calm": list(command.calm),
        "device": command.device,
        "press": command.press,
        "presser": command.presser,
        "pressed_at": told_instant(command.pressed_at),
        "doubtful": command.doubtful,
        "plan": command.plan,
        "script": command.script.as_json(),
        **({"located": True} if command.located and command.zone else {}),
        **begun(command, roster, at),
    }
    raised = Event(name="AlarmRaised", at=at, actor=command.actor, facts=facts, words=command.words or None)
    after, called = evolve(None, command.alarm, raised), with_outside(roster, command)
    return (raised, *_after_press(after, command, None, called, at, calls=True))


def join(alarm: Alarm, command: Raise, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when a press joins an open alarm; where the response falls short, it begins anew."""
    anew, turned = begins_anew(alarm, command), turns(alarm, command)
    kind = kind_after(alarm, command)
    script = script_after(alarm, command, at) if anew or rises(alarm, command) else alarm.script
    facts: dict[str, Any] = {
        "press_key": command.press_key,
        "gesture": command.gesture,
        "zone": command.zone,
        "calm": list(command.calm),
        "device": command.device,
        "press": command.press,
        "presser": command.presser,
        "counts": counts(alarm, command),
        "mode": (command if turned else alarm).mode.value,
        "kind": kind,
        "level": script.level,
        "raised_from": alarm.kind if kind != alarm.kind else None,
        "turned": turned,
        "anew": anew,
    }
    if script is not alarm.script:
        facts |= {"plan": command.plan, "script": script.as_json()}
    joined = Event(name="AlarmJoined", at=at, actor=command.actor, facts=facts)
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
