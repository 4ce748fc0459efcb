"""Reports and measures as people ask for them: which there are, and what was said in each."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Generic, TypeVar

from service.alarm.states import Mode, State
from service.dispatch.book import OfficePage
from service.dispatch.following_up import draft_of
from service.dispatch.patience import patience_of
from service.dispatch.report import report_of
from service.dispatch.undertake import Undertaken, Undertaking, state_of
from service.measure.commands import Command as MeasureCommand
from service.measure.commands import HandOverMeasure
from service.measure.measure import Measure
from service.report.commands import ClassifyReport, DraftReport, ReportNearMiss, TellAuthority, WriteReport
from service.report.commands import Command as ReportCommand
from service.report.rate import Rate
from service.report.report import Report
from service.store.port import Store
from service.store.undertaking_port import KeptUndertaking, UndertakingKind
from service.timeline.entry import Entry

LISTED: Final = 100
"""Reports or measures on one page."""
S = TypeVar("S")

PATIENT: Final = (DraftReport, ReportNearMiss, WriteReport, ClassifyReport, TellAuthority)
"""Commands by which something is due: when, the plan in force says."""
OVER: Final = frozenset({State.CLOSED, State.CANCELLED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[S]):
    """Some of an office's reports or measures, and where the next page begins."""

    rows: Sequence[tuple[str, S]]
    ends_at: int | None
    """What the next page is asked for with; None where nothing comes after these."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What somebody wrote in a report or about a measure."""

    event: str
    at: datetime
    by: str | None
    """The opaque key of whoever wrote it; None for nobody known."""
    by_reporter: bool
    words: str


def near_miss_of(office: str, code: str) -> str:
    """Return the id of the report about a near miss: whoever has the code finds it, and nobody finds the code."""
    return "report-near-" + sha256(f"trygg near miss 1\n{office}\n{code}".encode()).hexdigest()[:32]


def measure_of(office: str, key: str) -> str:
    """Return the id of a measure that was asked for under a key."""
    return "measure-" + sha256(f"trygg measure 1\n{office}\n{key}".encode()).hexdigest()[:32]


class ReadReports:
    """An office's reports, and the measures that follow from them."""

    def __init__(self, store: Store) -> None:
        """Read from a store."""
        self._store = store

    async def one(self, office: str, report: str) -> Report | None:
        """Return a report of an office; None where there is none under this id."""
        kept = await self._store.undertaking(report)
        return state_of(kept) if kept and kept.office == office and kept.kind == "report" else None

    async def page(
        self, office: str, *, person: str | None = None, is_over: bool | None = None, before: int | None = None
    ) -> "Page[Report]":
        """Return a page of an office's reports, the newest first.

        Args:
            office: whose.
            person: only those in which this person was exposed, by opaque key.
            is_over: only those that are finished, or that are not.
            before: what the page before ends at.
        """
        return await self._page(office, "report", person, is_over, before)

    async def open(self, office: str, *, person: str | None = None, after: int | None = None) -> "Page[Report]":
        """Return a page of the reports that are not finished, the oldest first; `after` from the page before."""
        found = await self._store.following.listed(
            office, "report", person=person, is_over=False, after=after or 0, limit=LISTED + 1
        )
        return _paged(found)

    async def pages(self, office: str) -> AsyncIterator[Sequence[tuple[str, Report]]]:
        """Yield all of an office's reports, page by page, the newest first."""
        found = await self.page(office)
        yield found.rows
        while found.ends_at is not None:
            found = await self.page(office, before=found.ends_at)
            yield found.rows

    async def counted(self, office: str) -> int:
        """Return how many reports an office has."""
        return await self._store.following.counted(office, "report")

    async def measure_page(
        self, office: str, *, person: str | None = None, is_over: bool | None = None, before: int | None = None
    ) -> "Page[Measure]":
        """Return a page of an office's measures, the newest first; as `page` does of reports."""
        return await self._page(office, "measure", person, is_over, before)

    async def measures(self, office: str, report: str) -> Sequence[tuple[str, Measure]]:
        """Return the measures that follow from a report, the newest first."""
        return [(one.id, state_of(one)) for one in await self._store.following.about(office, "measure", report)]

    async def unsettled(self, office: str, most: int) -> Sequence[tuple[str, Report]]:
        """Return the newest reports that the unit has still to speak about, or of which a measure is open."""
        return [(one.id, state_of(one)) for one in await self._store.following.unsettled(office, most)]

    async def _page(
        self, office: str, kind: UndertakingKind, person: str | None, is_over: bool | None, before: int | None
    ) -> "Page[Any]":
        found = await self._store.following.listed(
            office, kind, person=person, is_over=is_over, before=before, limit=LISTED + 1
        )
        return _paged(found)

    async def said(self, undertaking: str, report: Report | None = None) -> Sequence[Said]:
        """Return what was written: the words of whoever was exposed first, each part in the order in which it came.

        Of a report about an alarm the words that she wrote in its record come with them.
        """
        own = _words(await self._store.undertaking_entries(undertaking))
        if report is not None and report.alarm is not None and report.reporter is not None:
            told = _words(await self._store.alarm_entries(report.alarm))
            own = [*(one for one in told if one.by == report.reporter), *own]
        reporter = report.reporter if report else None
        marked = [one if one.by_reporter or reporter is None or one.by != reporter else _hers(one) for one in own]
        return sorted(marked, key=lambda one: not one.by_reporter)

    async def happened(self, alarm: str) -> Sequence[tuple[datetime, str]]:
        """Return what the record of an alarm says, moment by moment, by the names of the events."""
        return [(entry.at, entry.event) for entry in await self._store.alarm_entries(alarm)]

    async def rate(self, office: str, since: datetime, until: datetime) -> Rate:
        """Return the report rate of the alarms raised, and the near misses told, in a half-open period."""
        finished, every = await self._store.following.rate(office, since, until)
        return Rate(finished=finished, all=every)


