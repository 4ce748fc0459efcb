"""Routes of a screen that hangs at a neighbour's: whether this office closes, and what is answered there."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from service.access.visitor import Visitor
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.closed_office import NEIGHBOURS
from service.alarm.closing_command import AnswerItem
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.identity import via_of
from service.api.problem import Problem
from service.dispatch.book import CONTACT, OfficePage
from service.live.next_door import Shown, shown_next_door
from service.live.render import Audience


class AnswersThere(BaseModel):
    """What somebody taps on the neighbour's screen."""

    model_config = ConfigDict(extra="forbid")

    closing: Annotated[str, Field(max_length=100)]
    """Which closing: an answer never lands on another one."""
    answer: Literal["received", "done", "cannot"]


Screen = Annotated[str | None, Query(max_length=64)]
"""Which screen it is; a paired one is known."""


def add_routes(routes: Addresses, desk: Desk, known: Callable[[str], OfficePage]) -> None:
    """Add the two routes to those of offices; `known` finds an office's page or refuses."""

    def now(page: OfficePage, neighbour: str) -> Shown | None:
        board = desk.hub.board(page.plan.office, Audience.STAFF)
        return shown_next_door(page.plan, board["alarms"], neighbour)

    @routes.get("/{office}/next-door")
    async def look(office: str, visitor: Who, screen: Screen = None) -> dict[str, Any]:
        """Return what the screen at a neighbour's shows: the closing that goes on, or nothing."""
        page = known(office)
        return {"at": instant(desk.clock.now()), "closing": now(page, _neighbour(page, visitor, screen))}

    @routes.post("/{office}/next-door")
    async def answer(office: str, said: AnswersThere, visitor: Who, screen: Screen = None) -> dict[str, Any]:
        """Take what the neighbour answers on her screen, as the answer to her one line."""
        page = known(office)
        neighbour = _neighbour(page, visitor, screen)
        shown = now(page, neighbour)
        if shown is None or shown["closing"] != said.closing or shown["answer"] is None:
            raise Problem(HTTPStatus.CONFLICT, "wrong_state", "The office has opened again, or asks for no answer.")
        key = f"{CONTACT}{neighbour}"
        actor = Actor(via=via_of(visitor, office, screen), who=key)
        command = AnswerItem(actor=actor, item=f"{NEIGHBOURS}/{key}", answer=said.answer)
        await desk.dispatch.ask(office, said.closing, lambda _page: command)
        return {"at": instant(desk.clock.now()), "closing": now(page, neighbour)}


def _neighbour(page: OfficePage, visitor: Visitor, screen: str | None) -> str:
    """Return whose screen it is: a paired one is its own, and only whoever is let in anywhere may name one."""
    own = visitor.screen if visitor.kind == "screen" else screen if visitor.kind == "open" else None
    place = page.plan.screens.get(own or "")
    if place is None or place.neighbour is None or place.audience != "public":
        raise Problem(HTTPStatus.NOT_FOUND, "no_neighbours_screen", "This is no screen of a neighbour of the office.")
    return place.neighbour
