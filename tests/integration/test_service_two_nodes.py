"""Two nodes on one PostgreSQL and one broker: both hear every press, and together they act once."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from parts.mosquitto import Mosquitto, StartMosquitto
from parts.offices import lay_out
from parts.service import Service
from parts.stock import press
from parts.unencrypted import NO_TLS

EIGHT = 8


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two nodes that share everything but their data folder."""

    broker: Mosquitto
    one: Service
    other: Service


@pytest.fixture
def pair(mosquitto: StartMosquitto, postgres_database: str, tmp_path: Path) -> Iterator[Pair]:
    """Two nodes whose plans have short deadlines."""
    broker = mosquitto()
    plans = lay_out(tmp_path / "plans", quick=True)
    one, other = (
        Service(tmp_path / node, plans, broker.url, database_url=postgres_database, node=node)
        for node in ("node-1", "node-2")
    )
    with one, other:
        yield Pair(broker=broker, one=one, other=other)


@pytest.mark.timeout(180)  # two services and a database, on a machine that may be busy
async def test_one_press_is_one_alarm_on_both(pair: Pair) -> None:
    """A press raises once, both nodes' screens show the same, a tap at one is seen at the other, steps fire once."""
    async with pair.one.screen("as") as here, pair.other.screen("as") as there:
        press(pair.broker.port, "as/pendant-1", '{"id": "1"}')
        alarm = await here.raised()
        assert await there.raised() == alarm
        await there.entry("ResponseExhausted", alarm)

        pair.one.say(alarm, "arrive", person="bo").raise_for_status()
        pair.one.say(alarm, "arrive", person="elin").raise_for_status()
        await there.until(lambda: len(there.entries("ResponderArrived", alarm)) == 2)
        pair.other.say(alarm, "clear", person="bo").raise_for_status()
        await here.entry("AlarmCleared", alarm)

        head = max(here.position, there.position)
        await here.until(lambda: here.position >= head)
        await there.until(lambda: there.position >= head)
        assert here.board == there.board
        assert len(here.entries("AlarmRaised")) == 1
        steps = Counter(entry["data"]["step"] for entry in here.entries("AlarmEscalated", alarm))
        assert set(steps.values()) == {1}, steps
        silent = Counter(
            (entry["data"]["responder"], entry["data"]["next_at"]) for entry in here.entries("ResponderSilent", alarm)
        )
        assert set(silent.values()) == {1}
    assert pair.one.trygg("timeline", "verify").returncode == 0
    for node in (pair.one, pair.other):
        assert "Traceback" not in node.log


@pytest.mark.timeout(180)
async def test_eight_at_once_are_one(pair: Pair) -> None:
    """Eight simultaneous identical presses, at both nodes, make one alarm and no error: soft ones, and over MQTT."""
    nodes = [pair.one, pair.other] * (EIGHT // 2)

    def soft(node: Service) -> httpx2.Response:
        said = {"zone": "room-114", "person": "anna", "mode": "drill"}
        with httpx2.Client(base_url=node.url, timeout=20.0, trust_env=False, verify=NO_TLS) as client:
            return client.post("/api/v1/offices/as/alarms", json=said, headers={"Idempotency-Key": "the-same"})

    def over_mqtt(_: int) -> None:
        press(pair.broker.port, "as/pendant-2", json.dumps({"id": "the-same"}))

    with ThreadPoolExecutor(EIGHT) as all_at_once:
        answers = list(all_at_once.map(soft, nodes))
        list(all_at_once.map(over_mqtt, range(EIGHT)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["alarm"] for answer in answers}) == 1
    async with pair.one.screen("as") as screen:
        press(pair.broker.port, "as/pendant-3", json.dumps({"id": "the-last"}))
        devices = {None, "as/pendant-2", "as/pendant-3"}
        await screen.until(lambda: {a["device"] for a in screen.alarms if a["state"] != "provisional"} == devices)
        assert len(screen.alarms) == len(devices)
    alarms = pair.other.alarms("as")
    assert Counter(alarm["mode"] for alarm in alarms) == {"actual": 2, "drill": 1}
    assert pair.other.trygg("timeline", "verify").returncode == 0
