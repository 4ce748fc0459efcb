"""Every look at a record is noted, and shown to whom the record is about. The one place for both."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from service.access.visitor import OPEN, Visitor
from service.alarm.alarm import Alarm
from service.alarm.states import State
from service.clock import Clock
from service.store.port import Store, StoreError
from service.store.privacy_port import How, Look
from service.timeline.entry import Entry

SHOWN: Final = 200
"""Looks that are shown to one person, the newest."""

PATIENCE_S: Final = 0.5
"""Seconds that somebody who looks at an open alarm waits for the note of it."""

_KEY: Final = "p-"
"""How the opaque key of a person of a plan begins."""


COMMANDED: Final = "command:"
"""How the word for somebody begins who has read by a command; the operating system's name for her follows."""


class Looks:
    """Notes looks, and tells of them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Note in a store."""
        self._store = store
        self._clock = clock

    async def note(
        self, office: str, record: str, entries: Sequence[Entry], visitor: Visitor, how: How, *, goes_on: bool = False
    ) -> None:
        """Note that somebody reads a record, before it is shown to her.

        Args:
            office: whose record it is.
            record: the alarm's id.
            entries: the record.
            visitor: who reads it.
            how: by which way.
            goes_on: whether the alarm is open: then nobody who helps waits long for it, or is kept from it because
                nothing can be written.

        Raises:
            StoreError: it cannot be noted now; then nothing is to be shown.
        """
        look = Look(office=office, record=record, who=reader_of(visitor), how=how, at=self._clock.now())
        persons = persons_in(entries)
        if not goes_on:
            await self._store.privacy.looked(look, persons)
            return
        with suppress(StoreError, TimeoutError):  # not waiting any longer does not stop the writing
            async with asyncio.timeout(PATIENCE_S):
                await self._store.privacy.looked(look, persons)

    async def note_report(self, office: str, report: str, reporter: str | None, visitor: Visitor) -> None:
        """Note that somebody reads another's report, before it is shown.

        Raises:
            StoreError: it cannot be noted now; then nothing is to be shown.
        """
        look = Look(office=office, record=report, who=reader_of(visitor), how="report", at=self._clock.now())
        await self._store.privacy.looked(look, frozenset(_keys(reporter)))

    async def at(self, record: str) -> list[tuple[Look, str]]:
        """Return the looks at a record, the newest first, each with the reader's name."""
        return await self._named(await self._store.privacy.looks(record))

    async def about(self, persons: Mapping[str, str]) -> list[tuple[Look, str]]:
        """Return the newest looks at records about somebody (office → opaque key), each with the reader's name.

        Those at a record that is closed to her for now are left out, as is the record itself.
        """
        closed = Closed(self._store, persons)
        found = await self._store.privacy.looks_about(persons, SHOWN)
        return await self._named([one for one in found if not await closed.to_her(one.record)])

    async def _named(self, looks: list[Look]) -> list[tuple[Look, str]]:
        names = {one.id: one.name for one in await self._store.access.accounts()} if looks else {}
        names[OPEN.id] = OPEN.name
        for who in {one.who for one in looks} - names.keys():  # a program or a screen, ended ones too
            if who.startswith(COMMANDED):
                names[who] = who.removeprefix(COMMANDED)
                continue
            found = await self._store.access.credential(who.partition(":")[2])
            names[who] = f"{found.kind} {found.name}" if found else who
        return [(one, names[one.who]) for one in looks]


class Closed:
    """Says which alarms' records are closed to somebody for now.

    She has pressed, somebody has said that it was a mistake, and it is not closed: what was done since would tell
    whoever looks over her shoulder whether she was forced to say so.
    """

    def __init__(self, store: Store, persons: Mapping[str, str]) -> None:
        """Look up for one person, office → opaque key."""
        self._store = store
        self._persons = persons
        self._known: dict[str, bool] = {}

    async def to_her(self, alarm: str) -> bool:
        """Say whether an alarm's record is closed to her; looked up once."""
        if alarm not in self._known:
            found = await self._store.alarm(alarm)
            self._known[alarm] = found is not None and _is_closed_to(self._persons.get(found[0]), found[1])
        return self._known[alarm]


def _is_closed_to(person: str | None, alarm: Alarm) -> bool:
    if person is None or alarm.mistake is None or alarm.state is State.CLOSED:
        return False
    return person in alarm.pressers | {alarm.presser}


def reader_of(visitor: Visitor) -> str:
    """Return who reads: her account, whatever she holds in her hand; else the token or screen, by its id."""
    match visitor.kind:
        case "account":
            return visitor.id
        case "phone":
            return visitor.account or f"phone:{visitor.id}"
        case "open":
            return "open"
        case kind:
            return f"{kind}:{visitor.id}"


def persons_in(entries: Sequence[Entry]) -> frozenset[str]:
    """Return the opaque key of everybody whom entries are about: who acted, and who stands in facts or names."""
    found: set[str] = set()
    for entry in entries:
        found.update(_keys((entry.actor.who, entry.actor.behalf_of, entry.facts)))
        if entry.personal is not None:
            found.update(_keys(list(entry.personal.content.get("names", {}))))
    return frozenset(found)


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(_KEY):
            yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _keys(key)
            yield from _keys(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _keys(one)
