"""The service is killed while it calls people: each call goes out, under its one key, and nothing stays half sent."""

import asyncio
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from parts.chance import Chance
from parts.figures import tell
from parts.http_receiver import DROP, HttpReceiver, http_receiver
from parts.ledger import read_ledger
from parts.offices import AS, DEVICES
from parts.pressers import Pressers
from parts.process import find_program, free_port
from parts.service import Service
from roles.document import load
from service.clock import SystemClock
from service.ingest.broker import start_broker
from service.store.notice_port import Notice
from service.store.opening import open_reading

ROUTES = """
[receivers.desk]
kind = "webhook"
url = "http://127.0.0.1:{port}/in"
secret_file = "desk"
allow_private = true
"""
TROUBLE = (503, DROP, 500)
"""Answers after which nobody knows, or a further try is asked for."""

SENT = frozenset({"handed_over", "delivered"})
OPEN = frozenset({"waiting", "queued", "sending"})


def lay_out(folder: Path, port: int) -> Path:
    """Write the invented office: everybody is called over a webhook."""
    folder.mkdir(parents=True)
    plan = re.sub(r"(, home: [^\n]*), reached_by: \[[^\]]*\]", r"\1", AS.read_text())
    plan = plan.replace(", home: ", ", reached_by: [webhook], receiver: desk, home: ")
    assert load(plan, source="as.yaml").plan is not None, "an office without a plan calls everybody, and tries less"
    (folder / "as.yaml").write_text(plan)
    (folder / "as.devices.yaml").write_text(DEVICES.read_text())
    (folder / "routes.toml").write_text(ROUTES.format(port=port))
    (folder / "desk").write_text("whsec_" + "QUFB" * 11)
    return folder


async def notices(record: str) -> dict[str, Notice]:
    """Every notice in the record, by its name at the receiver."""
    store = open_reading(record, clock=SystemClock(), data_dir=Path())
    try:
        alarms = {entry.alarm for entry in await store.entries("as", 0, 100_000) if entry.alarm}
        return {
            notice.id.replace(".", "_"): notice
            for alarm in sorted(alarms)
            for notice in await store.notices.of_alarm("as", alarm)
        }
    finally:
        await store.close()


def received(receiver: HttpReceiver) -> Mapping[str, list[dict[str, Any]]]:
    """What has come in, in order, by its id."""
    by_id = defaultdict[str, list[dict[str, Any]]](list)
    for one in receiver.received:
        by_id[one.headers["webhook-id"]].append(json.loads(one.body))
    return by_id


def flaws(rows: Mapping[str, Notice], came: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """What may never be, whatever was killed when."""
    found = [f"{id_} was sent, and is in no record" for id_ in came.keys() - rows.keys()]
    found += [
        f"{id_} is {row.state}, and never came" for id_, row in rows.items() if row.state in SENT and id_ not in came
    ]
    for id_, bodies in came.items():
        if not all(body["repeats"] for body in bodies[1:]):
            found.append(f"{id_} came {len(bodies)} times, and does not say so")
        if id_ in rows and len(bodies) > rows[id_].attempts:
            found.append(f"{id_} came {len(bodies)} times in {rows[id_].attempts} attempts")
    twice = Counter((row.call, row.route) for row in rows.values())
    return found + [f"{call} has {n} notices over {route}" for (call, route), n in twice.items() if n > 1]


async def ended(service: Service, record: str) -> bool:
    """Call off whatever goes on, and say whether nothing is left to be sent."""
    for alarm in (await read_ledger(record)).alarms.values():
        for person in ("farid", "gunilla") if alarm.is_open else ():  # who has pressed cannot end it alone
            said = {"person": person, "words": "slut", "seen_her": True}
            for action in ("arrive", "cancel"):
                await asyncio.to_thread(service.http.post, f"/api/v1/alarms/{alarm.id}/{action}", json=said)
    ledger = await read_ledger(record)
    if any(alarm.is_open for alarm in ledger.alarms.values()):
        return False
    return not any(row.state in OPEN for row in (await notices(record)).values())


def trouble(receiver: HttpReceiver, random: Random) -> None:
    """Let some of the next answers be wrong."""
    receiver.answers.extend(random.choices((201, *TROUBLE), weights=(8, 1, 1, 1), k=6))


async def test_calls_survive_every_death_of_the_service(tmp_path: Path, chance: Chance) -> None:
    """Killed by kill -9 at any moment while calls go out, with a receiver that stumbles: nothing lost, none doubled."""
    find_program("mosquitto", package="mosquitto")
    random = chance.random("notices")
    broker = await start_broker(tmp_path / "broker", port=free_port(), prefer="mosquitto")
    async with http_receiver() as receiver:
        plans = lay_out(tmp_path / "plans", receiver.port)
        more = {"TRYGG_ROUTES_FILE": str(plans / "routes.toml")}
        with Service(tmp_path / "node", plans, broker.url, more=more) as service:
            record = f"sqlite:///{service.database}"
            async with Pressers(broker.url) as pressers:
                for round_ in range(chance.rounds):
                    trouble(receiver, random)
                    already = len(receiver.received)
                    pressers.press(await pressers.chosen(random))
                    with suppress(
                        TimeoutError
                    ):  # a press that joins calls nobody: then it is killed while all is still
                        async with asyncio.timeout(2):
                            while len(receiver.received) < already + random.randint(0, 4):
                                await asyncio.sleep(0.002)
                    await asyncio.sleep(random.uniform(0, 0.05))
                    service.kill()
                    assert flaws(await notices(record), received(receiver)) == [], f"after kill {round_ + 1}"
                    service.start(wait_ready=False)
                    await asyncio.to_thread(service.wait_ready)
                    if round_ % 4 == 3:  # so that the next presses raise alarms, and call
                        await ended(service, record)
                receiver.answers.clear()
                async with asyncio.timeout(60):
                    while not await ended(service, record):
                        await asyncio.sleep(0.5)
            service.kill()
            ledger, rows = await read_ledger(record), await notices(record)
    await broker.stop()
    assert ledger.flaws() == []
    came = received(receiver)
    assert flaws(rows, came) == []
    assert rows
    assert all(row.state in SENT or row.state == "spared" for row in rows.values())
    told = Counter(e.facts["notice"] for e in ledger.entries if e.event in ("NoticeHandedOver", "NoticeDelivered"))
    assert told == Counter(row.id for row in rows.values() if row.state in SENT)
    repeated = sum(len(bodies) - 1 for bodies in came.values())
    tell("the service is killed while it calls",
         kills=chance.rounds, notices=len(rows), sendings=len(receiver.received), of_them_repeats=repeated)  # fmt: skip
