"""What the review pages and the command line read of the record."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from pydantic import ValidationError

from service.access.trace import actor_of
from service.access.visitor import Visitor
from service.alarm.instant import instant
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.api.desk import Desk
from service.api.notes import Note, add_note
from service.api.problem import Problem
from service.clock import Clock, SystemClock
from service.dispatch.hearings import NEAR, hearings_among
from service.figures.months import month_before, months_between
from service.figures.sought import Sought
from service.jobs.figures import WHILE_WAITING, FollowFigures
from service.store.port import Store, StoreUnavailable
from service.timeline.chain import Break, Verdict, verify
from service.timeline.entry import Entry, Head
from service.timeline.foreseen import Foreseen
from service.timeline.sealed_head import SealedHead, owed
from service.web.ports import (
    LONGEST_NOTE,
    NO_BUTTON,
    NOT_KNOWN,
    Charted,
    FollowedUp,
    Listed,
    NoteRefusedError,
    Record,
    Seen,
    Taken,
)
from service.web.record import is_kept_from
from service.wiring.foresight import Foresight
from service.wiring.taking import note_taking, taken
from service.wiring.unit_meeting import for_the_unit

AT_ONCE = 2000
MONTHS = 12
"""Months that an office's charts show, the present one among them."""

MOST_ON_A_PAGE = 20_000
"""Entries that a page verifies while somebody waits; a longer timeline is verified by `trygg timeline verify`."""


async def _nothing(_office: str, _entries: Sequence[Entry]) -> Foreseen | None:
    """Foresee nothing."""
    return None


