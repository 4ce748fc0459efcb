"""The database is gone for ten minutes, in an office at work: seen, kept, said, and afterwards complete and verifiable.

`TRYGG_CHAOS_AWAY_S` says for how many seconds. What a minute of it shows is in tests/chaos/test_chaos_store_away.py.
"""

import asyncio
import os
from pathlib import Path

import pytest

from parts.chance import Chance
from parts.ear import until
from parts.figures import tell
from parts.ledger import read_ledger
from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.postgres import Postgres
from parts.pressers import Pressers
from parts.service import Service
from parts.while_away import Away
from service.clock import SystemClock

AWAY_S = float(os.environ.get("TRYGG_CHAOS_AWAY_S", "600"))
PATIENCE = 60.0


@pytest.mark.timeout(2 * AWAY_S + 600)
async def test_the_database_is_gone_for_ten_minutes(tmp_path: Path, chance: Chance, mosquitto: StartMosquitto) -> None:
    """Each press is on the screens and has its answer meanwhile; plans climb on at once when the database is back."""
    random, clock = chance.random("database gone"), SystemClock()
    broker = mosquitto(config={"max_inflight_messages": "1000"})
    plans = lay_out(tmp_path / "plans", quick=True)
    with (
        Postgres() as server,
        Service(tmp_path / "node", plans, broker.url, database_url=server.url()) as service,
    ):
        async with Pressers(broker.url) as pressers, service.screen("as") as screen:
            pressers.press(1)
            opened = await screen.raised()
            await asyncio.to_thread(server.crash)
            away = Away(pressers, screen, service.folder / "data" / "spool", clock)
            left = clock.monotonic()
            await screen.fault("store_down")
            await screen.until(lambda: not screen.told("heartbeat")[-1]["timers"], within=PATIENCE)
            timers_said = clock.monotonic() - left
            while clock.monotonic() - left < AWAY_S:
                await away.press(random)
                await asyncio.sleep(random.uniform(0, min(10, AWAY_S / 10)))
            kept = away.in_spool()
            assert set(away.pressed) <= kept
            back = clock.monotonic()
            steps = len(screen.entries("AlarmEscalated", opened))
            await asyncio.to_thread(server.start)
            await until(lambda: not away.in_spool(), within=PATIENCE)
            drained = clock.monotonic() - back
            await screen.until(lambda: len(screen.entries("AlarmEscalated", opened)) > steps, within=PATIENCE)
            climbed = clock.monotonic() - back
            await asyncio.to_thread(service.wait_ready)
            async with asyncio.timeout(PATIENCE):
                while (ledger := await read_ledger(server.url())).late(clock.now()):
                    await asyncio.sleep(0.2)
        service.stop()
        ledger = await read_ledger(server.url())
    assert ledger.flaws() == []
    assert sorted(ledger.presses) == sorted(pressers.pressed)
    taken = ledger.taken(opened)
    assert taken == list(range(1, len(taken) + 1))
    tell(
        "the database is gone for ten minutes",
        away_s=round(AWAY_S), presses=len(away.pressed), **away.figures(), timers_said_s=timers_said,
        spool_drained_s=drained, plan_climbed_s=climbed, entries=len(ledger.entries),
    )  # fmt: skip
