"""A screen's line through the public WebSocket API of ASGI, for servers that have no other."""

import asyncio
from collections import deque

from starlette.websockets import WebSocket, WebSocketDisconnect

from service.live.frame import Batch, Frame


class GatheringLine:
    """Keeps what waits and sends it message by message from a task of its own, so that no screen holds up another."""

    clear = None

    def __init__(self, websocket: WebSocket) -> None:
        """Write to a WebSocket that has been accepted; `run` has to be running."""
        self._websocket = websocket
        self._waiting: deque[Frame] = deque()
        self._pending = 0
        self._taken = 0
        self._wake = asyncio.Event()
        self._closing: tuple[int, str] | None = None
        self._task = asyncio.ensure_future(self._run())
        self._owner = asyncio.current_task()
        self.dropped = False

    def write(self, batch: Batch) -> None:
        """Keep a batch for sending; nothing happens on a line that is closing."""
        if self._closing is None and not self.dropped:
            self._waiting.extend(batch.frames)
            self._pending += len(batch.framed)
            self._wake.set()

    def pending(self) -> int:
        """Return how many bytes wait here."""
        return self._pending

    def taken(self) -> int:
        """Return how many bytes have been sent."""
        return self._taken

    def drop(self) -> None:
        """Stop sending, and stop the task that serves the connection: the public API knows no quicker end."""
        self.dropped = True
        self.end()
        if self._owner is not None:
            self._owner.cancel()

    def close(self, code: int, reason: str) -> None:
        """Close behind all that waits."""
        if self._closing is None:
            self._closing = (code, reason)
            self._wake.set()

    def end(self) -> None:
        """Stop sending: the connection has ended."""
        self._task.cancel()

    async def _run(self) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    await self._send(self._waiting.popleft())
                if self._closing:
                    await self._websocket.close(*self._closing)
                    return
        except (WebSocketDisconnect, RuntimeError):
            return  # the screen has gone; whoever receives from it hears so too

    async def _send(self, frame: Frame) -> None:
        await self._websocket.send_text(frame.text)
        self._pending -= len(frame.framed)
        self._taken += len(frame.framed)
