"""An invitation that somebody has been given: it gives her account a password, once, and lets her in."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from service.access.door import SESSION_LASTS, Door, LoginError
from service.access.keeping import InvitationError, Keeping
from service.access.roll import RollError
from service.addresses import Addresses
from service.api.problem import Problem
from service.api.session import give

GONE = "This invitation is not known, was used already, or holds no longer. Ask for a new one."


class Taken(BaseModel):
    """An invitation and the password its reader has chosen."""

    model_config = ConfigDict(extra="forbid")

    invitation: Annotated[str, Field(max_length=128)]
    password: Annotated[str, Field(max_length=1000)]


def router(door: Door, keeping: Keeping, *, secure: bool) -> Addresses:
    """Return the route."""
    routes = Addresses(tags=["access"])

    @routes.post("/invitation", status_code=HTTPStatus.CREATED)
    async def take(taken: Taken, response: Response) -> dict[str, Any]:
        """Give the invited account this password, and begin a session; every earlier session of it ends."""
        try:
            account = await keeping.take_invitation(taken.invitation, taken.password)
        except InvitationError:
            raise Problem(HTTPStatus.FORBIDDEN, "wrong_invitation", GONE) from None
        except RollError as wrong:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", str(wrong)) from None
        try:
            give(response, await door.begin_session(account), SESSION_LASTS, secure=secure)
        except LoginError as wrong:  # another one has changed her account at this very moment
            raise Problem(HTTPStatus.UNAUTHORIZED, "wrong_login", str(wrong)) from None
        return {"login": account.login, "name": account.name}

    return routes
