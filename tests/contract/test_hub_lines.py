"""One contract for both lines from the hub to a screen: through the public WebSocket API, and below it."""

import asyncio
import contextlib
import json
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from parts.certificate import make_certificate
from parts.history import random_history
from parts.stream_server import hub_of, stream_server
from service.clock import SystemClock
from service.live.board import apply, empty
from service.live.gather import GatheringLine
from service.live.hub import Hub
from service.live.render import Audience
from service.live.wire import FramedLine

DAY = [entry for written in random_history(Random(3), 40) for entry in written]
FINE = {"broker": True, "store": True, "timers": True, "faults": []}


@dataclass(frozen=True, kw_only=True)
class Stream:
    """A hub and where it is served."""

    hub: Hub
    address: str
    framed: bool
    trust: ssl.SSLContext | None = None

    def connect(self, audience: str = "staff", where: str = "", **options: Any) -> connect:
        return connect(f"{self.address}/as/{audience}{where}", compression=None, ssl=self.trust, **options)

    async def slow_socket(self) -> socket.socket:
        """Return a socket of a screen for which the system holds next to nothing."""
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.setblocking(False)
        port = int(self.address.rsplit(":", 1)[1])
        await asyncio.get_running_loop().sock_connect(slow, ("127.0.0.1", port))
        return slow


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `localhost`, signed by itself."""
    return make_certificate(tmp_path_factory.mktemp("tls"), "localhost")


@pytest.fixture(params=["public-api", "below-it", "below-it-over-tls"])
async def stream(request: pytest.FixtureRequest, certificate: tuple[Path, Path]) -> AsyncIterator[Stream]:
    """A served hub, once with each line."""
    hub, framed = hub_of(SystemClock()), request.param != "public-api"
    over = certificate if request.param.endswith("tls") else None
    trust = ssl.create_default_context(cafile=str(over[0])) if over else None
    async with stream_server(hub, framed=framed, certificate=over) as address:
        yield Stream(hub=hub, address=address, framed=framed, trust=trust)


async def _hear(screen: ClientConnection, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        return [json.loads(await screen.recv()) for _ in range(count)]


async def _until(condition: Any) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


async def test_each_server_gives_the_line_it_is_named_for(stream: Stream) -> None:
    """The suite would show nothing if both ran over the same line."""
    async with stream.connect() as screen:
        await _hear(screen, 1)
        [connected] = stream.hub.screens("as")
        assert isinstance(connected.line, FramedLine if stream.framed else GatheringLine)


async def test_a_screen_hears_everything_in_order_and_in_whole_messages(stream: Stream) -> None:
    """Snapshot, press, entries and heartbeat arrive as they were told, however they were put together."""
    async with stream.connect() as screen:
        stream.hub.provisional("as", {"alarm": "a-1", "kind": "x", "mode": "actual", "zone": "ö" * 40_000, "at": "t"})
        for entry in DAY:
            stream.hub.publish("as", [entry])
            await asyncio.sleep(0)
        stream.hub.heartbeat("as", FINE)
        heard = await _hear(screen, len(DAY) + 3)
    assert [m["type"] for m in heard] == ["snapshot", "provisional", *["entry"] * len(DAY), "heartbeat"]
    assert [m["position"] for m in heard[2:-1]] == list(range(1, len(DAY) + 1))
    assert heard[1]["zone"] == "ö" * 40_000


@pytest.mark.parametrize("audience", Audience)
async def test_screens_that_come_and_go_end_with_the_same_board(stream: Stream, audience: Audience) -> None:
    """Whoever connects in the midst of things, new or resuming, has the board that the service has."""
    board = empty()
    for entries in (DAY[:10], DAY[10:20], DAY[20:]):
        where = f"?after={board['position']}&epoch=e1" if board["epoch"] else ""
        async with stream.connect(audience, where) as back, stream.connect(audience) as fresh:
            await _until(lambda: len(stream.hub.screens("as")) == 2)
            stream.hub.publish("as", entries)
            stream.hub.heartbeat("as", FINE)
            new = empty()
            while (message := (await _hear(fresh, 1))[0])["type"] != "heartbeat":
                new = apply(new, message)
            while (message := (await _hear(back, 1))[0])["type"] != "heartbeat":
                board = apply(board, message)
            assert board == new == apply(empty(), stream.hub.board("as", audience))
        await _until(lambda: not stream.hub.screens("as"))


async def test_many_screens_hear_the_same(stream: Stream) -> None:
    """Thirty screens at once get each entry once."""
    async with asyncio.timeout(30):
        screens = [await stream.connect() for _ in range(30)]
        for entry in DAY:
            stream.hub.publish("as", [entry])
        heard = [await _hear(screen, 1 + len(DAY)) for screen in screens]
        assert all([m["position"] for m in h] == list(range(len(DAY) + 1)) for h in heard)
        await asyncio.gather(*(screen.close() for screen in screens))


async def test_pings_and_frames_do_not_fall_into_each_other(stream: Stream) -> None:
    """A client's pings are answered in the midst of a flood of entries, and no message is torn."""
    async with stream.connect(ping_interval=None, max_queue=None) as screen:
        for n, entry in enumerate(DAY):
            stream.hub.publish("as", [entry])
            pong = await screen.ping(f"{n}".encode())
            async with asyncio.timeout(20):
                await pong
        assert [m["position"] for m in await _hear(screen, 1 + len(DAY))] == list(range(len(DAY) + 1))


