"""One route's lane: it leases what is due and hands it over, and no other lane waits for it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from service.clock import Clock
from service.dispatch.next_door import UNTIL_HEARD
from service.notify.breaker import Breaker
from service.notify.port import Channel, Handed, NotHandedOver, Outgoing
from service.notify.ways import WITH_RECEIVERS
from service.store.notice_port import Notice
from service.store.port import Store, StoreError

LASTS: Final = timedelta(seconds=30)
"""How long a lease lasts: longer than the longest hand-over and the commit after it."""

LIMIT_S: Final = 12.0
"""Seconds after which a hand-over is given up, should a channel not keep its own limit."""

AGAIN_S: Final = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before the second, third … try of a notice; after that the last of them."""

GIVES_UP: Final = timedelta(minutes=10)
"""How old a notice is when it is not tried any more: a call that comes later only frightens."""

MOST_TRIES: Final = 60
"""How often a notice is sent at most, whatever its age: should a hand-over never be written down, it is not endless."""

HEARD_WITHIN, HEARD_AGAIN_S, MOST_UNTIL_HEARD = timedelta(hours=24), 60.0, 1_600
"""The same for a word that is tried until it is heard: how old it gets, how often it is tried later, and at most."""

STORE_AGAIN_S: Final = 1.0
"""Seconds until a notice is taken up again that could not be looked up, because the store did not answer."""

NO_OFFICE_AGAIN_S, LATER_S = 1.0, 15.0
"""Seconds until a notice is taken up again whose office has no plan here, as another node may have one; and when it is
older than twice the second of them."""

AT_ONCE: Final = 32
"""How many hand-overs of a route are under way at a time."""

KEPT_FOR_URGENT: Final = 16
"""How many more may be, for the first calls of an alarm; together fewer than a channel's connections."""

_PROVE_NOTHING: Final = frozenset({"wrong_key", "unknown_account", "route_down"})
"""Refusals that do not show that the way is open."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What came of one attempt."""

    notice: Notice
    handed: Handed | None = None
    reason: str | None = None
    again_in: float | None = None
    """Seconds until the next try; None where there is none."""
    was_tried: bool = True


class NoOffice(Exception):  # noqa: N818 - it reads as what is so
    """There is no plan here of the office that a notice belongs to."""


