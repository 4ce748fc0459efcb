"""The route of the stream: the connection decides what its screen may see."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Annotated, Final

from fastapi import Query, WebSocket

from roles.sight import audience_shown
from service.access.action import Action
from service.access.rights import Role
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.api.desk import Desk
from service.api.gate import Gate, Who
from service.api.looking import Looking
from service.live.endpoint import serve_stream
from service.live.render import Audience
from service.live.veil import person_tag, zone_tag
from service.store.port import StoreError

LOOK_EVERY_S: Final = 15.0
"""Seconds after which it is asked again who looks on; at once when something was changed on this node."""

NO_LONGER: Final = 1008  # RFC 6455, 7.4.1: against the rules


def router(desk: Desk, gate: Gate, looking: Looking) -> Addresses:
    """Return the stream's route."""
    routes = Addresses()
    desk.book.listen(gate.door.look_again)  # a plan that shows a screen less holds for open streams, too, at once

    @routes.websocket("/offices/{office}/stream")
    async def stream(
        websocket: WebSocket,
        office: str,
        *,
        visitor: Who,
        after: Annotated[int | None, Query(ge=0)] = None,
        epoch: Annotated[str | None, Query(max_length=64)] = None,
        screen: Annotated[str | None, Query(max_length=64)] = None,
        person: Annotated[str | None, Query(max_length=128)] = None,
    ) -> None:
        audience, tags = audience_of(desk, visitor, office, screen), tags_of(desk, visitor, office, screen, person)
        name = visitor.screen or screen or "api"

        async def is_so_no_longer() -> bool:
            try:
                now = await gate.visitor(websocket)
            except StoreError:  # a screen that was let in goes on, whatever the store does
                return False
            return (
                now is None
                or not allowed(now, Action.SEE_BOARD, office)
                or audience_of(desk, now, office, screen) is not audience
                or tags_of(desk, now, office, screen, person) != tags  # what is kept from her goes by where and who
            )

        with looking.on(visitor.id):
            await _while(
                serve_stream(
                    websocket,
                    desk.hub,
                    office,
                    audience,
                    screen=name,
                    after=after,
                    epoch=epoch,
                    paired=visitor.kind == "screen",
                    tags=tags,
                ),
                gate.door.until(is_so_no_longer, LOOK_EVERY_S),
                websocket,
            )

    return routes


async def _while(stream: Awaitable[None], over: Awaitable[None], websocket: WebSocket) -> None:
    """Serve a stream until it ends by itself, or until whoever looks on may no longer."""
    serving, watching = asyncio.ensure_future(stream), asyncio.ensure_future(over)
    try:
        await asyncio.wait({serving, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            with contextlib.suppress(RuntimeError):  # it has gone by itself meanwhile
                await websocket.close(NO_LONGER, "who this is may see something else now: connect again")
    finally:
        for task in (serving, watching):
            task.cancel()
        await asyncio.wait({serving, watching})
    if not serving.cancelled():
        serving.result()


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
            return Audience(audience_shown(desk.book[office].plan, place)) if place else Audience.PUBLIC
        case _:
            is_security = any(g.role is Role.SECURITY and g.office in (None, office) for g in visitor.grants)
            return Audience.SECURITY if is_security else Audience.STAFF


def tags_of(desk: Desk, visitor: Visitor, office: str, screen: str | None, person: str | None = None) -> frozenset[str]:
    """Return by what `service.live.veil` knows who looks on, and where: her person, and the place of her screen.

    Whose page it says to be is believed: it can only take something away.
    """
    known = {visitor.persons.get(office), desk.book[office].key_of(person) if person and office in desk.book else None}
    tags = {person_tag(key) for key in known if key}
    name = visitor.screen or screen
    place = desk.book[office].plan.screens.get(name) if name and office in desk.book else None
    return frozenset(tags | ({zone_tag(place.zone)} if place and place.zone else set()))


def position_told(desk: Desk, visitor: Visitor, office: str, position: int | None) -> int | None:
    """Return a position of the record as an answer may name it: None to whoever counts for herself."""
    audience, tags = audience_of(desk, visitor, office, None), tags_of(desk, visitor, office, None)
    is_apart = desk.hub.counts_apart(office, audience, tags)
    return None if is_apart else position
