"""A real HTTP server that keeps what it is sent and answers as it is told: in time, late, wrongly, or never."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.ingest.signing import new_authority, signed

HANG = -1
"""Instead of a status: takes the request and says nothing."""
DROP = -2
"""Instead of a status: takes the request and hangs up."""
NONSENSE = -3
"""Instead of a status: answers something that is no HTTP."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpReceiver:
    """What was received; `answers` are the next statuses, and when they are used up `status`."""

    port: int = 0
    status: int = 201
    answers: list[int] = field(default_factory=list)
    more: str = ""
    """Further header lines of every answer."""
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked has hung up, or the test is over
        finally:
            writer.transport.abort()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Take one request and answer it; False when the connection ends with that."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.received.append(Received(path=head[0].split(" ")[1], headers=headers, body=body))
        status = self.answers.pop(0) if self.answers else self.status
        if status == HANG:
            await asyncio.sleep(60)
        if status == NONSENSE:
            writer.write(b"\0\1 nonsense\r\n\r\n")
        if status < 0:
            await writer.drain()
            return False
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 2\r\n{self.more}\r\nok".encode())
        await writer.drain()
        return True


@dataclass(frozen=True, slots=True)
class TestAuthority:
    """An authority for one test run and a server's certificate by it."""

    __test__ = False

    ca: Path
    certificate: Path
    key: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_authority(folder: Path, *names: str) -> TestAuthority:
    """Write an authority and a certificate for these names into a folder."""
    begins, ends = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36_500)
    authority = new_authority(begins, ends)
    certificate, key = signed(authority, names, begins, ends)
    made = TestAuthority(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    made.ca.write_bytes(authority.certificate_pem)
    made.certificate.write_bytes(certificate)
    made.key.write_bytes(key)
    return made


@asynccontextmanager
async def http_receiver(
    tls: ssl.SSLContext | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[HttpReceiver]:
    """A receiver on loopback, over TLS where a certificate is given."""
    receiver = HttpReceiver()
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        await receiver.serve(reader, writer)

    server = await asyncio.start_server(serve, host, port, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
