"""Makes a press durable: in the record, or while that cannot be written in the spool, and later in the record."""

import asyncio
import functools
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.dispatch.trigger import Trigger
from service.ingest import spooled
from service.ingest.keeper import Keeper
from service.ingest.spool import Spool
from service.store.port import StoreUnavailable

COMMIT_S = 1.0
"""How long a commit may take before the press goes to the spool."""

FIRST_RETRY_S, LAST_RETRY_S = 0.1, 1.0

AT_ONCE = 64
"""How many waiting presses are tried together, once the first of them shows that the store answers."""

OFFICES_AWAY = 3
"""In so many offices nothing can be written before it is taken that the store does not answer."""

MOST = 20_000
"""How many presses may wait in memory; further ones wait at the broker."""

PROVISIONAL = "provisional"
"""The state of a press that is durable but not recorded yet."""

_log = logging.getLogger(__name__)


class NotKept(StoreUnavailable):
    """A press is neither in the record nor in the spool: only the memory of this process holds it."""


Attempt = Literal["recorded", "unavailable", "failed"]
OnRecorded = Callable[[Trigger, str | None, Outcome], None]
"""Told once about each press that has come into the record, with the alarm that was shown for it."""


@dataclass(eq=False, kw_only=True, slots=True)
class Waiting:
    """A press on its way into the record."""

    trigger: Trigger
    shown: str | None
    recorded: "asyncio.Future[Outcome]"
    attempt: "asyncio.Task[Attempt] | None" = None
    kept: "asyncio.Future[int | None] | None" = None
    """Its number in the spool, None there when the spool could not keep it; None before the spool was asked."""

    @property
    def is_trying(self) -> bool:
        """Whether an attempt to record it is under way."""
        return self.attempt is not None and not self.attempt.done()

    @property
    def is_kept(self) -> bool:
        """Whether the spool holds it."""
        return self.kept is not None and self.kept.done() and self.kept.result() is not None