class Reports(ReadReports):
    """An office's reports and measures, and what is asked of them."""

    def __init__(self, store: Store, undertaking: Undertaking) -> None:
        """Work through what carries all undertakings."""
        super().__init__(store)
        self._undertaking = undertaking

    async def ask(self, office: str, report: str, command: ReportCommand) -> Undertaken:
        """Ask something of a report; raises UndertakingRefusal, StoreUnavailable."""

        def make(page: OfficePage, _unit: object, _state: object) -> ReportCommand:
            return replace(command, patience=patience_of(page.plan)) if isinstance(command, PATIENT) else command

        return await self._undertaking.ask(office, "report", report, make)

    async def ask_measure(self, office: str, measure: str, command: MeasureCommand) -> Undertaken:
        """Ask something of a measure; raises UndertakingRefusal, StoreUnavailable."""

        def make(page: OfficePage, _unit: object, _state: object) -> MeasureCommand:
            if isinstance(command, HandOverMeasure):
                return replace(command, patience=patience_of(page.plan))
            return command

        return await self._undertaking.ask(office, "measure", measure, make)

    async def tell_near_miss(self, office: str, code: str, command: ReportNearMiss) -> Undertaken:
        """Take a near miss; the same code is the same one, however often it is sent."""
        return await self.ask(office, near_miss_of(office, code), command)

    async def draft(self, page: OfficePage, alarm: str) -> Undertaken | None:
        """Begin the report about an alarm that left none; None where that is not real, not over, or not here."""
        office = page.plan.office
        found = await self._store.alarm(alarm)
        if found is None or found[0] != office or found[1].mode is not Mode.ACTUAL or found[1].state not in OVER:
            return None
        command: DraftReport = draft_of(page, found[1])
        return await self.ask(office, report_of(alarm), command)


def _paged(found: Sequence[KeptUndertaking]) -> "Page[Any]":
    rows = found[:LISTED]
    return Page(
        rows=[(one.id, state_of(one)) for one in rows],
        ends_at=rows[-1].first_position if len(found) > LISTED else None,
    )


def _hers(said: Said) -> Said:
    return Said(event=said.event, at=said.at, by=said.by, by_reporter=True, words=said.words)


def _words(entries: Iterable[Entry]) -> list[Said]:
    return [
        Said(
            event=entry.event,
            at=entry.at,
            by=entry.actor.speaker,
            by_reporter=bool(entry.facts.get("by_reporter")),
            words=words,
        )
        for entry in entries
        if (words := _content(entry).get("words"))
    ]


def _content(entry: Entry) -> Mapping[str, Any]:
    return entry.personal.content if entry.personal else {}
