"""An alarm's record, taken out of the service: what belongs to it, and that it was taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from service.access.trace import noted
from service.alarm.actor import Actor
from service.store.port import Store
from service.timeline.entry import Entry
from service.timeline.extract import Extract, strangers
from service.timeline.held import plan_of
from service.web.ports import Record, Taken, TooLongError

AT_ONCE: Final = 2000
MOST: Final = 20_000
"""Entries from an alarm's first to its last that are taken out while somebody waits; `trygg` has no such bound."""


async def note_taking(store: Store, record: Record, form: str, actor: Actor, at: datetime) -> None:
    """Write into the record of access who takes an alarm's record out, and in which form.

    Raises:
        StoreError: it cannot be written now; then nothing may be taken.
    """
    entry = noted("AlarmExported", at, actor, [record.office], alarm=record.alarm, form=form)
    await store.access.together(lambda unit: unit.note(entry))


async def taken(store: Store, record: Record, at: datetime, *, most: int | None = MOST) -> Taken:
    """Return an alarm's record with all that is needed to check it without the rest.

    Raises:
        TooLongError: there are more than `most` entries from its first to its last.
        StoreError: it cannot be read now.
    """
    first, last = record.entries[0].position, record.entries[-1].position
    if most is not None and last - first >= most:
        raise TooLongError(record.alarm)
    entries = await _between(store, record.office, first, last)
    earlier: list[Entry] = []
    for other in sorted(strangers(entries, record.alarm)):
        earlier += [one for one in await store.alarm_entries(other) if one.position < first]
    head = await store.head(record.office)
    extract = Extract(alarm=record.alarm, entries=entries, head=head, at=at, earlier=earlier)
    return Taken(record=record, extract=extract, plan=await store.plan(plan_of(record.entries)))


async def _between(store: Store, office: str, first: int, last: int) -> Sequence[Entry]:
    found: list[Entry] = []
    while not found or found[-1].position < last:
        after = found[-1].position if found else first - 1
        batch = await store.entries(office, after, min(AT_ONCE, last - after))
        if not batch:
            break
        found.extend(batch)
    return found
