"""Yearly revisions of a plan as people hold them: which there are, what was said, and what follows from them."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from roles.inspection import inspected
from service.alarm.actor import Actor
from service.dispatch.book import Book, OfficePage
from service.dispatch.readiness import undertaking_of
from service.dispatch.reports import ReadReports, Reports, Said
from service.dispatch.undertake import Undertaken, Undertaking, state_of
from service.measure.commands import Command as MeasureCommand
from service.measure.measure import Measure
from service.readiness.place import Place
from service.revision.commands import BeginRevision, Command
from service.revision.revision import PlaceFound, Revision
from service.store.port import Store, Unit

LISTED: Final = 50
"""The newest revisions that are shown."""


def revision_of(office: str, held_on: date) -> str:
    """Return the id of an office's revision on a day."""
    return f"revision-{office}-{held_on.isoformat()}"


class ReadRevisions:
    """An office's revisions."""

    def __init__(self, store: Store) -> None:
        """Read from a store."""
        self._store = store
        self._reports = ReadReports(store)

    async def every(self, office: str) -> Sequence[tuple[str, Revision]]:
        """Return an office's newest revisions with their ids, the newest first."""
        found = await self._store.undertakings(office, "revision", limit=LISTED)
        return sorted(((one.id, state_of(one)) for one in found), key=lambda one: one[1].held_on, reverse=True)

    async def one(self, office: str, revision: str) -> Revision | None:
        """Return a revision of an office; None where there is none under this id."""
        kept = await self._store.undertaking(revision[:128])
        return state_of(kept) if kept and kept.office == office and kept.kind == "revision" else None

    async def said(self, revision: str) -> Sequence[Said]:
        """Return what was written in it, in order: who took part, comments, decisions."""
        return await self._reports.said(revision)

    async def measures(self, office: str, revision: str) -> Sequence[tuple[str, Measure]]:
        """Return the measures that follow from it."""
        return await self._reports.measures(office, revision)


class Revisions(ReadRevisions):
    """An office's revisions, and what is asked of them."""

    def __init__(self, store: Store, book: Book, undertaking: Undertaking) -> None:
        """Work through what carries all undertakings."""
        super().__init__(store)
        self._book = book
        self._undertaking = undertaking
        self._asking = Reports(store, undertaking)

    async def begin(self, office: str, actor: Actor, held_on: date, *, entitled: bool) -> Undertaken:
        """Begin the revision of a day with the plan in force, and with how its rooms and doors were found.

        Raises:
            UndertakingRefusal: she may not, or the day has not come.
            StoreUnavailable: nothing was written.
        """

        def make(page: OfficePage, unit: Unit, _state: Revision | None) -> BeginRevision:
            places = [_found(unit, office, place) for place in inspected(page.plan)]
            version = page.plan.version if page.state != "fallback" else None
            return BeginRevision(
                actor=actor,
                entitled=entitled,
                held_on=held_on,
                version=version,
                expires=page.plan.expires,
                places=places,
            )

        return await self._undertaking.ask(office, "revision", revision_of(office, held_on), make)

    async def ask(self, office: str, revision: str, command: Command) -> Undertaken:
        """Ask something of a revision; raises UndertakingRefusal, StoreUnavailable."""
        return await self._undertaking.ask(office, "revision", revision, lambda _page, _unit, _state: command)

    async def plan(self, office: str, measure: str, command: MeasureCommand) -> Undertaken:
        """Plan a measure that follows from one, or end it; raises UndertakingRefusal, StoreUnavailable."""
        return await self._asking.ask_measure(office, measure, command)


def _found(unit: Unit, office: str, place: str) -> PlaceFound:
    kept = unit.undertaking(undertaking_of(office, place))
    known: Place | None = state_of(kept) if kept else None
    look = known.look if known else None
    return PlaceFound(place=place, looked_on=look.at.date() if look else None, remarks=len(look.failed) if look else 0)
