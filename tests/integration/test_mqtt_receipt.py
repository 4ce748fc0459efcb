"""A message is the broker's until its receipt is given: through drops, crashes, refusals and bursts."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from parts.ear import Ear, say, until
from parts.mosquitto import Mosquitto, StartMosquitto
from parts.process import wait_until
from parts.proxy import Proxy
from service.ingest.mqtt import Message


@pytest.fixture
def broker(mosquitto: StartMosquitto) -> Mosquitto:
    """A real mosquitto that lets a client hold as many messages as Trygg's own configuration does."""
    return mosquitto(config={"max_inflight_messages": "1000"})


async def test_no_receipt_means_it_comes_again(broker: Mosquitto) -> None:
    """A message without a receipt is sent again, marked as such, on the next connection."""
    async with Proxy(broker.port) as proxy, Ear(proxy.url, receipts=False) as ear:
        await say(broker.url, b"help")
        await ear.count(1)
        proxy.cut()
        first, again = await ear.count(2)
        assert (first.payload, first.dup, first.connection) == (b"help", False, 1)
        assert (again.payload, again.dup, again.connection) == (b"help", True, 2)


async def test_a_receipt_is_the_end_of_it(broker: Mosquitto) -> None:
    """A message with a receipt is not sent again: after a drop only what is new arrives."""
    async with Proxy(broker.port) as proxy, Ear(proxy.url, receipts=False) as ear:
        await say(broker.url, b"help")
        ear.session.receipt((await ear.count(1))[0])
        await asyncio.sleep(0.05)  # the receipt leaves with the next turn of the loop
        proxy.cut()
        await until(lambda: ear.session.connection == 2 and ear.session.connected)
        await say(broker.url, b"new")
        assert [each.payload for each in await ear.count(2)] == [b"help", b"new"]


_HEARS_AND_DIES = """
import asyncio, sys
from service.clock import SystemClock
from service.ingest.mqtt import Session

async def hear() -> None:
    session = Session(sys.argv[1], "ear", ["press/#"], on_message=lambda _: print("heard", flush=True),
                      on_state=lambda up: print("up" if up else "down", flush=True), clock=SystemClock())
    session.start()
    await asyncio.sleep(60)

asyncio.run(hear())
"""


async def test_a_crash_before_the_receipt_loses_nothing(broker: Mosquitto, tmp_path: Path) -> None:
    """A node killed with kill -9 after it heard a press, before its receipt, hears it again when it is back."""
    said = tmp_path / "said"
    with said.open("wb") as output:
        node = subprocess.Popen([sys.executable, "-c", _HEARS_AND_DIES, broker.url], stdout=output, cwd=Path.cwd())
    try:
        assert wait_until(lambda: b"up" in said.read_bytes(), within=30)
        await say(broker.url, b"help")
        assert wait_until(lambda: b"heard" in said.read_bytes())
    finally:
        node.kill()
        node.wait()
    async with Ear(broker.url) as ear:
        (again,) = await ear.count(1)
        assert (again.payload, again.dup) == (b"help", True)


async def test_refused_comes_again_at_once(broker: Mosquitto) -> None:
    """What is refused comes again on a new connection, without anybody else dropping anything."""
    async with Ear(broker.url, receipts=False) as ear:
        await say(broker.url, b"help")
        ear.session.refuse((await ear.count(1))[0])
        first, again = await ear.count(2)
        assert (again.payload, again.dup, again.connection) == (b"help", True, first.connection + 1)
        ear.session.receipt(again)
        assert ear.session.unreceipted == 0


async def test_many_refusals_reopen_once(broker: Mosquitto) -> None:
    """Ten messages refused together cost one reopening, and all ten come again."""
    async with Ear(broker.url, receipts=False) as ear:
        ear.also = lambda message: ear.session.refuse(message) if not message.dup else ear.session.receipt(message)
        async with Ear(broker.url, "device", (), clean=True) as device:
            burst = [device.session.publish("press/one", b"%d" % n) for n in range(10)]
            assert all(await asyncio.gather(*burst))
        await until(lambda: {each.payload for each in ear.heard if each.dup} == {b"%d" % n for n in range(10)})
        assert ear.session.connection <= 3  # one for those heard before the reopening, at most one for the rest


async def test_refusals_are_paced(broker: Mosquitto) -> None:
    """A message refused for ever reopens the connection at most once a second."""
    loop = asyncio.get_running_loop()
    at: list[float] = []

    def refuse(message: Message) -> None:
        at.append(loop.time())
        ear.session.refuse(message)

    async with Ear(broker.url, receipts=False) as ear:
        ear.also = refuse
        await say(broker.url, b"help")
        await ear.count(3)
    assert at[2] - at[0] > 0.999  # a lower bound: a slow machine only makes it longer


