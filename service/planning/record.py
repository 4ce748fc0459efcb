"""Write what was decided about a plan: its entries and its life, in the transaction that is open."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from service.life import snapshot
from service.life.events import EVENTS, Event
from service.life.life import Life, evolve, replay
from service.store.port import Store, StoreError, Unit
from service.timeline.entry import Draft, Entry

DAMAGE = (ValueError, LookupError, TypeError, AttributeError)
"""What reading a damaged life raises: never what a database says, after which its transaction must not go on."""

_log = logging.getLogger(__name__)


def life_of(unit: Unit) -> Life:
    """Return the life of the unit's office as it stands in this transaction."""
    kept = unit.life()
    return snapshot.read(kept) if kept is not None else Life()


def write(unit: Unit, life: Life, events: Sequence[Event], names: Mapping[str, str]) -> tuple[Entry, ...]:
    """Append events to the office's timeline and keep the life that they lead to.

    Args:
        unit: the open transaction.
        life: where the plan stood.
        events: what was decided.
        names: opaque key → name, of whom the events may concern.
    """
    if not events:
        return ()
    entries = unit.append([_draft(event, names) for event in events])
    for event, entry in zip(events, entries, strict=True):
        life = evolve(life, event, entry.position)
    unit.save_life(snapshot.write(life))
    return entries


async def rebuild_lives(store: Store) -> tuple[str, ...]:
    """Make the lives that are missing from the entries that tell them, and return whose they were.

    The timeline is the truth and the life its fold: one is missing where the database was brought to an older schema
    and back. Without it a plan's file would be taken for new, and a version of the editor's would be undone.
    """
    lives = await store.lives()
    missing = [head.office for head in await store.heads() if head.office not in lives]
    found = []
    for office in missing:
        life = replay(events_of(await store.plan_entries(office)))
        if life != Life():
            await store.commit(office, _keeping(life))
            found.append(office)
    return tuple(found)


async def life_in(store: Store, office: str) -> Life | None:
    """Return the life of an office's plan, None before its first event; a damaged one is made anew, as a missing one.

    Raises:
        StoreError: the store could not be asked, or written.
    """
    try:
        kept = await store.life(office)
        return snapshot.read(kept) if kept is not None else None
    except StoreError:
        raise
    except Exception as damage:
        _log.error("what was decided about the plan of %s is read from the timeline again: %r", office, damage)
    return await store.commit(office, _mending(replay(events_of(await store.plan_entries(office)))))


def _mending(life: Life) -> Callable[[Unit], Life]:
    """Keep a life where it is damaged still; else it was made anew, and something may have been decided upon that."""

    def work(unit: Unit) -> Life:
        try:
            return life_of(unit)
        except DAMAGE:
            unit.save_life(snapshot.write(life))
            return life

    return work


def _keeping(life: Life) -> Callable[[Unit], None]:
    def work(unit: Unit) -> None:
        if unit.life() is None:
            unit.save_life(snapshot.write(life))

    return work


def events_of(entries: Iterable[Entry]) -> list[tuple[Event, int]]:
    """Return the events that entries of a plan's life stand for, with their positions; others are left out."""
    return [
        (Event(name=one.event, at=one.at, actor=one.actor, facts=one.facts), one.position)
        for one in entries
        if one.event in EVENTS
    ]


def _draft(event: Event, names: Mapping[str, str]) -> Draft:
    concerned = [key for key in (event.actor.who, event.facts.get("person")) if key in names]
    personal: dict[str, Any] = {"names": {key: names[key] for key in concerned if key}} if concerned else {}
    if event.words:
        personal["words"] = event.words
    return Draft(at=event.at, event=event.name, alarm=None, actor=event.actor, facts=event.facts, personal=personal)
