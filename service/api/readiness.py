"""Rooms and doors that are looked over: how each stands, and what somebody says who has looked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from roles.inspection import Inspected, inspected
from roles.inspection_words import question_in_words
from roles.phrase import role_in_words
from roles.sentence import Translate, say
from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.identity import author_of, via_of
from service.api.plan_answer import Lang
from service.api.plan_picture import HEADERS, TYPES, refused
from service.api.problem import Problem, answer
from service.api.text import Slug, Words
from service.dispatch.book import OfficePage
from service.dispatch.readiness import undertaking_of
from service.dispatch.undertake import Undertaken, Undertaking, state_of
from service.planning.picture import PictureError
from service.planning.pictures import Pictures
from service.readiness.commands import ApprovePlace, Command, Inspect, ReportDoor
from service.readiness.place import Look, Place
from service.readiness.states import State
from service.undertaking.refusal import UndertakingRefusal

Photo = Annotated[str, Field(pattern=r"^[0-9a-f]{64}\.(png|jpg)$")]
"""The name under which a picture is kept here."""

WORST_FIRST: Final = (State.PROPPED, State.FAILED, State.OVERDUE, State.UNKNOWN, State.READY)
MOST: Final = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadinessDesk:
    """What these routes work with."""

    desk: Desk
    undertaking: Undertaking
    pictures: Pictures

    def page(self, office: str) -> OfficePage:
        """Return an office's page in the book; raises Problem where there is none."""
        if office not in self.desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
        return self.desk.book[office]

    async def needed(self, office: str) -> frozenset[str]:
        """Return the pictures that show how a place should be, or how it was last found."""
        kept = await self.desk.store.undertakings(office, "check", open_only=True, limit=MOST)
        places: list[Place] = [state_of(one) for one in kept]
        shown = [one.photo for place in places for one in (place.look, place.approved) if one is not None]
        return frozenset(photo for photo in shown if photo is not None)


class Looked(BaseModel):
    """How somebody has found a room or a door."""

    model_config = ConfigDict(extra="forbid")

    answers: Annotated[dict[Slug, Literal["yes", "no", "not_here"]], Field(max_length=50)]
    photo: Photo | None = None
    words: Words = ""
    """What else there is to say; never of a visitor."""


class Approval(BaseModel):
    """The picture that shows a place as it should be."""

    model_config = ConfigDict(extra="forbid")

    photo: Photo


class DoorSeen(BaseModel):
    """Whether a door is held open."""

    model_config = ConfigDict(extra="forbid")

    propped: bool