async def test_a_receipt_belongs_to_its_connection(broker: Mosquitto) -> None:
    """A receipt for an earlier connection is dropped and counted, although the packet id is the same."""
    async with Proxy(broker.port) as proxy, Ear(proxy.url, receipts=False) as ear:
        await say(broker.url, b"help")
        await ear.count(1)
        proxy.cut()
        first, again = await ear.count(2)
        assert first.mid == again.mid
        ear.session.receipt(first)
        assert (ear.session.dropped_receipts, ear.session.unreceipted) == (1, 1)
        ear.session.refuse(first)
        proxy.cut()
        assert (await ear.count(3))[2].connection == 3


async def test_a_second_receipt_is_dropped(broker: Mosquitto) -> None:
    """Two receipts for one message become one: by then its packet id may name another."""
    async with Ear(broker.url, receipts=False) as ear:
        await say(broker.url, b"help")
        (message,) = await ear.count(1)
        ear.session.receipt(message)
        ear.session.receipt(message)
        assert (ear.session.dropped_receipts, ear.session.unreceipted) == (1, 0)


async def test_a_burst_arrives_without_a_single_receipt(broker: Mosquitto) -> None:
    """200 presses at once are all heard before the first receipt, and after their receipts none comes again."""
    async with Ear(broker.url, receipts=False) as ear, Ear(broker.url, "device", (), clean=True) as device:
        burst = [device.session.publish("press/one", b"%d" % n) for n in range(200)]
        assert all(await asyncio.gather(*burst))
        heard = list(await ear.count(200))
        assert [each.payload for each in heard] == [b"%d" % n for n in range(200)]
        for each in heard:
            ear.session.receipt(each)
        assert ear.session.unreceipted == 0
        assert await ear.session.publish("said/after", b"")  # answered: so the broker has read the receipts before it
    async with Ear(broker.url) as later:
        await say(broker.url, b"new")
        assert [each.payload for each in await later.count(1)] == [b"new"]


async def test_a_burst_is_read_in_few_turns(broker: Mosquitto) -> None:
    """Messages that have arrived together are heard together: the loop turns far fewer times than that."""
    turns = 0
    turn_of: list[int] = []

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with Ear(broker.url, receipts=False) as ear:
        ear.also = lambda _: turn_of.append(turns)
        await say(broker.url, *[b"%d" % n for n in range(100)])
        await ear.count(100)
    turn_of.clear()
    async with Ear(broker.url) as away:  # the broker now holds all 100 and sends them in one go
        away.also = lambda _: turn_of.append(turns)
        counting = asyncio.create_task(count_turns())
        await away.count(100)
        counting.cancel()
    assert len(set(turn_of)) < 50


async def test_a_handler_that_fails_stops_nothing(broker: Mosquitto, caplog: pytest.LogCaptureFixture) -> None:
    """A message whose handling fails gets no receipt, is tried once more, and later ones are heard."""

    def fail(message: Message) -> None:
        if message.payload == b"poison":
            raise RuntimeError("cannot be handled")
        ear.session.receipt(message)

    async with Ear(broker.url, receipts=False) as ear:
        ear.also = fail
        await say(broker.url, b"poison")
        await ear.count(2)
        await say(broker.url, b"help")
        heard = await ear.count(3)
        assert [(each.payload, each.dup) for each in heard] == [(b"poison", False), (b"poison", True), (b"help", False)]
        assert (ear.session.connection, ear.session.unreceipted) == (2, 1)
    assert "handling a message on press/one failed" in caplog.text


async def test_the_retained_mark_passes_through(broker: Mosquitto) -> None:
    """A replay at subscribe is marked as retained; one delivered live is not, whatever its sender set."""
    async with Ear(broker.url, "before") as live:
        await say(broker.url, b"help", retain=True)
        assert [each.retain for each in await live.count(1)] == [False]
        async with Ear(broker.url, "after") as late:
            assert [(each.payload, each.retain) for each in await late.count(1)] == [(b"help", True)]


@pytest.mark.parametrize(
    "payload", [b"", b"\xff\xfe\x00", bytes(range(256)) * 4_000], ids=["empty", "not text", "1 MB"]
)
async def test_any_payload_arrives_as_it_was_sent(broker: Mosquitto, payload: bytes) -> None:
    """An empty payload, bytes that are no text, and 1 MB arrive unchanged, and so does what follows them."""
    async with Ear(broker.url) as ear:
        await say(broker.url, payload, b"next")
        assert [each.payload for each in await ear.count(2)] == [payload, b"next"]
