"""Routes of an office's watched meetings: the list, planning one, and what is said to one with a tap."""

from collections.abc import Awaitable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from roles.meeting_room import room_remarks, rooms_for_meetings
from roles.sentence import Translate
from service.access.visitor import Visitor
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.identity import KNOWN_BY_NAME, own_key, via_of
from service.api.near import is_near
from service.api.plan_answer import Lang, first_language
from service.api.problem import Problem, answer_in_words
from service.api.text import Slug
from service.api.text import Who as Named
from service.api.wish import WishKey, named
from service.dispatch.book import OfficePage
from service.dispatch.meetings import Asked, Meetings, Wanted, may_read_place
from service.dispatch.undertake import Undertaken
from service.live.render import Audience
from service.live.undertaking_meeting import meeting_view
from service.meeting.meeting import Meeting, PlaceKind
from service.undertaking.refusal import UndertakingRefusal

REFUSED: Final = {
    "unknown_meeting": HTTPStatus.NOT_FOUND,
    "unknown_undertaking": HTTPStatus.NOT_FOUND,
    "not_entitled": HTTPStatus.FORBIDDEN,
    **dict.fromkeys(
        (
            "ends_before_it_starts", "is_past", "too_long", "too_far", "watches_herself", "beside_herself",
            "watcher_is_beside", "unknown_room", "no_place", "place_not_asked", "place_too_long", "bad_extension",
        ),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    ),
}  # fmt: skip
"""How a refusal is answered; any other is a conflict with how things stand."""


class PlannedMeeting(BaseModel):
    """A meeting as somebody wants it watched. Nothing is asked, or could be written, about the other person."""

    model_config = ConfigDict(extra="forbid")

    place: PlaceKind = "room"
    zone: Slug | None = None
    person: Named
    colleague: Named | None = None
    watcher: Named
    begins_at: AwareDatetime | None = None
    """Now when left out."""
    ends_at: AwareDatetime
    where: Annotated[str, Field(max_length=400)] | None = None
    """Of a home visit: the street; for the watcher and those who are called, and erased at the end."""


class Said(BaseModel):
    """What is said to a meeting with a tap."""

    model_config = ConfigDict(extra="forbid")

    by: Named | None = None
    """Who says it, on a shared screen; whoever is known says it for herself."""
    minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    """By how much it is extended."""


def router(desk: Desk, meetings: Meetings) -> Addresses:
    """Return the routes of watched meetings."""
    routes = Addresses(prefix="/offices/{office}/meetings", tags=["meetings"])

    def known(office: str) -> OfficePage:
        if office not in desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
        return desk.book[office]

    def answering(page: OfficePage, visitor: Visitor, lang: str | None) -> _Answering:
        translate = desk.translate(lang or first_language(page))
        return _Answering(desk=desk, meetings=meetings, page=page, visitor=visitor, translate=translate)

    @routes.get("")
    async def all_of_them(office: str, visitor: Who, lang: Lang = None) -> dict[str, Any]:
        """Return the meetings that are not over, and the rooms with what speaks against each."""
        page = known(office)
        answers = answering(page, visitor, lang)
        found, unready = await meetings.open(office), desk.ready.not_ready(office)
        return {
            "office": office,
            "me": visitor.persons.get(office),
            "at": instant(desk.clock.now()),
            "meetings": [await answers.shown(one, state) for one, state in found],
            "rooms": [
                {
                    "zone": room.id,
                    "name": room.name,
                    "remarks": [
                        one.said(answers.translate) for one in room_remarks(page.plan, room.id, unready.get(room.id))
                    ],
                }
                for room in rooms_for_meetings(page.plan)
            ],
        }

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def plan_one(
        office: str,
        asked: PlannedMeeting,
        visitor: Who,
        lang: Lang = None,
        idempotency_key: WishKey = None,
    ) -> Response:
        """Have a meeting watched, from now on or from later. The same `Idempotency-Key` is the same meeting."""
        page = known(office)
        idempotency_key = named(idempotency_key, "meeting")
        now = desk.clock.now()
        if not all(is_near(one, now) for one in (asked.begins_at, asked.ends_at) if one):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "too_far", "A meeting can be planned for sixty days ahead.")
        wanted = Wanted(
            place=asked.place,
            zone=asked.zone,
            person=_key(page, asked.person),
            colleague=_key(page, asked.colleague) if asked.colleague else None,
            watcher=_key(page, asked.watcher),
            begins_at=asked.begins_at or now,
            ends_at=asked.ends_at,
            where=asked.where,
        )
        actor = Actor(via=via_of(visitor, office), who=visitor.persons.get(office))
        doing = meetings.plan(office, wanted, actor, idempotency_key, believed=visitor.kind not in KNOWN_BY_NAME)
        return await answering(page, visitor, lang).done(doing, HTTPStatus.CREATED)

    def add(what: Asked) -> None:
        async def say(office: str, meeting: str, said: Said, visitor: Who, lang: Lang = None) -> Response:
            page = known(office)
            by = own_key(visitor, office, _key(page, said.by) if said.by else None)
            actor = Actor(via=via_of(visitor, office), who=by)
            doing = meetings.ask(office, meeting[:64], what, actor, minutes=said.minutes)
            return await answering(page, visitor, lang).done(doing)

        routes.add_api_route(f"/{{meeting}}/{what}", say, methods=["POST"], summary=SAYS[what], name=what)

    for what in SAYS:
        add(what)
    return routes


SAYS: Final[dict[Asked, str]] = {
    "begin": "Begin a planned meeting before its time.",
    "check-in": "Say that she is well; the watch goes on.",
    "extend": "Let it take so many minutes longer.",
    "end": "Say that it is over and she is well.",
    "call-help": "Raise the alarm for this meeting at once.",
}


def _key(page: OfficePage, named: str) -> str:
    key = page.key_of(named)
    if key is None or key not in page.slugs:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
    return key


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answering:
    """How whoever asks is answered: with what she may know, in her language."""

    desk: Desk
    meetings: Meetings
    page: OfficePage
    visitor: Visitor
    translate: Translate

    async def done(self, doing: Awaitable[Undertaken], status: HTTPStatus = HTTPStatus.OK) -> Response:
        """Do something, and answer with the meeting as it is then; or say why it was not done."""
        try:
            done = await doing
        except UndertakingRefusal as refused:
            status = REFUSED.get(refused.code, HTTPStatus.CONFLICT)
            return answer_in_words(status, refused.code, refused.sentence.said(self.translate), **refused.more)
        return JSONResponse(await self.shown(done.id, done.state), status)

    async def shown(self, meeting: str, state: Meeting) -> dict[str, Any]:
        """Return a meeting as whoever asks may know it: where a visit is only for whom it concerns."""
        page, me = self.page, self.visitor.persons.get(self.page.plan.office)
        names = {key: page.name_of(key) or key for key in (state.person, state.colleague, state.watcher) if key}
        audience = Audience(self.visitor.audience) if self.visitor.kind == "screen" else Audience.STAFF
        view = meeting_view(state, names, audience)
        found = await self.desk.store.alarm(state.alarm) if state.alarm else None
        called = frozenset(found[1].responders) if found else frozenset()
        where = None
        if state.place == "home_visit" and not state.is_over and may_read_place(page, state, me, called):
            where = await self.meetings.place_of(meeting)
        return {"meeting": meeting, **(view or {}), "is_over": state.is_over, "ending": state.ending, "where": where}
