"""Routes of privacy: what is stored about oneself, who has looked at a record, and what may not be erased for now."""

from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from service.access.trace import actor_of, noted
from service.access.visitor import Visitor, answers_for
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.identity import KNOWN_BY_NAME
from service.api.mistake import is_kept_from
from service.api.problem import Problem
from service.api.text import Name, Slug, Words
from service.privacy.looking import Looks, reader_of
from service.privacy.person import data_of
from service.privacy.secrecy import MOST_GROUNDS, Masks, disclosed, still_named
from service.privacy.sheet import Sheet, as_json
from service.store.access_port import EVERYWHERE, Account
from service.store.port import Store, Unit
from service.store.privacy_port import Hold, Look
from service.timeline.entry import Entry


class Held(BaseModel):
    """Until when an alarm is not erased, and why."""

    model_config = ConfigDict(extra="forbid")

    until: AwareDatetime
    why: Annotated[Words, StringConstraints(min_length=1)]


class Disclosure(BaseModel):
    """What is masked, each with the number of its ground."""

    model_config = ConfigDict(extra="forbid")

    grounds: Annotated[list[Name], Field(max_length=MOST_GROUNDS)] = []
    persons: Annotated[dict[Slug, int], Field(max_length=500)] = {}
    """By opaque key: the name, in every entry."""
    words: Annotated[dict[int, int], Field(max_length=5000)] = {}
    """By position: what somebody wrote there."""
    whole: Annotated[dict[int, int], Field(max_length=5000)] = {}
    """By position: the whole entry."""
    left: Annotated[list[int], Field(max_length=5000)] = []
    """Positions of words that are shown although a masked name stands in them: the caller has looked at each."""


def router(desk: Desk, sheet: Callable[[], Sheet]) -> Addresses:
    """Return the routes; `sheet` makes the data sheet of the running service."""
    routes, looks = Addresses(tags=["privacy"]), Looks(desk.store, desk.clock)

    @routes.get("/me/looks")
    async def mine(visitor: Who) -> list[dict[str, Any]]:
        """List who has looked at records in which one stands, the newest first."""
        return [look_told(one, name) for one, name in await looks.about(visitor.persons)]

    @routes.get("/me/data")
    async def data(visitor: Who) -> dict[str, Any]:
        """Return all that is stored about oneself; that it was taken out stands in the record of access."""
        return await taken_out(desk, visitor)

    @routes.get("/what-is-stored")
    async def stored(language: Annotated[str, Query(max_length=8)] = "en") -> dict[str, Any]:
        """Return the data sheet: what is stored, why, how long, who may see it, and what leaves the building."""
        return as_json(sheet(), desk.translate(language))

    @routes.get("/alarms/{alarm}/looks")
    async def of_alarm(alarm: str, visitor: Who) -> list[dict[str, Any]]:
        """List who has looked at an alarm's record, the newest first."""
        office, state = await _found(desk, alarm)
        if is_kept_from(visitor, office, state):
            detail = "You pressed in this alarm, and it is not closed yet: then its record is open to you."
            raise Problem(HTTPStatus.FORBIDDEN, "not_closed_yet", detail)
        return [look_told(one, name) for one, name in await looks.at(alarm)]

    @routes.get("/offices/{office}/holds")
    async def holds(office: str) -> list[dict[str, Any]]:
        """List the alarms of an office that may not be erased for now."""
        return [hold_told(one) for one in await desk.store.privacy.holds(office)]

    @routes.get("/alarms/{alarm}/hold")
    async def hold_of(alarm: str) -> dict[str, Any] | None:
        """Return an alarm's hold; null where there is none."""
        held = await desk.store.privacy.hold((await _found(desk, alarm))[1].id)
        return hold_told(held) if held else None

    @routes.put("/alarms/{alarm}/hold")
    async def hold(alarm: str, said: Held, visitor: Who) -> dict[str, Any]:
        """Keep an alarm's names and words from being erased until an instant."""
        office, _ = await _found(desk, alarm)
        return hold_told(await set_hold(desk, office, alarm, visitor, until=said.until, why=said.why))

    @routes.delete("/alarms/{alarm}/hold", status_code=HTTPStatus.NO_CONTENT)
    async def release(alarm: str, visitor: Who) -> Response:
        """End a hold: what is old is erased again."""
        office, _ = await _found(desk, alarm)
        if not await end_hold(desk, office, alarm, visitor):
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_hold", "Nobody holds this alarm.")
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @routes.post("/alarms/{alarm}/disclosure")
    async def disclosure(alarm: str, said: Disclosure, visitor: Who) -> dict[str, Any]:
        """Return a copy of an alarm's record for somebody outside, with what is secret masked, and why of each mask."""
        office, state = await _found(desk, alarm)
        if is_kept_from(visitor, office, state):
            detail = "You pressed in this alarm, and it is not closed yet: then its record is open to you."
            raise Problem(HTTPStatus.FORBIDDEN, "not_closed_yet", detail)
        entries = await desk.store.alarm_entries(alarm)
        masks = Masks(grounds=said.grounds, persons=said.persons, words=said.words, whole=said.whole)
        await looks.note(office, alarm, entries, visitor, "disclosure")
        if unlooked := sorted(set(still_named(entries, masks)) - set(said.left)):
            positions = ", ".join(map(str, unlooked))
            detail = (
                f"A name that is masked still stands in words that are shown: entries {positions}. Mask them under "
                "`words`, or say in `left` that you have looked at these positions."
            )
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "still_named", detail)
        try:
            return await copy_of(desk, office, entries, visitor, masks)
        except ValueError as wrong:
            detail = "Give each mask the number of a ground, counted from 1."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "no_ground", detail) from wrong

    return routes


