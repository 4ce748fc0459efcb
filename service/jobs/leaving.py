"""Whoever's account has ended is told of in the record within a second or two, whichever process ended it."""

import asyncio
import logging
from collections.abc import Callable

from service.clock import Clock
from service.planning.leaving import tell_moves
from service.store.port import Store, StoreError
from service.timeline.entry import Entry

LOOK_EVERY_S = 1.0
AT_ONCE = 500
"""People of an office who are told of in one transaction; the others at the next look."""

_log = logging.getLogger(__name__)


class Leaving:
    """Tells of those who have left or come back."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        forget: Callable[[], None],
        tell: Callable[[str, tuple[Entry, ...]], None],
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """Look in a store.

        Args:
            store: where it stands who moved.
            clock: what time it is.
            forget: has everybody looked up anew, so that a stream ends whose viewer was ended by another process.
            tell: told of the entries that were written.
            look_every_s: seconds between two looks.
        """
        self._store = store
        self._clock = clock
        self._forget = forget
        self._tell = tell
        self._look_every_s = look_every_s

    async def run(self) -> None:
        """Look, again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except StoreError as reason:
                _log.warning("who has left could not be written down yet: %s", reason)
            await asyncio.sleep(self._look_every_s)

    async def look(self) -> None:
        """Tell of everybody who is still to be told of; raises StoreError."""
        moves = await self._store.people.moves()
        if any(move.gone for move in moves):
            self._forget()
        for office in sorted({move.office for move in moves}):
            # So many at once that a press waits for one short transaction, and not for each of them.
            of_office = [move for move in moves if move.office == office][:AT_ONCE]
            entries = await tell_moves(self._store, self._clock, office, of_office)
            if entries:
                self._tell(office, entries)
