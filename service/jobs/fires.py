"""Shows on an office's screens that a fire was told of, for as long as no lock locks because of it."""

import asyncio
import contextlib
import logging
from typing import Final
from zoneinfo import ZoneInfo

from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.fire import LOOKED_AT, OVER, STANDS, TOLD, standing_of
from service.dispatch.outcome import Outcome
from service.jobs.unreadable import Unreadable
from service.store.port import Store, StoreError

LOOK_S: Final = 60.0
"""How often all offices are looked at: another node may have heard of it."""
SOON_S: Final = 5.0
"""The same while plans are still being read, after a start with hundreds of them."""

_log = logging.getLogger(__name__)


class Fires:
    """A node's word on its screens that a fire stands."""

    def __init__(self, store: Store, book: Book, faults: Faults, clock: Clock) -> None:
        """Show nothing yet."""
        self._store = store
        self._book = book
        self._faults = faults
        self._clock = clock
        self._shown: dict[str, str] = {}
        self._wanted = asyncio.Event()
        self._unreadable = Unreadable(faults)

    def take(self, outcome: Outcome) -> None:
        """Hear that a fire was told of, or is over."""
        if any(entry.event in (TOLD, OVER) for entry in outcome.entries):
            self._wanted.set()

    async def run(self) -> None:
        """Until cancelled: look when something was said, and now and then."""
        while True:
            await self.look_at_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SOON_S if self._book.unread else LOOK_S):
                    await self._wanted.wait()
            self._wanted.clear()

    async def look_at_all(self) -> None:
        """Look at each office; one whose entries cannot be read is shown as it was, and no other waits for it."""
        for office in list(self._book):
            try:
                await self.look(office)
            except StoreError as reason:
                _log.warning("whether a fire stands in %s could not be read: %s", office, reason)
            except Exception as damage:
                self._unreadable.tell(office, {"fire": damage})
            else:
                self._unreadable.tell(office, {})

    async def look(self, office: str) -> None:
        """Show a fire that stands in an office, until when; take back what no longer does. Raises StoreError."""
        told = standing_of(await self._store.recent(office, (TOLD, OVER), LOOKED_AT))
        until = told + STANDS if told is not None else None
        zone = ZoneInfo(self._book[office].plan.time_zone)
        stands = until is not None and self._clock.now() < until
        shown = f"{until.astimezone(zone):%H:%M}" if until is not None and stands else None
        if shown == self._shown.get(office):
            return
        if self._shown.pop(office, None) is not None:
            self._faults.mend(office, "fire_told")
        if shown is not None:
            self._faults.report(office, "fire_told", time=shown)
            self._shown[office] = shown
