"""Home Assistant at a broker that asks who it is: it finds the office, hears an alarm, and sees the node go."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest

from devices.own_topics import topics_of_gateway
from parts.broker_client import BrokerClient
from parts.ear import Ear, until
from parts.guarded import NODE_PASSWORD, NOW, GuardedMosquitto
from parts.history import OFFICE, History
from service.access import device_password
from service.alarm.states import Mode
from service.clock import SystemClock
from service.ingest.access_list import press_client, telemetry_client
from service.jobs.home_assistant import HomeAssistant, Seen
from service.live.hub import Hub
from service.store.device_port import DeviceCredential
from service.wiring.home_assistant import Discreet

pytestmark = pytest.mark.timeout(60)

PASSWORD = device_password.make()
STATUS = "trygg/v1/service/node-1/status"
EVENT = f"homeassistant/trygg/node-1/{OFFICE}/event"


def _home() -> DeviceCredential:
    topics = topics_of_gateway(["homeassistant"])
    return DeviceCredential(
        user="as.home",
        office="as",
        device="home",
        generation=1,
        kind="gateway",
        publishes=topics.publishes,
        hears=topics.hears,
        digest=device_password.digest(PASSWORD),
        created_at=NOW,
    )


def _has(client: BrokerClient, topic: str, *payloads: bytes) -> Callable[[], bool]:
    return lambda: [payload for heard, payload, _ in client.heard if heard == topic][-len(payloads) :] == [*payloads]


async def test_home_assistant_finds_an_office_and_hears_its_alarm(tmp_path: Path) -> None:
    """All comes through the access list; who comes later finds the office and its state, and no alarm of before."""
    broker = GuardedMosquitto(tmp_path)
    broker.write([_home()])
    broker.start()
    hub, history, chance = Hub(SystemClock(), "e1"), History(), Random(1)
    hub.open(OFFICE, 0, [])
    seen = Seen(offices=lambda: {OFFICE: "Ås"}, alarms=Discreet(hub).open_in, is_faulty=lambda _: False)
    telemetry = telemetry_client("node-1")
    address = f"mqtt://{telemetry}:{quote(NODE_PASSWORD)}@127.0.0.1:{broker.port}"
    here = ["homeassistant/#", STATUS]
    try:
        async with Ear(address, telemetry, ("x/y",), clean=True) as ear:
            job = HomeAssistant(
                "homeassistant",
                "node-1",
                seen,
                lambda topic, payload, *, retain: ear.session.publish(topic, payload, retain=retain),
                SystemClock(),
            )
            job.begin()
            with (
                BrokerClient(broker.port, "as.home", PASSWORD, hears=here) as home,
                BrokerClient(broker.port, press_client("node-1"), NODE_PASSWORD, will=(STATUS, b"offline")) as presses,
            ):
                task = asyncio.create_task(job.run())
                presses.publish(STATUS, b"online", retain=True)
                await until(_has(home, f"homeassistant/trygg/node-1/{OFFICE}/problem", b"OFF"))
                hub.publish(OFFICE, history.press(chance, mode=Mode.ACTUAL))
                await until(_has(home, EVENT, b'{"event_type":"raised","mode":"actual"}'))
                presses.vanish()
                await until(_has(home, STATUS, b"online", b"offline"))
                assert [retained for topic, _, retained in home.heard if topic == EVENT] == [False]
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            with BrokerClient(broker.port, "as.home", PASSWORD, hears=here) as later:
                kind = f"homeassistant/%s/trygg/node-1_{OFFICE}_%s/config"
                configs = (kind % ("binary_sensor", "problem"), kind % ("event", "event"))
                await until(lambda: {*configs, STATUS} <= {topic for topic, _, _ in later.heard})
                assert EVENT not in {topic for topic, _, _ in later.heard}
                found = {topic: json.loads(said) for topic, said, _ in later.heard if topic in configs}
                assert {one["availability_topic"] for one in found.values()} == {STATUS}
                assert found[configs[1]]["state_topic"] == EVENT
    finally:
        broker.stop()
