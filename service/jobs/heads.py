"""Heads of the record leave the database: signed once a day and after each alarm, and given on until they have left."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final, Protocol

from service.clock import Clock
from service.dispatch.faults import Faults
from service.notify.heads.key import HeadKey
from service.notify.heads.shelf import Shelf, name_of
from service.notify.heads.ways import Files, Way
from service.notify.port import NotHandedOver
from service.store.port import StoreError
from service.timeline.entry import Entry, Head
from service.timeline.sealed_head import HeadError, SealedHead, head_to_sign, sealed

LOOK_EVERY_S: Final = 20.0
EVERY: Final = timedelta(hours=24)
"""An office whose record has moved has its head signed after so long at the latest."""
ENDS: Final = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})
"""What an alarm's record is complete enough after, so that its head is signed."""
AT_ONCE: Final = 500
"""Entries that are read at a time, and files that are given on at a time at most."""
STUCK_S: Final = 3600.0
"""Seconds for which heads may wait for a way out before the screens say so."""

_log = logging.getLogger(__name__)


class Stored(Protocol):
    """The record, as far as it is looked at."""

    async def heads(self) -> list[Head]:
        """Return the ends of all chains."""
        ...

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return entries after a position, in order."""
        ...


class Stamp(Protocol):
    """Who confirms when something was there."""

    async def stamp(self, content: bytes) -> bytes:
        """Return a confirmation; raises NotHandedOver."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class Heads:
    """Signs, keeps, and gives on."""

    def __init__(
        self,
        store: Stored,
        shelf: Shelf,
        key: HeadKey,
        faults: Faults,
        clock: Clock,
        *,
        ways: Mapping[str, Way],
        stamper: Stamp | None = None,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """Describe it.

        Args:
            store: the record.
            shelf: where what was signed is kept here.
            key: signs.
            faults: where it is said that the record is another one, or that heads do not leave.
            clock: what time it is.
            ways: the ways out, by name.
            stamper: who stamps each head with a time; nobody when not said.
            look_every_s: seconds between two looks.
        """
        self._store, self._shelf, self._key = store, shelf, key
        self._faults, self._clock = faults, clock
        self._ways, self._stamper = ways, stamper
        self._look_every_s = look_every_s
        self._looked: dict[str, int] = {}
        """By office: up to which entry it was looked for the end of an alarm."""
        self._stuck_since: dict[str, float] = {}
        self._differs: set[str] = set()
        self._held: dict[str, tuple[Head, SealedHead]] = {}
        """By office: the end of its record that was found to hold its last signed head; it is asked for once."""

    async def run(self) -> None:
        """Until cancelled: sign what is due, and give on what waits."""
        try:
            while True:
                await self.step()
                await asyncio.sleep(self._look_every_s)
        finally:
            await self.close()

    async def close(self) -> None:
        """Let go of connections."""
        for way in self._ways.values():
            await way.close()
        if self._stamper is not None:
            await self._stamper.close()

    async def step(self) -> None:
        """Sign what is due, and give on what waits; what cannot be done now is done at a later look."""
        try:
            heads = await self._store.heads()
        except StoreError as reason:
            _log.warning("heads of the record could not be signed: %s", reason)
            heads = []
        for head in heads:
            try:
                await self._look(head)
            except (StoreError, ValueError, OSError) as reason:  # damage there costs no other its heads
                _log.warning("the head of %s could not be signed: %s", head.office, reason)
        await self.give()

    async def _look(self, head: Head) -> None:
        """Look at one office.

        1. Its last signed head has to be in the record still; else say so, and sign nothing over it.
        2. Nothing new: nothing to do.
        3. Sign when a day has passed, or when an alarm has ended since.
        """
        office = head.office
        try:
            last = await asyncio.to_thread(self._shelf.last, office)
        except HeadError as wrong:
            _log.critical("the last signed head of %s cannot be read: %s", office, wrong)
            return
        if last is not None and not await self._holds(last, head):
            if office not in self._differs:
                _log.critical(
                    "the record of %s is not the one whose head was signed at entry %s; run `trygg timeline verify`",
                    office,
                    last.head.position,
                )
            self._differs.add(office)
            self._faults.report(Faults.EVERYWHERE, "record_differs")
            return
        self._differs.discard(office)
        if not self._differs:
            self._faults.mend(Faults.EVERYWHERE, "record_differs")
        if head.position == (last.head.position if last else 0):
            return
        ended = await self._ended(office, last.head.position if last else 0, head.position)
        if ended or last is None or instant_passed(last, self._clock, EVERY):
            await self.sign(head, "alarm" if ended else "daily")

    async def sign(self, head: Head, why: str) -> None:
        """Sign a head, have it stamped, and put it where it waits for every way out; raises OSError."""
        told = head_to_sign(head, self._clock.now(), why, self._key.public)
        name, line = name_of(sealed(told)), self._key.line(told)
        await self._put([(name, line)])
        if self._stamper is not None:
            try:
                stamp = await self._stamper.stamp(line)
            except NotHandedOver as wrong:
                _log.warning("a head of %s has no time stamp: %s", head.office, wrong)
                return
            await self._put([(name.removesuffix(".json") + ".tsr", stamp)])

    async def give(self) -> None:
        """Give on what waits, each way by itself."""
        waiting = await asyncio.to_thread(self._shelf.waiting)
        for name, way in self._ways.items():
            files = await asyncio.to_thread(self._files, waiting.get(name, [])[:AT_ONCE])
            if not files:
                self._stuck_since.pop(name, None)
                continue
            try:
                await way.give(files)
            except NotHandedOver as wrong:
                _log.warning("signed heads do not leave over %s: %s", name, wrong)
                self._stuck_since.setdefault(name, self._clock.monotonic())
                continue
            self._stuck_since.pop(name, None)
            given = {one for one, _ in files}
            waiting[name] = [one for one in waiting[name] if one not in given]
            await asyncio.to_thread(self._shelf.note_waiting, waiting)
        stuck = any(self._clock.monotonic() - since >= STUCK_S for since in self._stuck_since.values())
        (self._faults.report if stuck else self._faults.mend)(Faults.EVERYWHERE, "heads_stuck")

    async def _put(self, files: Files) -> None:
        """Keep files: first that they wait, so that none that is kept can be forgotten."""

        def put() -> None:
            waiting = self._shelf.waiting()
            names = [name for name, _ in files]
            self._shelf.note_waiting({way: [*waiting.get(way, []), *names] for way in self._ways})
            for name, content in files:
                self._shelf.keep(name, content)

        await asyncio.to_thread(put)

    def _files(self, names: Iterable[str]) -> Files:
        """Return the files that are there; one whose writing was cut off is signed anew.

        A time stamp goes with its head, also where that one was given on before: it is of that head alone.
        """
        wanted: dict[str, None] = {}
        for name in names:
            if name.endswith(".tsr"):
                wanted[name.removesuffix(".tsr") + ".json"] = None
            wanted[name] = None
        return [(name, self._shelf.content(name)) for name in wanted if self._shelf.has(name)]

    async def _holds(self, last: SealedHead, head: Head) -> bool:
        if last.head.position >= head.position:
            return last.head == head
        if self._held.get(head.office) == (head, last):
            return True
        found = await self._store.entries(last.head.office, last.head.position - 1, 1)
        holds = bool(found) and found[0].position == last.head.position and found[0].hash == last.head.hash
        if holds:
            self._held[head.office] = (head, last)
        return holds

    async def _ended(self, office: str, signed: int, until: int) -> bool:
        """Say whether an alarm has ended since the last signed head."""
        after = max(signed, self._looked.get(office, 0))
        while after < until:
            entries = await self._store.entries(office, after, AT_ONCE)
            if not entries:
                break
            if any(entry.event in ENDS for entry in entries):
                return True  # looked at again until it is signed
            after = entries[-1].position
            self._looked[office] = after
        return False


def instant_passed(last: SealedHead, clock: Clock, every: timedelta) -> bool:
    """Say whether so long has passed since a head was signed; a clock that was put back counts as that."""
    passed = clock.now() - last.signed_at
    return passed >= every or passed < timedelta(0)
