"""Routes of the pulse: opening it, one's own code, an answer that asks for nothing but its code, and what is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from roles.sentence import Translate, say
from service.access.action import Action
from service.access.visitor import allowed
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.plan_answer import Lang, first_language
from service.api.problem import Problem, answer
from service.api.report_desk import actor_of
from service.dispatch.book import OfficePage
from service.dispatch.pulses import Pulses
from service.pulse.pulse import Pulse
from service.pulse.questions import LEAST, QUESTIONS, STEPS, mean
from service.undertaking.refusal import UndertakingRefusal

REFUSED = {
    "not_entitled": HTTPStatus.FORBIDDEN,
    **dict.fromkeys(("unknown_pulse", "unknown_undertaking"), HTTPStatus.NOT_FOUND),
    **dict.fromkeys(("too_few", "too_many", "bad_until"), HTTPStatus.UNPROCESSABLE_ENTITY),
}
"""How a refusal is answered; any other is a conflict with how things stand."""


class Opened(BaseModel):
    """A pulse as somebody wants it."""

    model_config = ConfigDict(extra="forbid")

    weeks: Annotated[int, Field(ge=1, le=4)] = 2
    way: Literal["own", "slips"] = "own"
    slips: Annotated[int, Field(ge=0, le=1000)] = 0


class Given(BaseModel):
    """An answer: one step, from 1 to 5, to each question."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(max_length=64)]
    answers: Annotated[
        list[Annotated[int, Field(strict=True, ge=1, le=len(STEPS))]],
        Field(min_length=len(QUESTIONS), max_length=len(QUESTIONS)),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class PulseDesk:
    """What these routes work with."""

    desk: Desk
    pulses: Pulses

    def page(self, office: str) -> OfficePage:
        """Return an office's page in the book; raises Problem where there is none."""
        if office not in self.desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
        return self.desk.book[office]


def told(id_: str, pulse: Pulse) -> dict[str, Any]:
    """Return a pulse as it is told: while it is open, nothing of its answers."""
    answered, totals = pulse.answered, pulse.totals
    return {
        "pulse": id_,
        "week": pulse.week,
        "until": instant(pulse.until),
        "way": pulse.way,
        "asked": pulse.asked,
        "ending": pulse.ending,
        "answered": answered,
        "means": [mean(one, answered) / 10 for one in totals] if answered and totals else None,
    }


def router(on: PulseDesk) -> Addresses:
    """Return the routes of the pulse."""
    routes = Addresses(prefix="/offices/{office}", tags=["staff"])

    @routes.get("/pulses")
    async def every(office: str, visitor: Who, lang: Lang = None) -> dict[str, Any]:
        """Return the newest pulses, the questions, and whether the visitor may open one."""
        translate = on.desk.translate(lang or first_language(on.page(office)))
        return {
            "pulses": [told(id_, one) for id_, one in await on.pulses.every(office)],
            "questions": _said(QUESTIONS, translate),
            "steps": _said(STEPS, translate),
            "least": LEAST,
            "may_open": allowed(visitor, Action.ASK_STAFF, office),
        }

    @routes.post("/pulses", status_code=HTTPStatus.CREATED)
    async def begin(office: str, asked: Opened, visitor: Who, lang: Lang = None) -> Response:
        """Open the questions until so many whole weeks after this one are over."""
        page = on.page(office)
        try:
            done = await on.pulses.open(
                office, actor_of(visitor, office), entitled=True, weeks=asked.weeks, way=asked.way, slips=asked.slips
            )
        except UndertakingRefusal as refused:
            return _refused(on, page, lang, refused)
        return JSONResponse(told(done.id, done.state), HTTPStatus.CREATED)

    @routes.get("/pulses/code")
    async def own_code(office: str, visitor: Who) -> dict[str, Any]:
        """Return the visitor's own code in the open pulse; asked again it is the same. Nothing is kept of it."""
        on.page(office)
        running = await on.pulses.running(office)
        code = None
        if running and running[1].way == "own" and visitor.kind in ("account", "phone"):
            code = on.pulses.code_for(office, running[0], visitor.persons.get(office))
        return {"code": code, "address": f"/q/{office}/{code}" if code else None}

    @routes.get("/pulses/slips")
    async def slips(office: str) -> dict[str, Any]:
        """Return the codes of the slips of the pulse that is open, in an order that says nothing."""
        on.page(office)
        running = await on.pulses.running(office)
        if running is None or running[1].way != "slips":
            raise Problem(HTTPStatus.NOT_FOUND, "no_slips", "No pulse with slips is open in this office.")
        return {"codes": list(on.pulses.slips(running[0], running[1].asked))}

    @routes.post("/pulses/{pulse}/called-off")
    async def called_off(office: str, pulse: str, visitor: Who, lang: Lang = None) -> Response:
        """Throw away what was answered, unread."""
        page = on.page(office)
        try:
            done = await on.pulses.call_off(office, pulse[:128], actor_of(visitor, office), entitled=True)
        except UndertakingRefusal as refused:
            return _refused(on, page, lang, refused)
        return JSONResponse(told(done.id, done.state))

    @routes.post("/pulse-answers", status_code=HTTPStatus.CREATED)
    async def give(office: str, given: Given) -> dict[str, str]:
        """Take an answer. Nobody is asked who she is; a code answers once."""
        became = await on.pulses.answer(office, given.code, given.answers) if office in on.desk.book else "gone"
        if became == "gone":
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_code", "There is no pulse open under this code.")
        if became == "used":
            raise Problem(HTTPStatus.CONFLICT, "answered", "This code has answered already.")
        return {"answer": "taken"}

    return routes


def _said(sentences: Sequence[Any], translate: Translate) -> list[str]:
    return [say(one, translate) for one in sentences]


def _refused(on: PulseDesk, page: OfficePage, lang: str | None, refused: UndertakingRefusal) -> Response:
    translate = on.desk.translate(lang or first_language(page))
    status = REFUSED.get(refused.code, HTTPStatus.CONFLICT)
    return answer(status, refused.code, refused.sentence.said(translate), **refused.more)
