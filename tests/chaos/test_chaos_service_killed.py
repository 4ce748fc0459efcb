"""The service is killed while people press: what was told `received` is in the record, once, and help is on its way."""

import asyncio
from pathlib import Path

from parts.chance import Chance
from parts.ear import until
from parts.figures import tell
from parts.ledger import read_ledger
from parts.offices import lay_out
from parts.pressers import Pressers
from parts.process import find_program, free_port
from parts.service import Service
from service.clock import SystemClock
from service.ingest import spooled
from service.ingest.broker import start_broker
from service.ingest.spool import scan


def in_spool(folder: Path) -> set[str]:
    """Return the keys of the presses that a dead service has left in its spool."""
    return {spooled.read(found.record.payload).press_key for found in scan((folder / "data" / "spool").read_bytes())}


async def test_a_service_killed_again_and_again_loses_no_press_and_doubles_none(tmp_path: Path, chance: Chance) -> None:
    """Pendants and a mute device press while the service dies by kill -9 and comes back; then everything adds up."""
    find_program("mosquitto", package="mosquitto")
    random = chance.random("service killed")
    clock = SystemClock()
    broker = await start_broker(tmp_path / "broker", port=free_port(), prefer="mosquitto")
    with Service(tmp_path / "node", lay_out(tmp_path / "plans", quick=True), broker.url) as service:
        record = f"sqlite:///{service.database}"
        async with Pressers(broker.url) as pressers:
            for round_ in range(chance.rounds):
                pressing = asyncio.create_task(pressers.some(random, mute=True))
                await asyncio.sleep(random.uniform(0, 0.8))
                pressers.say()  # a press that is under way at the very moment
                pressers.press(await pressers.chosen(random))
                await asyncio.sleep(random.uniform(0, 0.01))
                told = pressers.told
                service.kill()
                ledger = await read_ledger(record)
                assert ledger.flaws() == [], f"after kill {round_ + 1}"
                assert ledger.missing(told) <= in_spool(service.folder), f"after kill {round_ + 1}"
                await asyncio.sleep(random.uniform(0, 0.3))
                service.start(wait_ready=False)
                await pressing
                await asyncio.to_thread(service.wait_ready)
            await until(lambda: pressers.told == set(pressers.pressed), within=60)
            expected = {*pressers.pressed, *pressers.acknowledged}
            async with asyncio.timeout(30):
                while (ledger := await read_ledger(record)).missing(expected) or ledger.late(clock.now()):
                    await asyncio.sleep(0.1)
            service.kill()
            ledger = await read_ledger(record)
    await broker.stop()
    assert ledger.flaws() == []
    assert set(ledger.presses) - expected <= set(pressers.unsure)
    assert any(alarm.is_open for alarm in ledger.alarms.values())
    tell("the service is killed", kills=chance.rounds, presses=len(expected), entries=len(ledger.entries))
