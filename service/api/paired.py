"""The screens and phones of an office: which there are, codes for new ones, PINs, and taking them out."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from service.access import password
from service.access.door import WaitError, plain_login
from service.access.giving import may_place
from service.access.keeping import Keeping
from service.access.pairing import CodeError, Pairings, fits_as_pin
from service.access.trace import actor_of
from service.access.visitor import Visitor
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.looking import Looking
from service.api.problem import Problem
from service.api.session import waiting
from service.api.text import Name, Slug
from service.store.access_port import Account, Credential


class NewCode(BaseModel):
    """What a code shall pair: a screen of the plan, or the phone of an account."""

    model_config = ConfigDict(extra="forbid")

    screen: Slug | None = None
    login: Annotated[str, Field(max_length=200)] | None = None


class Pin(BaseModel):
    """A screen's PIN; None takes it away."""

    model_config = ConfigDict(extra="forbid")

    pin: Annotated[str, Field(max_length=12)] | None


class LetIn(NewCode):
    """The code that a screen or phone shows, and what it shall be."""

    code: Annotated[str, Field(max_length=64)]


class NewName(BaseModel):
    """What a screen or phone shall be called."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Name, Field(min_length=1, max_length=100)]


def router(desk: Desk, pairings: Pairings, keeping: Keeping, looking: Looking) -> APIRouter:
    """Return the routes.

    Args:
        desk: the running service's parts.
        pairings: makes and takes codes.
        keeping: knows whose phone somebody may pair.
        looking: knows who is connected to this node.
    """
    routes = APIRouter(prefix="/offices/{office}/paired", tags=["access"])

    @routes.get("")
    async def paired(office: str) -> list[dict[str, Any]]:
        """List the screens and phones that are let in, the newest first: where, for whom, and when last used."""
        names = {one.id: one for one in await desk.store.access.accounts()}
        return [_told(desk, office, one, names, looking) for one in await pairings.of_office(office)]

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def let_in(office: str, visitor: Who, wanted: LetIn) -> dict[str, Any]:
        """Pair the screen or phone that shows a code; it goes on by itself within seconds."""
        placed = await _placed(desk, keeping, office, visitor, wanted)
        try:
            pairing = await pairings.let_in(wanted.code, office, **placed, by=actor_of(visitor))
        except CodeError as wrong:
            raise Problem(HTTPStatus.FORBIDDEN, "wrong_code", str(wrong)) from None
        except WaitError as wrong:
            raise waiting(wrong) from None
        return {"kind": pairing.kind, "screen": pairing.screen}

    @routes.post("/codes", status_code=HTTPStatus.CREATED)
    async def make_code(office: str, visitor: Who, wanted: NewCode) -> dict[str, Any]:
        """Make a code; it is shown once, and pairs once, within ten minutes."""
        placed = await _placed(desk, keeping, office, visitor, wanted)
        shown, pairing = await pairings.make(office, **placed, by=actor_of(visitor))
        return {"code": shown, "kind": pairing.kind, "expires_at": instant(pairing.expires_at)}

    @routes.put("/{credential}/pin", status_code=HTTPStatus.NO_CONTENT)
    async def set_pin(office: str, visitor: Who, credential: str, wanted: Pin) -> None:
        """Give a screen the PIN that ends alarms at it."""
        if wanted.pin is not None and not fits_as_pin(wanted.pin):
            detail = "A PIN has 6 to 12 digits, not all the same and not counted up or down."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "weak_pin", detail)
        one = await desk.store.access.credential(credential)
        if one is not None and one.office == office:
            _ask_place(desk, office, visitor, one.screen)
        kept = None if wanted.pin is None else await password.hashed(wanted.pin)
        if not await pairings.set_pin(office, credential, kept, by=actor_of(visitor)):
            raise _unknown()

    @routes.put("/{credential}/name", status_code=HTTPStatus.NO_CONTENT)
    async def rename(office: str, visitor: Who, credential: str, wanted: NewName) -> None:
        """Call a screen or phone something else."""
        name = wanted.name.strip()
        if not name or not await pairings.rename(office, credential, name, by=actor_of(visitor)):
            raise _unknown()

    @routes.delete("/{credential}", status_code=HTTPStatus.NO_CONTENT)
    async def revoke(office: str, visitor: Who, credential: str) -> None:
        """Take a screen or phone out; it holds at once."""
        if not await pairings.revoke(office, credential, by=actor_of(visitor)):
            raise _unknown()

    return routes


async def _placed(desk: Desk, keeping: Keeping, office: str, visitor: Visitor, wanted: NewCode) -> dict[str, str]:
    """Return what a code shall pair, as the pairings take it."""
    if office not in desk.book:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
    page = desk.book[office]
    if (wanted.screen is None) == (wanted.login is None):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unclear", "Name a screen of this office, or a login.")
    if wanted.screen is not None:
        if wanted.screen not in page.plan.screens:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_screen", "The office's plan has no such screen.")
        _ask_place(desk, office, visitor, wanted.screen)
        return {"screen": wanted.screen}
    account = await desk.store.access.account_by_login(plain_login(wanted.login or ""))
    if account is None or account.ended_at is not None or not await keeping.is_seen(visitor, account.id):
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_account", "There is no account with this login.")
    if not await keeping.may_pair_phone(visitor, account.id):
        detail = "This phone could do more than is yours to give: she pairs it herself, or whoever runs the service."
        raise Problem(HTTPStatus.FORBIDDEN, "not_yours", detail)
    return {"account": account.id}


def _ask_place(desk: Desk, office: str, visitor: Visitor, screen: str | None) -> None:
    """Refuse a screen whose place shows more than is somebody's to give.

    Raises:
        Problem: it is not hers.
    """
    place = desk.book[office].plan.screens.get(screen or "") if office in desk.book else None
    if place is not None and visitor.kind != "open" and not may_place(visitor.grants, place.audience, office):
        detail = "What a screen for security shows is not yours to give: ask whoever runs the service."
        raise Problem(HTTPStatus.FORBIDDEN, "not_yours", detail)


def _unknown() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "unknown_credential", "This office has no such screen or phone that holds.")


def _told(desk: Desk, office: str, one: Credential, names: Mapping[str, Account], looking: Looking) -> dict[str, Any]:
    plan = desk.book[office].plan if office in desk.book else None
    place = plan.screens.get(one.screen or "") if plan else None
    zone = plan.zones.get(place.zone or "") if plan and place else None
    account = names.get(one.account or "")
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "screen": one.screen,
        "place": place.name if place else None,
        "zone": zone.name if zone else None,
        "audience": place.audience if place else None,
        "person": account.name if account else None,
        "has_pin": one.pin is not None,
        "since": instant(one.created_at),
        "used_at": instant(one.used_at) if one.used_at else None,
        "connected": looking.sees(one.id),
    }
