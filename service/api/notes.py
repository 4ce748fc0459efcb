"""Notes in an alarm's record: what somebody who knows more adds to it, also long afterwards."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict

from service.access.visitor import Visitor
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import AddNote
from service.api.desk import Desk
from service.api.gate import Who as Visiting
from service.api.identity import KNOWN_BY_NAME, author_of, via_of
from service.api.mistake import is_kept_from
from service.api.problem import Problem
from service.api.text import Who, Words
from service.dispatch.book import OfficePage
from service.dispatch.outcome import Outcome

Find = Callable[[str], Awaitable[tuple[str, Alarm]]]


class Note(BaseModel):
    """What is added."""

    model_config = ConfigDict(extra="forbid")

    words: Words
    person: Who | None = None
    """Whose note it is, for a program that speaks for somebody; whoever is logged in writes her own."""


def add(routes: Addresses, desk: Desk, find: Find) -> None:
    """Add the route to those of an alarm."""

    @routes.post("/notes")
    async def note(alarm: str, said: Note, visitor: Visiting) -> dict[str, Any]:
        """Add a note to an alarm's record; it is never changed, and no screen is sent it."""
        office, state = await find(alarm)
        outcome = await add_note(desk, office, state, visitor, said)
        return {"alarm": alarm, "state": outcome.state, "position": outcome.entries[-1].position}


async def add_note(desk: Desk, office: str, state: Alarm, visitor: Visitor, said: Note) -> Outcome:
    """Add a note in a visitor's name.

    Raises:
        Problem: the record is closed to her for now, or nobody is named.
        Refusal: there are no words in it.
        StoreUnavailable: nothing was written.
    """
    if is_kept_from(visitor, office, state):
        detail = "You pressed in this alarm, and it is not closed yet: then its record is open to you."
        raise Problem(HTTPStatus.FORBIDDEN, "not_closed_yet", detail)

    def command(page: OfficePage) -> AddNote:
        actor = Actor(via=via_of(visitor, office), who=_author(page, visitor, said.person))
        return AddNote(actor=actor, words=said.words)

    return await desk.dispatch.ask(office, state.id, command)


def _author(page: OfficePage, visitor: Visitor, named: str | None) -> str | None:
    office = page.plan.office
    key = page.key_of(named) if named is not None else None
    if named is not None and key is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
    if visitor.kind in KNOWN_BY_NAME:
        own = author_of(visitor, office)
        if key is not None and key != own:
            raise Problem(HTTPStatus.FORBIDDEN, "not_yourself", "You are logged in: a note is in your own name.")
        return own
    if key is None and visitor.kind != "open":
        raise Problem(HTTPStatus.BAD_REQUEST, "nobody_named", "Say in `person` whose note it is.")
    return key
