"""The one file below the WebSocket API: prebuilt frames go straight to the connection's transport.

A frame is the same for every screen of an audience, so building it per connection (and awaiting `send` per message) is
most of what a broadcast costs. This subclass of uvicorn's protocol lets the hub write frames that were built once.
Everything else stays uvicorn's: handshake, pings, close. Frames are written whole and in the loop's thread, as uvicorn
writes its control frames, so neither can fall into the other; messages are never fragmented.

Tried with uvicorn 0.54; the hub's contract suite runs against this and against the public API.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Any, Final, cast

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

from service.live.frame import Batch

EXTENSION = "trygg.frames"
"""Where the ASGI scope of a connection made by `FramedWebSockets` holds that connection."""

UNSENT: Final = 64 * 1024
"""Bytes that the system may hold of one connection and has not sent yet.

Without this bound it takes megabytes from us, so that a screen on a bad line counts as one that takes everything, and
is told of a press minutes later.
"""

_AT_ONCE: Final = struct.pack("ii", 1, 0)
"""Linger for no time: what is not sent yet is thrown away, and the other side is told so."""


class FramedWebSockets(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, which also takes frames that are built already; give it to uvicorn as `ws=`."""

    on_change: Callable[[], None] = staticmethod(lambda: None)
    """Told when it takes frames no longer, or again. Whatever else ends it closes the transport, which is deaf then."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; whatever is written is tried at once, and what the network does not take counts as waiting."""
        # Under uvloop a write would otherwise wait until everything else of this turn is done. (Its transports are
        # transports in all but name: a cast, as uvicorn does it.) Over TLS a limit is reached where others are passed:
        # with 0 a connection for which nothing waits is told to pause, and its farewell waits for ever.
        over_tls = transport.get_extra_info("ssl_object") is not None
        cast("asyncio.Transport", transport).set_write_buffer_limits(high=int(over_tls), low=0)
        if (line := transport.get_extra_info("socket")) is not None:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
        super().connection_made(transport)

    async def run_asgi(self) -> None:
        """Run the application with this connection in its scope."""
        extensions = cast("dict[str, Any]", self.scope["extensions"])
        extensions[EXTENSION] = self
        await super().run_asgi()

    def waiting(self) -> int:
        """Return how many bytes the transport has not handed to the network; none any more once it is lost."""
        return 0 if self.disconnected else self.transport.get_write_buffer_size()

    def takes_frames(self) -> Callable[[bytes], None] | None:
        """Return what writes whole frames behind all that was written before; None on a connection that is not open."""
        if not self.handshake_complete or self.close_sent or self.disconnected or self.conn.state is not OPEN:
            return None
        return None if self.transport.is_closing() else self.transport.write

    def pause_writing(self) -> None:
        """Note that the network has not taken everything."""
        super().pause_writing()
        self.on_change()

    def resume_writing(self) -> None:
        """Note that it has."""
        super().resume_writing()
        self.on_change()

    async def send(self, message: Any) -> None:
        """Do what the application asks of the public API: to accept, and to close."""
        await super().send(message)
        self.on_change()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that nobody is there any more."""
        super().connection_lost(exc)
        self.on_change()


class FramedLine:
    """A screen's line below the WebSocket API."""

    def __init__(self, websocket: WebSocket, connection: FramedWebSockets) -> None:
        """Write to a connection whose WebSocket has been accepted."""
        self._websocket = websocket
        self._connection = connection
        self._counted = 0
        self._closing: asyncio.Task[None] | None = None
        self.clear: Callable[[bytes], None] | None = None
        connection.on_change = self._look
        self._look()

    def write(self, batch: Batch) -> None:
        """Send a batch; nothing happens on a line that is closing."""
        if self.clear is not None:
            self.clear(batch.framed)
        elif (write := self._takes()) is not None:
            self._counted += len(batch.framed)
            write(batch.framed)

    def pending(self) -> int:
        """Return how many bytes the transport still holds."""
        return self._connection.waiting()

    def taken(self) -> int:
        """Return how many bytes the transport has handed to the network, of those that it could not at once."""
        return self._counted - self.pending()

    def drop(self) -> None:
        """End the connection now, also for a screen that has not read what the system still holds for it."""
        if (line := self._connection.transport.get_extra_info("socket")) is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self._connection.transport.abort()
        self._look()

    def close(self, code: int, reason: str) -> None:
        """Begin the closing handshake behind all that was written."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._websocket.close(code, reason))
            self._closing.add_done_callback(_forget_failure)
            self._look()

    def _takes(self) -> Callable[[bytes], None] | None:
        return self._connection.takes_frames() if self._closing is None else None

    def _look(self) -> None:
        """Be clear, or not any more: then what waits is counted from here on."""
        waits = self.pending()
        if waits and self.clear is not None:
            self._counted += waits
        self.clear = None if waits else self._takes()


def _forget_failure(closing: "asyncio.Task[None]") -> None:
    """Take note of a screen that was gone before it could be told: there is nobody left to tell."""
    if not closing.cancelled():
        closing.exception()
