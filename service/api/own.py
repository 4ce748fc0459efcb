"""One's own sessions and phones: what is let in in one's name, and an end to it."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import Request

from service.access.door import Door
from service.access.secret import id_of
from service.access.visitor import Visitor
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who, shown_by
from service.api.problem import Problem
from service.store.access_port import Credential

OWN: Final = ("session", "phone")
"""What is let in in one's name, in the order in which it is listed; an invitation lets nobody in."""


def router(desk: Desk, door: Door) -> Addresses:
    """Return the routes."""
    routes = Addresses(prefix="/sessions", tags=["access"])

    async def own(visitor: Visitor) -> list[Credential]:
        if visitor.kind != "account":
            return []
        now = desk.clock.now()
        every = await desk.store.access.credentials_of(visitor.id)
        held = [one for one in every if one.kind in OWN and (one.expires_at is None or one.expires_at > now)]
        return sorted(held, key=lambda one: OWN.index(one.kind))

    @routes.get("")
    async def sessions(visitor: Who, request: Request) -> list[dict[str, Any]]:
        """List where one is logged in, and one's paired phones, the newest first."""
        this = id_of(shown_by(request) or "")
        return [
            {
                "id": one.id,
                "kind": one.kind,
                "name": one.name,
                "office": one.office,
                "since": instant(one.created_at),
                "used_at": instant(one.used_at) if one.used_at else None,
                "this": one.id == this,
            }
            for one in await own(visitor)
        ]

    @routes.delete("/{credential}", status_code=HTTPStatus.NO_CONTENT)
    async def end(visitor: Who, credential: str) -> None:
        """End one of one's own sessions or phones, at once."""
        if credential not in {one.id for one in await own(visitor)} or not await door.end(credential, visitor):
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_credential", "You have no such session or phone that holds.")

    return routes
