"""Words are kept for as long as the agency has decided; then they are erased, and the record says that they were."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from service.alarm.actor import SERVICE
from service.alarm.instant import instant
from service.clock import Clock
from service.store.access_port import EVERYWHERE
from service.store.following_port import Forgettable, Words
from service.store.port import Store, StoreError, Unit
from service.timeline.entry import Draft

LOOK_EVERY_S: Final = 3600.0
AT_ONCE: Final = 50
"""Reports in one transaction: a press waits for none that takes long."""
WORDS_ERASED: Final = "WordsErased"
"""The event that stands in the office's timeline for what was erased: of which kind, how many, and from before when."""

_log = logging.getLogger(__name__)


class Retention:
    """Erases words whose time is over, in every office that has a record.

    What is not over (a report that nobody has finished, a measure that is open, an alarm that is not closed) is kept,
    however old it is. Counts and states are worked out from facts, and are the same afterwards.
    """

    def __init__(
        self, store: Store, clock: Clock, keeps: Mapping[Words, timedelta], *, look_every_s: float = LOOK_EVERY_S
    ) -> None:
        """Erase what a store keeps.

        Args:
            store: where the records are.
            clock: what time it is.
            keeps: for how long each kind of words is kept after the last of them; for ever where nothing is said.
            look_every_s: seconds between two looks.
        """
        self._store = store
        self._clock = clock
        self._keeps = keeps
        self._look_every_s = look_every_s

    async def run(self) -> None:
        """Erase, again and again, until cancelled."""
        while True:
            try:
                await self.erase_all()
            except StoreError as reason:
                _log.warning("words whose time is over could not be erased yet: %s", reason)
            await asyncio.sleep(self._look_every_s)

    async def erase_all(self) -> int:
        """Erase what is to be erased now, and return of how many reports, measures and alarms.

        Raises:
            StoreError: the store could not be used; what is left is erased at the next look.
        """
        count = 0
        for head in await self._store.heads() if self._keeps else ():
            if head.office != EVERYWHERE:
                for words, keep in self._keeps.items():
                    count += await self._erase(head.office, words, self._clock.now() - keep)
        return count

    async def _erase(self, office: str, words: Words, before: datetime) -> int:
        """Erase one kind in one office, some at a time."""
        count = 0
        while True:
            found = await self._store.following.forgettable(office, words, AT_ONCE)
            due = [one for one in found if one.last_at < before]
            if not due:
                return count
            erased = await self._store.commit(office, partial(_forget, words, due, before, self._clock.now()))
            count += erased
            if erased:
                _log.info("the words of %s %s of %s were erased", erased, words.replace("_", " "), office)
            if len(due) < len(found) or not erased:  # another node is at it
                return count


def _forget(words: Words, due: list[Forgettable], before: datetime, at: datetime, unit: Unit) -> int:
    """Erase and write down that it was, in one transaction; return how many had still something to erase."""
    if words == "notes":
        erased = sum(unit.erase_told(one.id, "NoteAdded") > 0 for one in due)
    else:
        erased = sum(_is_over(unit, one.id) and unit.erase_undertaking(one.id) for one in due)
    if erased:
        facts = {"kind": words, "count": erased, "before": instant(before)}
        unit.append([Draft(at=at, event=WORDS_ERASED, alarm=None, actor=SERVICE, facts=facts)])
    return erased


def _is_over(unit: Unit, undertaking: str) -> bool:
    known = unit.undertaking(undertaking)
    return known is not None and known.is_over
