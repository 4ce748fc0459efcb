"""Erasing what names one person, because she has asked for it.

An entry has one personal part: where it names others beside her, their names in that entry go with hers. What others
wrote about her without naming her as a person of the plan cannot be found by anybody but a reader.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from service.alarm.actor import Actor
from service.alarm.states import State
from service.clock import Clock
from service.privacy.erasure import erased
from service.store.port import Store, Unit
from service.store.undertaking_port import KeptUndertaking
from service.timeline.entry import Entry

READ_AT_ONCE: Final = 1000
ERASED_AT_ONCE: Final = 100
"""Entries in one transaction: no press waits for more."""


@dataclass(kw_only=True, slots=True)
class Naming:
    """The entries of an office that name one person."""

    erasable: list[int] = field(default_factory=list)
    """Positions of those that may be erased now."""
    kept: dict[str, str] = field(default_factory=dict)
    """What is left as it is, by the alarm's or undertaking's id, and why: `open` or `held`."""


def names(entry: Entry, key: str) -> bool:
    """Say whether an entry's personal part names a person, or is her own words, by her opaque key or her account's id.

    What she wrote when no plan named her any more has no name beside it, and is hers all the same.
    """
    if entry.personal is None:
        return False
    return key in entry.personal.content.get("names", {}) or key in (entry.actor.who, entry.actor.behalf_of)


async def naming(store: Store, clock: Clock, office: str, key: str) -> Naming:
    """Return which entries name a person.

    Raises:
        StoreUnavailable: the record cannot be read now.
    """
    found, known = Naming(), dict[str, str]()
    async for entry in _entries(store, office):
        if not names(entry, key):
            continue
        about = entry.alarm or str(entry.facts.get("undertaking", ""))
        if about and about not in known:
            known[about] = await _why_kept(store, clock, entry)
        if about and known[about]:
            found.kept[about] = known[about]
        else:
            found.erasable.append(entry.position)
    return found


async def erase_person(store: Store, clock: Clock, office: str, key: str, actor: Actor) -> tuple[int, Naming]:
    """Erase what names a person in an office, and write down that it was on request; return in how many entries.

    Safe to repeat: what is erased already is not found again.

    Raises:
        StoreError: it could not be finished; what was done is written down.
    """
    found, count = await naming(store, clock, office, key), 0
    for first in range(0, len(found.erasable), ERASED_AT_ONCE):
        some = found.erasable[first : first + ERASED_AT_ONCE]

        def work(unit: Unit, some: list[int] = some) -> int:
            many = unit.erase_at(some)
            if many:
                at = clock.now()
                unit.append([erased("person", many, at, "request", actor=actor, at=at)])
            return many

        count += await store.commit(office, work)
    return count, found


async def _entries(store: Store, office: str) -> AsyncIterator[Entry]:
    position = 0
    while some := await store.entries(office, position, READ_AT_ONCE):
        for entry in some:
            yield entry
        position = some[-1].position


async def _why_kept(store: Store, clock: Clock, entry: Entry) -> str:
    """Say why an entry is not erased now; nothing where it may be."""
    if entry.alarm is None:
        undertaking = await store.undertaking(str(entry.facts["undertaking"]))
        if undertaking and not undertaking.is_over:
            return "open"
        behind = await _alarm_behind(store, undertaking)
        hold = await store.privacy.hold(behind) if behind else None
        return "held" if hold and hold.until > clock.now() else ""
    alarm, hold = await store.alarm(entry.alarm), await store.privacy.hold(entry.alarm)
    if hold and hold.until > clock.now():
        return "held"
    return "open" if alarm and alarm[1].state not in (State.CLOSED, State.CANCELLED) else ""


async def _alarm_behind(store: Store, known: KeptUndertaking | None) -> str | None:
    """Return the alarm that a report is about, or that what is to be done goes back to: its hold holds these, too."""
    if known and known.kind == "measure":
        known = await store.undertaking(known.snapshot["report"] or "")
    return known.snapshot["alarm"] if known and known.kind == "report" else None
