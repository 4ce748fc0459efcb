"""The disk of the data folder is really full (ENOSPC), log and all: presses are seen, kept, and recorded later."""

import asyncio
from collections.abc import Container
from pathlib import Path

from parts.chance import Chance
from parts.ear import until
from parts.figures import tell
from parts.ledger import read_ledger
from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.pressers import Pressers
from parts.service import Service
from parts.small_disk import SmallDisk
from parts.while_away import Away
from service.clock import SystemClock

SIZE = 12 * 1024 * 1024
"""Bytes: the spool's four megabytes, the record, its log, and some room."""
PRESSES = 4
TIMES = 20
"""How often the disk is full in the long run, at most: the record grows, and the disk does not."""


async def test_a_disk_without_a_byte_left_costs_no_press(
    tmp_path: Path, chance: Chance, mosquitto: StartMosquitto
) -> None:
    """The record cannot grow, and that is said; each press is shown, in the spool before its answer, and one entry.

    What SQLite wrote before it writes over again: the disk may be full for a while before the record misses the room.
    """
    random, clock = chance.random("small disk"), SystemClock()
    broker = mosquitto(config={"max_inflight_messages": "1000"})
    times = 1 if chance.rounds <= 3 else min(TIMES, chance.rounds)
    drained = list[float]()
    with (
        SmallDisk(tmp_path / "disk", SIZE) as disk,
        Service(disk.folder / "node", lay_out(tmp_path / "plans"), broker.url) as service,
    ):
        record = f"sqlite:///{service.database}"
        async with Pressers(broker.url) as pressers, service.screen("as") as screen:
            away = Away(pressers, screen, service.folder / "data" / "spool", clock)

            async def recorded() -> Container[str]:
                return (await read_ledger(record)).presses

            for _ in range(times):
                disk.fill()
                while "store_down" not in screen.faults:
                    await away.press(random, recorded=recorded)
                for _ in range(PRESSES - 1):
                    await away.press(random)
                assert not (set(away.pressed[-PRESSES:]) & set((await read_ledger(record)).presses))
                disk.clear()
                cleared = clock.monotonic()
                await until(lambda: not away.in_spool(), within=60)
                drained.append(clock.monotonic() - cleared)
                await screen.until(lambda: "store_down" not in screen.faults, within=60)
            await asyncio.to_thread(service.wait_ready)
        service.stop()
        ledger = await read_ledger(record)
    assert ledger.flaws() == []
    assert sorted(ledger.presses) == sorted(pressers.pressed)
    tell("the disk is full", times=times, presses=len(pressers.pressed), **away.figures(),
         spool_drained_s=max(drained), entries=len(ledger.entries))  # fmt: skip
