"""What a further press does to an open alarm: it joins, raises it, or begins its response anew where that falls short.

A press raises an open alarm or leaves it as grave as it is; none lowers it. Functions that take a press take it as
`risen` returns it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service.alarm.alarm import Alarm
from service.alarm.commands import CountPress, Raise
from service.alarm.response import PRESSERS, Condition, Police, Script, Step
from service.alarm.states import TOWARDS_ACTUAL


def turns(alarm: Alarm, press: Raise) -> bool:
    """Say whether a press moves the alarm's mode nearer to actual: a real press in a drill is always real."""
    return TOWARDS_ACTUAL.index(press.mode) > TOWARDS_ACTUAL.index(alarm.mode)


def risen(alarm: Alarm | None, press: Raise) -> Raise:
    """Return a press as the kind to which the plan raises the alarm by it, or as it is where no rule makes it graver.

    A press that may be a copy, one that is known, and a drill's in a real alarm raise nothing by a rule.
    """
    if press.raised_from is not None or press.doubtful or (alarm and press.press_key in alarm.press_keys):
        return press
    if alarm is None or not alarm.is_open or turns(alarm, press):
        is_second = press.presser is not None and bool(press.elsewhere - {press.presser})
        kinds, own, level = {press.script.raised_by.other_presser} if is_second else set(), press.kind, 0
    elif not is_real(alarm, press):
        return press
    else:
        rule, known = alarm.script.raised_by, alarm.pressed | {alarm.presser} - {None}
        is_other = press.presser is not None and bool(known) and press.presser not in known
        kinds = {rule.further_press, *({rule.other_presser} if is_other else ())}
        own, level = alarm.kind, alarm.level
    graver = [(s.level, kind) for kind, s in press.scripts.items() if kind in kinds]
    if not graver or max(graver)[0] <= max(level, press.script.level):
        return press
    kind = max(graver)[1]
    return replace(press, kind=kind, script=press.scripts[kind], raised_from=own)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rise:
    """What an alarm becomes that is raised: its kind and response, and whether that begins with its first step."""

    kind: str
    script: Script
    is_anew: bool


def raised_by_count(alarm: Alarm, command: CountPress) -> Rise | None:
    """Return to what a press in another alarm raises this one; None where it does not."""
    to = alarm.script.raised_by.other_presser
    script = command.scripts.get(to) if to else None
    if to is None or script is None or script.level <= alarm.level:
        return None
    is_other = command.presser not in alarm.pressed and len(alarm.pressed | {command.presser}) >= PRESSERS
    if not is_other:
        return None
    is_anew = script.steps != alarm.script.steps or alarm.is_answered
    return Rise(kind=to, script=graver_script(alarm, script), is_anew=is_anew)


def rises(alarm: Alarm, press: Raise) -> bool:
    """Say whether a press makes the alarm graver, by its own kind or by the plan's rule."""
    return press.press_key not in alarm.press_keys and is_real(alarm, press) and press.script.level > alarm.level


def begins_anew(alarm: Alarm, press: Raise) -> bool:
    """Say whether a press that joins makes the response begin with its first step again.

    It does when the press turns a drill into an actual alarm, when it is of a graver kind or of one for which more
    roles are called, when somebody had said that it was a mistake, and when the response was complete: who presses
    again although help is there needs more of it.
    """
    if press.press_key in alarm.press_keys:
        return False
    if turns(alarm, press):
        return True
    if not is_real(alarm, press):
        return False
    is_other_response = rises(alarm, press) and press.script.steps != alarm.script.steps
    # Nobody types a code in the moment in which a copy may come: who presses after that means it, in doubt too.
    was_mistake = alarm.mistake is not None and alarm.mistake.stands
    falls_short = was_mistake or (alarm.is_answered and not press.doubtful)
    return is_other_response or _needs_others(alarm, press) or falls_short


def kind_after(alarm: Alarm, press: Raise) -> str:
    """Return of which kind the alarm is after a press: the graver of the two."""
    return press.kind if turns(alarm, press) or rises(alarm, press) else alarm.kind


