"""A TCP proxy for tests that can turn into a black hole or a bad line, cut its connections, or refuse new ones."""

import asyncio
import contextlib
import socket
from types import TracebackType
from typing import Self

_BIT_S = 0.1
_SMALL = 4_096
"""Bytes that a bad line takes in before it holds its other end up."""

_PACKET = 536

_TURNS = 4
"""Of the loop, after which a connection that was accepted at the very end has been made known."""


class Proxy:
    """Forwards a loopback port of its own to `target_port`, until told otherwise; use it with `async with`."""

    def __init__(self, target_port: int, *, bytes_per_s: int | None = None) -> None:
        """Prepare it; with `bytes_per_s` it is a bad line: so much at most comes back from the target.

        Set to None later, that line is good until it goes bad again, also under connections made meanwhile.
        """
        self.port = 0
        self.connections = 0
        self.bytes_per_s = bytes_per_s
        self._may_be_bad = bytes_per_s is not None
        self._target = target_port
        self._open = asyncio.Event()  # cleared: nothing passes, nothing is closed, nobody is told
        self._open.set()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_over = False

    @property
    def url(self) -> str:
        """Where an MQTT client connects."""
        return f"mqtt://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._is_over = True
        self._server.close()
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def black_hole(self) -> None:
        """Swallow everything from now on; connections stay open and new ones are accepted."""
        self._open.clear()

    def heal(self) -> None:
        """Forward again, for connections made from now on; those in the hole are cut."""
        self.cut()
        self._open.set()

    def cut(self) -> None:
        """Break every connection (TCP reset), as a network does."""
        for writer in list(self._writers):
            writer.transport.abort()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection; noted here, because a task that has not begun yet could not be ended by anybody."""
        if self._is_over:
            writer.transport.abort()
            return
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.connections += 1
        try:
            await self._open.wait()
            there, onward = await self._connect()
            self._writers.add(onward)
            await asyncio.gather(self._pump(reader, onward), self._pump(there, writer, slow=True))
        except (OSError, asyncio.CancelledError):
            pass  # the broker is down, or the test is over
        finally:
            writer.transport.abort()
            self._writers.discard(writer)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if not self._may_be_bad:
            return await asyncio.open_connection("127.0.0.1", self._target)
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
        # Packets as small as on a bad line: else the target's own system takes megabytes before it holds anybody up.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _PACKET)
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self._target))
        return await asyncio.open_connection(sock=sock, limit=_SMALL)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, slow: bool = False) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(self._bit() if slow else 65_536):
                await self._open.wait()
                sink.write(data)
                await sink.drain()
                if slow and self.bytes_per_s is not None:
                    await asyncio.sleep(_BIT_S)
        sink.transport.abort()
        self._writers.discard(sink)

    def _bit(self) -> int:
        return 65_536 if self.bytes_per_s is None else max(1, int(self.bytes_per_s * _BIT_S))
