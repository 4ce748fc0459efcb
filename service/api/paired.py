"""The screens and phones of an office: which there are, codes for new ones, PINs, and taking them out."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from roles.plan import ScreenPlace
from roles.sight import audience_shown
from service.access import password
from service.access.door import WaitError, plain_login
from service.access.giving import BEFORE_IT_WAS_KEPT, may_place, narrower
from service.access.keeping import Keeping, RefusedError
from service.access.pairing import CodeError, Pairings, Place, fits_as_pin
from service.access.trace import actor_of
from service.access.visitor import Visitor, answers_for
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.accounts import must_be_somebody
from service.api.desk import Desk
from service.api.gate import NotLetInError, Who
from service.api.looking import Looking
from service.api.problem import Problem
from service.api.text import Name, Slug
from service.api.wait import waiting
from service.dispatch.faults import OF_SCREENS
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


def router(desk: Desk, pairings: Pairings, keeping: Keeping, looking: Looking) -> Addresses:
    """Return the routes.

    Args:
        desk: the running service's parts.
        pairings: makes and takes codes.
        keeping: knows whose phone somebody may pair.
        looking: knows who is connected to this node.
    """
    routes = Addresses(prefix="/offices/{office}/paired", tags=["access"])

    @routes.get("")
    async def paired(office: str) -> list[dict[str, Any]]:
        """List the screens and phones that are let in, the newest first: where, for whom, and when last used."""
        names = {one.id: one for one in await desk.store.access.accounts()}
        return [_told(desk, office, one, names, looking) for one in await pairings.of_office(office)]

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def let_in(office: str, visitor: Who, wanted: LetIn) -> dict[str, Any]:
        """Pair the screen or phone that shows a code; it goes on by itself within seconds."""
        place = await _placed(desk, keeping, office, visitor, wanted)
        try:
            pairing = await pairings.let_in(wanted.code, office, place, by=actor_of(visitor))
        except RefusedError:
            raise NotLetInError from None
        except CodeError as wrong:
            raise Problem(HTTPStatus.FORBIDDEN, "wrong_code", str(wrong)) from None
        except WaitError as wrong:
            raise waiting(wrong) from None
        return {"kind": pairing.kind, "screen": pairing.screen}

    @routes.post("/codes", status_code=HTTPStatus.CREATED)
    async def make_code(office: str, visitor: Who, wanted: NewCode) -> dict[str, Any]:
        """Make a code; it is shown once, and pairs once, within ten minutes."""
        place = await _placed(desk, keeping, office, visitor, wanted)
        try:
            shown, pairing = await pairings.make(office, place, by=actor_of(visitor))
        except RefusedError:
            raise NotLetInError from None
        return {"code": shown, "kind": pairing.kind, "expires_at": instant(pairing.expires_at)}

    _changing(routes, desk, pairings)
    return routes


def _changing(routes: Addresses, desk: Desk, pairings: Pairings) -> None:
    """Add the routes about one that is paired already."""

    @routes.put("/{credential}/pin", status_code=HTTPStatus.NO_CONTENT)
    async def set_pin(office: str, visitor: Who, credential: str, wanted: Pin) -> None:
        """Give a screen the PIN that ends alarms at it."""
        if wanted.pin is not None and not fits_as_pin(wanted.pin):
            detail = "A PIN has 6 to 12 digits, not all the same and not counted up or down."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "weak_pin", detail)
        one = await desk.store.access.credential(credential)
        if one is not None and one.office == office:
            _ask_place(desk, office, visitor, one.screen)
            if wanted.pin is not None and _is_widened(_place(desk, office, one), one):
                detail = "The plan lets more be seen here than when this screen was paired. Pair it again first."
                raise Problem(HTTPStatus.CONFLICT, "pair_again", detail)
        kept = None if wanted.pin is None else await password.hashed(wanted.pin)
        if not await pairings.set_pin(office, credential, kept, by=actor_of(visitor)):
            raise _unknown()

    @routes.put("/{credential}/owner", status_code=HTTPStatus.NO_CONTENT)
    async def take_over(office: str, visitor: Who, credential: str) -> None:
        """Answer for a screen from now on: whoever had it paired may have left."""
        must_be_somebody(visitor)
        one = await desk.store.access.credential(credential)
        if one is not None and one.office == office:
            _ask_place(desk, office, visitor, one.screen)
        maker = answers_for(visitor)
        if maker is None:
            detail = "This token was made by a command, so no account answers for what it does: log in to take over."
            raise Problem(HTTPStatus.CONFLICT, "no_owner", detail)
        if not await pairings.take_over(office, credential, maker, by=actor_of(visitor)):
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


async def _placed(desk: Desk, keeping: Keeping, office: str, visitor: Visitor, wanted: NewCode) -> Place:
    """Return what a code shall pair."""
    if office not in desk.book:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
    page = desk.book[office]
    if (wanted.screen is None) == (wanted.login is None):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unclear", "Name a screen of this office, or a login.")
    if wanted.screen is not None:
        if wanted.screen not in page.plan.screens:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_screen", "The office's plan has no such screen.")
        _ask_place(desk, office, visitor, wanted.screen)
        audience = audience_shown(page.plan, page.plan.screens[wanted.screen])
        return Place(
            screen=wanted.screen, audience=audience, maker=answers_for(visitor), while_empty=visitor.kind == "open"
        )
    account = await desk.store.access.account_by_login(plain_login(wanted.login or ""))
    if account is None or account.ended_at is not None or not await keeping.is_seen(visitor, account.id):
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_account", "There is no account with this login.")
    if not await keeping.may_pair_phone(visitor, account.id):
        detail = "This phone could do more than is yours to give: she pairs it herself, or whoever runs the service."
        raise Problem(HTTPStatus.FORBIDDEN, "not_yours", detail)
    return Place(account=account.id, maker=answers_for(visitor), while_empty=visitor.kind == "open")


def _ask_place(desk: Desk, office: str, visitor: Visitor, screen: str | None) -> None:
    """Refuse a screen whose place shows more than is somebody's to give.

    Raises:
        Problem: it is not hers.
    """
    place = desk.book[office].plan.screens.get(screen or "") if office in desk.book else None
    if place is not None and visitor.kind != "open" and not may_place(visitor.grants, place.audience, office):
        detail = "What a screen for security shows is not yours to give: ask whoever runs the service."
        raise Problem(HTTPStatus.FORBIDDEN, "not_yours", detail)


def _place(desk: Desk, office: str, one: Credential) -> ScreenPlace | None:
    """Return what the plan in force says of a paired screen; None where it says nothing."""
    plan = desk.book[office].plan if office in desk.book else None
    place = plan.screens.get(one.screen or "") if plan else None
    return replace(place, audience=audience_shown(plan, place)) if plan and place else None


def _is_widened(place: ScreenPlace | None, one: Credential) -> bool:
    """Tell whether the plan gives a screen more than was allowed when it was paired."""
    return place is not None and narrower(place.audience, one.audience or BEFORE_IT_WAS_KEPT) != place.audience


def _unknown() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "unknown_credential", "This office has no such screen or phone that holds.")


def _told(desk: Desk, office: str, one: Credential, names: Mapping[str, Account], looking: Looking) -> dict[str, Any]:
    plan = desk.book[office].plan if office in desk.book else None
    place = _place(desk, office, one)
    zone = plan.zones.get(place.zone or "") if plan and place else None
    account, maker = names.get(one.account or ""), names.get(one.maker or "")
    is_screen = one.kind == "screen"
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "screen": one.screen,
        "place": place.name if place else None,
        "zone": zone.name if zone else None,
        "audience": narrower(place.audience, one.audience or BEFORE_IT_WAS_KEPT) if place else None,
        "pair_again": _is_widened(place, one),
        "owner": maker.name if is_screen and maker and maker.ended_at is None else None,
        "person": account.name if account else None,
        "has_pin": one.pin is not None,
        "since": instant(one.created_at),
        "used_at": instant(one.used_at) if one.used_at else None,
        "connected": looking.sees(one.id),
        "wrong": sorted(f.code for f in desk.faults.of(office) if f.code in OF_SCREENS and f.subject == one.screen),
    }
