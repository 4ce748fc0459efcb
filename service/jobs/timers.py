"""Deadlines that survive: the store holds them, this job counts them down and hands each to dispatch once."""

import asyncio
import heapq
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.clock import Clock
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.store.port import Store, StoreUnavailable

LOOK_EVERY_S = 1.0
"""How often the store is asked for deadlines that another node has set."""

LATE_S = 2.0
"""How long a deadline may be unserved before that is a fault."""

NOTICEABLE = timedelta(seconds=2)
"""A jump of the wall clock that is told."""

RETRY_S = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class _Due:
    monotonic: float
    office: str
    alarm: str
    due_at: datetime


class Timers:
    """Counts deadlines by the monotonic clock, so that a jump of the wall clock moves none of them.

    The wall clock is used once for each deadline: to turn the stored instant into a remainder.
    """

    def __init__(self, store: Store, dispatch: Dispatch, faults: Faults, clock: Clock) -> None:
        """Serve a store's deadlines through dispatch."""
        self._store = store
        self._dispatch = dispatch
        self._faults = faults
        self._clock = clock
        self._behind = timedelta(0)
        self._heap: list[_Due] = []
        self._current: dict[str, _Due] = {}
        self._changed = asyncio.Event()
        dispatch.listen(self.take)

    @property
    def on_time(self) -> bool:
        """Whether no deadline has been waiting longer than it may."""
        due = self._heap[0] if self._heap else None
        return due is None or self._clock.monotonic() - due.monotonic < LATE_S

    def take(self, outcome: Outcome) -> None:
        """Learn an alarm's new deadline from what has just been committed."""
        if outcome.entries:
            self._schedule(outcome.office, outcome.alarm, outcome.due_at)

    async def measure_clock(self) -> None:
        """Notice that the wall clock stands before the newest entry: it went back while nobody counted.

        Deadlines stored before that are taken as if it had not, so that none waits for the length of the jump.
        """
        newest = [
            entry.at
            for head in await self._store.heads()
            for entry in await self._store.entries(head.office, head.position - 1, 1)
        ]
        self._behind = max([timedelta(0), *(at - self._clock.now() for at in newest)])
        if self._behind > NOTICEABLE:
            self._faults.report(Faults.EVERYWHERE, "clock_jumped", seconds=round(-self._behind.total_seconds()))

    async def run(self) -> None:
        """Serve deadlines until cancelled.

        1. Take the deadline that is due first; without one, wait for news or for the next look.
        2. When it is due, let dispatch take it out of the store and decide, in one transaction.
        3. When the store cannot be written, try again shortly; the deadline is still there.
        4. Once a second, learn from the store what other nodes, or a former life, have set.
        """
        next_look = self._clock.monotonic()
        while True:
            now = self._clock.monotonic()
            if now >= next_look:
                await self._look()
                next_look = self._clock.monotonic() + LOOK_EVERY_S
            due = self._first()
            now = self._clock.monotonic()
            if due is not None and due.monotonic <= now:
                await self._serve(due)
                continue
            until = min(next_look, due.monotonic if due else next_look)
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), max(0.0, until - now))
            except TimeoutError:
                continue

    def _first(self) -> _Due | None:
        while self._heap and self._current.get(self._heap[0].alarm) != self._heap[0]:
            heapq.heappop(self._heap)  # replaced or served since
        return self._heap[0] if self._heap else None

    async def _serve(self, due: _Due) -> None:
        try:
            await self._dispatch.pass_deadline(due.office, due.alarm, due.due_at)
        except StoreUnavailable as reason:
            _log.error("a deadline of %s could not be served yet: %s", due.alarm, reason)
            self._faults.report(Faults.EVERYWHERE, "timers_late")
            await asyncio.sleep(RETRY_S)
            return
        except Exception:
            _log.exception("a deadline of %s could not be served", due.alarm)
            self._faults.report(due.office, "timers_late", due.alarm)
            await asyncio.sleep(RETRY_S)
            return
        self._faults.mend(Faults.EVERYWHERE, "timers_late")
        self._faults.mend(due.office, "timers_late", due.alarm)
        if self._current.get(due.alarm) == due:
            del self._current[due.alarm]

    async def _look(self) -> None:
        before = dict(self._current)
        try:
            stored = await self._store.deadlines()
        except StoreUnavailable as reason:
            _log.warning("deadlines could not be read: %s", reason)
            return
        for deadline in stored:
            known = self._current.get(deadline.alarm)
            if known != before.get(deadline.alarm):
                continue  # set or served while we were reading
            if known is None or known.due_at != deadline.due_at:
                self._schedule(deadline.office, deadline.alarm, deadline.due_at, behind=self._behind)
        there = {deadline.alarm for deadline in stored}
        for alarm, due in before.items():
            if alarm not in there and self._current.get(alarm) == due:  # not set anew while we were reading
                del self._current[alarm]

    def _schedule(self, office: str, alarm: str, due_at: datetime | None, *, behind: timedelta = timedelta(0)) -> None:
        if due_at is None:
            self._current.pop(alarm, None)
        else:
            remaining = max(timedelta(0), due_at - self._clock.now() - behind).total_seconds()
            due = _Due(self._clock.monotonic() + remaining, office, alarm, due_at)
            self._current[alarm] = due
            heapq.heappush(self._heap, due)
        self._changed.set()
