"""What a further press does to an alarm that is open: it joins, and where the response falls short it begins anew."""

from dataclasses import replace

from service.alarm.alarm import Alarm
from service.alarm.commands import Raise
from service.alarm.response import PRESSERS, Police, Script
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

    Roles that only the earlier response calls are not lost: they are called with the repeat. Nor is its rule for the
    police, where the later response has none.
    """
    if turns(alarm, press):
        return press.script
    script = replace(press.script, police=press.script.police or alarm.script.police)
    if alarm.is_answered:
        return script
    lost = sorted(alarm.script.roles - press.script.roles)
    return replace(script, repeat_call=(*press.script.repeat_call, *lost))


def counts(alarm: Alarm | None, press: Raise) -> bool:
    """Say whether a press counts as one more person's: no copy, no nameless one, no drill's press in a real alarm."""
    is_real = alarm is None or TOWARDS_ACTUAL.index(press.mode) >= TOWARDS_ACTUAL.index(alarm.mode)
    return press.presser is not None and not press.doubtful and is_real


def asks_for_police(alarm: Alarm | None, press: Raise) -> Police | None:
    """Return the rule by which a press, raising or joining, calls the police contact; None where it does not.

    It does when it makes two different people who are known to have pressed: in this alarm, or in others of the office
    that are open. What was pressed in a drill that now turns real does not count.
    """
    if alarm is None or not alarm.is_open:
        rule, before = press.script.police, frozenset[str]()
    elif press.press_key in alarm.press_keys:
        return None
    elif turns(alarm, press):
        rule, before = press.script.police, frozenset()
    elif alarm.police_asked_at is not None:
        return None
    else:
        rule = (script_after(alarm, press) if begins_anew(alarm, press) else alarm.script).police
        before = alarm.pressed
    own = {press.presser, *press.elsewhere} if counts(alarm, press) else set[str | None]()
    return rule if rule and "two_pressers" in rule.when and len(before | own) >= PRESSERS else None


def _asks_for_more(alarm: Alarm, press: Raise) -> bool:
    return press.kind != alarm.kind and not press.script.roles <= alarm.script.roles
