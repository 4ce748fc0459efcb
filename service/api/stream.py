"""The route of the stream: the connection decides what its screen may see."""

from typing import Annotated

from fastapi import APIRouter, Query, WebSocket

from service.access.rights import Role
from service.access.visitor import Visitor
from service.api.desk import Desk
from service.api.gate import Who
from service.live.endpoint import serve_stream
from service.live.render import Audience


def router(desk: Desk) -> APIRouter:
    """Return the stream's route."""
    routes = APIRouter()

    @routes.websocket("/offices/{office}/stream")
    async def stream(
        websocket: WebSocket,
        office: str,
        *,
        visitor: Who,
        after: Annotated[int | None, Query(ge=0)] = None,
        epoch: Annotated[str | None, Query(max_length=64)] = None,
        screen: Annotated[str | None, Query(max_length=64)] = None,
    ) -> None:
        audience = audience_of(desk, visitor, office, screen)
        name = visitor.screen or screen or "api"
        await serve_stream(websocket, desk.hub, office, audience, screen=name, after=after, epoch=epoch)

    return routes


def audience_of(desk: Desk, visitor: Visitor, office: str, screen: str | None) -> Audience:
    """Return what a connection may see: it follows from who connects, never from what the address asks for.

    A paired screen sees what the plan allows in its place. A person or a program sees what security sees only with
    that role. While the service is open (loopback, no account yet) anybody may look through any screen of the plan;
    one that the plan does not know sees nothing.
    """
    match visitor.kind:
        case "screen":
            return Audience(visitor.audience)
        case "open":
            if screen is None or office not in desk.book:
                return Audience.STAFF
            place = desk.book[office].plan.screens.get(screen)
            return Audience(place.audience) if place else Audience.PUBLIC
        case _:
            is_security = any(g.role is Role.SECURITY and g.office in (None, office) for g in visitor.grants)
            return Audience.SECURITY if is_security else Audience.STAFF