class Recorder:
    """Records presses in the order in which they were heard; what waits is tried again by one loop for all."""

    def __init__(
        self,
        *,
        dispatch: Dispatch,
        spool: Spool | None,
        faults: Faults,
        on_recorded: OnRecorded,
        patience_s: float = COMMIT_S,
    ) -> None:
        """Record through dispatch; without a spool, what the store does not take is never durable."""
        self._dispatch = dispatch
        self._keeper = Keeper(spool, faults)
        self._faults = faults
        self._on_recorded = on_recorded
        self._patience_s = patience_s
        self._waiting: dict[str, Waiting] = {}
        self._covering: dict[tuple[str, str], Waiting] = {}
        self._noting: dict[str, asyncio.Task[Outcome | None]] = {}
        """Presses of which it is being noted that they were sent again."""
        self._again: Counter[str] = Counter()
        """How often they were since the last note."""
        self._wanted = asyncio.Event()
        self._left: dict[str, list[tuple[int, Trigger]]] = {}
        """By office, as a former life named it, what that has left in the spool: numbers and presses in their order."""

    @property
    def waiting(self) -> int:
        """How many presses are on their way into the record."""
        return len(self._waiting)

    def knows(self, press_key: str) -> bool:
        """Whether a press is on its way already."""
        return press_key in self._waiting

    def alarm_shown(self, office: str, open_key: str) -> str | None:
        """Return the alarm shown for an earlier press that is not recorded yet and covers the same."""
        covering = self._covering.get((office, open_key))
        return covering.shown if covering else None

    async def record(self, trigger: Trigger, shown: str | None) -> Outcome:
        """Return when the press is durable; a press that only the spool holds has the state `provisional`.

        Args:
            trigger: the press.
            shown: the alarm that the screens show for it.

        Raises:
            NotKept: neither the store nor the spool took it; it is tried on, but whoever sent it has to send again.
        """
        if (known := self._dispatch.memory.known(trigger.press_key)) is not None:
            return await self._hear_again(trigger, known)
        waiting = self._waiting.get(trigger.press_key) or self._take(trigger, shown)
        if waiting.attempt and not waiting.is_kept:
            await asyncio.wait((waiting.attempt,), timeout=self._patience_s)
        if not waiting.recorded.done():
            await asyncio.wait((waiting.recorded, self._keep(waiting)), return_when=asyncio.FIRST_COMPLETED)
        if waiting.recorded.done():
            return waiting.recorded.result()
        if waiting.is_kept:
            alarm = waiting.shown or self._dispatch.memory.alarm_for(
                trigger.office, trigger.open_key, trigger.press_key
            )
            return Outcome(office=trigger.office, alarm=alarm, state=PROVISIONAL)
        waiting.kept = None  # when it is sent again, the spool is asked again
        raise NotKept("a press could be neither recorded nor kept in the spool: see to the disk and the database")

    async def run(self) -> None:
        """Try what waits again, until cancelled: soon, then once a second, all with one loop."""
        wait_s = FIRST_RETRY_S
        if self._waiting:  # whoever ran before has ended in the midst of it
            self._wanted.set()
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await asyncio.sleep(wait_s)
            if await self.try_waiting():
                wait_s = FIRST_RETRY_S
            else:
                wait_s = min(LAST_RETRY_S, wait_s * 2)
                self._wanted.set()

    async def try_waiting(self) -> bool:
        """Try to record what waits, the oldest first; False when some of it has to be tried again.

        Where an office's record does not take it, as where somebody has locked that, one of another office is tried.
        """
        idle = [waiting for waiting in self._waiting.values() if not waiting.is_trying]
        complete, at_once, away = True, 1, set[str]()
        while idle and len(away) < OFFICES_AWAY:
            now, idle = idle[:at_once], idle[at_once:]
            tried = [one for one in now if not (one.is_trying or one.recorded.done())]
            came = await asyncio.gather(*map(self._try, tried))
            complete = complete and all(attempt == "recorded" for attempt in came)
            gone = {one.trigger.office for one, attempt in zip(tried, came, strict=True) if attempt == "unavailable"}
            away |= gone
            idle = [one for one in idle if one.trigger.office not in away]
            at_once = 1 if gone else AT_ONCE
        return complete

    def offices_left(self) -> list[str]:
        """Return the offices for which a former life has left presses in the spool, as it named them."""
        self._left.clear()
        for record in self._keeper.left_behind:
            try:
                trigger = spooled.read(record.payload)
            except ValueError:
                _log.critical("a press in the spool cannot be read; it stays there: %r", record.payload)
            else:
                self._left.setdefault(trigger.office, []).append((record.number, trigger))
        return list(self._left)

    def restore(self, show: Callable[[Trigger], str | None], left_for: str, office: str | None) -> None:
        """Take up what a former life has left in the spool for one office, of those that `offices_left` has returned.

        Args:
            show: puts a press on the screens and returns the alarm shown.
            left_for: the office, as it was then.
            office: the one that hears its presses by now, where that may be gone.
        """
        for number, left in self._left.pop(left_for, ()):
            trigger = replace(left, office=office or left_for)
            waiting = self._enter(trigger, show(trigger))
            waiting.kept = asyncio.get_running_loop().create_future()
            waiting.kept.set_result(number)
            self._wanted.set()

    async def close(self) -> None:
        """Finish what the spool is writing, and let go of it; presses not recorded by now stay in it."""
        attempts: list[asyncio.Task[Any]] = [one.attempt for one in self._waiting.values() if one.attempt]
        attempts += self._noting.values()
        for attempt in attempts:
            attempt.cancel()
        await asyncio.gather(*attempts, return_exceptions=True)
        await self._keeper.close()

    async def _hear_again(self, trigger: Trigger, alarm: str) -> Outcome:
        """Note that a press in the record was sent again; where that cannot be noted soon, it is durable all the same.

        Each press is noted once at a time, however often it is repeated meanwhile: after an outage many devices say
        everything again whenever they connect, and what new presses wait for must not grow with that.
        """
        self._again[trigger.press_key] += 1
        noting = self._noting.get(trigger.press_key)
        if noting is None or noting.done():
            noting = self._noting[trigger.press_key] = asyncio.get_running_loop().create_task(self._note(trigger))
            noting.add_done_callback(functools.partial(self._forget_noting, trigger.press_key))
        await asyncio.wait((noting,), timeout=self._patience_s)
        noted = noting.result() if noting.done() and not noting.cancelled() else None
        return noted or Outcome(office=trigger.office, alarm=alarm, state=PROVISIONAL)

    def _forget_noting(self, press_key: str, noted: "asyncio.Task[Outcome | None]") -> None:
        if self._noting.get(press_key) is noted:
            del self._noting[press_key]

    async def _note(self, trigger: Trigger) -> Outcome | None:
        outcome = None
        while times := self._again.pop(trigger.press_key, 0):
            outcome = await self._note_times(trigger, times)
        return outcome

    async def _note_times(self, trigger: Trigger, times: int) -> Outcome | None:
        try:
            outcome = await self._dispatch.trigger(trigger, times)
        except Exception as reason:
            _log.warning("that a recorded press was sent again could not be noted: %s", reason)
            return None
        self._tell(trigger, None, outcome)
        return outcome

    def _take(self, trigger: Trigger, shown: str | None) -> Waiting:
        if len(self._waiting) >= MOST:
            raise NotKept(f"{MOST} presses wait for the record already; this one has to be sent again")
        before = self._covering.get((trigger.office, trigger.open_key))
        waiting = self._enter(trigger, shown)
        if before and not before.is_trying:
            self._try(before)  # the press that this one will join must not come after it
        self._try(waiting)
        return waiting

    def _enter(self, trigger: Trigger, shown: str | None) -> Waiting:
        waiting = Waiting(trigger=trigger, shown=shown, recorded=asyncio.get_running_loop().create_future())
        self._waiting[trigger.press_key] = waiting
        self._covering.setdefault((trigger.office, trigger.open_key), waiting)
        return waiting

    def _try(self, waiting: Waiting) -> "asyncio.Task[Attempt]":
        waiting.attempt = asyncio.get_running_loop().create_task(self._attempt(waiting))
        return waiting.attempt

    async def _attempt(self, waiting: Waiting) -> Attempt:
        try:
            outcome = await self._dispatch.trigger(waiting.trigger)
        except StoreUnavailable as reason:
            _log.error("a press could not be recorded yet: %s", reason)
            self._faults.report(Faults.EVERYWHERE, "store_down")
            self._wanted.set()
            return "unavailable"
        except Exception:
            _log.exception("a press could not be recorded; it is tried again")
            self._wanted.set()
            return "failed"
        self._settle(waiting, outcome)
        return "recorded"

    def _settle(self, waiting: Waiting, outcome: Outcome) -> None:
        trigger = waiting.trigger
        self._waiting.pop(trigger.press_key, None)
        covers = (trigger.office, trigger.open_key)
        if self._covering.get(covers) is waiting:
            del self._covering[covers]
        waiting.recorded.set_result(outcome)
        if waiting.kept and waiting.kept.done():
            self._forget(waiting, waiting.kept)
        self._tell(trigger, waiting.shown, outcome)

    def _tell(self, trigger: Trigger, shown: str | None, outcome: Outcome) -> None:
        """Tell of a press that is recorded; whoever cannot take it costs no other press its place in the record."""
        try:
            self._on_recorded(trigger, shown, outcome)
        except Exception:
            _log.exception("somebody could not be told of a press in alarm %s", outcome.alarm)

    def _keep(self, waiting: Waiting) -> "asyncio.Future[int | None]":
        if waiting.kept is None:
            waiting.kept = self._keeper.keep(spooled.write(waiting.trigger))
            waiting.kept.add_done_callback(lambda kept: self._forget(waiting, kept))
        return waiting.kept

    def _forget(self, waiting: Waiting, kept: "asyncio.Future[int | None]") -> None:
        """Have the spool forget a press that is in the record by now."""
        if not kept.cancelled() and (number := kept.result()) is not None and waiting.recorded.done():
            self._keeper.done(number)
