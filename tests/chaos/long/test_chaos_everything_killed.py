"""`kill -9` of whichever process, at any moment during presses: two nodes, their broker, and the database's server."""

import asyncio
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from parts.chance import Chance
from parts.ear import until
from parts.figures import tell
from parts.ledger import Ledger, read_ledger
from parts.mosquitto import Mosquitto, StartMosquitto
from parts.offices import lay_out
from parts.postgres import Postgres
from parts.pressers import Pressers
from parts.service import Service
from service.clock import SystemClock
from service.store.port import StoreError

KEEPING = {"persistence": "true", "autosave_on_changes": "true", "max_inflight_messages": "1000"}
PATIENCE = 90.0
VICTIMS = ("node-1", "node-2", "the broker", "the database")


def kill(victim: str, nodes: list[Service], broker: Mosquitto, server: Postgres) -> None:
    """End it as a power cut would."""
    match victim:
        case "the broker":
            broker.kill()
        case "the database":
            server.kill()
        case _:
            next(node for node in nodes if node.folder.name == victim).kill()


def start(victim: str, nodes: list[Service], broker: Mosquitto, server: Postgres) -> None:
    """Start it again, on what it has left behind."""
    match victim:
        case "the broker":
            broker.start()
        case "the database":
            server.start()
        case _:
            next(node for node in nodes if node.folder.name == victim).start(wait_ready=False)


async def settled(record: str, presses: set[str], clock: SystemClock) -> Ledger:
    """Wait until these presses are in the record and no deadline is late."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(StoreError):
                ledger = await read_ledger(record)
                if not (ledger.missing(presses) or ledger.late(clock.now())):
                    return ledger
            await asyncio.sleep(0.2)


async def press_and_kill(pressers: Pressers, random: Random, killing: "asyncio.Future[None]") -> None:
    """Press by chance until the kill is over."""
    while not killing.done():
        pressers.press(await pressers.chosen(random))
        if random.random() < 0.3:
            pressers.say()
        await asyncio.sleep(random.uniform(0.02, 0.3))


@pytest.mark.timeout(7200)
async def test_whichever_process_dies_at_whichever_moment_nothing_is_lost_doubled_or_forgotten(
    tmp_path: Path, chance: Chance, mosquitto: StartMosquitto
) -> None:
    """Each press told or acknowledged is one entry, no step is taken twice or left out, and the chain verifies."""
    random, clock = chance.random("everything killed"), SystemClock()
    broker = mosquitto(config=KEEPING)
    killed = Counter[str]()
    with Postgres() as server:
        nodes = [
            Service(tmp_path / name, lay_out(tmp_path / f"plans-{name}", quick=True), broker.url,
                    database_url=server.url(), node=name)
            for name in VICTIMS[:2]
        ]  # fmt: skip
        with nodes[0], nodes[1]:
            async with Pressers(broker.url) as pressers:
                for round_ in range(chance.rounds):
                    victim = VICTIMS[round_ % 4] if round_ < 4 else random.choice(VICTIMS)
                    killed[victim] += 1
                    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    pressing = asyncio.create_task(press_and_kill(pressers, random, over))
                    await asyncio.sleep(random.uniform(0, 0.8))
                    await asyncio.to_thread(kill, victim, nodes, broker, server)
                    await asyncio.sleep(random.uniform(0, 1.5))
                    await asyncio.to_thread(start, victim, nodes, broker, server)
                    over.set_result(None)
                    await pressing
                    for node in nodes:
                        await asyncio.to_thread(node.wait_ready)
                    await until(lambda: pressers.told == set(pressers.pressed), within=PATIENCE)
                    if round_ % 10 == 9 or round_ + 1 == chance.rounds:
                        await settled(server.url(), {*pressers.pressed, *pressers.acknowledged}, clock)
                pressed, unsure = {*pressers.pressed, *pressers.acknowledged}, set(pressers.unsure)
            await settled(server.url(), pressed, clock)
            for node in nodes:
                node.stop()
        ledger = await read_ledger(server.url())
    assert ledger.flaws() == []
    assert pressed <= set(ledger.presses) <= {*pressed, *unsure}
    taken = [ledger.taken(alarm) for alarm in ledger.alarms]
    assert taken == [list(range(1, len(steps) + 1)) for steps in taken]
    of = {f"of_{victim.replace(' ', '_').replace('-', '_')}": count for victim, count in sorted(killed.items())}
    tell("kill -9 of any process", kills=chance.rounds, presses=len(pressed), entries=len(ledger.entries), **of)
