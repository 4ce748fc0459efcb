"""The pages of an office's reports: the list, the worst first, and each report as a form that works without scripts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from http import HTTPStatus
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from roles.sentence import Sentence
from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.measure.commands import PlanMeasure
from service.report.classification import DUTY
from service.report.commands import (
    AddToReport,
    ClassifyReport,
    Command,
    DiscussReport,
    FinishReport,
    TellAuthority,
    WriteReport,
)
from service.store.port import StoreError
from service.undertaking.refusal import UndertakingRefusal
from service.web import report_told
from service.web.asked import Asked
from service.web.frame import Pages
from service.web.mark import N
from service.web.ports import Facts
from service.web.report_form import AWAY, LONGEST_WORDS, Sent, choices, sent_by
from service.web.report_port import ReportsPort, Told
from service.web.tongue import Tongue
from service.web.visiting import visitor_at

_FIELDS: Final[Mapping[str, str]] = {
    "not_written": "words",
    "no_class": "classes",
    "not_classified": "classes",
    "authority_untold": "told_at",
    "not_serious": "severity",
}
"""Refusal → the field of the report's form that it is about; any other is about what was being done."""
_END_OF_DAY: Final = time(23, 59)
_NO_OWNER: Final = Sentence("Say who does it.")
_NO_UNTIL: Final = Sentence("Say by when it is done.")
_NO_MEETING: Final = Sentence("Say when the unit has met.")

_NO_MEASURE: Final = Sentence("There are no words in it. Write what is to be done.")

