"""The stream of the node's own screen: no office's, and open to nobody but the node itself."""

from secrets import compare_digest

from fastapi import WebSocket

from service.addresses import Addresses
from service.live.endpoint import serve_stream
from service.live.hub import Hub
from service.live.render import Audience

PATH = "/service/canary"


def router(hub: Hub, place: str, key: str) -> Addresses:
    """Return the route; `place` is what the hub calls the canary's office, `key` what lets its screen in."""
    routes = Addresses()

    @routes.websocket(PATH)
    async def canary(websocket: WebSocket) -> None:
        shown = websocket.headers.get("authorization", "")
        if not compare_digest(shown.encode(), f"Bearer {key}".encode()):
            await websocket.close()  # not accepted yet: the server answers 403
            return
        await serve_stream(websocket, hub, place, Audience.STAFF, screen="canary", after=None, epoch=None)

    return routes
