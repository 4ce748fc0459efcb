"""The broker is killed while people press: pendants repeat until they are told, and what they were told is true."""

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
from parts.while_away import in_spool
from service.ingest.broker import start_broker


async def test_a_broker_killed_again_and_again_costs_no_press(tmp_path: Path, chance: Chance) -> None:
    """Trygg's own broker dies by kill -9 during presses; nobody is told `received` about a press that is lost."""
    find_program("mosquitto", package="mosquitto")
    random = chance.random("broker killed")
    broker = await start_broker(tmp_path / "broker", port=free_port(), prefer="mosquitto")
    with Service(tmp_path / "node", lay_out(tmp_path / "plans", quick=True), broker.url) as service:
        record = f"sqlite:///{service.database}"
        async with Pressers(broker.url) as pressers:
            for round_ in range(chance.rounds):
                pressing = asyncio.create_task(pressers.some(random, mute=False))
                await asyncio.sleep(random.uniform(0, 0.8))
                await broker.kill()
                told = pressers.told
                kept = in_spool(service.folder / "data" / "spool")  # first: what is done there is in the record by then
                assert (await read_ledger(record)).missing(told) <= kept, f"after kill {round_ + 1}"
                await asyncio.sleep(random.uniform(0, 0.3))
                await broker.restart()
                await pressing
            try:
                await until(lambda: pressers.told == set(pressers.pressed), within=60)
            except TimeoutError:
                untold = set(pressers.pressed) - pressers.told
                lost = (await read_ledger(record)).missing(untold)
                raise AssertionError(f"never told: {sorted(untold)}; of these not recorded: {sorted(lost)}") from None
            pressed = list(pressers.pressed)
        service.stop()
        ledger = await read_ledger(record)
    await broker.stop()
    assert ledger.flaws() == []
    assert sorted(ledger.presses) == sorted(pressed)
    tell("the broker is killed again and again", kills=chance.rounds, presses=len(pressed), entries=len(ledger.entries))
