"""A TCP proxy for tests that can turn into a black hole, cut its connections, or refuse new ones."""

import asyncio
import contextlib
from types import TracebackType
from typing import Self


class Proxy:
    """Forwards a loopback port of its own to `target_port`, until told otherwise; use it with `async with`."""

    def __init__(self, target_port: int) -> None:
        self.port = 0
        self.connections = 0
        self._target = target_port
        self._open = asyncio.Event()  # cleared: nothing passes, nothing is closed, nobody is told
        self._open.set()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where an MQTT client connects."""
        return f"mqtt://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
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

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        self.connections += 1
        try:
            await self._open.wait()
            there, onward = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers.add(onward)
            await asyncio.gather(self._pump(reader, onward), self._pump(there, writer))
        except (OSError, asyncio.CancelledError):
            pass  # the broker is down, or the test is over
        finally:
            writer.transport.abort()
            self._writers.discard(writer)
            self._tasks.discard(task)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                await self._open.wait()
                sink.write(data)
                await sink.drain()
        sink.transport.abort()
        self._writers.discard(sink)
