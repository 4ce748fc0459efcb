"""The service is killed among undertakings: an overdue meeting is one alarm, a drill stays one, nobody is uncounted."""

import asyncio
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from parts.chance import Chance
from parts.drill_day import day
from parts.figures import tell
from parts.process import free_port, wait_until
from parts.service import Service
from parts.undertaken import (
    PEOPLE,
    ROOMS,
    Undertakings,
    all_is_over,
    count_down_a_drill,
    is_settled,
    never_closed,
    read_undertakings,
    watch_a_meeting,
)
from service.clock import SystemClock


@dataclass
class Watched:
    """What was begun, and what the service has said to have heard."""

    service: Service
    random: Random
    meetings: list[str] = field(default_factory=list)
    drills: list[str] = field(default_factory=list)
    real: list[str] = field(default_factory=list)
    """Real alarms in the midst of drills."""
    safe: list[tuple[str, str]] = field(default_factory=list)
    """Alarm and person of each check-in that was answered."""
    keys: dict[str, str] = field(default_factory=dict)
    """The opaque key of each person of the plan."""

    async def prepare(self, data: Path) -> None:
        """Begin what will be due while the service starts, or right after."""
        async with day(data, SystemClock().now(), fresh=False) as office:
            await all_is_over(office)
            self.keys |= office.node.book["as"].keys
            for room in self.random.sample(ROOMS, 2):
                meeting = await watch_a_meeting(office, self._soon(), room)
                self.meetings += [meeting] if meeting else []
            self.drills.append(await count_down_a_drill(office, self._soon()))

    def _soon(self) -> datetime:
        return SystemClock().now() + timedelta(seconds=self.random.uniform(0.5, 3))

    def muster(self) -> None:
        """Raise an alarm whose people are counted, and let them check in one after the other."""
        said = {"kind": "emergency", "zone": "counter-1", "person": "ida"}
        alarm = self._raise("as", said)
        assert wait_until(lambda: "muster" in self.service.get(f"/alarms/{alarm}"), within=30), "no muster has begun"
        for person in self.random.sample(PEOPLE, len(PEOPLE)):
            body = {"person": person, "people": [person], "state": "safe"}
            answer = self.service.http.post(f"/api/v1/alarms/{alarm}/muster/account", json=body)
            assert answer.status_code == 200, answer.text
            self.safe.append((alarm, person))

    def press(self) -> None:
        """Press for real in the office that drills: it is real at once, whatever is drilled there."""
        alarm = self._raise("fjellvik", {"zone": "samtale-2", "person": "marit"})
        self.real.append(alarm)
        assert self.service.get(f"/alarms/{alarm}")["mode"] == "actual"

    def end(self) -> None:
        """Say that the newest drill is over, where it runs: it would end by itself after two minutes."""
        self.service.http.post(f"/api/v1/offices/fjellvik/drills/{self.drills[-1]}/end")

    def _raise(self, office: str, said: dict[str, Any]) -> str:
        key = {"Idempotency-Key": uuid.uuid4().hex}
        answer = self.service.http.post(f"/api/v1/offices/{office}/alarms", json=said, headers=key)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["alarm"])

    def flaws(self, told: Undertakings) -> list[str]:
        """Return what is wrong in a record, or missing in it."""
        found = told.flaws()
        found += [f"{id_} was begun, and is gone" for id_ in (*self.meetings, *self.drills) if id_ not in told.kept]
        for alarm in self.real:
            if alarm not in told.alarms or told.alarms[alarm].mode != "actual":
                found.append(f"{alarm} was pressed for real, and is not")
        for alarm, person in self.safe:
            muster = told.alarms[alarm].muster if alarm in told.alarms else None
            counted = {key for key, one in muster.people.items() if one.state == "safe"} if muster else set()
            if self.keys[person] not in counted:
                found.append(f"{person} has checked in to {alarm}, and is not counted")
        return found


def until_killed(doing: Callable[[], None]) -> None:
    """Do something at a service that may be gone at any moment."""
    with suppress(httpx2.TransportError):
        doing()


async def test_a_service_killed_among_undertakings_keeps_what_they_promise(tmp_path: Path, chance: Chance) -> None:
    """Meetings become overdue, a drill presses, people are counted, and somebody presses for real; then kill -9."""
    random, data = chance.random("undertakings"), tmp_path / "node" / "data"
    data.mkdir(parents=True)
    service = Service(tmp_path / "node", never_closed(data / "plans"), f"mqtt://127.0.0.1:{free_port()}")
    record = f"sqlite:///{service.database}"
    watched = Watched(service=service, random=random)
    await watched.prepare(data)
    with service.begun():
        for round_ in range(chance.rounds):
            await asyncio.to_thread(service.wait_alive)
            doing = [watched.muster, *([watched.press] if random.random() < 0.5 else [])]
            said = [asyncio.create_task(asyncio.to_thread(until_killed, one)) for one in doing]
            await asyncio.sleep(random.uniform(0, 2))
            service.kill()
            await asyncio.gather(*said)
            told = await read_undertakings(record)
            assert watched.flaws(told) == [], f"after kill {round_ + 1}"
            if round_ + 1 < chance.rounds:
                await watched.prepare(data)
            service.start(wait_ready=False)
        async with asyncio.timeout(60):
            while not is_settled(await read_undertakings(record), watched.meetings, watched.drills):
                await asyncio.to_thread(until_killed, watched.end)
                await asyncio.sleep(0.5)
        service.kill()
    told = await read_undertakings(record)
    assert watched.flaws(told) == []
    tell("the service is killed among undertakings",
         kills=chance.rounds, meetings=len(watched.meetings), drills=len(watched.drills),
         check_ins=len(watched.safe), real_alarms_in_drills=len(watched.real))  # fmt: skip
