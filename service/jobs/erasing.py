"""What has been kept for as long as the agency decided is erased, a little at a time, and the record says that it was.

Each batch is a transaction of its own, which erases what is still there and writes the line about it: a crash between
two leaves nothing half done, and a second node finds nothing left to do and writes nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from service.access.trace import noted
from service.alarm.actor import SERVICE
from service.alarm.instant import instant
from service.clock import Clock
from service.privacy.erasure import erased
from service.privacy.kinds import APART
from service.store.access_port import EVERYWHERE
from service.store.following_port import Words
from service.store.port import Store, StoreError, Unit
from service.store.privacy_port import Rows
from service.store.undertaking_port import KeptUndertaking, UndertakingKind

LOOK_EVERY_S: Final = 3600.0
AT_ONCE: Final = 10
"""Records in one transaction: no press waits for more."""
PAUSE_S: Final = 0.05
"""Seconds between two transactions, in which presses go first."""

WHOLE: Final[Mapping[str, tuple[UndertakingKind, ...]]] = {"drills": ("drill", "check")}
"""Kinds of data that are undertakings."""

WRITTEN: Final[tuple[Words, ...]] = ("reports", "near_misses", "measures", "notes")
"""Kinds of data that are written after an alarm, or beside one; what is added later is kept for its own time."""

IN_OFFICES: Final = frozenset({"alarms", *WHOLE, *WRITTEN})
"""Kinds of data of which an office may decide for itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeps:
    """For how long each kind of data is kept, for ever where nothing is said, and which decision says so."""

    times: Mapping[str, timedelta]
    decision: str | None = None


Due = Callable[[], Awaitable[Sequence[str]]]
"""Returns the next records that are due."""
Erase = Callable[[Unit, str], int]
"""Erases one record, and returns in how many of its entries there was something."""

BESIDE: Final[tuple[Rows, ...]] = ("accounts", "sessions", "looks")

_log = logging.getLogger(__name__)


