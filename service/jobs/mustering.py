"""Begins the muster of an alarm right behind its raise, where the plan says so; off the press's path."""

import asyncio
import contextlib
import logging
from typing import Final

from service.alarm.actor import SERVICE
from service.alarm.refusal import Refusal
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.dispatch.mustering import begin_muster, begins
from service.dispatch.outcome import Outcome
from service.store.port import Store, StoreError

LOOK_EVERY_S: Final = 10.0
"""Seconds between two looks for alarms whose node has ended before it could begin the muster."""
AGAIN_S: Final = 1.0
"""Seconds until what the store did not take is tried again."""

_MAY_BEGIN: Final = frozenset({"AlarmRaised", "AlarmJoined", "PressesCounted"})

_log = logging.getLogger(__name__)


class Mustering:
    """A node's musters that begin by themselves; several nodes may ask, and the second asks in vain."""

    def __init__(self, store: Store, dispatch: Dispatch, book: Book, clock: Clock) -> None:
        """Follow what dispatch tells."""
        self._store = store
        self._dispatch = dispatch
        self._book = book
        self._clock = clock
        self._next: dict[str, None] = {}
        """Alarms to look at, in their order."""
        self._wanted = asyncio.Event()
        dispatch.listen(self.take)

    def take(self, outcome: Outcome) -> None:
        """Look at an alarm that has just been raised, or become of another kind."""
        page = self._book.get(outcome.office)
        kinds = page.plan.muster.kinds if page and page.plan.muster else ()
        if kinds and any(entry.event in _MAY_BEGIN for entry in outcome.entries):
            self._next[outcome.alarm] = None
            self._wanted.set()

    async def run(self) -> None:
        """Until cancelled: begin what is to begin, and look now and then for what nobody has begun."""
        while True:
            is_done = await self.begin_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S if is_done else AGAIN_S):
                    await self._wanted.wait()
            self._wanted.clear()

    async def begin_all(self) -> bool:
        """Begin what is to begin, and say whether nothing waits: what the store does not take holds up no other."""
        is_done = True
        try:
            await self._look()
        except StoreError as reason:
            _log.warning("which musters are to begin cannot be read: %s", reason)
            is_done = False
        for alarm in list(self._next):
            del self._next[alarm]
            try:
                await self._begin(alarm)
            except StoreError as reason:
                _log.warning("the muster of %s waits for the store: %s", alarm, reason)
                self._next[alarm], is_done = None, False
        return is_done

    async def _look(self) -> None:
        offices = {o for o in self._book if (muster := self._book[o].plan.muster) is not None and muster.kinds}
        if offices:
            pending = await self._store.deadlines()
            self._next |= {one.alarm: None for one in pending if one.office in offices}

    async def _begin(self, alarm_id: str) -> None:
        try:
            found = await self._store.alarm(alarm_id)
            if found is None:
                return
            office, alarm = found
            page = await self._book.page_soon(office)
            if not begins(page, alarm):
                return
            command = await begin_muster(self._store, page, alarm, SERVICE, self._clock.now(), because="plan")
            await self._dispatch.ask(office, alarm_id, lambda _page: command)
        except Refusal as reason:
            _log.info("the muster of %s did not begin: %s", alarm_id, reason)
        except StoreError:
            raise
        except Exception:  # whatever is wrong with one alarm must cost no other its muster
            _log.exception("the muster of %s could not begin", alarm_id)
