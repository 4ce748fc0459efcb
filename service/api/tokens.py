"""Tokens for programs: made once, listed without their secret, ended at once."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from service.access.keeping import RefusedError
from service.access.rights import Role
from service.access.roll import RollError
from service.access.tokens import Tokens, hers
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.accounts import must_be_somebody
from service.api.desk import Desk
from service.api.gate import Who
from service.api.problem import Problem
from service.api.text import Name, Slug
from service.store.access_port import Credential

LONGEST_DAYS: Final = 730


class NewToken(BaseModel):
    """A program's token: what it is for, its one role, where, and for how long."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    role: Role
    office: Slug | None = None
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 365


def router(desk: Desk, tokens: Tokens) -> Addresses:
    """Return the routes."""
    routes = Addresses(prefix="/tokens", tags=["access"])

    @routes.get("")
    async def every(visitor: Who) -> list[dict[str, Any]]:
        """List the tokens that hold and whose role one could give, the newest first."""
        now = desk.clock.now()
        return [
            _told(one)
            for one in await desk.store.access.credentials("token")
            if one.account is None and hers(visitor, one) and (one.expires_at is None or one.expires_at > now)
        ]

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def make(visitor: Who, wanted: NewToken) -> dict[str, Any]:
        """Make a token; it is shown once and cannot be looked up again."""
        must_be_somebody(visitor)
        if wanted.office is not None and wanted.office not in desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {wanted.office!r} here.")
        try:
            made = await tokens.make(
                visitor, wanted.name, wanted.role, wanted.office, lasts=timedelta(days=wanted.days)
            )
        except RefusedError:
            raise Problem(HTTPStatus.FORBIDDEN, "not_yours", "This role is not yours to give.") from None
        except RollError as wrong:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", str(wrong)) from None
        return {"id": made.id, "token": made.text}

    @routes.delete("/{token}", status_code=HTTPStatus.NO_CONTENT)
    async def revoke(visitor: Who, token: str) -> None:
        """End a token at once."""
        if not await tokens.revoke(visitor, token):
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_credential", "There is no such token that holds.")

    return routes


def _told(one: Credential) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "role": one.role,
        "office": one.office,
        "since": instant(one.created_at),
        "expires_at": instant(one.expires_at) if one.expires_at else None,
        "used_at": instant(one.used_at) if one.used_at else None,
    }
