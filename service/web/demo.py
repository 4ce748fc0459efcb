"""The demo's own addresses: press a simulated pendant, and see what its wearer would feel."""

import asyncio
import json
from collections.abc import AsyncIterator
from http import HTTPStatus

from fastapi import HTTPException
from fastapi.responses import Response, StreamingResponse

from service.addresses import Addresses
from service.web.ports import DemoPort

_QUIET = 15.0
"""Seconds of silence after which a comment line is sent, so that a closed page is noticed."""


def router(demo: DemoPort) -> Addresses:
    """Return the demo's routes."""
    routes = Addresses(prefix="/demo/pendants", include_in_schema=False)

    async def press(number: int) -> Response:
        """Press one pendant; its state comes over the stream."""
        if not await demo.press(number):
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no pendant {number}.")
        return Response(status_code=HTTPStatus.ACCEPTED)

    async def stream() -> StreamingResponse:
        """Send every pendant's state as server-sent events."""
        return StreamingResponse(_events(demo), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    routes.add_api_route("/{number}/press", press, methods=["POST"])
    routes.add_api_route("/stream", stream)
    return routes


async def _events(demo: DemoPort) -> AsyncIterator[str]:
    yield _event(demo.states())
    changes = demo.subscribe().__aiter__()
    waiting: asyncio.Future[object] | None = None
    try:
        while True:
            waiting = waiting or asyncio.ensure_future(anext(changes))
            done, _ = await asyncio.wait({waiting}, timeout=_QUIET)
            if not done:
                yield ": still here\n\n"
                continue
            try:
                yield _event(waiting.result())
            except StopAsyncIteration:
                return
            waiting = None
    finally:
        if waiting is not None:
            waiting.cancel()


def _event(states: object) -> str:
    return f"data: {json.dumps(states, ensure_ascii=False, separators=(',', ':'))}\n\n"
