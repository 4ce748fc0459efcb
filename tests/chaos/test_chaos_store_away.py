"""The database stalls or goes away while people press: screens and receipts do not wait, and nothing is lost."""

import asyncio
from pathlib import Path

from parts.chance import Chance
from parts.ear import until
from parts.figures import spread, tell
from parts.ledger import read_ledger
from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.postgres import Postgres
from parts.pressers import PENDANTS, Pressers
from parts.screen import Screen
from parts.service import Service
from service.clock import SystemClock

WAYS = ("stalls", "crashes", "is stopped, and the service is killed", "is stopped")


async def test_presses_are_seen_and_receipted_while_the_database_is_away(
    tmp_path: Path, chance: Chance, mosquitto: StartMosquitto
) -> None:
    """Whichever way the database goes, a press is shown and told `received`, and is recorded once afterwards."""
    random, clock = chance.random("store away"), SystemClock()
    shown, recorded = list[float](), list[float]()
    broker = mosquitto(config={"max_inflight_messages": "1000"})
    plans = lay_out(tmp_path / "plans", quick=True)
    with (
        Postgres() as server,
        Service(tmp_path / "node", plans, broker.url, database_url=server.url()) as service,
    ):
        async with Pressers(broker.url) as pressers:
            for round_ in range(chance.rounds):
                way = WAYS[round_] if round_ < len(WAYS) else random.choice(WAYS)
                print(f"the database {way}")
                async with service.screen("as") as screen:
                    await asyncio.to_thread(leave, server, way)
                    keys = [pressers.press(n) for n in random.sample(range(1, PENDANTS + 1), random.randint(1, 4))]
                    pressed_at = clock.monotonic()
                    await shown_at_once(screen, keys)
                    shown.append(clock.monotonic() - pressed_at)
                    await until(lambda: pressers.told == set(pressers.pressed), within=60)
                    await screen.fault("store_down")
                    if "killed" in way:
                        service.kill()
                    await asyncio.to_thread(come_back, server, way)
                    if "killed" in way:
                        service.start(wait_ready=False)
                    await asyncio.to_thread(service.wait_ready)
                    ready = clock.monotonic()
                    async with asyncio.timeout(40):
                        while (await read_ledger(server.url())).missing(pressers.pressed):
                            await asyncio.sleep(0.1)
                    recorded.append(clock.monotonic() - ready)
            pressed = list(pressers.pressed)
        service.stop()
        ledger = await read_ledger(server.url())
    assert ledger.flaws() == []
    assert sorted(ledger.presses) == sorted(pressed)
    tell(
        "the database stalls or goes away",
        times=chance.rounds, presses=len(pressed), **spread("shown", shown), **spread("recorded_once_ready", recorded),
    )  # fmt: skip


async def shown_at_once(screen: Screen, keys: list[str]) -> None:
    """Wait until a screen was told of these presses ahead of the record, also where an alarm was open already."""
    devices = {key.rpartition("/")[0] for key in keys}
    await screen.until(lambda: devices <= {message["device"] for message in screen.told("provisional")})


def leave(server: Postgres, way: str) -> None:
    """Let the database go."""
    if way == "stalls":
        server.pause()
    elif way == "crashes":
        server.crash()
    else:
        server.stop()


def come_back(server: Postgres, way: str) -> None:
    """Let it come back."""
    if way == "stalls":
        server.resume()
    else:
        server.start()
