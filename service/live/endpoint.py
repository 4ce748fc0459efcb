"""One screen's connection from accept to end: what it is told, and what it says that it shows."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from service.live.allowance import Allowance
from service.live.frame import NOBODY
from service.live.gather import GatheringLine
from service.live.hub import Hub, Subscription, UnknownOfficeError
from service.live.render import Audience
from service.live.wire import EXTENSION, FramedLine, FramedWebSockets

LARGEST_MESSAGE = 1024
"""Bytes of a message from a screen."""
MOST_ALARMS = 64
"""Alarms that one confirmation may name; they fit LARGEST_MESSAGE only when there are few anyway."""
AT_ONCE, PER_SECOND = 300, 100.0
"""Messages from a screen: a page confirms what it has drawn at most thirty times a second."""
LAST_POSITION = 2**53 - 1
TOO_BIG, UNFIT = 1009, 1008  # RFC 6455, 7.4.1


async def serve_stream(
    websocket: WebSocket,
    hub: Hub,
    office: str,
    audience: Audience,
    *,
    screen: str,
    after: int | None,
    epoch: str | None,
    paired: bool = False,
    tags: frozenset[str] = NOBODY,
) -> None:
    """Serve a screen's stream until it ends; the connection of an office nobody knows is refused.

    Args:
        websocket: a connection that has not been accepted yet.
        hub: where messages come from.
        office: whose stream.
        audience: what the connection may see.
        screen: the screen's name, for those who look after screens.
        after: the last position the screen has, None for a new one.
        epoch: the record that position belongs to, None when the screen does not say.
        paired: whether it is a screen that somebody has paired.
        tags: by what `service.live.veil` knows who looks on.
    """
    try:
        hub.position(office)
    except UnknownOfficeError:
        await websocket.close()  # not accepted yet: the server answers 403
        return
    await websocket.accept()
    line = _line(websocket)
    subscription = hub.attach(
        office, audience, screen=screen, after=after, epoch=epoch, line=line, paired=paired, tags=tags
    )
    try:
        await _listen(websocket, hub, subscription)
    except asyncio.CancelledError:
        if not (isinstance(line, GatheringLine) and line.dropped):
            raise
    except WebSocketDisconnect:
        pass
    finally:
        hub.detach(subscription)
        if isinstance(line, GatheringLine):
            line.end()


def _line(websocket: WebSocket) -> FramedLine | GatheringLine:
    """Take the way below the WebSocket API where the server offers it."""
    connection = (websocket.scope.get("extensions") or {}).get(EXTENSION)
    return FramedLine(websocket, connection) if isinstance(connection, FramedWebSockets) else GatheringLine(websocket)


async def _listen(websocket: WebSocket, hub: Hub, subscription: Subscription) -> None:
    allowance, clock = Allowance(at_once=AT_ONCE, per_second=PER_SECOND), asyncio.get_running_loop()
    while True:
        message = await websocket.receive()
        match message["type"]:
            case "websocket.disconnect":
                return
            case "websocket.receive":
                said = _read(message) if allowance.take(clock.time()) else UNFIT
                if isinstance(said, int):
                    hub.detach(subscription)
                    subscription.line.close(said, "a screen says only what it has rendered, in 1 KiB")
                elif said is not None:
                    hub.rendered(subscription, said["position"], said["alarms"], said["sound"], calm=said["calm"])
            case other:
                raise RuntimeError(f"the server told of {other!r}, which WebSockets do not have")


def _read(message: Mapping[str, Any]) -> dict[str, Any] | int | None:
    """Return what a screen has rendered, None for a kind of message to come, or the code to close with."""
    text = message.get("text")
    if text is None:
        return UNFIT
    if len(text) > LARGEST_MESSAGE or len(text.encode()) > LARGEST_MESSAGE:
        return TOO_BIG
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return UNFIT
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        return UNFIT
    if said["type"] != "rendered":
        return None
    position, alarms = said.get("position"), said.get("alarms", [])
    sound, calm = said.get("sound", False), said.get("calm", False)
    fits = (
        isinstance(position, int)
        and 0 <= position <= LAST_POSITION
        and isinstance(alarms, list)
        and len(alarms) <= MOST_ALARMS
        and all(isinstance(alarm, str) for alarm in alarms)
        and isinstance(sound, bool)
        and isinstance(calm, bool)
    )
    return {"position": position, "alarms": alarms, "sound": sound, "calm": calm} if fits else UNFIT
