"""Routes of measures: the list, planning one, and what is said of one."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.api.gate import Who
from service.api.near import is_near
from service.api.plan_answer import Lang, first_language
from service.api.problem import Problem
from service.api.report_desk import ReportDesk, actor_of, whose
from service.api.reports_told import told_measure
from service.api.text import Slug, Words
from service.api.text import Who as Named
from service.api.wish import WishKey, named
from service.dispatch.reports import measure_of
from service.measure.commands import Command, DropMeasure, FinishMeasure, HandOverMeasure, MoveMeasure, PlanMeasure


class Planned(BaseModel):
    """A measure as somebody wants it."""

    model_config = ConfigDict(extra="forbid")

    words: Words
    owner: Named
    due_at: AwareDatetime
    report: Slug | None = None


class Moved(BaseModel):
    """Another day, and why."""

    model_config = ConfigDict(extra="forbid")

    due_at: AwareDatetime
    words: Words


class Handed(BaseModel):
    """Who does it from now on."""

    model_config = ConfigDict(extra="forbid")

    owner: Named


class Ended(BaseModel):
    """What there is to say of it."""

    model_config = ConfigDict(extra="forbid")

    words: Words = ""


def router(on: ReportDesk) -> Addresses:
    """Return the routes of measures."""
    routes = Addresses(prefix="/offices/{office}/measures", tags=["reports"])

    @routes.get("")
    async def every(
        office: str,
        visitor: Who,
        lang: Lang = None,
        before: Annotated[int | None, Query(ge=1)] = None,
        is_over: Annotated[bool | None, Query(alias="over")] = None,
    ) -> dict[str, Any]:
        """Return a page of measures: the office's for whoever may read reports, for everybody else her own."""
        page, person = on.page(office), whose(visitor, office)
        if person == "":
            return {"measures": [], "before": None}
        translate = on.desk.translate(lang or first_language(page))
        found = await on.reports.measure_page(office, person=person, is_over=is_over, before=before)
        told = [told_measure(page, id_, one, await on.reports.said(id_), translate) for id_, one in found.rows]
        return {"measures": told, "before": found.ends_at}

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def plan(
        office: str,
        asked: Planned,
        visitor: Who,
        lang: Lang = None,
        idempotency_key: WishKey = None,
    ) -> Response:
        """Plan a measure. The same `Idempotency-Key` is the same measure."""
        idempotency_key = named(idempotency_key, "measure")
        _must_be_near(on, asked.due_at)
        owner = _key(on, office, asked.owner)
        if asked.report is not None and await on.reports.one(office, asked.report) is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_report", "There is no such report; look it up in the list.")
        command = PlanMeasure(
            actor=actor_of(visitor, office),
            entitled=True,
            owner=owner,
            due_at=asked.due_at,
            words=asked.words,
            report=asked.report,
        )
        return await ask(office, measure_of(office, idempotency_key), command, lang, HTTPStatus.CREATED)

    @routes.post("/{measure}/moved")
    async def moved(office: str, measure: str, said: Moved, visitor: Who, lang: Lang = None) -> Response:
        """Have it done until another moment, and say why."""
        _must_be_near(on, said.due_at)
        may = _follows(visitor, office)
        command = MoveMeasure(actor=actor_of(visitor, office), entitled=may, due_at=said.due_at, words=said.words)
        return await ask(office, measure, command, lang)

    @routes.post("/{measure}/handed-over")
    async def handed_over(office: str, measure: str, said: Handed, visitor: Who, lang: Lang = None) -> Response:
        """Have somebody else do it."""
        owner, may = _key(on, office, said.owner), _follows(visitor, office)
        return await ask(
            office, measure, HandOverMeasure(actor=actor_of(visitor, office), entitled=may, owner=owner), lang
        )

    @routes.post("/{measure}/done")
    async def done(office: str, measure: str, said: Ended, visitor: Who, lang: Lang = None) -> Response:
        """Say that it is done."""
        may = _follows(visitor, office)
        return await ask(
            office, measure, FinishMeasure(actor=actor_of(visitor, office), entitled=may, words=said.words), lang
        )

    @routes.post("/{measure}/dropped")
    async def dropped(office: str, measure: str, said: Ended, visitor: Who, lang: Lang = None) -> Response:
        """Say that it will not be done, and why."""
        may = _follows(visitor, office)
        return await ask(
            office, measure, DropMeasure(actor=actor_of(visitor, office), entitled=may, words=said.words), lang
        )

    async def ask(
        office: str, measure: str, command: Command, lang: str | None, status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        page = on.page(office)
        done = await on.asked(office, lang, on.reports.ask_measure(office, measure[:128], command))
        if isinstance(done, Response):
            return done
        translate = on.desk.translate(lang or first_language(page))
        said = await on.reports.said(done.id)
        return JSONResponse(told_measure(page, done.id, done.state, said, translate), status)

    return routes


def _key(on: ReportDesk, office: str, named: str) -> str:
    key = on.page(office).key_of(named)
    if key is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
    return key


def _must_be_near(on: ReportDesk, at: Any) -> None:
    if not is_near(at, on.desk.clock.now()):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "too_far", "A measure is due within three years.")


def _follows(visitor: Visitor, office: str) -> bool:
    return allowed(visitor, Action.FOLLOW_UP, office)
