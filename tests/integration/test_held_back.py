"""What presses are answered with while the session that carries answers is just coming back, at a real mosquitto."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from parts.ear import Ear, until
from parts.mosquitto import StartMosquitto
from parts.post import Post
from parts.process import free_port
from service.ingest import held_back
from service.ingest.ears import Ears

FEEDBACK = "trygg/v1/as/pendant-1/feedback"
LONG_S = 60.0


@asynccontextmanager
async def _begun(
    post: Post, url: str, holds_s: float, on_state: Callable[[bool], None] = lambda _: None
) -> AsyncIterator[Ears]:
    """Sessions that have just begun to connect, and are not there yet."""
    ears = Ears(
        url,
        "node-1",
        post.intake,
        post.clock,
        on_state=on_state,
        on_taken_over=lambda: None,
        holds_s=holds_s,
    )
    ears.start()
    try:
        yield ears
    finally:
        await ears.stop()


async def test_an_answer_waits_for_its_session(tmp_path: Path, mosquitto: StartMosquitto) -> None:
    """A press can come before the way back is there: its answers leave as soon as it is, in their order."""
    broker = mosquitto()
    async with (
        Post(tmp_path) as post,
        Ear(broker.url, "pendant-1", (FEEDBACK,)) as device,
        _begun(post, broker.url, LONG_S) as ears,
    ):
        assert not ears.connected
        sent = [ears.publish(FEEDBACK, payload) for payload in (b"1", b"2", b"3")]
        assert await asyncio.gather(*sent) == [True, True, True]
        assert [message.payload for message in await device.count(3)] == [b"1", b"2", b"3"]


async def test_an_answer_outlasts_a_restart_of_the_broker(tmp_path: Path, mosquitto: StartMosquitto) -> None:
    """And so it does beside new topics that are asked for: those begin the sessions anew."""
    broker, states = mosquitto(), list[bool]()
    async with Post(tmp_path) as post, _begun(post, broker.url, LONG_S, states.append) as ears:
        await until(lambda: ears.connected)
        broker.kill()
        await until(lambda: states.count(False) == 2)  # both sessions: what leaves over a dying one is lost
        broken = ears.publish(FEEDBACK, b"1")
        broker.start()
        assert await broken
        await until(lambda: ears.connected)
        await ears.stop()
        between = ears.publish(FEEDBACK, b"2")
        ears.start()
        assert await between


async def test_what_nothing_comes_for_is_given_up(tmp_path: Path) -> None:
    """Another node may tell it, so nobody says that it arrived; nor does more wait than has a place."""
    async with Post(tmp_path) as post, _begun(post, f"mqtt://127.0.0.1:{free_port()}", 0.01) as ears:
        sent = [ears.publish(FEEDBACK, b"1") for _ in range(held_back.MOST + 1)]
        assert sent[-1].done()
        assert not any(await asyncio.gather(*sent))


async def test_one_topic_that_cannot_be_said_holds_up_no_other(tmp_path: Path, mosquitto: StartMosquitto) -> None:
    """Whoever asked for it hears why, and what waits behind it leaves."""
    async with Post(tmp_path) as post, _begun(post, mosquitto().url, LONG_S) as ears:
        wrong, right = ears.publish("trygg/#", b"1"), ears.publish(FEEDBACK, b"2")
        assert await right
        assert isinstance(wrong.exception(), ValueError)


async def test_what_fails_on_its_way_is_given_up_like_what_was_not_taken() -> None:
    """Whoever waits for it learns so, and tries again: nobody waits for ever."""
    held = held_back.HeldBack(LONG_S)
    answer = held.hold(FEEDBACK, b"1", retain=False)
    failed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    failed.set_exception(OSError("the line broke"))
    held.let_go(lambda *_, **__: failed)
    async with asyncio.timeout(30):
        assert await answer is False
