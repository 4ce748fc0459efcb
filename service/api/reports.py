"""Routes of reports: a near miss in one request, one's own report, the office's list, the export and the rate."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from fastapi import Header, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from service.access import trace
from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.gate import Who
from service.api.identity import author_of
from service.api.mistake import is_kept_from
from service.api.near import is_near
from service.api.plan_answer import Lang, first_language
from service.api.problem import Problem
from service.api.report_desk import ReportDesk, actor_of, whose
from service.api.reports_told import as_csv, as_json, explained, row, told, told_measure, told_words
from service.api.text import Slug, Words
from service.dispatch.reports import near_miss_of
from service.report.classification import Aimed, Class, Severity
from service.report.commands import (
    AddToReport,
    ClassifyReport,
    Command,
    DiscussReport,
    FinishReport,
    ReportNearMiss,
    TellAuthority,
    WriteReport,
)
from service.report.report import Report
from service.store.access_port import EVERYWHERE

REMINDED: Final = 200
"""Reminders in one answer."""

LEAST_CODE: Final = 20
"""How long a near miss's key is at least: whoever has it reads what came of it, so that it must not be guessed."""


class Sorted(BaseModel):
    """What it was, and how grave."""

    model_config = ConfigDict(extra="forbid")

    classes: Annotated[list[Class], Field(max_length=len(Class))]
    severity: Severity = Severity.NONE
    aimed: Aimed = Aimed.UNKNOWN


class NearMiss(Sorted):
    """A near miss as somebody tells it. Nothing is asked about the other person."""

    words: Words
    happened_on: date | None = None
    """Today when left out."""
    zone: Slug | None = None
    anonymous: bool = False


class Begun(BaseModel):
    """The alarm that a report is wanted about."""

    model_config = ConfigDict(extra="forbid")

    alarm: Slug


class Written(BaseModel):
    """What somebody writes."""

    model_config = ConfigDict(extra="forbid")

    words: Words


class Told(BaseModel):
    """When the authority was told."""

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime


class Discussed(BaseModel):
    """The unit's meeting, and what it decided."""

    model_config = ConfigDict(extra="forbid")

    met_on: date
    words: Words


def router(on: ReportDesk) -> Addresses:
    """Return the routes of near misses and reports."""
    routes = Addresses(prefix="/offices/{office}", tags=["reports"])
    _near_misses(routes, on)
    _reading(routes, on)
    _writing(routes, on)
    return routes


def _near_misses(routes: Addresses, on: ReportDesk) -> None:
    @routes.post("/near-misses", status_code=HTTPStatus.CREATED)
    async def tell(
        office: str,
        said: NearMiss,
        visitor: Who,
        lang: Lang = None,
        idempotency_key: Annotated[str | None, Header(max_length=128, pattern=r"^[A-Za-z0-9_-]+$")] = None,
    ) -> Response:
        """Tell of a near miss. The `Idempotency-Key` is also the code under which one reads what came of it."""
        page = on.page(office)
        if not idempotency_key or len(idempotency_key) < LEAST_CODE:
            detail = f"Send an Idempotency-Key header of {LEAST_CODE} characters of chance at least, and keep it."
            raise Problem(HTTPStatus.BAD_REQUEST, "no_idempotency_key", detail)
        if said.zone is not None and said.zone not in page.plan.zones:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown_zone", "The office's plan does not know this room.")
        command = ReportNearMiss(
            actor=actor_of(visitor, office),
            words=said.words,
            happened_on=said.happened_on or on.desk.clock.now().astimezone(ZoneInfo(page.plan.time_zone)).date(),
            classes=said.classes,
            severity=said.severity,
            aimed=said.aimed,
            zone=said.zone,
            anonymous=said.anonymous,
        )
        doing = on.tell_near_miss(office, idempotency_key, visitor, command)
        return await on.answered(office, lang, doing, HTTPStatus.CREATED)

    @routes.get("/near-misses/{code}")
    async def came_of_it(office: str, code: str, lang: Lang = None) -> dict[str, Any]:
        """Return what came of a near miss, for whoever has its code: also for one who gave no name."""
        on.page(office)
        id_ = near_miss_of(office, code[:128])
        found = await on.reports.one(office, id_)
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_report", "There is no report under this code.")
        return await _came_of_it(on, office, id_, found, lang)


