"""A server with nothing but the stream, on a free loopback port of the running loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, WebSocket

from parts.process import free_port
from service.clock import Clock
from service.live.endpoint import serve_stream
from service.live.hub import Hub
from service.live.render import Audience
from service.live.wire import FramedWebSockets


@asynccontextmanager
async def stream_server(
    hub: Hub, *, framed: bool, ping: float = 20.0, certificate: tuple[Path, Path] | None = None
) -> AsyncIterator[str]:
    """Serve the hub's streams at the address yielded; `framed` chooses the line below the WebSocket API."""
    app = FastAPI()

    @app.websocket("/{office}/{audience}")
    async def stream(
        websocket: WebSocket, office: str, audience: Audience, after: int | None = None, epoch: str | None = None
    ) -> None:
        await serve_stream(websocket, hub, office, audience, screen="screen", after=after, epoch=epoch)

    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            ws=FramedWebSockets if framed else "websockets-sansio",
            ws_per_message_deflate=False,
            ws_ping_interval=ping,
            ws_ping_timeout=ping,
            log_level="critical",
            lifespan="off",
            timeout_graceful_shutdown=1,
            ssl_certfile=certificate[0] if certificate else None,
            ssl_keyfile=certificate[1] if certificate else None,
        )
    )
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"wss://localhost:{port}" if certificate else f"ws://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


def hub_of(clock: Clock) -> Hub:
    """Return a hub with the office `as`, whose record begins."""
    hub = Hub(clock, "e1")
    hub.open("as", 0, [])
    return hub
