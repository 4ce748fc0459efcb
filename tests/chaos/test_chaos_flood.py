"""A pendant gone wrong floods the broker: real presses of others are held up by nothing, and the record stays small."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from parts.chance import Chance
from parts.figures import spread, tell
from parts.flood import Flood
from parts.ledger import read_ledger
from parts.offices import lay_out
from parts.pressers import PENDANTS, Pressers
from parts.process import find_program, free_port
from parts.screen import Screen
from parts.service import Service
from service.clock import SystemClock
from service.ingest.broker import start_broker

EACH_S = 500
"""Messages a second of the one that is broken."""
BROKEN = "pendant-6"
MOST_ENTRIES = 35
"""Presses of a flood that may have entries of their own, in a run of this length."""


async def reached(screen: Screen, key: str, clock: SystemClock, since: float) -> tuple[float, float]:
    """Return after how many seconds a press was on a screen, and in the record."""
    device = key.rpartition("/")[0]

    def shown() -> bool:
        return any(one["device"] == device for one in screen.told("provisional"))

    await screen.until(shown, within=60)
    seen = clock.monotonic() - since
    await screen.until(lambda: any(one["data"]["device"] == device for one in screen.entries("AlarmRaised")), within=60)
    return seen, clock.monotonic() - since


async def test_a_pendant_that_presses_without_end_holds_up_nobody(tmp_path: Path, chance: Chance) -> None:
    """Of 500 presses a second few have entries, all with a receipt are counted, and others' presses come through."""
    find_program("mosquitto", package="mosquitto")
    random, clock = chance.random("flood"), SystemClock()
    broker = await start_broker(tmp_path / "broker", port=free_port(), prefer="mosquitto")
    port = int(broker.url.rpartition(":")[2])
    shown, recorded = list[float](), list[float]()
    others = 2 if chance.rounds <= 3 else PENDANTS - 2
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        async with Pressers(broker.url) as pressers, service.screen("as") as screen:
            presses = Flood(port, f"trygg/v1/as/{BROKEN}/press", _press, each_s=EACH_S)
            beats = Flood(port, "trygg/v1/as/pendant-5/telemetry", lambda _: b'{"battery": 80}', each_s=EACH_S)
            async with presses, beats:
                await screen.raised()
                for number in range(1, others + 1):
                    await asyncio.sleep(random.uniform(0.2, 0.2 * min(chance.rounds, 50)))
                    since = clock.monotonic()
                    seen, kept = await reached(screen, pressers.press(number), clock, since)
                    shown.append(seen)
                    recorded.append(kept)
                await screen.fault("device_presses_on")
            receipted, heartbeats = presses.receipted, beats.receipted
            assert not {"store_down", "broker_down", "canary_late", "deadline_unserved"} & screen.faults.keys()
        service.stop()
        ledger = await read_ledger(f"sqlite:///{service.database}")
        counted = times(service.database)
    await broker.stop()
    assert ledger.flaws() == []
    assert set(pressers.pressed) <= set(ledger.presses)
    assert len(ledger.alarms) == others + 1
    flooded = [key for key in ledger.presses if key.startswith(f"as/{BROKEN}/")]
    assert len(flooded) <= MOST_ENTRIES
    tell(
        "flood of presses and of heartbeats",
        **spread("shown", shown), **spread("recorded", recorded), flood_receipted=receipted, flood_counted=counted,
        flood_entries=len(flooded), heartbeats_receipted=heartbeats, entries=len(ledger.entries),
    )  # fmt: skip


def _press(number: int) -> bytes:
    return json.dumps({"id": f"on-{number}"}).encode()


def times(database: Path) -> int:
    """Return how many presses of the broken pendant the record has counted."""
    with closing(sqlite3.connect(database)) as record:
        asked = "SELECT sum(heard) FROM presses WHERE press_key LIKE ?"
        return int(record.execute(asked, (f"as/{BROKEN}/%",)).fetchone()[0])
