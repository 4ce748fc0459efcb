"""The way to a provider, over real sockets: slow, endless, packed, going round in circles, or nobody there."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from parts.process import free_port
from service.network.address import ANYTHING
from service.provider.fetch import HttpFetch
from service.provider.port import ProviderError

Say = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def provider(say: Say, *, listens: bool = True) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A provider that answers every request by `say`, and what it was asked."""
    asked: list[bytes] = []
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            if listens:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
            await say(writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked has hung up, or the test is over
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/document", asked
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _whole(body: bytes, *, status: str = "200 OK", more: str = "") -> Say:
    async def say(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return say


async def _endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


async def _drop_by_drop(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _silent(_writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _no_http(writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example ESMTP\r\n\r\n" * 10)
    await writer.drain()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
async def fetch() -> AsyncIterator[HttpFetch]:
    """The real adapter, with less patience."""
    made = HttpFetch(patience_s=1.0, inside=ANYTHING)
    yield made
    await made.close()


async def test_a_whole_answer_comes_as_it_is(fetch: HttpFetch) -> None:
    """A form is sent as a form; the secret is in no address."""
    async with provider(_whole(b'{"a": 1}', status="400 Bad")) as (address, asked):
        assert await fetch(address, form={"code": "c"}, headers={"Authorization": "Basic eA=="}) == (400, b'{"a": 1}')
        assert asked[0].startswith(b"POST /document HTTP/1.1\r\n")
        assert b"authorization: Basic eA==" in asked[0].replace(b"Authorization", b"authorization")


async def test_no_redirect_is_followed(fetch: HttpFetch) -> None:
    """A provider that sends us round in circles, or to an address inside, is asked once."""
    async with provider(_whole(b"", status="302 Found", more="Location: /document\r\n")) as (address, asked):
        assert await fetch(address) == (302, b"")
        assert len(asked) == 1


@pytest.mark.parametrize(
    ("say", "says"),
    [
        (_endless, "longer than"),
        (_whole(b"x" * 10_000_000), "longer than"),
        (_whole(gzip.compress(b"x" * 10_000_000), more="Content-Encoding: gzip\r\n"), "packed"),
        (_drop_by_drop, "no whole answer within 1 s"),
        (_silent, "no whole answer within 1 s"),
        (_no_http, "no answer"),
        (_whole(b"", more="X: " + "x" * 1_000_000 + "\r\n"), "no answer"),
    ],
    ids=["endless", "10-MB", "packed", "drop-by-drop", "silent", "no-http", "long-head"],
)
async def test_what_has_no_end_is_cut_off(fetch: HttpFetch, say: Say, says: str) -> None:
    """In time and in size, and it counts as no answer."""
    async with provider(say) as (address, _):
        with pytest.raises(ProviderError, match=says) as refused:
            await fetch(address)
        assert refused.value.why == "down"


async def test_nobody_there_is_no_answer(fetch: HttpFetch) -> None:
    """A port where nobody listens, a name that nobody has, a certificate that is none."""
    for address in (f"http://127.0.0.1:{free_port()}/", "https://nobody.invalid/", "http://127.0.0.1:1/\0"):
        with pytest.raises(ProviderError) as refused:
            await fetch(address)
        assert refused.value.why == "down"
    async with provider(_no_http, listens=False) as (address, _):
        with pytest.raises(ProviderError, match="no answer"):
            await fetch(address.replace("http:", "https:"))
