"""The window in which one press of one device is a test: who opens it, which press uses it up, and how long it took.

The office's timeline is where windows are kept: it is durable, every node reads it, and a restart loses nothing. In
doubt a press is real: one that cannot be matched with an open window of its own device and gesture, one that its device
says was made before the window, and one that the broker sends again.
"""

import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import Raise
from service.alarm.instant import instant, parse_instant
from service.alarm.pressed_as_test import test_script
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.dispatch.identity import alarm_id
from service.dispatch.trigger import Trigger
from service.store.port import Unit
from service.timeline.entry import Draft, Entry

OPENED, HEARD, MEASURED = "TestWindowOpened", "TestPressHeard", "TestPressMeasured"
LONGEST: Final = timedelta(seconds=60)
SAME_PRESS: Final = timedelta(seconds=2)
"""How far apart two nodes may hear one press that its device does not name."""
PAUSE: Final = timedelta(seconds=60)
"""From the end of one window of a device to its next: whoever has taken the wearer's phone holds none open for ever."""
AT_MOST: Final = 5
WITHIN: Final = timedelta(hours=1)
"""At most so many windows of one device in so long."""
LOOKED_AT: Final = 500
"""Entries of an office, the newest, among which a press looks for its window; an older one has long run out."""
REMEMBERED: Final = 5_000
"""Entries among which the last test of a device is looked up for those who ask."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """One window: of which device (`office/device` as enrolled), for which gesture, from when, half-open until when."""

    device: str
    gesture: str
    opened_at: datetime
    until: datetime
    zone: str | None = None
    """Where the press will be made, in a walk from zone to zone; None where nobody said."""

    def covers(self, trigger: Trigger) -> bool:
        """Say whether a press falls into it."""
        made_before = trigger.pressed_at is not None and trigger.pressed_at < self.opened_at - SAME_PRESS
        is_in = self.opened_at <= trigger.heard_at < self.until and not made_before
        return is_in and trigger.gesture == self.gesture


def opening(
    device: str, gesture: str, lasts: timedelta, actor: Actor, at: datetime, *, zone: str | None = None
) -> Draft:
    """Return the entry that opens a window, for at most a minute; `zone` is where the press will be made."""
    facts = {"device": device, "gesture": gesture, "until": instant(at + min(lasts, LONGEST)), "zone": zone}
    return Draft(at=at, event=OPENED, alarm=None, actor=actor, facts=facts, personal={})


def free_at(entries: Iterable[Entry], device: str, at: datetime) -> datetime | None:
    """Return from when on a device may have its next window; None when it may have one now.

    Args:
        entries: what was told of windows, the newest first.
        device: `office/device` as enrolled.
        at: now.
    """
    own = [one for one in entries if one.event in (OPENED, HEARD) and one.facts["device"] == device]
    opened = [one for one in own if one.event == OPENED]
    if not opened:
        return None
    used = min((one.at for one in own if one.event == HEARD and one.position > opened[0].position), default=None)
    recent = [one.at for one in opened if one.at > at - WITHIN]
    free = max(
        (used or window_of(opened[0]).until) + PAUSE,
        *([recent[AT_MOST - 1] + WITHIN] if len(recent) >= AT_MOST else []),
        at,
    )
    return free if free > at else None


def must_pause(unit: Unit, device: str, at: datetime) -> None:
    """Refuse a window that comes too soon behind others of its device.

    A button that nobody wears and that hangs nowhere may be walked with from zone to zone: its windows need no pause.

    Raises:
        Refusal: with `free_at`, from when on there may be one.
    """
    free = free_at(unit.recent((OPENED, HEARD), REMEMBERED), device, at)
    if free is not None:
        wait = math.ceil((free - at) / timedelta(seconds=1))
        detail = (
            f"This button was tested just now. Its next test can begin in {wait} seconds; a press is real until then."
        )
        raise Refusal("test_pause", detail, free_at=instant(free))


def window_of(entry: Entry) -> Window:
    """Return the window that an entry opened."""
    return Window(
        device=entry.facts["device"],
        gesture=entry.facts["gesture"],
        opened_at=entry.at,
        until=parse_instant(entry.facts["until"]),
        zone=entry.facts.get("zone"),
    )


def use(unit: Unit, trigger: Trigger, alarm: Alarm | None) -> Draft | None:
    """Return the entry that says that a press is the test of an open window; None for one that is real.

    A press of another gesture uses the window up and is real: she who means it is not testing any more.
    """
    if trigger.tested is None:
        return None
    try:
        return _use(unit, trigger, trigger.tested, alarm)
    except (ValueError, LookupError, TypeError):  # a record that cannot be read keeps no press out
        _log.exception("tests in %s cannot be read: a press of %s counts as real", unit.office, trigger.tested)
        return None


def _use(unit: Unit, trigger: Trigger, device: str, alarm: Alarm | None) -> Draft | None:
    entries = [one for one in unit.recent((OPENED, HEARD), LOOKED_AT) if one.facts["device"] == device]
    opened = next((one for one in entries if one.event == OPENED), None)
    if opened is None or not opened.at <= trigger.heard_at < window_of(opened).until:
        return None
    used = next((one for one in entries if one.event == HEARD and one.position > opened.position), None)
    if used is not None and not _is_same(used, trigger):
        return None
    is_real = alarm is not None and alarm.mode is not Mode.TEST
    is_test = window_of(opened).covers(trigger) and not is_real
    facts: Mapping[str, Any] = {
        "device": device,
        "press_key": trigger.press_key,
        "gesture": trigger.gesture,
        "doubtful": trigger.doubtful,
        "is_test": is_test,
        "zone": (window_of(opened).zone if is_test else None) or trigger.zone,
    }
    return Draft(at=trigger.heard_at, event=HEARD, alarm=None, actor=SERVICE, facts=facts, personal={})


def as_test(command: Raise) -> Raise:
    """Return a press as the test it is: it calls nobody."""
    return replace(command, mode=Mode.TEST, script=test_script(command.script.level), scripts={})


def measured(device: str, alarm: str, took: timedelta, at: datetime) -> Draft:
    """Return the entry that says how long it took from a test press to its feedback."""
    facts = {"device": device, "alarm": alarm, "feedback_ms": round(took / timedelta(milliseconds=1))}
    return Draft(at=at, event=MEASURED, alarm=None, actor=SERVICE, facts=facts, personal={})


def _is_same(used: Entry, trigger: Trigger) -> bool:
    """Say whether a press may be a copy of the one that used the window up, heard by another node."""
    is_doubtful = trigger.doubtful or used.facts["doubtful"]
    near = abs(trigger.heard_at - used.at) <= SAME_PRESS
    return used.facts["is_test"] and is_doubtful and near and used.facts["gesture"] == trigger.gesture


@dataclass(frozen=True, kw_only=True, slots=True)
class LastTest:
    """What is known of a device's tests: the open window, when it was last tested, and how long its feedback took."""

    window: Window | None
    tested_at: datetime | None
    feedback_ms: int | None
    """None where nothing was told to the device, or not yet."""
    was_real: bool = False
    """The newest window was used up by a press that was real: another gesture than the one announced."""


def last_test_among(entries: Sequence[Entry], device: str, at: datetime) -> LastTest:
    """Return what entries, the newest first, say of a device's tests."""
    newest = next((one for one in entries if one.event != MEASURED and one.facts["device"] == device), None)
    window = window_of(newest) if newest and newest.event == OPENED else None
    tests = (one for one in entries if one.event == HEARD and one.facts["device"] == device and one.facts["is_test"])
    heard = next(tests, None)
    alarm = alarm_id(heard.facts["press_key"]) if heard else None
    told = next((one for one in entries if one.event == MEASURED and one.facts["alarm"] == alarm), None)
    return LastTest(
        window=window if window and window.opened_at <= at < window.until else None,
        tested_at=heard.at if heard else None,
        feedback_ms=told.facts["feedback_ms"] if told else None,
        was_real=newest is not None and newest.event == HEARD and not newest.facts["is_test"],
    )


def gesture_among(entries: Sequence[Entry], device: str) -> str | None:
    """Return the gesture of the newest press of a device in a window of its own; None without one."""
    return next((str(e.facts["gesture"]) for e in entries if e.event == HEARD and e.facts["device"] == device), None)
