"""The session comes back by itself, whatever happens to the broker or to the way there, and says truly how it is."""

import asyncio
import logging
from functools import partial
from pathlib import Path

import pytest

from parts.ear import Ear, say, until
from parts.mosquitto import Mosquitto, StartMosquitto
from parts.process import find_program, free_port
from parts.proxy import Proxy
from service.clock import SystemClock
from service.ingest.broker import start_broker
from service.ingest.mqtt import Session, Will


@pytest.fixture
def broker(mosquitto: StartMosquitto) -> Mosquitto:
    """A real mosquitto that keeps what it has after every change."""
    return mosquitto(config={"persistence": "true", "autosave_on_changes": "true", "autosave_interval": "1"})


async def test_the_broker_is_killed_and_comes_back(broker: Mosquitto) -> None:
    """After kill -9 and a restart the session is there again by itself, and hears what is said from then on."""
    async with Ear(broker.url) as ear:
        await say(broker.url, b"before")
        await ear.count(1)
        broker.kill()
        await until(lambda: not ear.session.connected)
        assert "broker" in ear.session.problem
        broker.start()
        await until(lambda: ear.session.connected)
        await say(broker.url, b"after")
        await until(lambda: ear.heard[-1].payload == b"after")
        assert ear.states == [True, False, True]


async def test_a_press_that_waits_outlives_the_broker(broker: Mosquitto) -> None:
    """What was said while nobody listened is heard later, although the broker was killed with kill -9 in between."""
    async with Ear(broker.url) as ear:
        assert not ear.session.resumed, "nothing was kept before"
    await say(broker.url, b"help")
    # mosquitto gives its receipt first and saves next: what it has not saved yet only the device itself can repeat.
    await until(lambda: b"help" in (broker.folder / "mosquitto.db").read_bytes())
    broker.kill()
    broker.start()
    async with Ear(broker.url) as ear:
        assert [each.payload for each in await ear.count(1)] == [b"help"]
        assert ear.session.resumed


async def test_a_broker_that_is_not_there_yet(tmp_path: Path) -> None:
    """A session started before its broker says what is wrong, and connects when the broker is there."""
    find_program("mosquitto", package="mosquitto")
    port = free_port()
    session = Session(
        f"mqtt://127.0.0.1:{port}",
        "early",
        ["press/#"],
        on_message=lambda _: None,
        on_state=lambda _: None,
        clock=SystemClock(),
    )
    session.start()
    await until(lambda: "cannot connect" in session.problem)
    broker = await start_broker(tmp_path, port=port, prefer="mosquitto")
    await until(lambda: session.connected)
    assert session.problem == ""
    await session.stop()
    await broker.stop()


@pytest.mark.parametrize("wrong_at", [True, False], ids=["when it is there", "when it is gone"])
async def test_somebody_who_cannot_be_told_how_it_is_costs_no_press(broker: Mosquitto, wrong_at: bool) -> None:
    """A screen that fails over the news, or a fault without its words, must not leave the node deaf for ever."""
    heard, told = list[bytes](), list[bool]()

    def tell(connected: bool) -> None:
        told.append(connected)
        if connected is wrong_at:
            raise RuntimeError("nobody foresaw this")

    session = Session(
        broker.url,
        "untold",
        ["press/#"],
        on_message=lambda message: heard.append(message.payload),
        on_state=tell,
        clock=SystemClock(),
    )
    session.start()
    await until(lambda: session.connected and session.resumed is False and told == [True])
    await say(broker.url, b"first")
    await until(lambda: heard == [b"first"])
    broker.kill()
    await until(lambda: False in told)
    broker.start()
    await until(lambda: session.connected)
    await say(broker.url, b"second")
    await until(lambda: b"second" in heard)
    assert told == [True, False, True]
    await session.stop()


async def test_a_black_hole_is_noticed(broker: Mosquitto) -> None:
    """A way that swallows everything is noticed without a word from it, the loop goes on, and the session recovers."""
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0.01)

    async with Proxy(broker.port) as proxy, Ear(proxy.url, keepalive_s=1) as ear:
        beating = asyncio.create_task(beat())
        proxy.black_hole()
        await until(lambda: not ear.session.connected)
        assert "no sign of life" in ear.session.problem
        await until(lambda: "did not answer CONNECT" in ear.session.problem)  # the new attempt meets the hole too
        proxy.heal()
        await until(lambda: ear.session.connected)
        await say(broker.url, b"help")
        await ear.count(1)
        assert beats > 20
        beating.cancel()


