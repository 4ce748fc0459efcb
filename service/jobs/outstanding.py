"""How much waits to be sent, looked up now and then for the figures: nothing else goes by it."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final

from service.store.audit_port import OutboxCount
from service.store.port import StoreError

LOOK_EVERY_S: Final = 10.0

_log = logging.getLogger(__name__)


class Outstanding:
    """The last count of the outbox."""

    def __init__(self, store: OutboxCount, *, look_every_s: float = LOOK_EVERY_S) -> None:
        """Count nothing before the first look."""
        self._store = store
        self._look_every_s = look_every_s
        self.waiting: Mapping[str, int] = {}
        """By route, and `feedback`; empty while the store does not answer."""

    async def run(self) -> None:
        """Look, again and again, until cancelled."""
        while True:
            try:
                self.waiting = await self._store.outbox()
            except StoreError as reason:
                self.waiting = {}
                _log.info("the outbox could not be counted: %s", reason)
            await asyncio.sleep(self._look_every_s)