Do = Callable[[], Awaitable[None]]
Make = Callable[[Actor, bool], Command]
Step = tuple[str, Make]
"""The field that asks for it, and the command, made of who acts and whether she follows up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportForms:
    """The pages; `known` gives an office's static facts, and is a 404 for no office."""

    pages: Pages
    reports: ReportsPort
    known: Callable[[str], Facts]

    def router(self) -> Addresses:
        """Return their addresses."""
        routes = Addresses(include_in_schema=False)
        one = "/reports/{office}/{report}"
        routes.add_api_route("/reports/{office}", self.listed)
        routes.add_api_route("/reports/{office}", self.begin, methods=["POST"])
        routes.add_api_route(one, self.one)
        routes.add_api_route(one, self.save, methods=["POST"])
        routes.add_api_route(f"{one}/measures", self.plan, methods=["POST"])
        routes.add_api_route(f"{one}/discussed", self.discussed, methods=["POST"])
        return routes

    async def listed(self, request: Request, office: str) -> Response:
        """Show the reports that the reader may read, the worst first."""
        facts, visitor = self.known(office), visitor_at(request)
        tongue, now = self._tongue(request, facts), self.reports.now()
        asked = Asked(request=request)
        after, before = asked.position("after"), asked.position("before")
        found = await self.reports.open(office, visitor, after)
        finished = await self.reports.finished(office, visitor, before)
        # Who leafs through one of the lists sees that one alone.
        open_ = report_told.sorted_by_due(found.rows, now) if before is None else []
        rows = [report_told.row(*one, now, tongue) for one in open_]
        old = [report_told.row(*one, now, tongue) for one in finished.rows] if after is None else []
        more = {
            "after": found.ends_at if before is None else None,
            "before": finished.ends_at if after is None else None,
        }
        may = {
            "see_alarms": allowed(visitor, Action.SEE_ALARMS, office),
            "see_reports": allowed(visitor, Action.SEE_REPORTS, office),
        }
        wrong = [sentence.said(tongue.t) for sentence in asked.wrong.values()]
        content = {"rows": rows, "old": old, "more": more, "may": may, "wrong": wrong}
        return self.pages.show(request, "report_list.html", facts, status=asked.status, **content)

    async def one(self, request: Request, office: str, report: str) -> Response:
        """Show one report."""
        return self._shown(request, await self.found(request, office, report), self.known(office))

    async def save(self, request: Request, office: str, report: str) -> Response:
        """Keep what was written, what it was, and when the authority was told; finish the report if that is asked."""
        zone = _zone(self.known(office))
        told, sent, visitor = await self.found(request, office, report), await sent_by(request), visitor_at(request)
        steps = _added(sent) if told.report.is_over else _steps(sent, zone, self.reports.now())
        doing = [(field, _asking(self.reports, office, report, visitor, make)) for field, make in steps]
        return await self.tried(request, office, report, sent, "saved", *doing)

    async def plan(self, request: Request, office: str, report: str) -> Response:
        """Plan a measure that follows from a report; the form's key keeps one that is sent twice from being two."""
        facts = self.known(office)
        await self.found(request, office, report)
        sent, visitor, now = await sent_by(request), visitor_at(request), self.reports.now()
        words, owner, until = sent.words("measure"), sent.one("owner"), sent.day("until")
        if not words.strip():
            sent.wrong.setdefault("measure", _NO_MEASURE)
        if owner not in facts["people"]:
            sent.wrong["owner"] = _NO_OWNER
        if until is None:
            sent.wrong.setdefault("until", _NO_UNTIL)
        due_at = datetime.combine(until or now.date(), _END_OF_DAY, _zone(facts))

        def make(actor: Actor, entitled: bool) -> PlanMeasure:
            return PlanMeasure(actor=actor, entitled=entitled, owner=owner, due_at=due_at, words=words, report=report)

        async def do() -> None:
            await self.reports.plan(office, sent.one("key")[:128] or self.reports.code(), visitor, make)

        return await self.tried(request, office, report, sent, "measures", ("until", do))

    async def begin(self, request: Request, office: str) -> Response:
        """Begin the report about an alarm that left none behind, and go on to it."""
        self.known(office)
        sent = await sent_by(request)
        report = await self.reports.begin(office, sent.one("alarm")[:128])
        if report is None:
            raise HTTPException(
                HTTPStatus.CONFLICT, N("A report is written about a real alarm of this office that is over.")
            )
        return RedirectResponse(f"/reports/{office}/{report}", HTTPStatus.SEE_OTHER)

    async def discussed(self, request: Request, office: str, report: str) -> Response:
        """Say when the unit has spoken about it, and what it decided."""
        self.known(office)
        await self.found(request, office, report)
        sent, visitor, now = await sent_by(request), visitor_at(request), self.reports.now()
        met_on, words = sent.day("met_on"), sent.words("decided")
        if met_on is None:
            sent.wrong.setdefault("met_on", _NO_MEETING)

        def make(actor: Actor, entitled: bool) -> Command:
            return DiscussReport(actor=actor, met_on=met_on or now.date(), words=words, entitled=entitled)

        field = "met_on" if words.strip() else "decided"
        doing = _asking(self.reports, office, report, visitor, make)
        return await self.tried(request, office, report, sent, "meeting", (field, doing))

    def _tongue(self, request: Request, facts: Facts) -> Tongue:
        return Tongue(lang=self.pages.lang(request, facts), texts=self.pages.texts, facts=facts, names={})

    async def found(self, request: Request, office: str, report: str) -> Told:
        """Return a report that the reader may read; a 404 for any other."""
        told = await self.reports.one(office, report, visitor_at(request))
        if told is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Office {office!r} has no report {report!r}.")
        return told

    async def tried(
        self, request: Request, office: str, report: str, sent: Sent, at: str, *doing: tuple[str, Do]
    ) -> Response:
        """Do one thing after the other unless something is wrong; else show the form with what is, and its words."""
        status, field = HTTPStatus.UNPROCESSABLE_ENTITY, ""
        try:
            for field, do in () if sent.wrong else doing:
                await do()
                if field == "words":  # what is written stands above now: sent again it would be written twice
                    sent.values["words"] = [""]
        except UndertakingRefusal as refused:
            sent.wrong[_FIELDS.get(refused.code, field)] = refused.sentence
            status = HTTPStatus.FORBIDDEN if refused.code == "not_entitled" else status
        except StoreError:
            sent.wrong[field], status = AWAY, HTTPStatus.SERVICE_UNAVAILABLE
        if not sent.wrong:
            return RedirectResponse(f"/reports/{office}/{report}?saved=1#{at}", HTTPStatus.SEE_OTHER)
        told = await self.found(request, office, report)
        return self._shown(request, told, self.known(office), sent, status)

    def _shown(
        self, request: Request, told: Told, facts: Facts, sent: Sent | None = None, status: int = HTTPStatus.OK
    ) -> Response:
        """Show a report; `sent` is a form that was not taken, with its words and what is wrong with it."""
        tongue, report, sent = self._tongue(request, facts), told.report, sent or Sent()
        is_sorted_anew = "classes" in sent.values or "severity" in sent.values
        kept = sent.every("classes") if is_sorted_anew else [one.value for one in report.classes]
        severity = sent.one("severity") if is_sorted_anew else report.severity or ""
        aimed = sent.one("aimed") if is_sorted_anew else report.aimed or ""
        people = ((key, str(one["name"])) for key, one in facts["people"].items())
        content: dict[str, Any] = {
            "told": told,
            "title": f"{report_told.day_of(report, tongue)} · {tongue.place(report.zone)}",
            "what": report_told.what_of(report, tongue),
            "graveness": report_told.graveness_of(report, tongue),
            "standing": report_told.standing_of(report, told.at, tongue),
            "clock": report_told.clock_of(told, tongue),
            "duty": tongue.t(DUTY),
            "written": report_told.written_of(told.said, tongue),
            "is_erased": report_told.is_erased(told),
            "decided": report_told.decided_of(told.said, tongue),
            "lines": report_told.lines_of(told.steps, tongue, named=told.sees),
            "offered": choices(tongue, kept, severity, aimed),
            "people": sorted(people, key=lambda one: one[1].casefold()),
            "key": sent.one("key") or self.reports.code(),
            "sent": sent,
            "wrong": {name: sentence.said(tongue.t) for name, sentence in sent.wrong.items()},
            "first_wrong": next(iter(sent.wrong), ""),
            "longest": LONGEST_WORDS,
            "is_saved": not sent.wrong and request.query_params.get("saved") == "1",
            "may_see_alarm": allowed(visitor_at(request), Action.SEE_ALARMS, str(facts["office"])),
        }
        return self.pages.show(request, "report_one.html", facts, status=status, **content)