async def test_a_published_message_is_answered(broker: Mosquitto) -> None:
    """Publishing becomes True at the broker's receipt, and what was published arrives."""
    async with Ear(broker.url, filters=["answer/#"]) as ear:
        assert await ear.session.publish("answer/one", b"received") is True
        assert (await ear.count(1))[0].payload == b"received"
        assert await ear.session.publish("answer/one", b"no receipt asked for", qos=0) is True


async def test_answered_from_inside(broker: Mosquitto) -> None:
    """A handler may publish in the middle of hearing, as feedback does, and as soon as it is told of the connection."""
    async with Ear(broker.url, "pendant", ["answer/#"]) as pendant, Ear(broker.url, "node-1") as node:
        answers: list[asyncio.Future[bool]] = []
        node.also = lambda message: answers.append(node.session.publish("answer/one", message.payload))
        await say(broker.url, b"1", b"2", b"3")
        assert [each.payload for each in await pendant.count(3)] == [b"1", b"2", b"3"]
        assert await asyncio.gather(*answers) == [True, True, True]

    def greet(up: bool) -> None:
        if up:
            answers.append(greeter.publish(WILL.topic, b"online", retain=True))

    greeter = Session(
        broker.url, "greeter", ["press/#"], on_message=lambda _: None, on_state=greet, clock=SystemClock()
    )
    greeter.start()
    await until(lambda: len(answers) == 4)
    assert await answers[3] is True
    await greeter.stop()


async def test_a_message_that_is_not_known_to_have_arrived(broker: Mosquitto) -> None:
    """Publishing becomes False when the connection ends first, when there is none, and when too many wait."""
    async with Proxy(broker.port) as proxy, Ear(proxy.url, keepalive_s=1) as ear:
        proxy.black_hole()
        waiting = [ear.session.publish("answer/one", b"lost?") for _ in range(2_001)]
        assert waiting[-1].done()
        assert await waiting[-1] is False
        assert not waiting[0].done()
        async with asyncio.timeout(20):
            assert not any(await asyncio.gather(*waiting))
        assert await ear.session.publish("answer/one", b"nobody there") is False


async def test_a_topic_nobody_may_publish_on(broker: Mosquitto) -> None:
    """A wildcard in a topic is a mistake of the caller and is said at once."""
    async with Ear(broker.url) as ear:
        with pytest.raises(ValueError, match="wildcard"):
            ear.session.publish("press/#", b"")


async def test_taken_over_by_another_client(broker: Mosquitto, caplog: pytest.LogCaptureFixture) -> None:
    """Of two nodes with one client id, one stops loudly and for good, and the other goes on hearing."""
    async with Ear(broker.url, "node-1") as first:
        second = Ear(broker.url, "node-1")
        second.session.start()
        await until(lambda: first.taken_over or second.taken_over, within=40)
        loser, winner = (first, second) if first.taken_over else (second, first)
        await until(lambda: winner.session.connected)
        await say(broker.url, b"help")
        await until(lambda: b"help" in [each.payload for each in winner.heard])
        assert not winner.taken_over
        assert not loser.session.connected
        assert loser.states[-1] is False
        assert "another client uses the MQTT client id 'node-1'" in loser.session.problem
        await second.session.stop()
    assert "Give each node its own id" in caplog.text


async def test_a_broker_that_restarts_again_and_again(broker: Mosquitto) -> None:
    """Six restarts in a row are no take-over: a witness under another id loses its connection too."""
    async with Ear(broker.url) as ear:

        def reconnected(after: int) -> bool:
            return ear.session.connected and ear.session.connection > after

        for _ in range(6):
            number = ear.session.connection
            broker.restart()
            await until(partial(reconnected, number))
        assert not ear.taken_over


WILL = Will(topic="trygg/v1/service/node-1/status", payload=b"offline")


async def test_a_stop_is_said(broker: Mosquitto) -> None:
    """A session that stops says its will's words itself."""
    async with Ear(broker.url, "screen", [WILL.topic]) as screen:
        async with Ear(broker.url, "node-1", will=WILL):
            pass
        assert [each.payload for each in await screen.count(1)] == [b"offline"]


async def test_a_node_that_vanishes_is_said(broker: Mosquitto) -> None:
    """When the connection breaks, the broker says the will's words, retained for whoever comes later."""
    async with (
        Ear(broker.url, "screen", [WILL.topic]) as screen,
        Proxy(broker.port) as proxy,
        Ear(proxy.url, "node-1", will=WILL) as node,
    ):
        proxy.black_hole()
        proxy.cut()
        assert [each.payload for each in await screen.count(1)] == [b"offline"]
        await until(lambda: not node.session.connected)
    async with Ear(broker.url, "late", [WILL.topic]) as late:
        assert [each.retain for each in await late.count(1)] == [True]


