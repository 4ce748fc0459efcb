"""The timeline is the truth: whatever any node has written is found here, also when every hint was missed."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from service.dispatch.faults import Faults
from service.dispatch.memory import Memory
from service.store.port import Store, StoreError
from service.timeline.entry import Entry

LOOK_EVERY_S = 1.0
AT_ONCE = 500

_log = logging.getLogger(__name__)


class Readers(Protocol):
    """Who shows entries: knows how far each office has been shown."""

    def position(self, office: str) -> int:
        """Return the last position shown."""
        ...

    def publish(self, office: str, entries: Sequence[Entry]) -> object:
        """Show entries."""
        ...


class Follower:
    """Reads what other nodes have written, once a second and at every hint."""

    def __init__(
        self,
        store: Store,
        readers: Readers,
        memory: Memory,
        faults: Faults,
        offices: Callable[[], list[str]],
    ) -> None:
        """Follow the timelines of all offices."""
        self._store = store
        self._readers = readers
        self._memory = memory
        self._faults = faults
        self._offices = offices
        self._hint = asyncio.Event()
        self.store_answers = True

    def hint(self, _office: str, _position: int) -> None:
        """Say that something was written; may come too often, too late or not at all."""
        self._hint.set()

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                await self._look()
            except StoreError as reason:
                if self.store_answers:
                    _log.error("the record cannot be read: %s", reason)
                self._say(answers=False)
            try:
                await asyncio.wait_for(self._hint.wait(), LOOK_EVERY_S)
            except TimeoutError:
                continue
            finally:
                self._hint.clear()

    async def _look(self) -> None:
        known = set(self._offices())
        for head in await self._store.heads():
            if head.office not in known:
                continue
            while (shown := self._readers.position(head.office)) < head.position:
                entries = await self._store.entries(head.office, shown, AT_ONCE)
                if not entries:
                    break
                self._memory.take(entries)
                self._readers.publish(head.office, entries)
                if self._readers.position(head.office) <= shown:
                    break

    async def watch_writing(self) -> None:
        """Try every two seconds whether the record can be written, until cancelled."""
        while True:
            await asyncio.sleep(2 * LOOK_EVERY_S)
            try:
                self._say(answers=await self._store.ping())
            except StoreError:
                self._say(answers=False)

    def _say(self, *, answers: bool) -> None:
        self.store_answers = answers
        if answers:
            self._faults.mend(Faults.EVERYWHERE, "store_down")
        else:
            self._faults.report(Faults.EVERYWHERE, "store_down")
