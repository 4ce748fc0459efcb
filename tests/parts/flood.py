"""A pendant gone wrong: one raw MQTT connection that says the same kind of thing again and again, at its own pace."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from service.clock import SystemClock

_PUBLISH_QOS_1: Final = 0x32
_PACE_S: Final = 0.02
"""Seconds between two writes: what is due meanwhile goes out together."""


class Flood:
    """Publishes at QoS 1 from when it is entered until it is left; receipts are counted and nobody waits for them."""

    def __init__(self, port: int, topic: str, payload: Callable[[int], bytes], *, each_s: int) -> None:
        """Prepare `each_s` messages a second; `payload` returns that of each, counted from 1."""
        self.said = 0
        self.receipted = 0
        self._port = port
        self._topic = topic.encode()
        self._payload = payload
        self._each_s = each_s
        self._flooding: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        """Connect, and begin."""
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        name = f"flood-{self._topic.decode().replace('/', '-')}".encode()
        body = b"\0\x04MQTT\x04\x02\0\0" + len(name).to_bytes(2, "big") + name
        self._writer.write(b"\x10" + _length(len(body)) + body)
        assert await reader.readexactly(4) == b"\x20\x02\0\0"
        self._reading = asyncio.create_task(self._read(reader))
        self._flooding = asyncio.create_task(self._flood(self._writer))
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Stop, and go without a word."""
        assert self._flooding is not None
        assert self._reading is not None
        assert self._writer is not None
        for task in (self._flooding, self._reading):
            task.cancel()
        await asyncio.wait((self._flooding, self._reading))
        self._writer.transport.abort()

    async def _flood(self, writer: asyncio.StreamWriter) -> None:
        clock = SystemClock()
        began = clock.monotonic()
        while True:
            due = int((clock.monotonic() - began) * self._each_s)
            for number in range(self.said + 1, due + 1):
                writer.write(self._packet(number))
            self.said = max(self.said, due)
            await writer.drain()
            await asyncio.sleep(_PACE_S)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while await reader.readexactly(4):
            self.receipted += 1

    def _packet(self, number: int) -> bytes:
        mid = (number % 65_535 + 1).to_bytes(2, "big")
        body = len(self._topic).to_bytes(2, "big") + self._topic + mid + self._payload(number)
        return bytes((_PUBLISH_QOS_1,)) + _length(len(body)) + body


def _length(of: int) -> bytes:
    """Write a length below 16,384 as MQTT has it."""
    return bytes((of,)) if of < 128 else bytes((of % 128 | 0x80, of // 128))