def _asking(reports: ReportsPort, office: str, report: str, visitor: Visitor, make: Make) -> Do:
    async def do() -> None:
        await reports.ask(office, report, visitor, make)

    return do


def _added(sent: Sent) -> list[Step]:
    """Return what the form of a finished report asks for."""
    words = sent.words("words", asks=True)
    return [("words", lambda actor, entitled: AddToReport(actor=actor, words=words, entitled=entitled))]


def _steps(sent: Sent, zone: ZoneInfo, now: datetime) -> list[Step]:
    """Return what the form of an open report asks for, in this order; a form that says nothing asks to be written."""
    words, told_at = sent.words("words", asks=True), sent.moment("told_at", zone, now)
    sorted_, is_finishing = sent.classified(), sent.one("do") == "finish"
    steps: list[Step] = []
    if words.strip() or not (sorted_ or told_at or is_finishing):
        steps.append(("words", lambda actor, entitled: WriteReport(actor=actor, words=words, entitled=entitled)))
    if sorted_:
        classes, severity, aimed = sorted_
        steps.append(
            (
                "classes",
                lambda actor, entitled: ClassifyReport(
                    actor=actor, classes=classes, severity=severity, aimed=aimed, entitled=entitled
                ),
            )
        )
    if told_at:
        steps.append(
            ("told_at", lambda actor, entitled: TellAuthority(actor=actor, told_at=told_at, entitled=entitled))
        )
    if is_finishing:
        steps.append(("finish", lambda actor, entitled: FinishReport(actor=actor, entitled=entitled)))
    return steps


def _zone(facts: Facts) -> ZoneInfo:
    return ZoneInfo(facts.get("time_zone") or "UTC")