class Erasing:
    """Erases what is old, in every office that has a record."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        keeps: Mapping[str, timedelta],
        *,
        decision: str | None = None,
        offices: Mapping[str, Keeps] = MappingProxyType({}),
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """Erase what a store keeps.

        Args:
            store: where the records are.
            clock: what time it is.
            keeps: for how long each kind of data (`service.privacy.kinds`) is kept; for ever where nothing is said.
            decision: which decision these times follow.
            offices: offices that have decided otherwise; what is said there is all that holds in such an office.
            look_every_s: seconds between two looks.
        """
        self._store = store
        self._clock = clock
        self._everywhere = Keeps(times=keeps, decision=decision)
        self._offices = offices
        self._look_every_s = look_every_s

    async def run(self) -> None:
        """Erase, again and again, until cancelled."""
        while True:
            try:
                await self.erase_all()
            except StoreError as reason:
                _log.warning("what is old could not be erased yet: %s", reason)
            await asyncio.sleep(self._look_every_s)

    async def erase_all(self) -> int:
        """Erase what is to be erased now, and return in how many entries, accounts, sessions and looks.

        Raises:
            StoreError: the store could not be used; what is left is erased at the next look.
        """
        count = await self._rows()
        every = (self._everywhere, *self._offices.values())
        if not any(IN_OFFICES & keeps.times.keys() for keeps in every):
            return count
        for head in await self._store.heads():
            if head.office != EVERYWHERE:
                count += await self._office(head.office)
        return count

    def _keeps(self, office: str) -> Keeps:
        return self._offices.get(office, self._everywhere)

    async def _office(self, office: str) -> int:
        count, times = 0, self._keeps(office).times
        if "alarms" in times:
            count += await self._alarms(office, self._before(times["alarms"]))
        for kind, undertakings in WHOLE.items():
            for undertaking in undertakings if kind in times else ():
                before = self._before(times[kind])

                async def over(of: UndertakingKind = undertaking, until: datetime = before) -> Sequence[str]:
                    return await self._store.privacy.due_whole(office, of, until, AT_ONCE)

                count += await self._batches(office, kind, before, over, lambda unit, id_: unit.erase_whole(id_))
        for words in WRITTEN:
            if words in times:
                before = self._before(times[words])

                async def written(of: Words = words, until: datetime = before) -> Sequence[str]:
                    found = await self._store.following.forgettable(office, of, self._clock.now(), AT_ONCE)
                    return [one.id for one in found if one.last_at < until]

                count += await self._batches(office, words, before, written, partial(forget, words))
        return count

    async def _alarms(self, office: str, before: datetime) -> int:
        """Go through the alarms of an office, the oldest first, and erase of those that are due."""
        count, after = 0, 0
        while True:
            found, upto = await self._store.privacy.due_alarms(office, before, APART, after)
            for first in range(0, len(found), AT_ONCE):
                some = found[first : first + AT_ONCE]
                count += await self._commit(office, "alarms", before, some, _erase_alarm)
            if upto is None:
                return count
            after = upto
            await asyncio.sleep(PAUSE_S)

    async def _batches(self, office: str, kind: str, before: datetime, due: Due, erase: Erase) -> int:
        """Erase one kind in one office, a batch at a time, until nothing is due or another node is at it."""
        count = 0
        while found := await due():
            many = await self._commit(office, kind, before, found, erase)
            if not many:
                break
            count += many
        return count

    async def _commit(self, office: str, kind: str, before: datetime, found: Sequence[str], erase: Erase) -> int:
        """Erase a batch in a transaction of its own, then let presses go first."""
        decision = self._keeps(office).decision

        def work(unit: Unit) -> int:
            """Erase some records and write down that they were, and by which decision, in one transaction."""
            erased_in = sum(erase(unit, one) for one in found)
            if erased_in:
                at = self._clock.now()
                line = erased(kind, erased_in, before, "schedule", actor=SERVICE, at=at, decision=decision)
                unit.append([line])
            return erased_in

        many = await self._store.commit(office, work)
        if many:
            _log.info("what was personal in %s entries of %s (%s) was erased", many, office, kind)
        await asyncio.sleep(PAUSE_S)
        return many

    async def _rows(self) -> int:
        """Erase what stands beside the timelines; a line about it, but not about sessions, which end every day."""
        times = self._everywhere.times
        keeps = {kind: self._before(times[kind]) for kind in BESIDE if kind in times}
        # Asked first: where nothing is due, nothing is written, and no node waits for another.
        keeps = {kind: before for kind, before in keeps.items() if await self._store.privacy.is_due(kind, before)}

        def work(unit: Unit) -> int:
            many: dict[Rows, int] = {
                "accounts": unit.erase_left(keeps["accounts"]) if "accounts" in keeps else 0,
                "looks": unit.drop_looks(keeps["looks"]) if "looks" in keeps else 0,
            }
            at = self._clock.now()
            unit.append(
                [
                    noted("DataErased", at, SERVICE, [None], kind=kind, many=count, before=instant(keeps[kind]))
                    for kind, count in many.items()
                    if count
                ]
            )
            return sum(many.values()) + (unit.drop_credentials(keeps["sessions"]) if "sessions" in keeps else 0)

        return await self._store.commit(EVERYWHERE, work) if keeps else 0

    def _before(self, time: timedelta) -> datetime:
        return self._clock.now() - time


def forget(words: Words, unit: Unit, id_: str) -> int:
    """Erase what was written of one thing, if it is still over and nobody has begun to hold it; return in how many."""
    if words == "notes":
        return 0 if unit.is_held(id_) else unit.erase_told(id_, "NoteAdded")
    known = unit.undertaking(id_)
    if known is None or not known.is_over or unit.is_held(_alarm_of(known, unit)):
        return 0
    many = unit.erase_whole(id_)
    unit.erase_undertaking(id_)
    return many


def _alarm_of(known: KeptUndertaking, unit: Unit) -> str:
    """Return the alarm that a report is about, or that what is to be done goes back to; empty where there is none."""
    report = unit.undertaking(known.snapshot["report"] or "") if known.kind == "measure" else known
    return (report and report.snapshot["alarm"]) or ""


def _erase_alarm(unit: Unit, alarm: str) -> int:
    return unit.erase_alarm(alarm, APART)