async def test_a_screen_that_does_not_read_is_dropped_and_holds_up_nobody(stream: Stream) -> None:
    """The one that reads hears all of a flood that the other one does not take; the other is counted and gone."""
    flood = {"alarm": "a-1", "kind": "x", "mode": "actual", "zone": "x" * 60_000, "at": "t"}
    async with stream.connect(sock=await stream.slow_socket(), ping_interval=None) as deaf:
        deaf.transport.pause_reading()
        async with stream.connect(max_size=None) as well:
            await _hear(well, 1)
            sent = 0
            async with asyncio.timeout(30):
                while not stream.hub.dropped:
                    stream.hub.provisional("as", flood)
                    sent += 1
                    assert (await _hear(well, 1))[0]["type"] == "provisional"
            assert [s.line for s in stream.hub.screens("as")] != []
            assert stream.hub.dropped == 1
            assert len(stream.hub.screens("as")) == 1
            assert sent > 1
        deaf.transport.abort()


async def test_a_screen_that_reads_again_has_everything_once_and_is_told_at_once(stream: Stream) -> None:
    """What waited for it comes first, in order; a line that is clear says so, and one that is not does not."""
    options: dict[str, Any] = {"ping_interval": None, "max_size": None, "max_queue": None}
    async with stream.connect(sock=await stream.slow_socket(), **options) as screen:
        await _hear(screen, 1)
        [connected] = stream.hub.screens("as")
        line, told = connected.line, list[str]()
        for _ in range(3):
            assert (line.clear is not None) == stream.framed
            before = line.taken()
            screen.transport.pause_reading()
            while not line.pending():
                told.append(f"a-{len(told)}")
                press = {"alarm": told[-1], "kind": "x", "mode": "actual", "zone": "x" * 30_000, "at": "t"}
                stream.hub.provisional("as", press)
                await asyncio.sleep(0)
            assert line.clear is None
            screen.transport.resume_reading()
            await _until(lambda: not line.pending())
            assert line.taken() > before, "it has read what had waited"
        heard = await _hear(screen, len(told))
    assert [m["alarm"] for m in heard] == told
    await _until(lambda: not stream.hub.screens("as"))
    assert line.clear is None


