"""The devices in force: those of the files and those enrolled on the page, whichever node they were enrolled at."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from devices.inventory import Inventory
from devices.merge import Merged, merge
from devices.registry import Registry
from service.store.enrolment_port import Enrolment, EnrolmentStore
from service.store.port import StoreError

LOOK_EVERY_S: Final = 2.0

_log = logging.getLogger(__name__)


class Enrolments:
    """Keeps the registry in force in step with the files and with the store."""

    def __init__(self, store: EnrolmentStore, use: Callable[[Registry], Awaitable[None]]) -> None:
        """Merge both lists.

        Args:
            store: where what was enrolled on the page is kept.
            use: takes over the registry that is in force from now on.
        """
        self._store = store
        self._use = use
        self.files = Registry()
        """What the files say."""
        self.merged: Merged = merge((), ())
        self._kept: tuple[Enrolment, ...] = ()
        self._seen: int | None = None
        self._turn = asyncio.Lock()

    @property
    def inventory(self) -> Inventory:
        """The devices in force."""
        return self.merged.inventory

    async def from_files(self, registry: Registry) -> None:
        """Take over what the files say now. Where the store does not answer, what it said last goes on."""
        async with self._turn:
            self.files = registry
            try:
                await self._read()
            except StoreError as reason:
                _log.warning("what was enrolled on the page could not be read: %s", reason)
                self._seen = None
            await self._merge()

    async def refresh(self) -> None:
        """Take over what was enrolled meanwhile, here or at another node.

        Raises:
            StoreError: the store could not be asked; what it said last goes on.
        """
        async with self._turn:
            if await self._read():
                await self._merge()

    async def run(self) -> None:
        """Look for changes until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.refresh()
            except StoreError as reason:
                _log.warning("what was enrolled on the page could not be read again: %s", reason)

    async def _read(self) -> bool:
        """Read what was enrolled, where that may have changed; says whether it has."""
        changed = await self._store.changed()
        if changed == self._seen:
            return False
        kept = tuple(await self._store.every())
        before, self._kept, self._seen = self._kept, kept, changed
        return kept != before

    async def _merge(self) -> None:
        merged = merge(self.files.inventory.devices, (one.device for one in self._kept))
        await self._use(self.files.holding(merged.inventory))
        self.merged = merged