async def test_refusing_is_no_vanishing(broker: Mosquitto) -> None:
    """Reopening a connection for a refused message does not publish the will."""
    async with (
        Ear(broker.url, "screen", [WILL.topic]) as screen,
        Ear(broker.url, "node-1", will=WILL, receipts=False) as node,
    ):
        await say(broker.url, b"help")
        node.session.refuse((await node.count(1))[0])
        await node.count(2)
        await say(broker.url, b"marker", topic=WILL.topic)
        assert [each.payload for each in await screen.count(1)] == [b"marker"]


async def test_started_twice_and_stopped_twice(broker: Mosquitto) -> None:
    """Starting a running session and stopping a stopped one do nothing; a stopped one can be started again."""
    async with Ear(broker.url) as ear:
        ear.session.start()
        await ear.session.stop()
        await ear.session.stop()
        assert (ear.session.connected, ear.session.problem) == (False, "stopped")
        ear.session.start()
        await until(lambda: ear.session.connected)
        assert ear.states == [True, False, True]


async def test_stopped_while_it_connects() -> None:
    """Stopping in the middle of an attempt ends at once and leaves nothing open."""
    async with Proxy(1) as proxy:
        proxy.black_hole()
        ear = Ear(proxy.url)
        ear.session.start()
        await asyncio.sleep(0)
        await ear.session.stop()
        ear.session.start()
        await until(lambda: proxy.connections > 0)
        await ear.session.stop()


# --- a broker that says no, or says nothing sensible ----------------------------------------------------------------

_WELCOME = b"\x20\x02\x00\x00"


async def _problem_with(*answers: bytes) -> str:
    """Connect to a server that gives these answers, one to each packet, and return what the session says of it."""
    servers: set[asyncio.StreamWriter] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        servers.add(writer)
        for each in answers:
            await reader.read(1_000)
            writer.write(each)
        await reader.read(1_000)
        writer.transport.abort()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    ear = Ear(f"mqtt://127.0.0.1:{port}", keepalive_s=2)
    ear.session.start()
    await until(lambda: ear.session.problem not in ("not started", "reconnecting"))
    problem = ear.session.problem
    await ear.session.stop()
    server.close()
    assert ear.states == []
    return problem


async def test_the_broker_refuses_the_client() -> None:
    """A CONNACK that refuses is reported with its reason."""
    assert "Not authorized" in await _problem_with(b"\x20\x02\x00\x05")


@pytest.mark.parametrize("granted", [b"\x80", b"\x00"], ids=["refused", "only QoS 0"])
async def test_the_broker_refuses_a_subscription(granted: bytes) -> None:
    """A subscription that is refused, or granted without receipts, is no connection: presses would be lost unseen."""
    problem = await _problem_with(_WELCOME, b"\x90\x03\x00\x01" + granted)
    assert "refuses the subscription to press/#" in problem


async def test_a_filter_to_spare_may_be_refused() -> None:
    """Where the broker keeps only the node's own words from it, presses come in all the same."""
    granted: list[bytes] = [_WELCOME, b"\x90\x04\x00\x01\x01\x80"]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for each in granted:
            await reader.read(1_000)
            writer.write(each)
        await reader.read(1_000)
        writer.transport.abort()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    ear = Ear(
        f"mqtt://127.0.0.1:{server.sockets[0].getsockname()[1]}", filters=("press/#", "canary"), spare=("canary",)
    )
    ear.session.start()
    await until(lambda: ear.session.connected)
    await ear.session.stop()
    server.close()


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 64, b"\xff" * 64, b"\x30\x03\xff\xffx", b"\x20\x01\x00"],
    ids=["HTTP", "zeros", "ones", "a publish that ends too soon", "a welcome that ends too soon"],
)
async def test_what_answers_is_no_broker(answer: bytes) -> None:
    """Bytes that are not MQTT end the connection with a reason, never the loop."""
    assert await _problem_with(_WELCOME + answer)


async def test_secrets_stay_out_of_words(broker: Mosquitto, caplog: pytest.LogCaptureFixture) -> None:
    """User and password of the URL are in no log, no problem and no repr."""
    caplog.set_level(logging.DEBUG)
    url = broker.url.replace("mqtt://", "mqtt://office:s3cret@")
    async with Ear(url) as ear:
        broker.kill()
        await until(lambda: "cannot connect" in ear.session.problem)
        said = f"{ear.session!r} {ear.session.problem} {ear.session.address!r} {caplog.text}"
    assert "s3cret" not in said
    assert "office" not in said
