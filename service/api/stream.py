"""The route of the stream: the connection decides what its screen may see."""

from typing import Annotated

from fastapi import APIRouter, Query, WebSocket

from service.api.desk import Desk
from service.live.endpoint import serve_stream
from service.live.render import Audience


def router(desk: Desk) -> APIRouter:
    """Return the stream's route."""
    routes = APIRouter()

    @routes.websocket("/offices/{office}/stream")
    async def stream(
        websocket: WebSocket,
        office: str,
        after: Annotated[int | None, Query(ge=0)] = None,
        epoch: Annotated[str | None, Query(max_length=64)] = None,
        screen: Annotated[str | None, Query(max_length=64)] = None,
    ) -> None:
        audience = audience_of(desk, office, screen)
        await serve_stream(websocket, desk.hub, office, audience, screen=screen or "api", after=after, epoch=epoch)

    return routes


def audience_of(desk: Desk, office: str, screen: str | None) -> Audience:
    """Return what a connection may see.

    Until accounts exist only programs on this machine can connect, and they see what staff see. A screen sees what the
    plan allows in its place; a screen the plan does not know sees nothing.
    """
    if screen is None or office not in desk.book:
        return Audience.STAFF
    place = desk.book[office].plan.screens.get(screen)
    return Audience(place.audience) if place else Audience.PUBLIC
