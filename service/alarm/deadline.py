"""The one deadline an alarm has at any time: the earliest moment at which silence must become a step."""

from datetime import datetime, timedelta

from service.alarm.alarm import Alarm
from service.alarm.pressed_as_test import is_test_press
from service.alarm.states import ResponderState

SHORTEST_REPEAT = timedelta(seconds=1)
"""A repeat faster than this would fill the record and help nobody."""

LOOK_WITHIN = timedelta(minutes=3)
"""So long at most the plan waits for somebody who is on the way to look, whatever the clock does meanwhile."""


def deadline(alarm: Alarm) -> datetime | None:
    """Return when the alarm has to be looked at again.

    None only when the alarm is no longer open, or when the plan's response is complete and nobody is awaited any
    more: everything else has a deadline, so nobody is ever the last link. Who has said that they are coming is
    awaited also when enough others are there: a screen must not say "coming" for ever. So is, while a
    muster is on, whoever is unaccounted for or needs help.
    """
    if not alarm.is_open:
        return None
    awaited = [at for r in alarm.responders.values() for at in (r.accept_by, r.arrive_by) if at]
    awaited += [alarm.muster.next_at] if alarm.muster and alarm.muster.next_at else []
    if alarm.closing is not None:
        awaited.append(alarm.closing.look_again_at)
    is_done = alarm.is_answered and not is_test_press(alarm)  # that one ends by itself, whoever comes to look
    if is_done or alarm.calls_nobody:
        return min(awaited, default=None)
    return min([next_step_at(alarm), *awaited])


def next_step_at(alarm: Alarm) -> datetime:
    """Return when the plan's next step, or its next repeat, is due.

    A step for which nobody could be called, or whom all have declined, is not waited for: the next one is due at once.
    When who pressed has said that it was a mistake, the plan waits for whoever is on the way to look, and not longer.
    """
    due, coming_by = _step_due(alarm), alarm.next_arrival_by
    return min(max(due, coming_by), due + LOOK_WITHIN) if alarm.only_to_check and coming_by else due


def _step_due(alarm: Alarm) -> datetime:
    following = alarm.step + 1
    if following < len(alarm.script.steps):
        anybody = any(r.state is not ResponderState.DECLINED for r in alarm.responders.values())
        return alarm.step_at + (alarm.script.steps[following].after if anybody else timedelta(0))
    return alarm.step_at + max(alarm.script.repeat_every, SHORTEST_REPEAT)