class Reviews:
    """What the review pages read, and the notes that are added there."""

    def __init__(
        self,
        store: Store,
        seen: Callable[[str, str], Seen] = lambda _office, _alarm: Seen(),
        foresee: Callable[[str, Sequence[Entry]], Awaitable[Foreseen | None]] = _nothing,
        desk: Desk | None = None,
        *,
        clock: Clock | None = None,
        follow: FollowFigures | None = None,
    ) -> None:
        """Read from a store.

        Args:
            store: holds the entries, and the figures made of them.
            seen: knows of an office's alarm what is no entry.
            foresee: says what was to be expected of an alarm.
            desk: a running service's: notes are added through it.
            clock: says which month it is.
            follow: keeps the figures up to date.
        """
        self._store = store
        self._desk = desk
        self._seen = seen
        self._foresee = foresee
        self._clock = clock or SystemClock()
        self._follow = follow or FollowFigures(store)

    async def page(self, office: str, sought: Sought, before: int | None, limit: int) -> Sequence[Listed]:
        """Return an office's alarms, the newest first, that begin before a position."""
        found = await self._store.figures.page(office, sought, before, limit)
        return [Listed(figures=one) for one in found]

    async def charted(self, office: str) -> Charted:
        """Return what an office's charts of the last twelve months are drawn from."""
        until = month_before(instant(self._clock.now())[:7], -1)
        since, figures = month_before(until, MONTHS), self._store.figures
        return Charted(
            months=months_between(since, until),
            sums=await figures.months(since, until, office),
            times=await figures.times(since, until, office, Mode.ACTUAL.value),
            zones=await figures.zones(office, since, until),
            mistaken=Counter(self._kind_of(one) for one in await figures.mistaken(office, since, until)),
        )

    def _kind_of(self, device: str | None) -> str:
        if device is None:
            return NO_BUTTON
        return (self._desk.devices.kind_of(device) if self._desk else None) or NOT_KNOWN

    async def is_up_to_date(self, office: str) -> bool:
        """Bring the list and the charts up to date as far as somebody can wait for it; say whether they are."""
        try:
            return await self._follow.catch_up(office, WHILE_WAITING)
        except (StoreUnavailable, ValueError):  # they are shown as far as they are
            return False

    async def for_the_unit(self, office: str) -> Sequence[FollowedUp]:
        """Return the reports that an office's unit has still to speak about or to see to, the newest first."""
        return await for_the_unit(self._store, self._desk.book, office) if self._desk else ()

    async def is_kept_from(self, alarm: str, person: str) -> bool:
        """Say whether an alarm's record is closed to somebody for now."""
        return is_kept_from(await self._store.alarm_entries(alarm), person)

    async def one(self, alarm: str) -> Record | None:
        """Return one alarm's entries, and whether the office's whole timeline still holds."""
        found = await self._store.alarm(alarm)
        if found is None:
            return None
        entries = await self._store.alarm_entries(alarm)
        verified, seen = await self._holds(found[0]), self._seen(found[0], alarm)
        heard = await self._heard(found[0], alarm, entries)
        foreseen = await self._foresee(found[0], entries)
        return Record(
            office=found[0],
            alarm=alarm,
            entries=entries,
            verified=verified,
            seen=seen,
            heard=heard,
            authors=await self._authors(entries),
            foreseen=foreseen,
        )

    async def take(self, office: str, alarm: str, visitor: Visitor, form: str) -> Taken:
        """Return one alarm's record to be taken out, once that stands in the record of access."""
        record = await self.one(alarm)
        if record is None or record.office != office or self._desk is None:
            raise LookupError(alarm)
        at = self._desk.clock.now()
        found = await taken(self._store, record, at)
        await note_taking(self._store, record, form, actor_of(visitor), at)
        return found

    async def note(self, office: str, alarm: str, visitor: Visitor, words: str) -> None:
        """Add a note to an alarm of an office, in a visitor's name; raises what the port says."""
        found = await self._store.alarm(alarm)
        if found is None or found[0] != office or self._desk is None:
            raise LookupError(alarm)
        try:
            said = Note(words=words)
            await add_note(self._desk, office, found[1], visitor, said)
        except ValidationError as wrong:
            raise NoteRefusedError("too_long" if len(words) > LONGEST_NOTE else "unreadable") from wrong
        except Refusal as wrong:
            raise NoteRefusedError("empty") from wrong
        except Problem as wrong:
            raise NoteRefusedError("closed_to_her" if wrong.code == "not_closed_yet" else "nobody") from wrong

    async def _authors(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        """Return the names of those who have added notes under an account, and are in no plan."""
        notes = [one for one in entries if one.event == "NoteAdded"]
        named = {key for one in notes if one.personal for key in one.personal.content.get("names", {})}
        unnamed = {one.actor.who for one in notes} - named
        if not unnamed:
            return {}
        return {one.id: one.name for one in await self._store.access.accounts() if one.id in unnamed}

    async def _heard(self, office: str, alarm: str, entries: Sequence[Entry]) -> Sequence[tuple[str, int | None]]:
        near = await self._store.entries(office, entries[0].position, NEAR)
        best: dict[str, int | None] = {}
        for one in hearings_among(near, alarm):
            if (name := one.gateway or one.channel) is not None:
                known = best.get(name)
                best[name] = one.rssi if known is None or (one.rssi is not None and one.rssi > known) else known
        return list(best.items())

    async def _holds(self, office: str) -> bool | None:
        if (await self._store.head(office)).position > MOST_ON_A_PAGE:
            return None
        verdict = await verify_office(self._store, office)
        return verdict.broken is None


def reviews_of(desk: Desk, clock: Clock, follow: FollowFigures) -> Reviews:
    """Return what the review pages of a running service read."""
    return Reviews(desk.store, partial(seen_of, desk), Foresight(desk).of, desk, clock=clock, follow=follow)


def seen_of(desk: Desk, office: str, alarm: str) -> Seen:
    """Return what this node knows of an alarm that is no entry: who has shown it, and how soon its presser was told."""
    feedback = desk.pace.first_of(alarm)
    if office not in desk.book or (known := desk.screens.summary(desk.book[office].plan, alarm)) is None:
        return Seen(feedback=feedback)
    shown, missing = known
    names = {screen.id: screen.name for screen in desk.book[office].plan.screens.values()}
    screens = [
        (names.get(screen, screen), at, screen in shown.calm)
        for screen, at in sorted(shown.first_at.items(), key=lambda pair: pair[1])
    ]
    return Seen(screens=screens, missing=[names.get(screen, screen) for screen in missing], feedback=feedback)


async def verify_office(
    store: Store, office: str, anchor: Head | None = None, heads: Sequence[SealedHead] = ()
) -> Verdict:
    """Verify an office's whole timeline, up to where its head stands, and against heads that left the database."""
    head = await store.head(office)  # read first: what is appended meanwhile must not look like a flaw
    entries, all_readable = await _entries(store, office)
    verdict = await asyncio.to_thread(verify, office, entries, anchor if all_readable else None)
    if verdict.broken:
        return verdict
    position = verdict.head.position
    if not all_readable:
        message = f"entry {position + 1} cannot be read: it was changed after it was written"
        return replace(verdict, broken=Break(position=position + 1, code="hash", message=message))
    if position < head.position:
        message = f"the record ends at {position}, but its head stands at {head.position}: its end was removed"
        return replace(verdict, broken=Break(position=position + 1, code="cut", message=message))
    if head.position and entries[head.position - 1].hash != head.hash:
        message = f"entry {head.position} is not the one that the record's head names: the record was rewritten"
        return replace(verdict, broken=Break(position=head.position, code="cut", message=message))
    return replace(verdict, broken=owed(office, {entry.position: entry.hash for entry in entries}, heads))


async def _entries(store: Store, office: str) -> tuple[list[Entry], bool]:
    """Return all entries up to the first that cannot be read, and whether that is all there are."""
    entries: list[Entry] = []
    at_once = AT_ONCE
    while True:
        try:
            batch = await store.entries(office, entries[-1].position if entries else 0, at_once)
        except ValueError:  # no JSON, or no instant, any more
            if at_once == 1:
                return entries, False
            at_once = 1
            continue
        if not batch:
            return entries, True
        entries.extend(batch)
