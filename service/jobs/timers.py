"""Deadlines that survive: the store holds them, this job counts them down and hands each to dispatch once."""

import asyncio
import heapq
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from service.clock import Clock
from service.dispatch.book import PlanUnread
from service.dispatch.faults import Faults
from service.dispatch.outcome import Outcome
from service.dispatch.own_time import NOTICEABLE
from service.jobs.jumps import Jumps
from service.jobs.own_time import OwnTime, nearest, now_by_due
from service.jobs.time_left import Left, TimeLeft
from service.jobs.timers_port import Dispatching, ReadSoon, Stored
from service.jobs.told import Told, told_by
from service.store.port import Deadline, StoreError, StoreUnavailable

LOOK_EVERY_S = 1.0
"""How often the store is asked for deadlines that another node has set."""

LATE_S = 2.0
"""How long a deadline may be unserved before that is a fault."""

HUNG_S = 15.0
"""How long one turn may take before what should serve deadlines is taken to hang."""

RETRY_S = 0.5

SOON = timedelta(days=1)
"""What is due later is looked up seldom, and its next life asks the wall clock for it: whoever set a day meant that."""

ALL_EVERY = 60
"""Every so many looks everything is read, however late it is due; the first time is soon after the start."""
ALL_FIRST = 5

_END = datetime.max.replace(tzinfo=UTC)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class _Due:
    monotonic: float
    office: str
    alarm: str
    due_at: datetime


