"""The broker dies, is renewed, hangs, or is another one that knows nothing: it is said, and no press is lost."""

import asyncio
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from parts.broker_client import BrokerClient
from parts.chance import Chance
from parts.ear import until
from parts.figures import spread, tell
from parts.ledger import read_ledger
from parts.mosquitto import Mosquitto, StartMosquitto
from parts.offices import lay_out
from parts.pressers import PENDANTS, Pressers
from parts.process import wait_until
from parts.screen import Screen
from parts.service import Service
from service.clock import SystemClock

KEEPING = {"persistence": "true", "autosave_on_changes": "true", "max_inflight_messages": "1000"}
EMPTY, HANGS, DIES, RENEWED = "is replaced by an empty one", "hangs", "is killed", "is started again"
WAYS = (EMPTY, HANGS, DIES, RENEWED)
STATUS = "trygg/v1/service/node-1/status"
WITHIN = 60.0
PROVEN_WITHIN = 300.0
"""Seconds until a broker is believed that has hung again and again: it takes 64 of the node's own presses in a row."""
MOST_TIMES = 40
"""In the long run. The small part shows the two that no other test does."""


def leave(broker: Mosquitto, way: str) -> None:
    """Let it go, without a word or with one."""
    match way:
        case "hangs":
            broker.pause()
        case "is started again":
            broker.stop()
        case _:
            broker.kill()


def come_back(broker: Mosquitto, way: str) -> None:
    """Let it be there again: with what it knew, or as another one that has no session, no queue and nothing kept."""
    if way == HANGS:
        broker.resume()
        return
    if way == EMPTY:
        shutil.rmtree(broker.folder)
    broker.start()


def says(screen: Screen, *, broker: bool) -> bool:
    """Whether a screen's last heartbeat says that the broker works, or that it does not."""
    beats = screen.told("heartbeat")
    return bool(beats) and beats[-1]["broker"] is broker


def has_word_of_the_node(broker: Mosquitto) -> bool:
    """Whether a gateway that connects only now is told that the node is there."""
    with BrokerClient(broker.port, hears=[STATUS]) as gateway:
        return wait_until(lambda: (STATUS, b"online", True) in gateway.heard, within=2)


@pytest.mark.timeout(5400)
async def test_whatever_becomes_of_the_broker_it_is_said_and_each_press_comes_in_once(
    tmp_path: Path, chance: Chance, mosquitto: StartMosquitto
) -> None:
    """Screens are not green, presses made meanwhile come in once, and a broker that knew nothing knows all again."""
    random, clock = chance.random("broker troubles"), SystemClock()
    broker = mosquitto(config=KEEPING)
    said, back, told = (defaultdict[str, list[float]](list) for _ in range(3))
    with Service(tmp_path / "node", lay_out(tmp_path / "plans", quick=True), broker.url) as service:
        async with Pressers(broker.url) as pressers, service.screen("as") as screen:
            for round_ in range(2 if chance.rounds <= 3 else min(chance.rounds, MOST_TIMES)):
                way = WAYS[round_] if round_ < len(WAYS) else random.choice(WAYS)
                pressers.press(await pressers.chosen(random))
                left = clock.monotonic()
                await asyncio.to_thread(leave, broker, way)
                for number in random.sample(range(1, PENDANTS + 1), 2):
                    pressers.press(number)
                await screen.until(lambda: says(screen, broker=False), within=WITHIN)
                said[way].append(clock.monotonic() - left)
                ready = (await asyncio.to_thread(service.http.get, "/health/ready")).json()
                assert ready["ready"] is False
                assert ready["since"]
                returned = clock.monotonic()
                await asyncio.to_thread(come_back, broker, way)
                await asyncio.to_thread(service.wait_ready, within=PROVEN_WITHIN)
                back[way].append(clock.monotonic() - returned)
                await until(lambda: pressers.told == set(pressers.pressed), within=WITHIN)
                told[way].append(clock.monotonic() - returned)
                await screen.until(lambda: says(screen, broker=True), within=WITHIN)
                assert await asyncio.to_thread(has_word_of_the_node, broker)
                key = pressers.press(await pressers.chosen(random))  # and the next one comes in as ever
                await until(lambda key=key: key in pressers.told, within=WITHIN)  # type: ignore[misc]
            pressed = list(pressers.pressed)
        service.stop()
        ledger = await read_ledger(f"sqlite:///{service.database}")
    assert ledger.flaws() == []
    assert sorted(ledger.presses) == sorted(pressed)
    for way in said:
        tell(
            f"the broker {way}",
            **spread("said", said[way]), **spread("ready_again", back[way]), **spread("all_told", told[way]),
        )  # fmt: skip
