"""Reports as their pages read and write them: who may see what is asked here, and nowhere in a template."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.alarm.actor import Actor
from service.api.identity import author_of
from service.api.problem import Problem
from service.api.report_desk import ReportDesk, actor_of, whose
from service.dispatch.report import report_of
from service.dispatch.reports import Said, measure_of, near_miss_of
from service.measure.aftercare import WORDS
from service.measure.commands import Command as MeasureCommand
from service.measure.commands import PlanMeasure
from service.measure.measure import Measure
from service.report.commands import Command, ReportNearMiss
from service.web.report_port import Piece, Shown, Step, Told

CODE_BYTES: Final = 16


class ReportPages:
    """What the pages about reports work with."""

    def __init__(self, on: ReportDesk) -> None:
        """Work with what the API's routes work with."""
        self._on = on

    def now(self) -> datetime:
        """Return what time it is."""
        return self._on.desk.clock.now()

    def code(self) -> str:
        """Return a new key of chance."""
        return secrets.token_hex(
            CODE_BYTES
        )  # letters and digits: it is read from paper, and selected by a double click

    async def open(self, office: str, visitor: Visitor, after: int | None) -> Shown:
        """Return a page of unfinished reports that a visitor may read, the oldest first: the office's, or her own."""
        person = whose(visitor, office)
        if person == "":
            return Shown(rows=(), ends_at=None)
        found = await self._on.reports.open(office, person=person, after=after)
        return Shown(rows=found.rows, ends_at=found.ends_at)

    async def finished(self, office: str, visitor: Visitor, before: int | None) -> Shown:
        """Return a page of finished reports that a visitor may read, the newest first: the office's, or her own."""
        person = whose(visitor, office)
        if person == "":
            return Shown(rows=(), ends_at=None)
        found = await self._on.reports.page(office, person=person, is_over=True, before=before)
        return Shown(rows=found.rows, ends_at=found.ends_at)

    async def one(self, office: str, report: str, visitor: Visitor) -> Told | None:
        """Return a report; None where there is none that the visitor may read."""
        try:
            found = await self._on.mine(office, report, visitor)
        except Problem:
            return None
        author, sees = author_of(visitor, office), allowed(visitor, Action.SEE_REPORTS, office)
        follows = allowed(visitor, Action.FOLLOW_UP, office)
        said = await self._on.reports.said(report, found)
        shown = [one for one in said if sees or one.event == "ReportDiscussed" or one.by == author]
        is_hers = found.reporter is not None and found.reporter == author
        measures = await self._on.reports.measures(office, report)
        steps = [
            await self._step(
                office, *one, named=sees, may_end=follows or (author is not None and one[1].owner == author)
            )
            for one in measures
        ]
        return Told(
            id=report,
            report=found,
            reporter=self._on.page(office).name_of(found.reporter) if found.reporter else None,
            said=[self._piece(office, one) for one in shown],
            steps=sorted(steps, key=lambda step: step.until),
            may_write=follows or is_hers,
            may_follow=follows,
            sees=sees,
            at=self.now(),
        )

    async def of_alarm(self, office: str, alarm: str, visitor: Visitor) -> str | None:
        """Return the id of the report about an alarm; None where there is none that the visitor may read."""
        try:
            await self._on.readable(office, report_of(alarm), visitor)  # only that it is there is told
        except Problem:
            return None
        return report_of(alarm)

    async def ask(self, office: str, report: str, visitor: Visitor, make: Callable[[Actor, bool], Command]) -> None:
        """Ask something of a report that the visitor may read; raises UndertakingRefusal."""
        command = make(actor_of(visitor, office), allowed(visitor, Action.FOLLOW_UP, office))
        await self._on.reports.ask(office, report, command)

    async def plan(self, office: str, key: str, visitor: Visitor, make: Callable[[Actor, bool], PlanMeasure]) -> None:
        """Plan a measure; the same key is the same one. Raises UndertakingRefusal."""
        command = make(actor_of(visitor, office), allowed(visitor, Action.FOLLOW_UP, office))
        await self._on.reports.ask_measure(office, measure_of(office, key), command)

    async def ask_measure(
        self, office: str, measure: str, visitor: Visitor, make: Callable[[Actor, bool], MeasureCommand]
    ) -> None:
        """Ask something of a measure, with who the visitor is and whether she follows up; raises UndertakingRefusal."""
        command = make(actor_of(visitor, office), allowed(visitor, Action.FOLLOW_UP, office))
        await self._on.reports.ask_measure(office, measure[:128], command)

    async def begin(self, office: str, alarm: str) -> str | None:
        """Begin the report about an alarm, and return its id; None where it is not real, not over or not here."""
        done = await self._on.reports.draft(self._on.page(office), alarm)
        return done.id if done else None

    async def tell(self, office: str, code: str, visitor: Visitor, make: Callable[[Actor], ReportNearMiss]) -> None:
        """Take a near miss; the same code is the same one. Raises UndertakingRefusal."""
        await self._on.tell_near_miss(office, code, visitor, make(actor_of(visitor, office)))

    async def came_of(self, office: str, code: str) -> Told | None:
        """Return what came of the near miss with a code, without names and words; None where there is none."""
        id_ = near_miss_of(office, code[:128])
        found = await self._on.reports.one(office, id_)
        if found is None:
            return None
        said = await self._on.reports.said(id_, found)
        measures = await self._on.reports.measures(office, id_)
        return Told(
            id=id_,
            report=found,
            reporter=None,
            said=[self._piece(office, one) for one in said if one.event == "ReportDiscussed"],
            steps=[await self._step(office, *one, named=False, may_end=False) for one in measures],
            may_write=False,
            may_follow=False,
            sees=False,
            at=self.now(),
        )

    async def _step(self, office: str, id_: str, measure: Measure, *, named: bool, may_end: bool) -> Step:
        said = await self._on.reports.said(id_)
        planned = next((one.words for one in said if one.event == "MeasurePlanned"), "")
        return Step(
            id=id_,
            words=WORDS[measure.task] if measure.task else planned,
            owner=self._on.page(office).name_of(measure.owner) if named and measure.owner else None,
            until=measure.until,
            ending=measure.ending,
            may_end=may_end and not measure.is_over,
            why=[one.words for one in said if one.event != "MeasurePlanned"] if named else (),
        )

    def _piece(self, office: str, said: Said) -> Piece:
        by = self._on.page(office).name_of(said.by) if said.by else None
        return Piece(event=said.event, at=said.at, by=by, by_reporter=said.by_reporter, words=said.words)
