"""How an office comes to its screens: from its head and its open alarms, at first and where the record is another."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence

from service.dispatch.faults import Faults
from service.dispatch.memory import Memory
from service.live.hub import Hub
from service.store.port import Store, StoreError
from service.timeline.entry import Entry, Head

_log = logging.getLogger(__name__)


class Screened:
    """Puts offices before their screens."""

    def __init__(
        self,
        store: Store,
        hub: Hub,
        memory: Memory,
        faults: Faults,
        open_entries: Callable[[str], Awaitable[Sequence[Entry]]],
    ) -> None:
        """Read by `open_entries` what is not over in an office."""
        self._store, self._hub, self._memory, self._faults = store, hub, memory, faults
        self._open_entries = open_entries
        self.damaged: set[str] = set()
        """Offices of which open alarms cannot be read: no screen may be green, and presses are heard all the same."""

    async def open(self, office: str, *, epoch: str | None = None) -> None:
        """Show an office as the record has it; raises StoreError."""
        head = await self._store.head(office)
        try:
            entries, is_read = await self._open_entries(office), True
        except StoreError:
            raise
        except Exception:  # whatever it is that no row of ours is like: a node that does not start hears nobody at all
            _log.critical("open alarms of %s cannot be read; run `trygg timeline verify`", office, exc_info=True)
            entries, is_read = [], False
        if self._memory.take(entries) and is_read:
            self.damaged.discard(office)
        else:
            self.damaged.add(office)
        known = [entry for entry in entries if entry.position <= head.position]
        self._hub.open(office, head.position, known, last=head.hash, epoch=epoch)

    def contradicts(self, head: Head) -> bool:
        """Say whether the end of a record shows that it has another past than what was shown."""
        return self._hub.contradicts(head)

    async def begin_anew(self, office: str) -> None:
        """Show an office's record as it is now, under another epoch, and say so; raises StoreError."""
        _log.critical(
            "the record of %s has lost entries that its screens have shown, as behind a standby that had not received "
            "them: its screens begin anew. What was said last may have to be said once more",
            office,
        )
        self._memory.begin_anew(office)
        await self.open(office, epoch=secrets.token_hex(8))
        self._faults.report(office, "record_lost_end")