def script_after(alarm: Alarm, press: Raise, at: datetime | None = None) -> Script:
    """Return the response that holds after a press that raises the alarm or begins its response anew.

    Args:
        alarm: the alarm that is joined.
        press: the press, as `risen` returns it.
        at: now; only the times of what is still to come depend on it.
    """
    if turns(alarm, press):
        return press.script
    if rises(alarm, press):
        return graver_script(alarm, press.script)
    if _needs_others(alarm, press):
        return _both(alarm, press.script, at or alarm.step_at)
    if press.kind != alarm.kind or alarm.is_under_duress:
        return alarm.script
    later = replace(press.script, level=max(alarm.level, press.script.level))
    return replace(later, police=later.police or alarm.script.police)


def graver_script(alarm: Alarm, script: Script) -> Script:
    """Return the response of a graver kind for an alarm that becomes of that kind.

    Roles that only the earlier response calls are not lost: they are called with the repeat. Nor is its rule for the
    police, where the later response has none.
    """
    lost = sorted(alarm.script.roles - script.roles)
    return replace(script, repeat_call=(*script.repeat_call, *lost), police=script.police or alarm.script.police)


def counts(alarm: Alarm | None, press: Raise) -> bool:
    """Say whether a press counts as one more person's: no copy, no nameless one, no drill's press in a real alarm."""
    return press.presser is not None and not press.doubtful and (alarm is None or is_real(alarm, press))


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
        is_other = begins_anew(alarm, press) or rises(alarm, press)
        rule = (script_after(alarm, press) if is_other else alarm.script).police
        before = alarm.pressed
    own = {press.presser, *press.elsewhere} if counts(alarm, press) else set[str | None]()
    return rule if rule and "two_pressers" in rule.when and len(before | own) >= PRESSERS else None


def is_real(alarm: Alarm, press: Raise) -> bool:
    """Say whether a press is at least as near to actual as the alarm it joins."""
    return TOWARDS_ACTUAL.index(press.mode) >= TOWARDS_ACTUAL.index(alarm.mode)


def _needs_others(alarm: Alarm, press: Raise) -> bool:
    return press.kind != alarm.kind and not press.script.roles <= alarm.script.roles


def _both(alarm: Alarm, other: Script, at: datetime) -> Script:
    """Return an alarm's own response with that of a kind which is no graver, and calls roles that it does not.

    What is still to come of the alarm's own comes when it would have come.
    """
    own = alarm.script
    if alarm.is_answered:
        first, waiting = (*own.call_at(0), *other.call_at(0)), _times(own.steps[1:], timedelta(0))
        switch = (*own.switch_at(0), *other.switch_at(0))
    else:
        first, waiting = other.call_at(0), _times(own.steps[alarm.step + 1 :], alarm.step_at - at)
        switch = other.switch_at(0)
    call, all_ = tuple(dict.fromkeys(first)), tuple(dict.fromkeys(switch))
    steps = [Step(call=call, after=timedelta(0), unless=Condition(), switch=all_)]
    before = timedelta(0)
    for time, step in sorted([*waiting, *_times(other.steps[1:], timedelta(0))], key=lambda one: one[0]):
        steps.append(replace(step, after=time - before))
        before = time
    return replace(
        own,
        steps=tuple(steps),
        repeat_every=min(own.repeat_every, other.repeat_every),
        repeat_call=tuple(dict.fromkeys([*own.repeat_call, *other.repeat_call])),
        done_when=more(own.done_when, other.done_when),
        police=own.police or other.police,
    )


def _times(steps: Iterable[Step], time: timedelta) -> Iterator[tuple[timedelta, Step]]:
    """Yield steps with how long from now on they come."""
    for step in steps:
        time += step.after
        yield max(time, timedelta(0)), step


def more(one: Condition, other: Condition) -> Condition:
    """Return a condition that asks for whatever either asks for."""
    return Condition(
        accepted=max(one.accepted, other.accepted),
        arrived=max(one.arrived, other.arrived),
        pressers=max(one.pressers, other.pressers),
    )
