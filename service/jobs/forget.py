"""What is said of a day is erased when the day is over: nobody can look up later who was away when."""

import asyncio
import logging
from zoneinfo import ZoneInfo

from service.clock import Clock
from service.dispatch.book import Book
from service.store.port import Store, StoreError

LOOK_EVERY_S = 600.0

_log = logging.getLogger(__name__)


class Forgetting:
    """Erases what was said for days that are over, in every office by its own calendar."""

    def __init__(self, store: Store, book: Book, clock: Clock, *, look_every_s: float = LOOK_EVERY_S) -> None:
        """Forget what a store holds of the offices in a book."""
        self._store = store
        self._book = book
        self._clock = clock
        self._look_every_s = look_every_s

    async def run(self) -> None:
        """Forget, again and again, until cancelled."""
        while True:
            try:
                await self.forget()
            except StoreError as reason:
                _log.warning("what was said of past days could not be erased yet: %s", reason)
            await asyncio.sleep(self._look_every_s)

    async def forget(self) -> None:
        """Erase what was said for the days before today.

        Raises:
            StoreError: the store could not be written; it is tried again at the next look.
        """
        for office in self._book:
            today = self._clock.now().astimezone(ZoneInfo(self._book[office].plan.time_zone)).date()
            await self._store.forget_day_facts(office, today)