class Standings(Protocol):
    """Keeps what hand-overs have proven about the routes."""

    def succeeded(self, route: str, receiver: str | None = None, *, at: datetime) -> None:
        """Take note that the other side took a notice."""
        ...

    def delivered(self, route: str, receiver: str | None = None, *, at: datetime) -> None:
        """Take note that the other side said that somebody has a notice."""
        ...

    def failed(self, route: str, receiver: str | None, reason: str, *, at: datetime) -> None:
        """Take note that a hand-over failed."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Hands:
    """What a lane needs to hand a notice over."""

    prepare: Callable[[Notice], Awaitable[Outgoing | None]]
    """Look the address up and make the words; None where the plan in force names nobody to send it to.

    It raises NoOffice where there is no plan."""
    is_needed: Callable[[Notice], Awaitable[bool]]
    """Asked before a second attempt."""
    standing: Standings
    done: Callable[[Result], None]
    """Have what came of an attempt committed."""


class Lane:
    """Hands over the notices of one route."""

    def __init__(
        self, route: str, channel: Channel | None, *, node: str, store: Store, clock: Clock, hands: Hands
    ) -> None:
        """Serve a route by a channel; without one everything fails, so that the next route is taken."""
        self.route = route
        self._channel = channel
        self._node = node
        self._store = store
        self._clock = clock
        self._hands = hands
        self._room = AT_ONCE
        self._breakers: defaultdict[str | None, Breaker] = defaultdict(Breaker)
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._settling: set[str] = set()
        self._leased_again: dict[str, Notice] = {}
        self._due = asyncio.Event()
        self._waits = False
        """Whether something may be due for which there was no room."""

    def wake(self) -> None:
        """Look for what is due."""
        self._due.set()

    def settled(self, notice: str) -> None:
        """Forget a notice whose attempt has been committed."""
        self._settling.discard(notice)
        self._leased_again.pop(notice, None)

    def as_leased(self, notice: Notice) -> Notice:
        """Return a notice that is in hand as it was leased last: its lease may have run out and been taken anew."""
        return self._leased_again.get(notice.id, notice)

    async def run(self) -> None:
        """Until cancelled: lease what is due and hand it over."""
        try:
            while True:
                await self._due.wait()
                self._due.clear()
                try:
                    await self._take()
                except StoreError as reason:
                    _log.warning("notices by %s wait for the store: %s", self.route, reason)
                    await asyncio.sleep(1.0)
                    self._due.set()
        finally:
            for task in self._under_way.values():
                task.cancel()

    async def _take(self) -> None:
        """Lease as many as there is room for; the first calls of an alarm have some room of their own."""
        free = self._room - len(self._under_way)
        urgent_only = free <= 0
        free = free + KEPT_FOR_URGENT if urgent_only else free
        self._waits = free <= 0
        if self._waits:
            return
        leased = await self._store.notices.lease(self._node, (self.route,), free, LASTS, urgent_only=urgent_only)
        for notice in leased:
            self._begin(notice)
        self._waits = urgent_only or len(leased) == free
        if len(leased) == free:
            self._due.set()

    def _begin(self, notice: Notice) -> None:
        if notice.id in self._under_way or notice.id in self._settling:
            self._leased_again[notice.id] = notice
            return  # its lease has run out while this node still has it in hand
        task = asyncio.get_running_loop().create_task(self._attempt(notice))
        self._under_way[notice.id] = task
        task.add_done_callback(lambda _: self._ended(notice))

    def _ended(self, notice: Notice) -> None:
        self._under_way.pop(notice.id, None)
        if self._waits and len(self._under_way) <= self._room * 3 // 4:  # several at a time: each lease is a commit
            self._due.set()

    async def _attempt(self, notice: Notice) -> None:
        """Make one attempt and have it committed; what breaks here is left to the lease."""
        try:
            result = await self._hand_over(notice)
        except StoreError as reason:
            _log.warning("notice %s waits for the store: %s", notice.id, reason)
            result = Result(notice=notice, reason="route_down", again_in=STORE_AGAIN_S, was_tried=False)
        except NoOffice:
            is_new = self._clock.now() - notice.created_at < timedelta(seconds=2 * LATER_S)
            again_in = NO_OFFICE_AGAIN_S if is_new else LATER_S
            result = Result(notice=notice, reason="no_office", again_in=again_in, was_tried=False)
        except Exception:
            _log.exception("notice %s could not be prepared", notice.id)
            result = Result(notice=notice, reason="broken_answer", again_in=AGAIN_S[-1])
        if result.again_in:  # 0: it is over, and is spared
            result = aged(result, self._clock.now() - notice.created_at)
        self._settling.add(notice.id)
        self._hands.done(result)

    async def _hand_over(self, notice: Notice) -> Result:
        """Hand one notice over.

        1. What was tried before is tried again only while it is needed.
        2. The address is looked up and the words are made.
        3. A way that is down is not tried: the next route is taken.
        4. The channel hands it over, within its limit.
        """
        if self._channel is None:
            return Result(notice=notice, reason="no_route")
        if notice.attempts > (MOST_UNTIL_HEARD if notice.content.get(UNTIL_HEARD) else MOST_TRIES):
            return Result(notice=notice, reason="expired")
        if notice.attempts > 1 and not await self._hands.is_needed(notice):
            return Result(notice=notice, reason="expired", again_in=0.0)
        outgoing = await self._hands.prepare(notice)
        if outgoing is None:
            return Result(notice=notice, reason="no_address")
        receiver = outgoing.address.receiver if self.route in WITH_RECEIVERS else None
        breaker = self._breakers[receiver]
        if not breaker.lets_through(self._clock.monotonic()):
            again_in = breaker.again_in(self._clock.monotonic())
            return Result(notice=notice, reason="route_down", again_in=again_in, was_tried=False)
        try:
            async with asyncio.timeout(LIMIT_S):
                handed = await self._channel.hand_over(outgoing)
        except TimeoutError:
            return self._failed(notice, receiver, NotHandedOver("too_slow", again=True))
        except NotHandedOver as wrong:
            return self._failed(notice, receiver, wrong)
        except Exception:
            _log.exception("the channel for %s has failed, which must never happen", self.route)
            return self._failed(notice, receiver, NotHandedOver("broken_answer", again=True))
        breaker.succeeded()
        self._hands.standing.succeeded(self.route, receiver, at=self._clock.now())
        return Result(notice=notice, handed=handed)

    def _failed(self, notice: Notice, receiver: str | None, wrong: NotHandedOver) -> Result:
        _log.warning("notice %s was not handed over (%s): %s", notice.id, wrong.reason, wrong)
        breaker = self._breakers[receiver]
        if not wrong.is_hers:
            self._hands.standing.failed(self.route, receiver, wrong.reason, at=self._clock.now())
        if wrong.is_hers:
            breaker.succeeded()
        elif wrong.again:
            breaker.failed(self._clock.monotonic())
        elif wrong.reason not in _PROVE_NOTHING:
            breaker.succeeded()
        again_in = AGAIN_S[min(notice.attempts, len(AGAIN_S)) - 1] if wrong.again else None
        return Result(notice=notice, reason=wrong.reason, again_in=again_in)

    async def finish(self, within_s: float) -> None:
        """Let what is under way come to its end, for a while; the rest is left to the leases."""
        if self._under_way:
            with suppress(asyncio.CancelledError):
                await asyncio.wait(tuple(self._under_way.values()), timeout=within_s)


def aged(result: Result, age: timedelta) -> Result:
    """Return what comes of an attempt that failed, by how old its notice is: given up, or tried now and then."""
    keeps = bool(result.notice.content.get(UNTIL_HEARD))
    if age > (HEARD_WITHIN if keeps else GIVES_UP):
        return Result(notice=result.notice, reason="no_office" if result.reason == "no_office" else "expired")
    return replace(result, again_in=HEARD_AGAIN_S) if age > GIVES_UP else result