async def test_what_a_screen_has_rendered_is_known(stream: Stream) -> None:
    """A confirmation is kept with the screen that sent it, and answered by nothing."""
    async with stream.connect() as screen:
        await screen.send(json.dumps({"type": "rendered", "position": 3, "alarms": ["a-1"], "sound": True}))
        await screen.send(json.dumps({"type": "of-a-later-version"}))
        await _until(lambda: any(s.rendered_position == 3 for s in stream.hub.screens("as")))
        [shown] = stream.hub.screens("as")
        assert (shown.rendered_alarms, shown.sound, shown.audience) == (("a-1",), True, Audience.STAFF)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("not json", 1008),
        ("[" * 1000, 1008),
        ("[]", 1008),
        ("{}", 1008),
        ('{"type":"rendered"}', 1008),
        ('{"type":"rendered","position":1,"alarms":[7]}', 1008),
        ('{"type":"rendered","position":-1,"alarms":[]}', 1008),
        (f'{{"type":"rendered","position":{"9" * 900},"alarms":[]}}', 1008),
        ('{"type":"rendered","position":1,"alarms":[],"sound":"yes"}', 1008),
        (b"\x00\x01", 1008),
        (json.dumps({"type": "rendered", "position": 1, "alarms": ["a"] * 64, "x": "y" * 1000}), 1009),
        (json.dumps({"type": "rendered", "position": 1, "alarms": ["é" * 600]}, ensure_ascii=False), 1009),
    ],
)
async def test_a_screen_that_says_anything_else_is_closed_with_a_code(
    stream: Stream, said: str | bytes, code: int
) -> None:
    """What a screen may say is small and of one kind; anything else ends its connection and nobody else's."""
    async with stream.connect() as rude, stream.connect() as polite:
        await rude.send(said)
        async with asyncio.timeout(20):
            await rude.wait_closed()
        assert rude.close_code == code
        stream.hub.heartbeat("as", FINE)
        assert [m["type"] for m in await _hear(polite, 2)] == ["snapshot", "heartbeat"]


async def test_a_screen_that_never_stops_talking_is_closed(stream: Stream) -> None:
    """More messages than any page sends end its connection and nobody else's."""
    async with stream.connect() as rude, stream.connect() as polite:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(2_000):
                await rude.send('{"type":"rendered","position":1,"alarms":[]}')
        async with asyncio.timeout(20):
            await rude.wait_closed()
        assert rude.close_code == 1008
        stream.hub.heartbeat("as", FINE)
        assert [m["type"] for m in await _hear(polite, 2)] == ["snapshot", "heartbeat"]


async def test_a_screen_that_leaves_is_forgotten(stream: Stream) -> None:
    """Closed in order or cut off, it is no longer among the screens."""
    async with stream.connect():
        await _until(lambda: len(stream.hub.screens("as")) == 1)
    await _until(lambda: not stream.hub.screens("as"))
    cut = await stream.connect()
    await _until(lambda: len(stream.hub.screens("as")) == 1)
    cut.transport.abort()
    await _until(lambda: not stream.hub.screens("as"))


async def test_a_service_that_goes_away_closes_in_order_behind_its_last_word(stream: Stream) -> None:
    """Superseded comes last, then the closing handshake with the code for a restart."""
    async with stream.connect() as screen:
        await _until(lambda: stream.hub.screens("as"))
        stream.hub.publish("as", DAY[:3])
        stream.hub.supersede("stopping")
        heard = await _hear(screen, 5)
        assert [m["type"] for m in heard] == ["snapshot", "entry", "entry", "entry", "superseded"]
        async with asyncio.timeout(20):
            with pytest.raises(ConnectionClosed) as closed:
                await screen.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1012, "stopping")


async def test_nothing_is_written_behind_a_close(stream: Stream) -> None:
    """What is published while a screen's closing handshake runs does not fall into it."""
    async with stream.connect() as screen:
        await _until(lambda: stream.hub.screens("as"))
        [connected] = stream.hub.screens("as")
        connected.line.close(1000, "")
        stream.hub.publish("as", DAY[:3])
        async with asyncio.timeout(20):
            assert json.loads(await screen.recv())["type"] == "snapshot"
            with pytest.raises(ConnectionClosed):
                await screen.recv()
        assert screen.close_code == 1000


async def test_the_stream_of_an_office_nobody_knows_is_refused(stream: Stream) -> None:
    """The handshake fails; no empty board is shown for an office that is not there."""
    with pytest.raises(InvalidStatus):
        await connect(f"{stream.address}/elsewhere/staff", ssl=stream.trust)
