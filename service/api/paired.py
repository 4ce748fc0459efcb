"""The screens and phones of an office: which there are, codes for new ones, PINs, and taking them out."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from service.access import password
from service.access.pairing import Pairings, fits_as_pin
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.problem import Problem
from service.api.text import Slug
from service.store.access_port import Credential


class NewCode(BaseModel):
    """What a code shall pair: a screen of the plan, or the phone of an account."""

    model_config = ConfigDict(extra="forbid")

    screen: Slug | None = None
    login: Annotated[str, Field(max_length=200)] | None = None


class Pin(BaseModel):
    """A screen's PIN; None takes it away."""

    model_config = ConfigDict(extra="forbid")

    pin: Annotated[str, Field(max_length=12)] | None


def router(desk: Desk, pairings: Pairings) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/offices/{office}/paired", tags=["access"])

    @routes.get("")
    async def paired(office: str) -> list[dict[str, Any]]:
        """List the screens and phones that are let in, the newest first, with their last use."""
        return [_told(one) for one in await pairings.of_office(office)]

    @routes.post("/codes", status_code=HTTPStatus.CREATED)
    async def make_code(office: str, wanted: NewCode) -> dict[str, Any]:
        """Make a code; it is shown once, and pairs once, within ten minutes."""
        if office not in desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
        page = desk.book[office]
        if (wanted.screen is None) == (wanted.login is None):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unclear", "Name a screen of this office, or a login.")
        if wanted.screen is not None:
            if wanted.screen not in page.plan.screens:
                raise Problem(HTTPStatus.NOT_FOUND, "unknown_screen", "The office's plan has no such screen.")
            shown, pairing = await pairings.make(office, screen=wanted.screen)
        else:
            account = await desk.store.access.account_by_login(wanted.login or "")
            if account is None or account.ended_at is not None:
                raise Problem(HTTPStatus.NOT_FOUND, "unknown_account", "There is no account with this login.")
            shown, pairing = await pairings.make(office, account=account.id)
        return {"code": shown, "kind": pairing.kind, "expires_at": instant(pairing.expires_at)}

    @routes.put("/{credential}/pin", status_code=HTTPStatus.NO_CONTENT)
    async def set_pin(office: str, credential: str, wanted: Pin) -> None:
        """Give a screen the PIN that ends alarms at it."""
        if wanted.pin is not None and not fits_as_pin(wanted.pin):
            detail = "A PIN has 6 to 12 digits, not all the same and not counted up or down."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "weak_pin", detail)
        kept = None if wanted.pin is None else await password.hashed(wanted.pin)
        if not await pairings.set_pin(office, credential, kept):
            raise _unknown()

    @routes.delete("/{credential}", status_code=HTTPStatus.NO_CONTENT)
    async def revoke(office: str, credential: str) -> None:
        """Take a screen or phone out; it holds at once."""
        if not await pairings.revoke(office, credential):
            raise _unknown()

    return routes


def _unknown() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "unknown_credential", "This office has no such screen or phone that holds.")


def _told(one: Credential) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "screen": one.screen,
        "has_pin": one.pin is not None,
        "since": instant(one.created_at),
        "used_at": instant(one.used_at) if one.used_at else None,
    }
