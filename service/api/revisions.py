"""Routes of yearly revisions and of what measures did."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.near import is_near
from service.api.plan_answer import Lang, first_language
from service.api.problem import Problem, answer
from service.api.report_desk import actor_of
from service.api.reports_told import told_measure, told_words
from service.api.text import Slug, Words
from service.api.text import Who as Named
from service.api.wish import WishKey, named
from service.dispatch.book import OfficePage
from service.dispatch.effects import Effects
from service.dispatch.reports import measure_of
from service.dispatch.revisions import Revisions
from service.dispatch.undertake import Undertaken
from service.figures.effect import Effect, Side
from service.measure.commands import PlanMeasure
from service.revision.commands import Command, Comment, Decide, FinishRevision, SayWhoAttended
from service.revision.revision import Revision, place_written
from service.undertaking.refusal import UndertakingRefusal

REFUSED = {
    "not_entitled": HTTPStatus.FORBIDDEN,
    **dict.fromkeys(("unknown_revision", "unknown_undertaking"), HTTPStatus.NOT_FOUND),
    **dict.fromkeys(("no_words", "nobody", "not_yet", "bad_due"), HTTPStatus.UNPROCESSABLE_ENTITY),
}
"""How a refusal is answered; any other is a conflict with how things stand."""


class Begun(BaseModel):
    """The day of a revision; today when left out."""

    model_config = ConfigDict(extra="forbid")

    held_on: date | None = None


class Attended(BaseModel):
    """Who took part: roles of the plan, and in words as the office chooses."""

    model_config = ConfigDict(extra="forbid")

    roles: Annotated[list[Slug], Field(max_length=100)] = []
    words: Words = ""


class Said(BaseModel):
    """What somebody writes."""

    model_config = ConfigDict(extra="forbid")

    words: Words


class Planned(BaseModel):
    """A measure that follows."""

    model_config = ConfigDict(extra="forbid")

    words: Words
    owner: Named
    due_at: AwareDatetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionDesk:
    """What these routes work with."""

    desk: Desk
    revisions: Revisions
    effects: Effects

    def page(self, office: str) -> OfficePage:
        """Return an office's page in the book; raises Problem where there is none."""
        if office not in self.desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
        return self.desk.book[office]

    async def asked(self, office: str, lang: str | None, doing: Awaitable[Undertaken]) -> Undertaken | Response:
        """Return what came of something, or the answer in words to what cannot be."""
        try:
            return await doing
        except UndertakingRefusal as refused:
            translate = self.desk.translate(lang or first_language(self.page(office)))
            status = REFUSED.get(refused.code, HTTPStatus.CONFLICT)
            return answer(status, refused.code, refused.sentence.said(translate), **refused.more)


def told(id_: str, revision: Revision) -> dict[str, Any]:
    """Return a revision without its words."""
    return {
        "revision": id_,
        "held_on": revision.held_on.isoformat(),
        "version": revision.version,
        "expires": revision.expires.isoformat() if revision.expires else None,
        "places": [place_written(one) for one in revision.places],
        "roles": list(revision.roles),
        "comments": revision.comments,
        "decisions": revision.decisions,
        "finished_at": instant(revision.finished_at) if revision.finished_at else None,
    }


