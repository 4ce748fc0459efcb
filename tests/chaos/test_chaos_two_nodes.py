"""Two nodes on one record, and one of them dies in mid-alarm: the other one goes on, and no step is taken twice."""

import asyncio
from pathlib import Path

from parts.chance import Chance
from parts.ear import until
from parts.figures import tell
from parts.ledger import Ledger, read_ledger
from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.pressers import Pressers
from parts.service import Service
from service.clock import SystemClock

KEEPING = {"persistence": "true", "autosave_on_changes": "true", "max_inflight_messages": "1000"}


async def settled(record: str, presses: set[str]) -> Ledger:
    """Wait until these presses are in the record and no deadline is late, and return the record."""
    clock = SystemClock()
    async with asyncio.timeout(40):
        while (ledger := await read_ledger(record)).missing(presses) or ledger.late(clock.now()):
            await asyncio.sleep(0.1)
    return ledger


async def climbed(record: str, before: Ledger) -> None:
    """Wait until the plan of every open alarm has taken a step more: nobody answers, so all of them climb on."""
    waiting = {id_: before.taken(id_) for id_, alarm in before.alarms.items() if alarm.is_open}
    async with asyncio.timeout(40):
        while waiting:
            await asyncio.sleep(0.1)
            now = await read_ledger(record)
            waiting = {id_: steps for id_, steps in waiting.items() if now.taken(id_) == steps}


async def test_when_one_node_dies_in_mid_alarm_the_other_takes_every_step_once(
    tmp_path: Path, chance: Chance, mosquitto: StartMosquitto, postgres_database: str
) -> None:
    """Either node dies by kill -9 in turn; presses heard by both raise once, and the plans climb on without a gap."""
    random = chance.random("two nodes")
    broker = mosquitto(config=KEEPING)
    plans = lay_out(tmp_path / "plans", quick=True)
    nodes = [
        Service(tmp_path / name, plans, broker.url, database_url=postgres_database, node=name)
        for name in ("node-1", "node-2")
    ]
    with nodes[0], nodes[1]:
        async with Pressers(broker.url) as pressers:
            for _ in range(chance.rounds):
                victim = random.choice(nodes)
                pressing = asyncio.create_task(pressers.some(random, mute=True))
                await asyncio.sleep(random.uniform(0, 0.8))
                victim.kill()
                await pressing
                await until(lambda: pressers.told == set(pressers.pressed), within=60)
                before = await settled(postgres_database, {*pressers.pressed, *pressers.acknowledged})
                await climbed(postgres_database, before)
                victim.start(wait_ready=False)
                await asyncio.to_thread(victim.wait_ready)
            pressed = {*pressers.pressed, *pressers.acknowledged}
            await settled(postgres_database, pressed)
        for node in nodes:
            node.stop()
        ledger = await read_ledger(postgres_database)
    assert ledger.flaws() == []
    assert pressed <= set(ledger.presses) <= {*pressed, *pressers.unsure}
    taken = [ledger.taken(alarm) for alarm in ledger.alarms]
    assert taken == [list(range(1, len(steps) + 1)) for steps in taken]
    tell("one of two nodes is killed", kills=chance.rounds, presses=len(pressed), entries=len(ledger.entries))
