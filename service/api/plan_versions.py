"""Routes of an office's plan and its versions, and of what people say about them."""

from fastapi import Depends
from fastapi.responses import JSONResponse, Response

from service.addresses import Addresses
from service.api import plan_shown
from service.api.identity import names_herself
from service.api.plan_answer import VIA, Lang, PlanDesk, refusal, too_much
from service.api.plan_said import Approval, Gone, ObjectionAnswer, Publication, ReadDuty, RollBack, SafetyView
from service.life.decide import LifeRefusal
from service.planning.apart import TooMuchWorkError
from service.planning.concerned import UNKNOWN
from service.planning.standing import standing


def router(desk: PlanDesk) -> Addresses:
    """Return the routes of plans and their versions."""
    hers = Depends(names_herself(desk.desk))
    routes = Addresses(prefix="/offices/{office}/plan", tags=["plans"], dependencies=[hers])

    @routes.get("")
    async def one(office: str, lang: Lang = None) -> Response:
        """Return the plan in force, the next one, the draft, and all versions with what was said about them."""
        translate = desk.tongue(office, lang)
        try:
            return JSONResponse(await desk.shown(office, translate))
        except TooMuchWorkError:
            return too_much()

    @routes.get("/versions/{version}")
    async def one_version(office: str, version: str, lang: Lang = None) -> Response:
        """Return one version with the document as it was written."""
        translate = desk.tongue(office, lang)
        try:
            kept = await desk.versions.judgements.known(office, version[:64])
            if kept is None:
                return refusal(LifeRefusal("unknown_version", UNKNOWN), translate)
            found = await standing(desk.versions, office)
        except TooMuchWorkError:
            return too_much()
        return JSONResponse({**plan_shown.version(found, kept, translate), "text": kept.written, "whole": kept.text})

    @routes.post("/approve")
    async def approve(office: str, said: Approval, lang: Lang = None) -> Response:
        """Approve exactly one version: for whom the plan names for the role manager, or lead where there is none."""
        translate = desk.tongue(office, lang)
        return await desk.done(office, translate, desk.versions.approve(office, said.version, said.by, via=VIA))

    @routes.post("/view")
    async def view(office: str, said: SafetyView, lang: Lang = None) -> Response:
        """Record the safety representative's view of a version."""
        translate = desk.tongue(office, lang)
        doing = desk.versions.view(office, said.version, said.by, said.view, said.words, via=VIA)
        return await desk.done(office, translate, doing)

    @routes.post("/answer")
    async def answer_objection(office: str, said: ObjectionAnswer, lang: Lang = None) -> Response:
        """Answer an objection."""
        translate = desk.tongue(office, lang)
        return await desk.done(
            office, translate, desk.versions.answer(office, said.version, said.by, said.words, via=VIA)
        )

    @routes.post("/publish")
    async def publish(office: str, said: Publication, lang: Lang = None) -> Response:
        """Publish an approved version; 422 `no_reason` names in `needed` what a reason is asked for."""
        translate = desk.tongue(office, lang)
        doing = desk.versions.publish(
            office, said.version, said.by, holds_from=said.holds_from, reason=said.reason or "", via=VIA
        )
        return await desk.done(office, translate, doing)

    @routes.post("/roll-back")
    async def roll_back(office: str, said: RollBack, lang: Lang = None) -> Response:
        """Let an earlier version hold again, at once; what was published for later is withdrawn."""
        translate = desk.tongue(office, lang)
        return await desk.done(
            office, translate, desk.versions.roll_back(office, said.to, said.by, said.reason, via=VIA)
        )

    @routes.post("/read-duty")
    async def read_duty(office: str, said: ReadDuty, lang: Lang = None) -> Response:
        """Say that one has read the duty of a role that the plan names one for."""
        translate = desk.tongue(office, lang)
        doing = desk.versions.read_duty(office, said.role, said.by, version=said.version, via=VIA)
        return await desk.done(office, translate, doing)

    @routes.post("/gone")
    async def gone(office: str, said: Gone, lang: Lang = None) -> Response:
        """Say that somebody whom the plan names has left or moved, or is back."""
        translate = desk.tongue(office, lang)
        doing = desk.versions.say_gone(office, said.person, said.by, gone=said.gone, via=VIA)
        return await desk.done(office, translate, doing)

    return routes
