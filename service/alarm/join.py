"""What a further press does to an alarm that is open: it joins, and where the response falls short it begins anew."""

from dataclasses import replace

from service.alarm.alarm import Alarm
from service.alarm.commands import Raise
from service.alarm.response import Script
from service.alarm.states import TOWARDS_ACTUAL


def turns(alarm: Alarm, press: Raise) -> bool:
    """Say whether a press moves the alarm's mode nearer to actual: a real press in a drill is always real."""
    return TOWARDS_ACTUAL.index(press.mode) > TOWARDS_ACTUAL.index(alarm.mode)


def begins_anew(alarm: Alarm, press: Raise) -> bool:
    """Say whether a press that joins makes the response begin with its first step again.

    It does when the press turns a drill into an actual alarm, when it is of a kind for which more roles are called,
    and when the response was complete: who presses again although help is there needs more of it.
    """
    if press.press_key in alarm.press_keys:
        return False
    if turns(alarm, press) or _asks_for_more(alarm, press):
        return True
    return alarm.is_answered and not press.doubtful


def script_after(alarm: Alarm, press: Raise) -> Script:
    """Return the response that holds after a press that begins it anew.

    Roles that only the earlier response calls are not lost: they are called with the repeat.
    """
    if turns(alarm, press) or alarm.is_answered:
        return press.script
    lost = sorted(alarm.script.roles - press.script.roles)
    return replace(press.script, repeat_call=(*press.script.repeat_call, *lost))


def _asks_for_more(alarm: Alarm, press: Raise) -> bool:
    return press.kind != alarm.kind and not press.script.roles <= alarm.script.roles
