"""Two nodes on one record race for what is due: of each due time there is one taker, also when a node dies."""

import asyncio
from datetime import timedelta
from pathlib import Path

from parts.chance import Chance
from parts.drill_day import day
from parts.process import free_port
from parts.service import Service
from parts.undertaken import (
    ROOMS,
    all_is_over,
    count_down_a_drill,
    is_settled,
    never_closed,
    read_undertakings,
    watch_a_meeting,
)
from service.clock import SystemClock


async def test_two_nodes_take_each_due_time_once(tmp_path: Path, chance: Chance, postgres_database: str) -> None:
    """Three meetings become overdue at once and a drill presses, again and again; now and then one node is killed."""
    random = chance.random("undertakings, two nodes")
    plans = never_closed(tmp_path / "plans")
    nodes = [
        Service(tmp_path / name, plans, f"mqtt://127.0.0.1:{free_port()}", database_url=postgres_database, node=name)
        for name in ("node-1", "node-2")
    ]
    meetings, drills, kills = list[str](), list[str](), 0
    with nodes[0].begun(), nodes[1].begun():
        for node in nodes:
            await asyncio.to_thread(node.wait_alive)
        async with day(tmp_path, SystemClock().now(), fresh=False, record=postgres_database) as office:
            for _ in range(chance.rounds):
                await all_is_over(office)
                at = SystemClock().now() + timedelta(seconds=random.uniform(0.5, 2))
                begun = [await watch_a_meeting(office, at, room) for room in ROOMS]
                meetings += [meeting for meeting in begun if meeting]
                drills.append(await count_down_a_drill(office, at))
                if random.random() < 0.4:
                    victim, kills = random.choice(nodes), kills + 1
                    await asyncio.sleep(random.uniform(0, 2))
                    victim.kill()
                    victim.start(wait_ready=False)
                async with asyncio.timeout(60):
                    while not is_settled(await read_undertakings(postgres_database), meetings, []):
                        await asyncio.sleep(0.5)
            async with asyncio.timeout(60):
                while not is_settled(await read_undertakings(postgres_database), meetings, drills):
                    await all_is_over(office)
                    await asyncio.sleep(0.5)
        for node in nodes:
            node.kill()
        told = await read_undertakings(postgres_database)
    assert told.flaws() == []
    print(f"{len(meetings)} meetings, {len(drills)} drills, {kills} kills, by two nodes")
