"""Write what was decided about a plan: its entries and its life, in the transaction that is open."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.life import snapshot
from service.life.events import EVENTS, Event
from service.life.life import Life, evolve
from service.store.port import Unit
from service.timeline.entry import Draft, Entry


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
