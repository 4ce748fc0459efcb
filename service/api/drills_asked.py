"""What is asked of one drill: the safety representative's view, begin, call off, break off, end."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from service.access.action import Action
from service.access.visitor import Visitor, allowed, answers_for
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.api.desk import Desk
from service.api.drills_shown import Beside, Tongue, may_see, shown
from service.api.gate import Who
from service.api.identity import KNOWN_BY_NAME, via_of
from service.api.plan_answer import Lang, Language, first_language
from service.api.problem import Problem, answer_in_words
from service.dispatch.book import OfficePage
from service.dispatch.drilling import Asker, Drilling, Listed
from service.drill.commands import Author
from service.drill.refused import unknown_drill
from service.undertaking.refusal import UndertakingRefusal

REFUSED: Final = {
    "unknown_drill": HTTPStatus.NOT_FOUND,
    "unknown_undertaking": HTTPStatus.NOT_FOUND,
    "unknown_person": HTTPStatus.NOT_FOUND,
    "not_entitled": HTTPStatus.FORBIDDEN,
    "not_representative": HTTPStatus.FORBIDDEN,
    "nobody_known": HTTPStatus.FORBIDDEN,
    "own_drill": HTTPStatus.FORBIDDEN,
    "unknown_scenario": HTTPStatus.UNPROCESSABLE_ENTITY,
    "partners": HTTPStatus.UNPROCESSABLE_ENTITY,
    "past": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_far": HTTPStatus.UNPROCESSABLE_ENTITY,
    "closed_then": HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""How a refusal is answered; any other is a conflict with the drill's state or the office's."""


class Begun(BaseModel):
    """What is said when a drill is begun."""

    model_config = ConfigDict(extra="forbid")

    visitors: Literal["none", "there", "not_asked"] = "not_asked"
    """Whether there are visitors in the drilled rooms: somebody has looked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DrillDesk:
    """What the routes of drills work with."""

    desk: Desk
    drilling: Drilling

    def known(self, office: str) -> OfficePage:
        """Return an office's page; raises Problem where there is no such office."""
        if office not in self.desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
        return self.desk.book[office]

    def tongue(self, office: str, lang: Language | None) -> Tongue:
        """Return the language in which a drill is told of."""
        language = lang or first_language(self.known(office))
        return Tongue(language=language, translate=self.desk.translate(language))

    async def seen(self, office: str, drill: str, visitor: Visitor) -> Listed:
        """Return a drill of the office that a visitor may know of; raises UndertakingRefusal."""
        found = await self.drilling.one(drill)
        if found is None or found.office != office or not may_see(visitor, office, found.drill):
            raise unknown_drill()
        return found

    def beside(self, together: Mapping[str, Sequence[Listed]], one: Listed) -> list[Beside]:
        """Return what the other offices of a joint drill held, each with its own plan."""
        book, others = self.desk.book, together.get(one.drill.joint or "", ())
        return [(book[other.office].plan, other) for other in others if other.office in book]

    async def done(
        self, office: str, visitor: Visitor, lang: Language | None, doing: Callable[[], Awaitable[Listed]]
    ) -> Response:
        """Do something, and answer with the drill as it is then; or say why it was not done."""
        page, tongue = self.known(office), self.tongue(office, lang)
        try:
            one = await doing()
            together = await self.drilling.together([one.drill], office)
            return JSONResponse(shown(one, page, visitor, tongue, self.beside(together, one)))
        except UndertakingRefusal as refused:
            status = REFUSED.get(refused.code, HTTPStatus.CONFLICT)
            return answer_in_words(status, refused.code, refused.sentence.said(tongue.translate))


def add_routes(routes: Addresses, drills: DrillDesk) -> None:
    """Add the routes of one drill."""

    @routes.post("/{drill}/start")
    async def start(office: str, drill: str, begun: Begun, visitor: Who, lang: Lang = None) -> Response:
        """Begin a drill: its press comes when the countdown is over."""

        async def begin() -> Listed:
            found = await drills.seen(office, drill[:64], visitor)
            return await drills.drilling.start(
                office, found.id, asker_of(visitor, office, Action.START_DRILL), begun.visitors
            )

        return await drills.done(office, visitor, lang, begin)

    @routes.post("/{drill}/agree")
    async def agree(office: str, drill: str, visitor: Who, lang: Lang = None) -> Response:
        """Let the safety representative agree to an unannounced drill."""
        return await drills.done(office, visitor, lang, lambda: _view(drills, office, drill, visitor, agrees=True))

    @routes.post("/{drill}/object")
    async def objection(office: str, drill: str, visitor: Who, lang: Lang = None) -> Response:
        """Let the safety representative object to it: it cannot begin then."""
        return await drills.done(office, visitor, lang, lambda: _view(drills, office, drill, visitor, agrees=False))

    @routes.post("/{drill}/call-off")
    async def call_off(office: str, drill: str, visitor: Who, lang: Lang = None) -> Response:
        """Let a planned drill not be held."""
        asker = asker_of(visitor, office, Action.START_DRILL)
        return await drills.done(office, visitor, lang, lambda: drills.drilling.call_off(office, drill[:64], asker))

    @routes.post("/{drill}/abort")
    async def abort(office: str, drill: str, visitor: Who, lang: Lang = None) -> Response:
        """Break a running drill off: its alarm ends, and it counts as none."""
        lead = asker_of(visitor, office, Action.START_DRILL)
        # Whoever may begin it, and whoever speaks for the staff.
        asker = lead if lead.entitled else asker_of(visitor, office, Action.AGREE_DRILL)
        return await drills.done(office, visitor, lang, lambda: drills.drilling.abort(office, drill[:64], asker))

    @routes.post("/{drill}/end")
    async def end(office: str, drill: str, visitor: Who, lang: Lang = None) -> Response:
        """End a running drill: its alarm ends, and what came of it is worked out."""
        asker = asker_of(visitor, office, Action.START_DRILL)
        return await drills.done(office, visitor, lang, lambda: drills.drilling.end(office, drill[:64], asker))


async def _view(drills: DrillDesk, office: str, drill: str, visitor: Visitor, *, agrees: bool) -> Listed:
    found = await drills.seen(office, drill[:64], visitor)
    asker = asker_of(visitor, office, Action.AGREE_DRILL)
    return await drills.drilling.view(office, found.id, asker, agrees=agrees)


def asker_of(visitor: Visitor, office: str, action: Action) -> Asker:
    """Return who asks, and whether she may do something in an office."""
    person = visitor.persons.get(office) if visitor.kind in KNOWN_BY_NAME else None
    return Asker(
        actor=Actor(via=via_of(visitor, office), who=person),
        author=Author(person=person, account=answers_for(visitor)),
        entitled=allowed(visitor, action, office),
    )
