"""After a restore: the screens say, until somebody has decided, that something was under way then and has stopped."""

import asyncio
import logging
from collections import Counter
from typing import Final

from service.dispatch.faults import Faults
from service.store.held_port import HeldStore
from service.store.port import StoreError

LOOK_EVERY_S: Final = 5.0

_log = logging.getLogger(__name__)


class WatchHeld:
    """Looks at what waits for a person after a restore; costs nothing where nothing was ever restored."""

    def __init__(self, store: HeldStore, faults: Faults, *, look_every_s: float = LOOK_EVERY_S) -> None:
        """Tell the screens of an office what waits there."""
        self._store = store
        self._faults = faults
        self._look_every_s = look_every_s
        self.waiting: Counter[str] = Counter()
        """How many things wait, by office."""

    async def run(self) -> None:
        """Look, again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except StoreError as reason:
                _log.warning("what waits after a restore could not be read: %s", reason)
            await asyncio.sleep(self._look_every_s)

    async def look(self) -> None:
        """Forget what has been overtaken, and tell each office how much is left; raises StoreError."""
        restored = await self._store.restored()
        if restored is None:
            return
        await self._store.tidy()
        before, self.waiting = self.waiting, Counter(one.office for one in await self._store.held())
        time = restored.copied_at.astimezone().strftime("%Y-%m-%d %H:%M")
        for office, count in self.waiting.items():
            if before[office] != count:
                self._faults.report(office, "restored_waiting", count=count, time=time)
        for office in before.keys() - self.waiting.keys():
            self._faults.mend(office, "restored_waiting")
