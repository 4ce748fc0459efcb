"""Routes of closing the office: begin it, expect somebody back, hold people at the reception, let the locks go."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from service.access.visitor import Visitor
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.closing_command import AnswerItem, LookAgain, ReleaseOutputs
from service.alarm.commands import AnyButRaise
from service.alarm.instant import instant
from service.alarm.states import Mode
from service.api.desk import Desk
from service.api.gate import Who
from service.api.identity import own_key, via_of
from service.api.near import is_near
from service.api.problem import Problem
from service.api.said import Make, Said
from service.api.stream import position_told
from service.api.text import Slug, Words
from service.api.text import Who as Named
from service.api.wish import WishKey, allow_mode, named
from service.dispatch.book import OfficePage
from service.dispatch.closing import HOLD_FOR, Begin, Closings
from service.dispatch.fire import LOOKED_AT, OVER, STANDS, TOLD, standing_of

LOOK_AGAIN = timedelta(minutes=30)


class Closes(BaseModel):
    """That somebody closes the office, expects somebody back, or holds people at the reception."""

    model_config = ConfigDict(extra="forbid")

    stage: Literal["closing", "expected", "hold"] = "closing"
    person: Named | None = None
    """Who says so: a person's slug or opaque key."""
    screen: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")] | None = None
    expected_at: datetime | None = None
    """When somebody is expected back, with its time zone."""
    entrance: Slug | None = None
    """By which of the plan's entrances."""
    words: Words = ""
    """The instruction. No name, no origin, no diagnosis: it stands in the record."""
    looks_like: Annotated[str, Field(max_length=200)] = ""
    """Clothes, or a vehicle: only for those who are called, and erased at the end."""
    minutes: Annotated[int, Field(ge=5, le=240)] | None = None
    """Of a hold: until it ends by itself; 30 when left out."""
    mode: Literal["actual", "drill"] = "actual"


class Releases(BaseModel):
    """Why the locks are let go."""

    model_config = ConfigDict(extra="forbid")

    because: Literal["fire", "asked"]
    person: Named | None = None
    screen: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")] | None = None


class FireOver(BaseModel):
    """Who says that the fire is over."""

    model_config = ConfigDict(extra="forbid")

    person: Named | None = None
    screen: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")] | None = None


def add_routes(routes: Addresses, desk: Desk, known: Callable[[str], OfficePage]) -> None:
    """Add the routes of closing to those of offices; `known` finds an office's page or refuses."""
    closings = Closings(desk.store, desk.book, desk.dispatch, desk.clock)

    @routes.post("/{office}/closing", status_code=HTTPStatus.CREATED)
    async def close(
        office: str,
        closes: Closes,
        visitor: Who,
        response: Response,
        idempotency_key: WishKey = None,
    ) -> dict[str, Any]:
        """Close the office. The same `Idempotency-Key` is the same wish; what has begun already is told with 200."""
        page = known(office)
        idempotency_key = named(idempotency_key, "closing")
        allow_mode(visitor, closes.mode, office)
        begin = Begin(
            key=idempotency_key,
            actor=_actor(page, closes.person, closes.screen, visitor),
            stage=closes.stage,
            mode=Mode(closes.mode),
            expected_at=_aware(closes.expected_at, desk.clock.now()),
            entrance=_entrance(page, closes.entrance),
            words=closes.words,
            looks_like=closes.looks_like,
            lasts=timedelta(minutes=closes.minutes) if closes.minutes else HOLD_FOR,
        )
        outcome = await closings.begin(office, begin)
        response.headers["Location"] = f"/api/v1/alarms/{outcome.alarm}"
        if outcome.known_press:
            response.status_code = HTTPStatus.OK
        position = outcome.entries[-1].position if outcome.entries else None
        told = position_told(desk, visitor, office, position)
        return {"alarm": outcome.alarm, "position": told, "state": outcome.state}

    @routes.post("/{office}/release")
    async def release(office: str, releases: Releases, visitor: Who) -> dict[str, Any]:
        """Let go every lock that an open alarm has switched on: there is a fire, or somebody says so."""
        page = known(office)
        actor = _actor(page, releases.person, releases.screen, visitor)
        outcomes = await closings.release(office, ReleaseOutputs(actor=actor, because=releases.because))
        return {"alarms": [outcome.alarm for outcome in outcomes]}

    @routes.get("/{office}/fire")
    async def fire(office: str, _visitor: Who) -> dict[str, Any]:
        """Return the fire that was told of and stands: when, by whom or what, until when; all null where none does."""
        known(office)
        newest = (await desk.store.recent(office, (TOLD, OVER), LOOKED_AT))[:1]
        told_at = standing_of(newest)
        if told_at is None or desk.clock.now() >= told_at + STANDS:
            return dict.fromkeys(("told_at", "until", "by", "device"))
        told = newest[0]
        until = instant(told_at + STANDS)
        return {"told_at": instant(told_at), "until": until, "by": told.actor.who, "device": told.facts["device"]}

    @routes.post("/{office}/fire-over")
    async def fire_over(office: str, over: FireOver, visitor: Who) -> dict[str, Any]:
        """Say that a fire that was told of is over: locks lock again. It takes a name."""
        page = known(office)
        await closings.fire_over(office, _actor(page, over.person, over.screen, visitor))
        return {"office": office}


def _actor(page: OfficePage, person: str | None, screen: str | None, visitor: Visitor) -> Actor:
    office = page.plan.office
    key = page.key_of(person) if person is not None else None
    if person is not None and key is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
    return Actor(via=via_of(visitor, office, screen), who=own_key(visitor, office, key))


def _aware(at: datetime | None, now: datetime) -> datetime | None:
    if at is not None and at.utcoffset() is None:
        raise Problem(
            HTTPStatus.BAD_REQUEST, "no_time_zone", "Say in `expected_at` in which time zone: 14:30:00+01:00."
        )
    if at is not None and not is_near(at, now):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "too_far", "Say in `expected_at` when somebody may come back.")
    return at


def _entrance(page: OfficePage, entrance: str | None) -> str | None:
    planned = page.plan.closing
    known = page.plan.emergency_call.entrances
    ways = (planned.entrances if planned else ()) or tuple(known)
    if entrance is not None and (entrance not in ways or entrance not in known):
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_entrance", "The office's plan has no such entrance.")
    return entrance


def _answer_item(_page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say of a line of a closing's checklist that it is done, or cannot be; of a neighbour's, also that it is known."""
    if said.item is None or said.answer is None:
        detail = "Say in `item` which line, and in `answer` whether it is done or cannot be."
        raise Problem(HTTPStatus.BAD_REQUEST, "no_item", detail)
    return AnswerItem(actor=actor, item=said.item, answer=said.answer, words=said.words)


def _look_again(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say that one has looked at a closing again, and that it goes on, for so many `minutes`."""
    planned = page.plan.closing.look_again if page.plan.closing else LOOK_AGAIN
    after = timedelta(minutes=said.minutes) if said.minutes else planned
    return LookAgain(actor=actor, after=after, words=said.words)


IN_CLOSING: dict[str, Make] = {"answer-item": _answer_item, "look-again": _look_again}
"""What can be said to a closing, by the last part of the address; it is opened again by `clear`."""
