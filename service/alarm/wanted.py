"""Whom a command will need: the roles that have to be resolved before it is decided."""

from datetime import datetime

from service.alarm.alarm import Alarm
from service.alarm.closing_command import (
    AnswerItem,
    CloseOffice,
    HearNeighbour,
)
from service.alarm.commands import (
    AskForPolice,
    Command,
    CountPress,
    Decline,
    NeedMore,
    PassDeadline,
    Raise,
    ReportCall,
    SayMistake,
)
from service.alarm.deadline import next_step_at
from service.alarm.escalate import late
from service.alarm.helping import roles_asked_for
from service.alarm.join import asks_for_police, begins_anew, raised_by_count, risen, script_after, turns
from service.alarm.lead import may_be_lost
from service.alarm.muster_commands import AccountFor
from service.alarm.response import PRESSERS


def wanted(alarm: Alarm | None, command: Command, at: datetime) -> tuple[str, ...]:
    """Return the roles for which `decide` will need somebody: what has to be resolved beforehand."""
    roles = _wanted(alarm, command, at)
    lead = alarm.script.lead if alarm and may_be_lost(alarm, command, at) else None
    return tuple(dict.fromkeys([*roles, lead])) if lead else roles


def calls_anew(alarm: Alarm | None, command: Command) -> bool:
    """Say whether whoever was called before is as free as anybody for what a command makes of the alarm."""
    if alarm is None or isinstance(command, CloseOffice | HearNeighbour):
        return True
    return isinstance(command, Raise) and turns(alarm, command)


def _wanted(alarm: Alarm | None, command: Command, at: datetime) -> tuple[str, ...]:
    match command:
        case Raise():
            press = risen(alarm, command)
            rule = asks_for_police(alarm, press)
            return tuple(dict.fromkeys([*_first_roles(alarm, press, at), *(rule.call if rule else ())]))
        case SayMistake() if alarm and alarm.is_open:
            return command.emergency.call_at(0) if command.under_duress else ()
        case CountPress() if alarm and alarm.is_open:
            will_ask = alarm.police_asked_at is None and len(alarm.pressed | {command.presser}) >= PRESSERS
            raised = raised_by_count(alarm, command)
            script = raised.script if raised else alarm.script
            police = script.police.call if script.police and will_ask else ()
            return tuple(dict.fromkeys([*(script.call_at(0) if raised and raised.is_anew else ()), *police]))
        case AskForPolice() if alarm and alarm.is_open:
            return alarm.script.police.call if alarm.script.police and alarm.police_asked_at is None else ()
        case NeedMore() if alarm and alarm.is_open:
            return roles_asked_for(alarm, command, at)
        case Decline() | ReportCall() if alarm and alarm.is_open:
            known = alarm.responders.get(command.responder)
            return (known.role,) if known and known.role else ()
        case CloseOffice() | HearNeighbour() if alarm and alarm.is_open:
            return alarm.script.call_at(0)
        case AnswerItem() if alarm and alarm.is_open and command.answer == "cannot":
            known = alarm.responders.get(command.actor.speaker or "")
            return (known.role,) if known and known.role else ()
        case PassDeadline() if alarm and alarm.is_open:
            roles = [r.role for _, r in late(alarm, at) if r.role]
            if alarm.closing and alarm.closing.look_again_at <= at and alarm.script.lead:
                roles.append(alarm.script.lead)
            following = alarm.script.call_at(alarm.step + 1) if next_step_at(alarm) <= at else ()
            muster = alarm.muster
            missing = muster.call if muster and muster.next_at and muster.next_at <= at else ()
            return tuple(dict.fromkeys([*roles, *following, *missing]))
        case AccountFor() if alarm and alarm.is_open:
            return alarm.muster.call if alarm.muster and command.state == "needs_help" else ()
        case _:
            return ()


def _first_roles(alarm: Alarm | None, press: Raise, at: datetime) -> tuple[str, ...]:
    if alarm is None or not alarm.is_open:
        return press.script.call_at(0)
    return script_after(alarm, press, at).call_at(0) if begins_anew(alarm, press) else ()