class Timers:
    """Counts deadlines by the monotonic clock, so that a jump of the wall clock moves none of them.

    The wall clock is used once for each deadline: to turn the stored instant into a remainder. What is left of it is
    kept for the next life of this node, which asks the wall clock only for what it finds nothing of.
    """

    def __init__(
        self,
        store: Stored,
        dispatch: Dispatching,
        faults: Faults,
        clock: Clock,
        time_left: TimeLeft | None = None,
        *,
        soon: ReadSoon | None = None,
    ) -> None:
        """Serve a store's deadlines through dispatch.

        Args:
            store: where deadlines stand.
            dispatch: who takes them.
            faults: where it is told what goes wrong.
            clock: both clocks.
            time_left: what is kept for the next life; without it that knows only the wall clock.
            soon: where given, what is due in more than a day is read once a minute, and not each second.
        """
        self._store = store
        self._soon = soon
        self._looks = 0
        self._dispatch = dispatch
        self._faults = faults
        self._clock = clock
        self._behind = timedelta(0)
        self._jumps = Jumps(clock)
        self._own_time = OwnTime()
        self._told: dict[str, Told] = {}
        """What is known at the start of each alarm's deadline."""
        self._time_left = time_left
        self._before: dict[str, Left] = {}
        """What this node's former life has kept of deadlines that this one has not met yet."""
        self._has_looked = False
        """Whether this life has met them all: until then what is kept, and by which clock, is the former one's word."""
        self._kept: dict[str, _Due] | None = {}
        self._heap: list[_Due] = []
        self._current: dict[str, _Due] = {}
        self._unserved: dict[str, float] = {}
        """Alarms whose deadline could not be served, and since when it has been due."""
        self._unread: set[str] = set()
        """Those of them whose office's plan is still being read: that is no other office's trouble."""
        self._changed = asyncio.Event()
        self._turned_at = clock.monotonic()
        dispatch.listen(self.take)

    @property
    def behind(self) -> timedelta:
        """How far the wall clock stood before the newest entry when it was measured; zero for a clock in order."""
        return self._behind

    @property
    def on_time(self) -> bool:
        """Whether no deadline has been waiting longer than it may, where its office's plan is there."""
        unserved = (since for alarm, since in self._unserved.items() if alarm not in self._unread)
        waiting_since = [*unserved, *(due.monotonic for due in self._heap[:1])]
        return self._clock.monotonic() - min(waiting_since, default=float("inf")) < LATE_S

    @property
    def turns(self) -> bool:
        """Whether it goes on trying, whatever comes of it: what hangs does not."""
        return self._clock.monotonic() - self._turned_at < HUNG_S

    def take(self, outcome: Outcome) -> None:
        """Learn an alarm's new deadline from what has just been committed."""
        if outcome.entries and not outcome.undertaking:
            known = self._current.get(outcome.alarm)
            if known and known.due_at == outcome.due_at and known.monotonic > self._clock.monotonic():
                return  # it is being counted down: the wall clock is asked once, whatever it says by now
            self._watch_clock()
            now = self._now_by(outcome.alarm, outcome.entries[-1].at)
            self._own_time.spoke(outcome.alarm, outcome.entries[-1].position)
            if outcome.due_at is not None:  # it may be as it was before this life
                now = self._since_before(outcome.alarm, outcome.due_at) or now
            self._schedule(outcome.office, outcome.alarm, outcome.due_at, now=now)

    async def measure_clock(self) -> None:
        """Notice that the wall clock stands before the newest entry: it went back while nobody counted.

        Deadlines stored before that are taken as if it had not, so that none waits for the length of the jump.
        """
        self._before = await self._time_left.read() if self._time_left else {}
        newest: list[datetime] = []
        for head in await self._store.heads():
            try:
                newest.extend(entry.at for entry in await self._store.entries(head.office, head.position - 1, 1))
            except ValueError as damage:  # the other offices' entries tell as much
                _log.error("the newest entry of %s cannot be read: %s", head.office, damage)
        self._behind = max([timedelta(0), *(at - self._clock.now() for at in newest)])
        for deadline in await self._read(self._far()):
            try:
                told = await self._told_by(deadline)
            except ValueError as damage:
                _log.error("the entries of %s cannot be read: %s", deadline.alarm, damage)
                told = Told(due_at=deadline.due_at, behind=self._behind)
            self._told[deadline.alarm] = told
            self._jumps.jumped |= abs(told.now(self._clock) - self._clock.now()) > NOTICEABLE
        if self._behind > NOTICEABLE:
            self._jumps.jumped = True
            self._faults.report(Faults.EVERYWHERE, "clock_jumped", seconds=round(-self._behind.total_seconds()))

    async def _told_by(self, deadline: Deadline) -> Told:
        own = await self._store.alarm_entries(deadline.alarm)
        if own:
            self._own_time.spoke(deadline.alarm, own[-1].position)
        left = self._before.get(deadline.alarm)
        # An alarm's entries never go back, and one of them has set this deadline: more time than this it never had.
        if own and left and left.monotonic - self._clock.monotonic() > (deadline.due_at - own[0].at).total_seconds():
            _log.error("what was kept of the deadline of %s is more than it ever had: it is left aside", deadline.alarm)
            del self._before[deadline.alarm]
            left = None
        now, former = self._clock.now(), self._time_left.former if self._time_left else None
        if own and former is not None:
            own_time = [now_by_due(left.due_at, left.monotonic, self._clock.monotonic())] if left else []
            by = nearest(own[-1].at, *own_time, now + former, now)
            if by is not None:
                return Told(due_at=deadline.due_at, behind=by - now, is_sure=True)
        return await told_by(self._store, self._clock, deadline, own, self._behind)

    async def run(self) -> None:
        """Serve deadlines until cancelled.

        1. Take the deadline that is due first; without one, wait for news or for the next look.
        2. When it is due, let dispatch take it out of the store and decide, in one transaction.
        3. When that fails, try again shortly; the deadline is still there, and meanwhile the others have their turn.
        4. Once a second, learn from the store what other nodes, or a former life, have set; beside the rest, because a
           store that is slow to say so holds up no deadline that is known.
        5. Before waiting, have kept what each deadline has left, where that has changed.
        """
        next_look = self._clock.monotonic()
        looking: asyncio.Task[None] | None = None
        try:
            while True:
                now = self._clock.monotonic()
                if looking is None or looking.done():
                    self._turned_at = now
                if now >= next_look:
                    looking = self._look_again(looking)
                    next_look = now + LOOK_EVERY_S
                due = self._first()
                if due is not None and due.monotonic <= now:
                    await self._serve(due)
                    continue
                self._keep()
                until = min(next_look, due.monotonic if due else next_look)
                self._changed.clear()
                try:
                    async with asyncio.timeout(max(0.0, until - now)):
                        await self._changed.wait()
                except TimeoutError:
                    continue
        finally:
            if looking is not None:
                looking.cancel()
                await asyncio.wait({looking})

    def _first(self) -> _Due | None:
        while self._heap and self._current.get(self._heap[0].alarm) != self._heap[0]:
            heapq.heappop(self._heap)  # replaced or served since
        return self._heap[0] if self._heap else None

    def _look_again(self, before: "asyncio.Task[None] | None") -> "asyncio.Task[None]":
        """Begin the next look, or wait on for the one that is under way; raises what the last one came to."""
        self._watch_clock()
        if before is not None:
            if not before.done():
                return before
            before.result()
        return asyncio.get_running_loop().create_task(self._look())

    async def _serve(self, due: _Due) -> None:
        try:
            await self._dispatch.pass_deadline(due.office, due.alarm, due.due_at)
        except PlanUnread as reason:
            if due.alarm not in self._unserved:
                _log.error("a deadline of %s waits for the plan of %s: %s", due.alarm, due.office, reason)
            self._postpone(due, due.office, due.alarm)
            self._unread.add(due.alarm)
            return
        except StoreUnavailable as reason:
            _log.error("a deadline of %s could not be served yet: %s", due.alarm, reason)
            # All of the office that are due: each try takes as long as anybody waits for a lock, and others are due.
            now = self._clock.monotonic()
            waiting = [one for one in self._current.values() if one.office == due.office and one.monotonic <= now]
            for one in {due, *waiting}:
                self._postpone(one, Faults.EVERYWHERE, "")
            return
        except Exception:
            _log.exception("a deadline of %s could not be served", due.alarm)
            self._postpone(due, due.office, due.alarm)
            return
        self._no_longer_late(due.office, due.alarm)
        if self._current.get(due.alarm) == due:
            del self._current[due.alarm]

    def _postpone(self, due: _Due, office: str, subject: str) -> None:
        """Try a deadline again shortly: one that cannot be served must not keep all others waiting behind it."""
        self._faults.report(office, "timers_late", subject)
        self._unread.discard(due.alarm)
        self._unserved.setdefault(due.alarm, due.monotonic)
        if self._current.get(due.alarm) == due:
            again = replace(due, monotonic=self._clock.monotonic() + RETRY_S)
            self._current[due.alarm] = again
            heapq.heappush(self._heap, again)

    def _no_longer_late(self, office: str, alarm: str) -> None:
        """Take back what was said of a deadline that has been served, or that a person has made needless."""
        if self._unserved.pop(alarm, None) is not None:
            self._faults.mend(office, "timers_late", alarm)
            self._unread.discard(alarm)
            if self._unserved.keys() <= self._unread:
                self._faults.mend(Faults.EVERYWHERE, "timers_late")

    def _far(self) -> datetime:
        """Return the instant from which on nothing is due soon, also by a clock that has gone back."""
        return self._clock.now() + self._behind + self._jumps.set_back + SOON if self._soon else _END

    async def _read(self, far: datetime) -> list[Deadline]:
        return await (self._soon(far) if self._soon and far < _END else self._store.deadlines())

    async def _look(self) -> None:
        far = _END if self._looks % ALL_EVERY == ALL_FIRST else self._far()
        self._looks += 1
        before = dict(self._current)
        try:
            stored = await self._read(far)
        except StoreError as reason:
            _log.warning("deadlines could not be read: %s", reason)
            return
        for deadline in stored:
            known = before.get(deadline.alarm)
            if known is not None and known.due_at == deadline.due_at:
                continue
            now = await self._now_for(deadline)
            if self._current.get(deadline.alarm) == known:  # neither set nor served while we were reading
                self._schedule(deadline.office, deadline.alarm, deadline.due_at, now=now)
        there = {deadline.alarm for deadline in stored}
        if not self._has_looked and self._time_left is not None and (self._before or self._time_left.former):
            self._kept = None  # what is kept is of the former life, and by its clock
        self._has_looked = True
        if far == _END:
            self._own_time.keep(there | self._current.keys())
        for alarm, due in before.items():
            if alarm in there or due.due_at >= far:
                continue
            if self._current.get(alarm) == due:  # not set anew while we were reading
                del self._current[alarm]
                self._no_longer_late(due.office, alarm)

    async def _now_for(self, deadline: Deadline) -> datetime:
        """Return the instant from which a deadline is counted that this life has found, and not set."""
        before, now = self._since_before(deadline.alarm, deadline.due_at), self._clock.now()
        goes_by_own = abs((self.own_time(deadline.alarm) or now) - now) > NOTICEABLE
        if before is not None or not (self._jumps.any or goes_by_own):
            return before or now
        try:  # the answer to a commit was lost, or another node made it: as `take` would have counted it
            own = await self._store.alarm_entries(deadline.alarm)
        except (StoreError, ValueError) as reason:
            _log.error("the entries of %s cannot be read: %s", deadline.alarm, reason)
            return now
        if not own:
            return now
        position = own[-1].position
        own_time = self._own_time.now(deadline.alarm, position, self._clock.monotonic())
        self._own_time.spoke(deadline.alarm, position)
        return own_time or self._now_by(deadline.alarm, own[-1].at)

    def own_time(self, alarm: str) -> datetime | None:
        """Return what time it is by the clock that set the deadline of an alarm; None where that is not known."""
        return self._own_time.of(alarm, self._clock.monotonic())

    def _now_by(self, alarm: str, told: datetime) -> datetime:
        """Return what time it is by the clock by which an alarm was told something just now: its own, or the wall."""
        own, wall = self.own_time(alarm), self._clock.now()
        if own is None or abs(own - wall) <= NOTICEABLE:
            return self._jumps.now_by(told)
        return nearest(told, own, wall) or self._jumps.now_by(told)

    def _since_before(self, alarm: str, due_at: datetime) -> datetime | None:
        """Return the instant from which a deadline is counted that was set before this life; None for another one."""
        left = self._before.get(alarm)
        if left is not None and left.due_at == due_at:
            return now_by_due(due_at, left.monotonic, self._clock.monotonic())
        told = self._told.get(alarm)
        # What others have told since the clock went back hides that it did; the alarm's own entries do not.
        return told.now(self._clock) if told is not None and told.due_at == due_at else None

    def _is_guess(self, alarm: str, due_at: datetime) -> bool:
        """Say whether what is left of a deadline of before this life was guessed from what was told."""
        left, told = self._before.get(alarm), self._told.get(alarm)
        is_kept = left is not None and left.due_at == due_at
        return not is_kept and told is not None and told.due_at == due_at and not told.is_sure

    def _keep(self) -> None:
        """Have kept what each deadline has left, where it is not kept already."""
        far = self._clock.monotonic() + SOON.total_seconds()
        soon = {alarm: due for alarm, due in self._current.items() if not self._soon or due.monotonic < far}
        if self._time_left is not None and self._has_looked and self._kept != soon:
            self._kept, when = soon, self._own_time.when
            self._time_left.keep({alarm: Left(due.due_at, when(alarm, due.monotonic)) for alarm, due in soon.items()})

    def _schedule(self, office: str, alarm: str, due_at: datetime | None, *, now: datetime) -> None:
        self._no_longer_late(office, alarm)
        if due_at is None:
            self._current.pop(alarm, None)
        else:
            monotonic, remaining = self._clock.monotonic(), (due_at - now).total_seconds()
            due = _Due(monotonic + max(0.0, remaining), office, alarm, due_at)
            self._current[alarm] = due
            self._own_time.counted(alarm, due_at, monotonic + remaining, guessed=self._is_guess(alarm, due_at))
            heapq.heappush(self._heap, due)
        self._changed.set()

    def _watch_clock(self) -> None:
        """Tell of a jump of the wall clock; deadlines are counted without it."""
        if (jump := self._jumps.watch()) is not None:
            _log.error("the wall clock jumped by %.1f seconds", jump.total_seconds())
            self._kept = None  # it is kept with an instant of the wall clock, which says something else from now on
            self._faults.report(Faults.EVERYWHERE, "clock_jumped", seconds=round(jump.total_seconds()))
