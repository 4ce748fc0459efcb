"""Requests that come a byte at a time hold no connection open; those in pieces, and WebSockets, go through."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, ClassVar

import pytest
import uvicorn
from fastapi import FastAPI, Request, WebSocket
from websockets.asyncio.client import connect

from parts.process import free_port
from service.live.wire import FramedWebSockets
from service.wiring.patience import PatientHttp, room

BODY = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\n"


class _Impatient(PatientHttp):
    head_s: ClassVar[float] = 0.3
    body_s: ClassVar[float] = 0.6


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server in this process that gives up early."""
    async with _server(_Impatient) as port:
        yield port


@asynccontextmanager
async def _server(http: type[PatientHttp]) -> AsyncIterator[int]:
    """Begin a server in this process, and end it."""
    app, port = FastAPI(), free_port()

    @app.post("/")
    async def read(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.get("/late")
    async def late() -> str:
        await asyncio.sleep(1.2)
        return "late"

    @app.websocket("/stream")
    async def stream(websocket: WebSocket) -> None:
        await websocket.accept()
        await asyncio.sleep(1.2)
        await websocket.send_text("still here")

    config = uvicorn.Config(
        app, port=port, http=http, ws=FramedWebSockets, log_level="critical", lifespan="off",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield port
    server.should_exit = True
    await serving


async def _dribble(port: int, *pieces: bytes, endless: bytes = b"") -> bytes:
    """Send pieces, then one byte again and again, until the server ends the connection; return what it said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.05)

    async def go_on() -> None:
        while endless:
            writer.write(endless)
            await writer.drain()
            await asyncio.sleep(0.02)

    sending = asyncio.create_task(go_on())
    try:
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        sending.cancel()
        writer.close()


async def test_whoever_sends_a_byte_at_a_time_is_ended(port: int) -> None:
    """In the head, in the body, in a second request on the same connection, after an answer, or with nothing at all."""
    head = b"GET /late HTTP/1.1\r\nhost: a\r\n"
    ended = await asyncio.gather(
        _dribble(port),
        _dribble(port, head, endless=b"x"),
        _dribble(port, head + b"a: ", endless=b"x"),
        _dribble(port, BODY.replace(b"4", b"40000"), endless=b"x"),
        _dribble(port, BODY + b"abcd", head, endless=b"x"),
        _dribble(port, BODY.replace(b"/", b"/nowhere", 1).replace(b"4", b"40000"), endless=b"x"),
    )
    assert ended[0] == b"", "a browser that connects ahead is told nothing"
    for said in ended[1:4]:
        assert said.startswith(b"HTTP/1.1 408 "), said
    assert ended[4].startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in ended[4]


class _Small(PatientHttp):
    most: ClassVar[int | None] = 8


async def test_nobody_holds_so_many_connections_that_no_other_has_room(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has asked for nothing goes, the longest first; who is answered, looks on or has just come stays."""
    monkeypatch.setattr(PatientHttp, "_said_at", None)
    async with _server(_Small) as port, asyncio.timeout(50):
        stream = await connect(f"ws://127.0.0.1:{port}/stream", proxy=None)
        late, asking = await asyncio.open_connection("127.0.0.1", port)
        asking.write(b"GET /late HTTP/1.1\r\nhost: a\r\n\r\n")
        await asking.drain()
        idle, answered = await asyncio.open_connection("127.0.0.1", port)
        answered.write(BODY + b"abcd")
        assert (await idle.readuntil(b'{"bytes":4}')).startswith(b"HTTP/1.1 200 ")
        strangers = [await asyncio.open_connection("127.0.0.1", port) for _ in range(30)]
        for _, writer in strangers[15:]:
            writer.write(BODY.replace(b"4", b"40000") + b"x")  # with the beginning of a request nobody stays longer
        ended = [idle, *(reader for reader, _ in strangers[:20])]
        assert all(await asyncio.gather(*(_until_ended(one) for one in ended)))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(BODY + b"abcd")
        assert (await reader.readuntil(b'{"bytes":4}')).startswith(b"HTTP/1.1 200 ")
        assert (await late.readuntil(b'"late"')).startswith(b"HTTP/1.1 200 ")
        assert await stream.recv() == "still here"
        assert caplog.text.count("connections at once") == 1
        await stream.close()
        for one in (asking, answered, writer, *(each for _, each in strangers)):
            one.close()


async def test_nobody_stays_because_she_sends_the_rest_of_what_was_answered_already() -> None:
    """Whoever is refused before her body has come, and sends it then, asks for nothing more: others have room."""
    async with _server(_Small) as port, asyncio.timeout(50):
        strangers = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
        for reader, writer in strangers:
            writer.write(BODY.replace(b"/", b"/nowhere", 1) + b"abc")
            assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 404 ")
            writer.write(b"d")
            await writer.drain()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(BODY + b"abcd")
        assert (await reader.readuntil(b'{"bytes":4}')).startswith(b"HTTP/1.1 200 ")
        for one in (writer, *(each for _, each in strangers)):
            one.close()


@pytest.mark.parametrize("rest", [b"abcd", b"abcd\r\n"])
async def test_whoever_was_answered_and_sends_what_is_no_request_is_ended_all_the_same(rest: bytes) -> None:
    """What comes late of a body, or an empty line, does not hold a connection for ever."""
    async with _server(_Brief) as port, asyncio.timeout(50):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(BODY.replace(b"/", b"/nowhere", 1))
        assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 404 ")
        writer.write(rest)
        assert await reader.read() == b""
        writer.close()


async def test_a_stream_on_a_connection_that_was_used_before_is_no_idle_one() -> None:
    """It outlasts the time after which a connection without a further request ends."""
    upgrade = b"GET /stream HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    key = b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    async with _server(_Brief) as port, asyncio.timeout(50):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(BODY + b"abcd")
        assert (await reader.readuntil(b'{"bytes":4}')).startswith(b"HTTP/1.1 200 ")
        writer.write(upgrade + key)
        assert (await reader.readuntil(b"still here")).startswith(b"HTTP/1.1 101 ")
        writer.close()


class _Brief(PatientHttp):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.timeout_keep_alive = 1


async def _until_ended(reader: asyncio.StreamReader) -> bool:
    """Wait until the other side has ended a connection."""
    with suppress(ConnectionError):
        await reader.read()
    return True


def test_there_is_room_for_connections_and_for_the_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine allows, some of it is left to the node, and some of it is for screens."""
    for files, most in ((65_536, 62_976), (1_024, 512), (resource.RLIM_INFINITY, 62_976)):
        monkeypatch.setattr(resource, "getrlimit", lambda _what, files=files: (files, files))
        room.cache_clear()
        assert room() == most
    monkeypatch.undo()
    room.cache_clear()


async def test_what_comes_in_pieces_or_takes_its_time_is_answered(port: int) -> None:
    """A body in two packets, a connection used again, an answer that takes long, and a WebSocket that stays."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request, awaited in (
        ((BODY[:20], BODY[20:], b"ab", b"cd"), b'{"bytes":4}'),
        ((BODY + b"abcd",), b'{"bytes":4}'),
        ((b"GET /late HTTP/1.1\r\nhost: a\r\n\r\n",), b'"late"'),
    ):
        for piece in request:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.02)
        async with asyncio.timeout(20):
            assert (await reader.readuntil(awaited)).startswith(b"HTTP/1.1 200 ")
    writer.close()
    async with connect(f"ws://127.0.0.1:{port}/stream", proxy=None) as stream:
        async with asyncio.timeout(20):
            assert await stream.recv() == "still here"