def router(on: RevisionDesk) -> Addresses:
    """Return the routes of revisions."""
    routes = Addresses(prefix="/offices/{office}", tags=["staff"])

    @routes.get("/revisions")
    async def every(office: str) -> dict[str, Any]:
        """Return the newest revisions, the newest first."""
        on.page(office)
        return {"revisions": [told(id_, one) for id_, one in await on.revisions.every(office)]}

    @routes.post("/revisions", status_code=HTTPStatus.CREATED)
    async def begin(office: str, asked: Begun, visitor: Who, lang: Lang = None) -> Response:
        """Begin the revision of a day; asked again it is the same."""
        today = on.desk.clock.now().astimezone(ZoneInfo(on.page(office).plan.time_zone)).date()
        doing = on.revisions.begin(office, actor_of(visitor, office), asked.held_on or today, entitled=True)
        done = await on.asked(office, lang, doing)
        return done if isinstance(done, Response) else JSONResponse(told(done.id, done.state), HTTPStatus.CREATED)

    @routes.get("/revisions/{revision}")
    async def one(office: str, revision: str, lang: Lang = None) -> dict[str, Any]:
        """Return a revision with what was said, and the measures that follow from it."""
        page = on.page(office)
        found = await on.revisions.one(office, revision)
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_revision", "There is no such revision; look it up.")
        translate = on.desk.translate(lang or first_language(page))
        measures = [
            told_measure(page, id_, each, await on.revisions.said(id_), translate)
            for id_, each in await on.revisions.measures(office, revision)
        ]
        said = [
            {"event": each["event"], "at": each["at"], "by": each["by"], "words": each["words"]}
            for each in told_words(page, await on.revisions.said(revision))
        ]
        return {**told(revision, found), "said": said, "measures": measures}

    @routes.post("/revisions/{revision}/attended")
    async def attended(office: str, revision: str, who: Attended, visitor: Who, lang: Lang = None) -> Response:
        """Say who took part."""
        roles = [role for role in who.roles if role in on.page(office).plan.roles]
        if len(roles) != len(who.roles):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown_role", "The office's plan does not know this role.")
        actor = actor_of(visitor, office)
        return await ask(
            office, revision, SayWhoAttended(actor=actor, entitled=True, roles=roles, words=who.words), lang
        )

    @routes.post("/revisions/{revision}/commented")
    async def commented(office: str, revision: str, said: Said, visitor: Who, lang: Lang = None) -> Response:
        """Add a comment, also to a finished revision; nobody changes one."""
        return await ask(office, revision, Comment(actor=actor_of(visitor, office), words=said.words), lang)

    @routes.post("/revisions/{revision}/decided")
    async def decided(office: str, revision: str, said: Said, visitor: Who, lang: Lang = None) -> Response:
        """Say what was decided; that nothing changes is a decision too."""
        command = Decide(actor=actor_of(visitor, office), entitled=True, words=said.words)
        return await ask(office, revision, command, lang)

    @routes.post("/revisions/{revision}/finished")
    async def finished(office: str, revision: str, visitor: Who, lang: Lang = None) -> Response:
        """Say that it is over; from now on it is only commented on."""
        return await ask(office, revision, FinishRevision(actor=actor_of(visitor, office), entitled=True), lang)

    async def ask(office: str, revision: str, command: Command, lang: str | None) -> Response:
        on.page(office)
        done = await on.asked(office, lang, on.revisions.ask(office, revision[:128], command))
        return done if isinstance(done, Response) else JSONResponse(told(done.id, done.state))

    _measures(routes, on)
    return routes


def _measures(routes: Addresses, on: RevisionDesk) -> None:
    @routes.post("/revisions/{revision}/measures", status_code=HTTPStatus.CREATED)
    async def plan(
        office: str,
        revision: str,
        asked: Planned,
        visitor: Who,
        *,
        lang: Lang = None,
        idempotency_key: WishKey = None,
    ) -> Response:
        """Plan a measure that follows from a revision. The same `Idempotency-Key` is the same measure."""
        page = on.page(office)
        idempotency_key = named(idempotency_key, "measure")
        if not is_near(asked.due_at, on.desk.clock.now()):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "too_far", "A measure is due within three years.")
        owner = page.key_of(asked.owner)
        if owner is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
        if await on.revisions.one(office, revision) is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_revision", "There is no such revision; look it up.")
        command = PlanMeasure(
            actor=actor_of(visitor, office),
            entitled=True,
            owner=owner,
            due_at=asked.due_at,
            words=asked.words,
            report=revision,
        )
        doing = on.revisions.plan(office, measure_of(office, idempotency_key), command)
        done = await on.asked(office, lang, doing)
        if isinstance(done, Response):
            return done
        translate = on.desk.translate(lang or first_language(page))
        said = await on.revisions.said(done.id)
        return JSONResponse(told_measure(page, done.id, done.state, said, translate), HTTPStatus.CREATED)

    @routes.get("/measures/{measure}/effect")
    async def effect(office: str, measure: str) -> dict[str, Any]:
        """Return the office's figures before and after a measure was done: counts side by side, no claim of cause."""
        on.page(office)
        found = await on.effects.measure(office, measure)
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_measure", "There is no such measure; look it up in the list.")
        return {"measure": measure, "effect": told_effect(await on.effects.of(office, found))}


def told_effect(effect: Effect | None) -> dict[str, Any] | None:
    """Return what was before and after; None where there is nothing to compare yet."""
    if effect is None:
        return None
    return {
        "done_at": instant(effect.done_at),
        "is_whole": effect.is_whole,
        "before": _side(effect.before),
        "after": _side(effect.after),
    }


def _side(side: Side) -> dict[str, Any]:
    pulse = side.pulse
    return {
        "days": side.days,
        "alarms": side.alarms,
        "mistakes": side.mistakes,
        "near_misses": side.near_misses,
        "answered": side.answered,
        "half_answered_ms": side.half,
        "guard_first": side.guard_first,
        "colleague_first": side.colleague_first,
        "closings": side.closings,
        "shut_s": side.shut,
        "pulse": pulse
        and {
            "closed_on": pulse.closed_on.isoformat(),
            "answered": pulse.answered,
            "means": [one / 10 for one in pulse.means],
        },
    }