def _reading(routes: Addresses, on: ReportDesk) -> None:
    @routes.get("/reports")
    async def every(
        office: str,
        visitor: Who,
        before: Annotated[int | None, Query(ge=1)] = None,
        is_over: Annotated[bool | None, Query(alias="finished")] = None,
    ) -> dict[str, Any]:
        """Return a page of reports: the office's for whoever may read them, for everybody else her own."""
        on.page(office)
        person = whose(visitor, office)
        if person == "":
            return {"reports": [], "before": None}
        found = await on.reports.page(office, person=person, is_over=is_over, before=before)
        now = on.desk.clock.now()
        return {"reports": [told(id_, one, now) for id_, one in found.rows], "before": found.ends_at}

    @routes.get("/reports/reminders")
    async def reminders(office: str) -> dict[str, Any]:
        """Return what of an office's overdue things was told last, the newest first: to which level, and no name."""
        on.page(office)
        found = await on.desk.store.following.reminded(office, REMINDED)
        return {
            "reminders": [
                {"about": one.about, "level": one.level, "at": instant(one.taken_at), "told": one.told} for one in found
            ]
        }

    @routes.get("/reports/words")
    async def words(office: str, lang: Lang = None) -> dict[str, Any]:
        """Return what each class and degree means in plain words, for a form."""
        return explained(on.desk.translate(lang or first_language(on.page(office))))

    @routes.get("/reports/rate")
    async def rate(office: str, since: AwareDatetime, until: AwareDatetime | None = None) -> dict[str, Any]:
        """Return the report rate: of the real alarms and near misses of a period, those with a finished report."""
        on.page(office)
        now = on.desk.clock.now()
        if not is_near(since, now) or not is_near(until or now, now):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "too_far", "Ask about a period of the last ten years.")
        found = await on.reports.rate(office, since, until or now + timedelta(seconds=1))
        return {"finished": found.finished, "all": found.all, "share": found.share}

    @routes.get("/reports/export")
    async def export(office: str, visitor: Who, form: Annotated[Literal["json", "csv"], Query()] = "json") -> Response:
        """Return all reports as an office's own deviation system reads them: no name, no key of anybody.

        That they were taken out stands in the record of access before anybody has them.
        """
        on.page(office)
        by, now, many = trace.actor_of(visitor), on.desk.clock.now(), await on.reports.counted(office)
        taken = trace.noted("ReportsTakenOut", now, by, [office], many=many, form=form)
        await on.desk.store.commit(EVERYWHERE, lambda unit: unit.append([taken]))
        if form == "json":
            return StreamingResponse(as_json(_rows(on, office)), media_type="application/json")
        heading = {"Content-Disposition": f'attachment; filename="reports-{office}.csv"'}
        return StreamingResponse(as_csv(_rows(on, office)), media_type="text/csv; charset=utf-8", headers=heading)

    @routes.get("/reports/{report}")
    async def one(office: str, report: str, visitor: Who, lang: Lang = None) -> dict[str, Any]:
        """Return a report with its words, hers first, and what came of it; the alarm's record for who may see it."""
        page, found = on.page(office), await on.mine(office, report, visitor)
        sees = allowed(visitor, Action.SEE_REPORTS, office)
        said = await on.reports.said(report, found)
        author = author_of(visitor, office)
        shown = [one for one in said if sees or one.event == "ReportDiscussed" or one.by == author]
        happened = await _happened(on, visitor, office, found)
        return {
            **await _came_of_it(on, office, report, found, lang),
            "reporter": page.name_of(found.reporter) if found.reporter else None,
            "said": told_words(page, shown),
            "happened": [{"at": instant(at), "event": event} for at, event in happened],
        }


async def _rows(on: ReportDesk, office: str) -> AsyncIterator[Mapping[str, str]]:
    """Yield every report as a row: a page is read when the one before it has gone out."""
    async for page in on.reports.pages(office):
        for id_, one in page:
            yield row(office, id_, one, await on.reports.said(id_, one))


