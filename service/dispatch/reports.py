"""Reports and measures as people ask for them: which there are, and what was said in each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from service.alarm.states import Mode, State
from service.dispatch.book import OfficePage
from service.dispatch.following_up import draft_of
from service.dispatch.report import report_of
from service.dispatch.undertake import Undertaken, Undertaking, state_of
from service.measure.commands import Command as MeasureCommand
from service.measure.measure import Measure
from service.report.commands import Command as ReportCommand
from service.report.commands import DraftReport, ReportNearMiss
from service.report.rate import Rate, report_rate
from service.report.report import Report
from service.store.port import AlarmSummary, Store
from service.timeline.entry import Entry

LISTED: Final = 500
"""The newest reports or measures that are looked through for one answer."""
ALARMS_AT_ONCE: Final = 500
OVER: Final = frozenset({State.CLOSED, State.CANCELLED})


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

    async def every(self, office: str) -> Sequence[tuple[str, Report]]:
        """Return an office's reports, the newest first."""
        found = await self._store.undertakings(office, "report", limit=LISTED)
        return [(one.id, state_of(one)) for one in found]

    async def measures(self, office: str, report: str | None = None) -> Sequence[tuple[str, Measure]]:
        """Return an office's measures, the newest first; with `report`, only those that follow from it."""
        found = await self._store.undertakings(office, "measure", limit=LISTED)
        told = [(one.id, state_of(one)) for one in found]
        return [(id_, one) for id_, one in told if report is None or one.report == report]

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
        alarms = [one.id for one in await self._over(office, since) if one.raised_at < until]
        wanted = frozenset(alarms)
        found = [one for _, one in await self.every(office)]
        near = (one for one in found if one.alarm is None and since <= one.began_at < until)
        return report_rate(alarms, (*near, *(one for one in found if one.alarm in wanted)))

    async def _over(self, office: str, since: datetime) -> list[AlarmSummary]:
        found, before = list[AlarmSummary](), None
        while page := await self._store.alarms(office, before, ALARMS_AT_ONCE):
            found += [one for one in page if one.raised_at >= since]
            if page[-1].raised_at < since or len(page) < ALARMS_AT_ONCE:
                break
            before = page[-1].first_position
        return [one for one in found if one.mode is Mode.ACTUAL and one.state in OVER]


class Reports(ReadReports):
    """An office's reports and measures, and what is asked of them."""

    def __init__(self, store: Store, undertaking: Undertaking) -> None:
        """Work through what carries all undertakings."""
        super().__init__(store)
        self._undertaking = undertaking

    async def ask(self, office: str, report: str, command: ReportCommand) -> Undertaken:
        """Ask something of a report; raises UndertakingRefusal, StoreUnavailable."""
        return await self._undertaking.ask(office, "report", report, lambda _page, _unit, _state: command)

    async def ask_measure(self, office: str, measure: str, command: MeasureCommand) -> Undertaken:
        """Ask something of a measure; raises UndertakingRefusal, StoreUnavailable."""
        return await self._undertaking.ask(office, "measure", measure, lambda _page, _unit, _state: command)

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