async def copy_of(desk: Desk, office: str, entries: Sequence[Entry], visitor: Visitor, masks: Masks) -> dict[str, Any]:
    """Return a masked copy of an alarm's record, once that stands in the record of access.

    Raises:
        ValueError: a mask has no ground.
        StoreError: it could not be written.
    """
    at = desk.clock.now()
    copy = disclosed(entries, masks, by=visitor.name, at=at)
    many = len(copy["masked"])
    entry = noted("AlarmDisclosed", at, actor_of(visitor), [office], alarm=entries[0].alarm, many=many)
    await desk.store.access.together(lambda unit: unit.note(entry))
    return copy


async def set_hold(desk: Desk, office: str, alarm: str, visitor: Visitor, *, until: datetime, why: str) -> Hold:
    """Hold an alarm, and write down who did.

    Raises:
        Problem: the reason is empty, or the instant is past.
        StoreError: it could not be written.
    """
    at = desk.clock.now()
    if not why.strip():
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "no_reason", "Say in `why` what the record is needed for.")
    if until <= at:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "past", "Say in `until` a time that is still to come.")
    by = answers_for(visitor) or reader_of(visitor)
    made = Hold(office=office, alarm=alarm, set_at=at, set_by=by, until=until, why=why.strip())
    entry = noted("AlarmHeld", at, actor_of(visitor), [office], alarm=alarm, until=instant(until))

    def work(unit: Unit) -> None:
        unit.set_hold(made)
        unit.append([entry])

    await desk.store.commit(EVERYWHERE, work)
    return made


async def end_hold(desk: Desk, office: str, alarm: str, visitor: Visitor) -> bool:
    """End a hold, and write down who did; False where there is none."""
    entry = noted("HoldEnded", desk.clock.now(), actor_of(visitor), [office], alarm=alarm)

    def work(unit: Unit) -> bool:
        ended = unit.end_hold(alarm, office)
        if ended:
            unit.append([entry])
        return ended

    return await desk.store.commit(EVERYWHERE, work)


async def taken_out(desk: Desk, visitor: Visitor) -> dict[str, Any]:
    """Return what is stored about a visitor, once that stands in the record of access.

    Raises:
        Problem: nobody has an account here.
        StoreError: it cannot be read or written now.
    """
    account = await account_of(desk.store, visitor)
    if account is None:
        raise Problem(HTTPStatus.NOT_FOUND, "no_account", "You are let in without an account: nothing is kept of you.")
    entry = noted("PersonTakenOut", desk.clock.now(), actor_of(visitor), [None], account=account.id)
    await desk.store.access.together(lambda unit: unit.note(entry))
    return await data_of(desk.store, desk.clock, account, desk.book.plan_of)


def look_told(look: Look, name: str) -> dict[str, Any]:
    """Return a look as JSON values."""
    return {
        "office": look.office,
        "alarm": look.record,
        "by": name,
        "how": look.how,
        "last_at": instant(look.at),
        "times": look.times,
    }


def hold_told(hold: Hold) -> dict[str, Any]:
    """Return a hold as JSON values."""
    return {
        "alarm": hold.alarm,
        "set_at": instant(hold.set_at),
        "set_by": hold.set_by,
        "until": instant(hold.until),
        "why": hold.why,
    }


async def _found(desk: Desk, alarm: str) -> tuple[str, Any]:
    found = await desk.store.alarm(alarm)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_alarm", "There is no such alarm here.")
    return found


async def account_of(store: Store, visitor: Visitor) -> Account | None:
    """Return whose account it is that a visitor came with; None where she came without one."""
    if visitor.kind not in KNOWN_BY_NAME:
        return None
    id_ = visitor.id if visitor.kind == "account" else visitor.account
    return await store.access.account(id_) if id_ else None
