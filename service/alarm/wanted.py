"""Whom a command will need: the roles that have to be resolved before it is decided."""

from datetime import datetime

from service.alarm.alarm import Alarm
from service.alarm.commands import AskForPolice, Command, CountPress, Decline, NeedMore, PassDeadline, Raise, ReportCall
from service.alarm.deadline import next_step_at
from service.alarm.escalate import late
from service.alarm.helping import roles_asked_for
from service.alarm.join import asks_for_police, begins_anew
from service.alarm.lead import may_be_lost
from service.alarm.response import PRESSERS


def wanted(alarm: Alarm | None, command: Command, at: datetime) -> tuple[str, ...]:
    """Return the roles for which `decide` will need somebody: what has to be resolved beforehand."""
    roles = _wanted(alarm, command, at)
    lead = alarm.script.lead if alarm and may_be_lost(alarm, command, at) else None
    return tuple(dict.fromkeys([*roles, lead])) if lead else roles


def _wanted(alarm: Alarm | None, command: Command, at: datetime) -> tuple[str, ...]:
    match command:
        case Raise():
            joins = alarm is not None and alarm.is_open and not begins_anew(alarm, command)
            rule = asks_for_police(alarm, command)
            return tuple(dict.fromkeys([*(() if joins else command.script.call_at(0)), *(rule.call if rule else ())]))
        case CountPress() if alarm and alarm.is_open:
            will_ask = alarm.police_asked_at is None and len(alarm.pressed | {command.presser}) >= PRESSERS
            return alarm.script.police.call if alarm.script.police and will_ask else ()
        case AskForPolice() if alarm and alarm.is_open:
            return alarm.script.police.call if alarm.script.police and alarm.police_asked_at is None else ()
        case NeedMore() if alarm and alarm.is_open:
            return roles_asked_for(alarm, command, at)
        case Decline() | ReportCall() if alarm and alarm.is_open:
            known = alarm.responders.get(command.responder)
            return (known.role,) if known and known.role else ()
        case PassDeadline() if alarm and alarm.is_open:
            roles = [r.role for _, r in late(alarm, at) if r.role]
            following = alarm.script.call_at(alarm.step + 1) if next_step_at(alarm) <= at else ()
            return tuple(dict.fromkeys([*roles, *following]))
        case _:
            return ()
