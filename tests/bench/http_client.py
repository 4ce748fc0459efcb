"""One press over HTTP on a connection that stays, timed by itself; the same client for every side."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered, and after how many milliseconds."""

    status: int
    body: Any
    ms: float


class HttpClient:
    """A connection; use it with `async with`."""

    def __init__(self, port: int, path: str) -> None:
        """Press at an address of this machine."""
        self._port = port
        self._path = path

    async def __aenter__(self) -> Self:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def press(self, key: str) -> Answer:
        """Press once; the same key is the same press."""
        body = json.dumps({"kind": "emergency", "zone": "room-214"}).encode()
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        began = perf_counter()
        self._writer.write(head.encode() + body)
        status, told = await self._answer()
        return Answer(status=status, body=told, ms=1000 * (perf_counter() - began))

    async def _answer(self) -> tuple[int, Any]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head.split(b" ", 2)[1])
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        try:
            return status, json.loads(body)
        except ValueError:
            return status, None