def router(on: ReadinessDesk) -> Addresses:
    """Return the routes of rooms and doors that are looked over."""
    routes = Addresses(prefix="/offices/{office}/readiness", tags=["readiness"])

    @routes.get("")
    async def every(office: str, visitor: Who, lang: Lang = None) -> dict[str, Any]:
        """Return every room and door that the plan has looked over, the worst first, with what is asked of each."""
        page = on.page(office)
        tongue = lang or page.plan.languages[0]
        translate = on.desk.translate(tongue)
        kept = await on.desk.store.undertakings(office, "check", open_only=True, limit=MOST)
        known: Mapping[str, Place] = {place.place: place for place in map(state_of, kept)}
        rows = [_told(page, one, known.get(id_), translate, tongue) for id_, one in inspected(page.plan).items()]
        rank = {state.value: number for number, state in enumerate(WORST_FIRST)}
        return {
            "places": sorted(rows, key=lambda row: (rank[row["state"]], row["look_by"] or "", row["name"])),
            "may_approve": allowed(visitor, Action.EDIT_PLAN, office),
        }

    @routes.post("/pictures", status_code=HTTPStatus.CREATED)
    async def keep(office: str, request: Request, lang: Lang = None) -> Response:
        """Keep a picture of a room or door, sent as it is and cleaned; answers with its `name`."""
        page = on.page(office)  # whatever the language: the office names a folder
        translate = on.desk.translate(lang or page.plan.languages[0])
        try:
            await on.pictures.make_room(office, await on.needed(office))
            kept = await on.pictures.keep(office, await request.body())
        except (PictureError, OSError) as wrong:
            return refused(wrong, translate)
        return JSONResponse({"name": kept.name, "width": kept.width, "height": kept.height}, HTTPStatus.CREATED)

    @routes.get("/pictures/{picture}")
    async def show(office: str, picture: str, lang: Lang = None) -> Response:
        """Return a picture of a room or door."""
        page = on.page(office)  # whatever the language: the office names a folder
        translate = on.desk.translate(lang or page.plan.languages[0])
        try:
            found = await on.pictures.read(office, picture, beside=False)
        except (PictureError, OSError) as wrong:
            return refused(wrong, translate)
        if found is None:
            return answer(HTTPStatus.NOT_FOUND, "unknown_picture", "This picture is not here. Take it again.")
        return Response(found.content, media_type=TYPES[found.kind], headers={**HEADERS, "ETag": f'"{found.name}"'})

    @routes.post("/{place}/looked")
    async def looked(office: str, place: Slug, said: Looked, visitor: Who) -> dict[str, Any]:
        """Say how a room or door was found: every question that the plan asks is answered."""

        def make(page: OfficePage, actor: Actor) -> Command:
            one = inspected(page.plan).get(place)
            asked = (*one.questions, *one.own) if one else ()
            return Inspect(actor=actor, answers=said.answers, asked=asked, photo=said.photo, words=said.words)

        return _answered(await _ask(on, office, place, visitor, make))

    @routes.post("/{place}/approved")
    async def approved(office: str, place: Slug, said: Approval, visitor: Who) -> dict[str, Any]:
        """Say that a picture shows a room or door as it should be."""
        entitled = allowed(visitor, Action.EDIT_PLAN, office)
        return _answered(
            await _ask(
                on,
                office,
                place,
                visitor,
                lambda _page, actor: ApprovePlace(actor=actor, photo=said.photo, entitled=entitled),
            )
        )

    @routes.post("/{place}/door")
    async def door(office: str, place: Slug, said: DoorSeen, visitor: Who) -> dict[str, Any]:
        """Say that a door is held open, or that it is shut again."""
        return _answered(
            await _ask(
                on, office, place, visitor, lambda _page, actor: ReportDoor(actor=actor, is_propped=said.propped)
            )
        )

    return routes


async def _ask(
    on: ReadinessDesk, office: str, place: str, visitor: Visitor, make: Callable[[OfficePage, Actor], Command]
) -> Undertaken:
    on.page(office)
    actor = Actor(via=via_of(visitor, office), who=author_of(visitor, office))
    try:
        return await on.undertaking.ask(
            office, "check", undertaking_of(office, place), lambda page, _unit, _state: make(page, actor)
        )
    except UndertakingRefusal as why:
        status = HTTPStatus.FORBIDDEN if why.code == "not_entitled" else HTTPStatus.CONFLICT
        raise Problem(status, why.code, str(why.sentence)) from None


def _answered(done: Undertaken) -> dict[str, Any]:
    return {"place": done.state.place, "state": done.state.state.value, "look_by": instant(done.state.look_by)}


def _told(page: OfficePage, one: Inspected, place: Place | None, translate: Translate, lang: str) -> dict[str, Any]:
    plan = page.plan
    asked = (*one.questions, *one.own)
    return {
        "id": one.place,
        "kind": one.kind,
        "name": one.name,
        "by": [say(role_in_words(plan, role, language=lang), translate) for role in one.by],
        "questions": [
            {"id": word, "says": say(question_in_words(plan, word, language=lang), translate)} for word in asked
        ],
        "state": (place.state if place else State.UNKNOWN).value,
        "look_by": instant(place.look_by) if place else None,
        "look": _look(page, place.look) if place and place.look else None,
        "approved": (
            {"at": instant(place.approved.at), "photo": place.approved.photo} if place and place.approved else None
        ),
        "propped_at": instant(place.propped_at) if place and place.propped_at else None,
    }


def _look(page: OfficePage, look: Look) -> dict[str, Any]:
    return {
        "at": instant(look.at),
        "by": page.name_of(look.by) if look.by else None,
        "failed": list(look.failed),
        "photo": look.photo,
    }
