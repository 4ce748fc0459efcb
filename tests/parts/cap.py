"""A receiver of CAP documents over HTTP, and the schema of OASIS that they are held to."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xmlschema

from service.clock import SystemClock
from service.notify.cap.channel import Cap, make
from service.notify.cap.settings import CapSettings

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parents[1] / "vectors" / "cap" / "CAP-v1.2.xsd"))


@dataclass
class Asked:
    """One request as it came."""

    method: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """A receiver of CAP documents, and what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


@asynccontextmanager
async def receiver(status: int | None = 200) -> AsyncIterator[Receiver]:
    """Run a receiver that answers each request with a status; None never answers."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
                }
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                running.asked.append(Asked(head[0].split()[0], headers, body))
                if status is None:
                    await asyncio.Event().wait()
                writer.write(
                    f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:9/\r\n\r\n".encode()
                )
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked has hung up, or the test is over
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    running = Receiver(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/cap")
    try:
        yield running
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def channel(url: str, *, name: str = "staden", **other: Any) -> AsyncIterator[Cap]:
    """Return a channel to one receiver."""
    own = {"kind": "cap", "url": url, "sender": "larm@example.se"} | other
    made = make({name: CapSettings.model_validate(own)}, clock=SystemClock())
    try:
        yield made
    finally:
        await made.close()