def _writing(routes: Addresses, on: ReportDesk) -> None:
    @routes.post("/reports", status_code=HTTPStatus.CREATED)
    async def begin(office: str, asked: Begun) -> Response:
        """Begin the report about an alarm that left no draft behind, for instance one from before there were any."""
        done = await on.reports.draft(on.page(office), asked.alarm)
        if done is None:
            detail = "A report is written about a real alarm of this office that is closed or cancelled."
            raise Problem(HTTPStatus.CONFLICT, "no_such_alarm", detail)
        return JSONResponse(told(done.id, done.state, on.desk.clock.now()), HTTPStatus.CREATED)

    async def ask(office: str, report: str, visitor: Visitor, lang: str | None, command: Command) -> Response:
        on.page(office)
        await on.mine(office, report, visitor)
        return await on.answered(office, lang, on.reports.ask(office, report, command))

    @routes.post("/reports/{report}/written")
    async def written(office: str, report: str, said: Written, visitor: Who, lang: Lang = None) -> Response:
        """Write what happened."""
        command = WriteReport(actor=actor_of(visitor, office), words=said.words, entitled=_follows(visitor, office))
        return await ask(office, report, visitor, lang, command)

    @routes.post("/reports/{report}/classified")
    async def classified(office: str, report: str, said: Sorted, visitor: Who, lang: Lang = None) -> Response:
        """Say what it was, and how grave."""
        command = ClassifyReport(
            actor=actor_of(visitor, office),
            classes=said.classes,
            severity=said.severity,
            aimed=said.aimed,
            entitled=_follows(visitor, office),
        )
        return await ask(office, report, visitor, lang, command)

    @routes.post("/reports/{report}/added")
    async def added(office: str, report: str, said: Written, visitor: Who, lang: Lang = None) -> Response:
        """Add to a finished report."""
        command = AddToReport(actor=actor_of(visitor, office), words=said.words, entitled=_follows(visitor, office))
        return await ask(office, report, visitor, lang, command)

    @routes.post("/reports/{report}/authority-told")
    async def authority_told(office: str, report: str, said: Told, visitor: Who, lang: Lang = None) -> Response:
        """Say when the authority was told; Trygg tells it nothing by itself."""
        if not is_near(said.at, on.desk.clock.now()):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "too_far", "Say when the authority was told.")
        command = TellAuthority(actor=actor_of(visitor, office), told_at=said.at, entitled=True)
        return await ask(office, report, visitor, lang, command)

    @routes.post("/reports/{report}/finished")
    async def finished(office: str, report: str, visitor: Who, lang: Lang = None) -> Response:
        """Say that the report says what it has to say."""
        return await ask(office, report, visitor, lang, FinishReport(actor=actor_of(visitor, office), entitled=True))

    @routes.post("/reports/{report}/discussed")
    async def discussed(office: str, report: str, said: Discussed, visitor: Who, lang: Lang = None) -> Response:
        """Say when the unit has spoken about it, and what it decided."""
        command = DiscussReport(actor=actor_of(visitor, office), met_on=said.met_on, words=said.words, entitled=True)
        return await ask(office, report, visitor, lang, command)


async def _came_of_it(on: ReportDesk, office: str, id_: str, report: Report, lang: str | None) -> dict[str, Any]:
    """Return how a report stands, what the unit decided, and the measures that follow from it, without names."""
    page = on.page(office)
    translate = on.desk.translate(lang or first_language(page))
    said = await on.reports.said(id_, report)
    measures = [
        told_measure(page, measure, state, await on.reports.said(measure), translate, named=False)
        for measure, state in await on.reports.measures(office, id_)
    ]
    decided = [one.words for one in said if one.event == "ReportDiscussed"]
    return {**told(id_, report, on.desk.clock.now()), "decided": decided, "measures": measures}


async def _happened(on: ReportDesk, visitor: Visitor, office: str, report: Report) -> Sequence[tuple[datetime, str]]:
    """Return what the record of a report's alarm says, for whoever may read it; not while it is kept from her."""
    known = await on.desk.store.alarm(report.alarm) if report.alarm is not None else None
    if known is None or not allowed(visitor, Action.SEE_ALARMS, office) or is_kept_from(visitor, office, known[1]):
        return ()
    return await on.reports.happened(known[1].id)


def _follows(visitor: Visitor, office: str) -> bool:
    return allowed(visitor, Action.FOLLOW_UP, office)
