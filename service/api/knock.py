"""A screen that is not let in knocks: it shows a code, and goes on by itself once somebody entitled has typed it."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.access.door import WaitError
from service.access.pairing import Pairings
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.session import PAIRED_LASTS, address_of, give
from service.api.text import Name
from service.api.wait import waiting


class Waiting(BaseModel):
    """A screen that has knocked, and what it calls itself."""

    model_config = ConfigDict(extra="forbid")

    knock: Annotated[str, Field(max_length=128)]
    name: Annotated[Name, Field(max_length=100)] = ""


def router(pairings: Pairings, *, secure: bool) -> Addresses:
    """Return the routes."""
    routes = Addresses(prefix="/pair", tags=["access"])

    @routes.post("/knock", status_code=HTTPStatus.CREATED)
    async def knock(request: Request) -> dict[str, Any]:
        """Return a code to be shown, and the secret by which this screen asks what has become of it."""
        try:
            made = await pairings.knock(address_of(request))
        except WaitError as wrong:
            raise waiting(wrong) from None
        return {"code": made.code, "knock": made.secret, "expires_at": instant(made.expires_at)}

    @routes.post("/knock/answer")
    async def answered(waits: Waiting, response: Response) -> dict[str, Any]:
        """Say whether somebody has typed the code; with the answer comes the cookie that lets this screen in."""
        paired = await pairings.answered(waits.knock, waits.name.strip() or "–")
        if paired is None:
            return {"paired": False, "address": None}
        give(response, paired.secret, PAIRED_LASTS, secure=secure)
        one = paired.credential
        return {"paired": True, "address": f"/screen/{one.office}/{one.screen}" if one.screen else f"/p/{one.office}"}

    return routes
