"""A node is killed under its screens: all of them come back at once, somebody presses, and none misses anything."""

import asyncio
from pathlib import Path

import pytest

from parts.chance import Chance
from parts.crowd import Crowd
from parts.ear import until
from parts.figures import spread, tell
from parts.ledger import read_ledger
from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.pressers import PENDANTS, Pressers
from parts.service import Service
from service.clock import SystemClock

FEW, MANY = 100, 1_000
"""Screens in the small part, and in the long run."""
KILLS = 5
"""In the long run at most: each is a thousand handshakes."""


@pytest.mark.timeout(900)
async def test_all_screens_come_back_at_once_and_none_misses_an_entry(
    tmp_path: Path, chance: Chance, mosquitto: StartMosquitto
) -> None:
    """In the midst of a storm of returning screens a press is shown on each, and each has every position once."""
    random, clock = chance.random("screens return"), SystemClock()
    is_small = chance.rounds <= 3
    count, kills = (FEW, 1) if is_small else (MANY, min(KILLS, chance.rounds))
    broker = mosquitto(config={"persistence": "true", "max_inflight_messages": "1000"})
    shown, recorded, back = list[float](), list[float](), list[float]()
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        async with Pressers(broker.url) as pressers, Crowd(service.port, "as", count, random) as crowd:
            first = pressers.press(PENDANTS).rpartition("/")[0]
            await crowd.until(lambda one: first in one.recorded_at)
            for number in random.sample(range(1, PENDANTS), kills):
                connections = [len(one.came) for one in crowd.lookers]
                service.kill()
                service.start(wait_ready=False)
                await asyncio.to_thread(service.wait_alive)
                began = clock.monotonic()
                await asyncio.sleep(random.uniform(0, 0.5))
                pressed, key = clock.monotonic(), pressers.press(number)
                device = key.rpartition("/")[0]
                await crowd.until(lambda one, device=device: device in one.recorded_at)  # type: ignore[misc]
                shown += [one.shown_at[device] - pressed for one in crowd.lookers]
                recorded += [one.recorded_at[device] - pressed for one in crowd.lookers]
                assert all(len(one.came) > before for one, before in zip(crowd.lookers, connections, strict=True))
                back.append(clock.monotonic() - began)
                await until(lambda: pressers.told == set(pressers.pressed), within=60)
            head = service.get("/offices/as/board")["position"]
            await crowd.until(lambda one: one.position >= head)
            gaps = crowd.gaps
            resumed = sum(one.came[1:].count("resumed") for one in crowd.lookers)
        service.stop()
        ledger = await read_ledger(f"sqlite:///{service.database}")
    assert gaps == []
    assert ledger.flaws() == []
    assert sorted(ledger.presses) == sorted(pressers.pressed)
    tell(
        f"{count} screens come back at once",
        screens=count, kills=kills, resumed=resumed, **spread("shown", shown),
        **spread("recorded", recorded), all_back_s=max(back),
    )  # fmt: skip
