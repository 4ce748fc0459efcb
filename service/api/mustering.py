"""Routes of an alarm's muster: it begins, people are accounted for, visitors are counted, and it ends."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import Field

from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.muster import How
from service.alarm.muster_commands import AccountFor, CountVisitors, EndMuster, Mustered
from service.api.desk import Desk
from service.api.gate import Who as Visiting
from service.api.problem import Problem
from service.api.said import Spoken, actor_of, speaker_of
from service.api.stream import position_told
from service.api.text import Slug, Who
from service.dispatch.book import OfficePage
from service.dispatch.mustering import begin_muster

MOST: int = 1000
"""For how many people one word can stand."""
MOST_VISITORS: int = 9999

Find = Callable[[str], Awaitable[tuple[str, Alarm]]]


class Account(Spoken):
    """What is said of how people are."""

    people: Annotated[list[Who], Field(min_length=1, max_length=MOST)]
    """Whom it is about: slugs or opaque keys."""
    state: Literal["safe", "needs_help", "unaccounted"]
    zone: Slug | None = None
    """Where they are."""
    with_them: bool = False
    """Whether she who says it is with them."""


class Visitors(Spoken):
    """How many visitors are in a zone."""

    count: Annotated[int, Field(ge=0, le=MOST_VISITORS, strict=True)]
    zone: Slug | None = None


def add(routes: Addresses, desk: Desk, find: Find) -> None:
    """Add the routes of the muster to those of an alarm."""

    async def ask(
        alarm: str, spoken: Spoken, visitor: Visiting, make: Callable[[OfficePage, Actor], Mustered]
    ) -> dict[str, Any]:
        office, concerned = await find(alarm)

        def command(page: OfficePage) -> Mustered:
            return make(page, actor_of(page, spoken, concerned, visitor))

        outcome = await desk.dispatch.ask(office, alarm, command)
        position = outcome.entries[-1].position if outcome.entries else None
        return {"alarm": alarm, "state": outcome.state, "position": position_told(desk, visitor, office, position)}

    @routes.post("/muster")
    async def begin(alarm: str, said: Spoken, visitor: Visiting) -> dict[str, Any]:
        """Begin to count everybody who is expected here now; nothing happens where a muster is on."""
        office, concerned = await find(alarm)
        page = desk.book[office]
        actor = actor_of(page, said, concerned, visitor)
        made = await begin_muster(desk.store, page, concerned, actor, desk.clock.now(), because="asked")
        return await ask(alarm, said, visitor, lambda _page, _actor: made)

    @routes.post("/muster/account")
    async def account(alarm: str, said: Account, visitor: Visiting) -> dict[str, Any]:
        """Say how people are: oneself, or others for whom one vouches."""
        return await ask(alarm, said, visitor, lambda page, actor: _account(page, actor, said))

    @routes.post("/muster/visitors")
    async def visitors(alarm: str, said: Visitors, visitor: Visiting) -> dict[str, Any]:
        """Say how many visitors are in a zone; who they are is not asked."""

        def make(page: OfficePage, actor: Actor) -> Mustered:
            return CountVisitors(actor=actor, count=said.count, zone=_zone(page, said.zone))

        return await ask(alarm, said, visitor, make)

    @routes.post("/muster/end")
    async def end(alarm: str, said: Spoken, visitor: Visiting) -> dict[str, Any]:
        """End the muster; where somebody is still missing or needs help, `words` says why."""

        def make(page: OfficePage, actor: Actor) -> Mustered:
            return EndMuster(actor=actor, entitled=page.may_end(speaker_of(actor)), words=said.words)

        return await ask(alarm, said, visitor, make)


def _account(page: OfficePage, actor: Actor, said: Account) -> AccountFor:
    how: How = "phone" if actor.via.startswith("phone:") or said.channel == "phone" else "screen"
    return AccountFor(
        actor=actor,
        people=tuple(_known(page, who) for who in said.people),
        state=said.state,
        how=how,
        zone=_zone(page, said.zone),
        with_them=said.with_them,
    )


def _known(page: OfficePage, who: str) -> str:
    key = page.key_of(who)
    if key is None or key.startswith("contact:"):
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
    return key


def _zone(page: OfficePage, zone: str | None) -> str | None:
    if zone is not None and zone not in page.plan.zones:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_zone", "The office's plan has no such zone.")
    return zone
