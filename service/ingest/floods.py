"""A button that presses without end: what its presses add to an alarm that is open is a count, and no entry each.

A press that raises is never counted, nor one that comes at a hand's pace: only what is further of the same button, kind
and place while its alarm is open. It gets its receipt when the press that it is counted to is durable.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from service.alarm.states import OPEN
from service.clock import Clock
from service.dispatch.handle import Dispatch
from service.dispatch.trigger import Trigger
from service.ingest.recorder import Recorder
from service.store.port import StoreUnavailable

BURST: Final = 20.0
"""Presses of one button at once, each with an entry of its own: more than a hand makes in two seconds."""
PAUSE_S, LONGEST_PAUSE_S = 0.2, 25.6
"""Seconds until one more has an entry; each further one of a flood takes twice as long, up to the longest."""
LONGEST: Final = 1_000
"""Entries of one button without a rest: after so many one more has an entry only after the longest pause."""
QUIET_S: Final = 10.0
"""After so many seconds without a press, a button is one like any other again."""
NOTE_S: Final = 1.0
"""How long counts are gathered before they are noted."""
BY_HAND: Final = 20
"""Presses counted within that time that a hand could make; more is a fault of the button."""
ANSWERED: Final = 64
"""Of those that are counted at a time, how many are answered by their names: the newest."""
MOST: Final = 20_000
"""Buttons that are remembered; strangers make up names."""

_log = logging.getLogger(__name__)

_Of = tuple[str, str, str, str | None, str | None]


@dataclass(slots=True)
class Pressing:
    """How one button presses: how many more may have an entry, and which was the last that had."""

    heard_s: float
    left: float = BURST
    pause_s: float = PAUSE_S
    entries: int = 0
    """Since its last rest."""
    last: str = ""

    def may_have_one(self, now_s: float) -> bool:
        """Note that the button pressed, and say whether that may have an entry of its own."""
        quiet_s, self.heard_s = now_s - self.heard_s, now_s
        if quiet_s >= QUIET_S:
            self.left, self.pause_s, self.entries = BURST, PAUSE_S, 0
            return True
        was_empty = self.left < 1
        if self.entries >= LONGEST:
            self.pause_s = LONGEST_PAUSE_S
        self.left = min(BURST, self.left + quiet_s / self.pause_s)
        if self.left >= BURST:
            self.pause_s = PAUSE_S
        elif was_empty and self.left >= 1:
            self.pause_s = min(LONGEST_PAUSE_S, 2 * self.pause_s)
        return self.left >= 1

    def had_one(self, press_key: str) -> None:
        """Note that a press has an entry of its own."""
        self.left = max(0.0, self.left - 1)
        self.entries += 1
        self.last = press_key


@dataclass(slots=True)
class _Counted:
    """What was counted to one press, and is not noted yet."""

    newest: Trigger
    alarm: str
    times: int = 0
    names: "deque[str | None]" = field(default_factory=lambda: deque(maxlen=ANSWERED))


class Floods:
    """Tells which presses are counted, and counts them. Called in the loop's thread."""

    def __init__(
        self,
        dispatch: Dispatch,
        recorder: Recorder,
        clock: Clock,
        *,
        answer: Callable[[str, str | None, str, Mapping[str, Any]], None],
        told: Callable[[str, str, str], None],
    ) -> None:
        """Count in the record of `dispatch`.

        Args:
            dispatch: notes how often a press was heard.
            recorder: what is on its way into the record.
            clock: its monotonic seconds say how fast a button presses.
            answer: tells a device (address, press, alarm, what it is told) where its alarm stands.
            told: reports a fault of a device (office, device, code).
        """
        self._dispatch = dispatch
        self._recorder = recorder
        self._clock = clock
        self._answer = answer
        self._told = told
        self._pressing: OrderedDict[_Of, Pressing] = OrderedDict()
        self._begun: set[str] = set()
        """Presses with an entry of their own that nobody else may know of yet: a burst is read in one loop's turn."""
        self._counted: dict[str, _Counted] = {}
        self._noting: set[asyncio.Task[None]] = set()

    def sort(self, trigger: Trigger) -> Trigger:
        """Return a press as it is, or with the press that it is counted to."""
        memory, key = self._dispatch.memory, trigger.press_key
        if trigger.is_copy or trigger.accounts or memory.has_window(trigger):
            return trigger
        if key in self._begun or self._recorder.knows(key) or memory.known(key) is not None:
            return trigger  # a repeat of one that has its entry
        now_s = self._clock.monotonic()
        of = (trigger.office, trigger.open_key, trigger.kind, trigger.zone, trigger.presser)
        one = self._pressing.setdefault(of, Pressing(now_s))
        self._pressing.move_to_end(of)
        if len(self._pressing) > MOST:
            self._pressing.popitem(last=False)
        if one.may_have_one(now_s) or not self._goes_on(trigger, one.last):
            one.had_one(key)
            self._begun.add(key)
            return trigger
        return replace(trigger, counted_as=one.last)

    def ended(self, press_key: str) -> None:
        """Note that a press with an entry of its own is durable, or has been refused."""
        self._begun.discard(press_key)

    async def count(self, trigger: Trigger, to: str) -> None:
        """Return when the press that another one is counted to is durable.

        Raises:
            NotKept: it is not; both have to be sent again.
        """
        alarm = self._dispatch.memory.known(to)
        if alarm is None:
            alarm = (await self._recorder.record(replace(trigger, press_key=to), None)).alarm
        counted = self._counted.get(to)
        if counted is None:
            counted = self._counted[to] = _Counted(newest=trigger, alarm=alarm)
            task = asyncio.get_running_loop().create_task(self._note(to))
            self._noting.add(task)
            task.add_done_callback(self._noting.discard)
        counted.newest, counted.times = trigger, counted.times + 1
        counted.names.append(trigger.press)

    async def close(self) -> None:
        """Let go of what is not noted yet: only how often was pressed is not known then."""
        for task in self._noting:
            task.cancel()
        await asyncio.gather(*self._noting, return_exceptions=True)

    def _goes_on(self, trigger: Trigger, last: str) -> bool:
        """Say whether the alarm of a button's last press is open, or on its way into the record."""
        alarm = self._dispatch.memory.known(last)
        if alarm is None:
            return last in self._begun or self._recorder.knows(last)
        return self._dispatch.memory.open_alarm(trigger.office, trigger.open_key) == alarm

    async def _note(self, to: str) -> None:
        """Note what has been counted to a press for a while, answer it, and raise anew where its alarm is over."""
        await asyncio.sleep(NOTE_S)
        counted = self._counted.pop(to)
        newest, alarm, feedback = counted.newest, counted.alarm, {"state": "received"}
        if newest.device and counted.times > BY_HAND:
            office, _, device = newest.device.partition("/")
            self._told(office, device, "device_presses_on")
        try:
            outcome = await self._dispatch.trigger(replace(newest, press_key=to), counted.times)
            alarm, feedback = outcome.alarm, dict(outcome.feedback) or feedback
            if outcome.known_press and outcome.state not in OPEN:
                # It ended meanwhile, perhaps before the last of them: who pressed after that means it.
                raised = await self._recorder.record(replace(newest, counted_as=None), None)
                alarm, feedback = raised.alarm, {"state": "received"}
        except StoreUnavailable as reason:
            _log.warning("how often %s pressed could not be noted: %s", newest.device, reason)
        except Exception:
            _log.exception("how often %s pressed could not be noted", newest.device)
        for name in counted.names if newest.device else ():
            self._answer(str(newest.device), name, alarm, feedback)
