"""The timeline is the truth: whatever any node has written is found here, also when every hint was missed."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from service.dispatch.faults import Faults
from service.dispatch.memory import Memory
from service.store.port import SchemaTooNew, StoreError
from service.timeline.entry import Entry, Head

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


class Past(Protocol):
    """Knows what has been shown of each office, and can begin an office anew."""

    def contradicts(self, head: Head) -> bool:
        """Say whether the end of a record shows that it has another past than what was shown."""
        ...

    async def begin_anew(self, office: str) -> None:
        """Show an office's record as it is now, whatever was shown before; raises StoreError."""
        ...


class Followed(Protocol):
    """What is read of the store, and whether it can be written."""

    async def head(self, office: str) -> Head:
        """Return the end of one chain."""
        ...

    async def heads(self) -> list[Head]:
        """Return the ends of all chains."""
        ...

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return entries after a position, in order."""
        ...

    async def ping(self) -> bool:
        """Say whether the store can be written now; raises SchemaTooNew where a newer Trygg has it."""
        ...


class Follower:
    """Reads what other nodes have written, once a second and at every hint."""

    def __init__(
        self,
        store: Followed,
        readers: Readers,
        memory: Memory,
        faults: Faults,
        offices: Callable[[], list[str]],
        *,
        past: Past | None = None,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """Follow the timelines of all offices; with `past` also where one has lost its end and gone on without it."""
        self._store = store
        self._readers = readers
        self._memory = memory
        self._faults = faults
        self._offices = offices
        self._past = past
        self._look_every_s = look_every_s
        self._hint = asyncio.Event()
        self._hinted: dict[str, int] = {}
        """Offices of which it was said that something was written, and up to where; 0 for somewhere."""
        self._reads = self._writes = True
        self._left_behind = False

    @property
    def store_answers(self) -> bool:
        """Whether the record could be read, and written, when either was last tried."""
        return self._reads and self._writes

    def hint(self, office: str, position: int) -> None:
        """Say that something was written; may come too often, too late or not at all."""
        self._hinted[office] = max(position, self._hinted.get(office, 0))
        self._hint.set()

    async def run(self) -> None:
        """Follow until cancelled: a hint leads to a look at its own office, and once a second all are looked at.

        So a press costs a look at one head at most, however many offices there are.
        """
        loop = asyncio.get_running_loop()
        look_at = loop.time()
        while True:
            hinted, self._hinted = self._hinted, {}
            self._hint.clear()
            is_due = loop.time() >= look_at
            if is_due:
                look_at = loop.time() + self._look_every_s
            try:
                await self._look(await self._store.heads() if is_due else await self._heads_of(hinted))
                if is_due:
                    self._say(reads=True)
            except StoreError as reason:
                if self._reads:
                    _log.error("the record cannot be read: %s", reason)
                self._say(reads=False)
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, look_at - loop.time())):
                    await self._hint.wait()

    async def _heads_of(self, hinted: Mapping[str, int]) -> list[Head]:
        """Return the heads of offices of which something was written that has not been shown yet."""
        known = set(self._offices())
        return [
            await self._store.head(office)
            for office, position in hinted.items()
            if office in known and not self._is_shown(office, position)
        ]

    def _is_shown(self, office: str, position: int) -> bool:
        try:
            return 0 < position <= self._readers.position(office)
        except LookupError:  # its screens are not open yet
            return False

    async def _look(self, heads: Sequence[Head]) -> None:
        """Bring offices up to their heads; one whose entries cannot be read holds up no other."""
        known = set(self._offices())
        wrong: Exception | None = None
        for head in heads:
            if head.office in known:
                try:
                    await self._catch_up(head)
                except StoreError:
                    raise
                except Exception as failure:
                    wrong = wrong or failure
        if wrong is not None:
            raise wrong

    async def _catch_up(self, head: Head) -> None:
        if await self._has_another_past(head):
            return
        while (shown := self._readers.position(head.office)) < head.position:
            entries = await self._store.entries(head.office, shown, AT_ONCE)
            if not entries:
                break
            self._memory.take(entries)
            self._readers.publish(head.office, entries)
            if self._readers.position(head.office) <= shown:
                break
        await self._has_another_past(head)

    async def _has_another_past(self, head: Head) -> bool:
        """Begin an office anew whose record is not the one that was shown, and say whether it was so.

        A standby that takes over may not have received the newest entries; their positions are given anew.
        """
        if self._past is None:
            return False
        shown = self._readers.position(head.office)
        if head.position < shown:  # or it was read before that was written, which whoever asks now is told
            head = await self._store.head(head.office)
        if head.position >= shown and not self._past.contradicts(head):
            return False
        await self._past.begin_anew(head.office)
        return True

    async def watch_writing(self) -> None:
        """Try every two seconds whether the record can be written, until cancelled."""
        while True:
            await asyncio.sleep(2 * self._look_every_s)
            try:
                self._say(writes=await self._store.ping())
                self._is_left_behind(None)
            except SchemaTooNew as newer:
                self._say(writes=False)
                self._is_left_behind(newer)
            except StoreError:
                self._say(writes=False)

    def _is_left_behind(self, newer: SchemaTooNew | None) -> None:
        """Note whether a newer node has brought the record to where this one may not write: presses are spooled."""
        if newer is not None and not self._left_behind:
            _log.critical("nothing is written any more: %s", newer)
            self._faults.report(Faults.EVERYWHERE, "record_too_new")
        elif newer is None and self._left_behind:
            self._faults.mend(Faults.EVERYWHERE, "record_too_new")
        self._left_behind = newer is not None

    def _say(self, *, reads: bool | None = None, writes: bool | None = None) -> None:
        """Note what works; a record that can only be read, or only be written, does not work.

        Whoever fails to write a press reports that, too: so reading well again and again takes no fault back.
        """
        read_before = self._reads
        self._reads = self._reads if reads is None else reads
        self._writes = self._writes if writes is None else writes
        if reads is False or writes is False:
            self._faults.report(Faults.EVERYWHERE, "store_down")
        elif self.store_answers and (writes or not read_before):
            self._faults.mend(Faults.EVERYWHERE, "store_down")
