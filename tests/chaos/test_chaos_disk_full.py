"""The disk is full: the record cannot grow by a byte, and presses are seen, kept in the spool, and recorded later."""

import asyncio
import resource
from pathlib import Path

from parts.chance import Chance
from parts.ear import until
from parts.figures import tell
from parts.ledger import read_ledger
from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.pressers import PENDANTS, Pressers
from parts.screen import Screen
from parts.service import Service
from service.ingest import spooled
from service.ingest.spool import scan

ROOM = 4096
"""Bytes to which a file may still be written: less than one page of SQLite's log, and enough for a few presses."""


async def test_a_full_disk_costs_no_press(tmp_path: Path, chance: Chance, mosquitto: StartMosquitto) -> None:
    """No file of the service can grow, its log neither; what is pressed is in the spool, and then in the record."""
    random = chance.random("disk full")
    broker = mosquitto(config={"max_inflight_messages": "1000"})
    with Service(tmp_path / "node", lay_out(tmp_path / "plans", quick=True), broker.url) as service:
        record, spool = f"sqlite:///{service.database}", service.folder / "data" / "spool"
        async with Pressers(broker.url) as pressers, service.screen("as") as screen:
            for _ in range(chance.rounds):
                known = len(screen.told("provisional"))
                no_further(service.pid, ROOM)
                keys = {pressers.press(n) for n in random.sample(range(1, PENDANTS + 1), random.randint(1, 6))}
                await shown_at_once(screen, known, len(keys))
                await until(lambda: pressers.told == set(pressers.pressed), within=60)
                await screen.fault("store_down")
                kept = {spooled.read(found.record.payload).press_key for found in scan(spool.read_bytes())}
                assert keys == (await read_ledger(record)).missing(keys) <= kept
                no_further(service.pid, resource.RLIM_INFINITY)
                async with asyncio.timeout(40):
                    while (await read_ledger(record)).missing(pressers.pressed):
                        await asyncio.sleep(0.1)
                await screen.until(lambda: "store_down" not in screen.faults)
            pressed = list(pressers.pressed)
        service.stop()
        ledger = await read_ledger(record)
    assert ledger.flaws() == []
    assert sorted(ledger.presses) == sorted(pressed)
    tell("no file can grow", times=chance.rounds, presses=len(pressed), entries=len(ledger.entries))


async def shown_at_once(screen: Screen, known: int, more: int) -> None:
    """Wait until a screen was told of so many more presses ahead of the record."""
    await screen.until(lambda: len(screen.told("provisional")) >= known + more)


def no_further(pid: int, size: int) -> None:
    """Let no file of a process grow beyond so many bytes, as a full disk would."""
    _, hardest = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hardest))
