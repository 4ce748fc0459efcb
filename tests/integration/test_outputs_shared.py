"""One siren of two offices behind a bridge with a base topic of its own, at a real broker, to its end."""

import asyncio
import json
from pathlib import Path

import pytest

from parts.broker_client import BrokerClient
from parts.mosquitto import StartMosquitto
from parts.offices import AS, lay_out
from parts.process import wait_until
from parts.service import Service
from parts.stock import press

pytestmark = pytest.mark.timeout(180)

BASE = "torget/z2m"
DEVICES = """
trygg: 1
listen: [{family: zigbee2mqtt, base: torget/z2m}]
enrolled:
  as: {pendant-1: {place: room-114}}
  lunden: {pendant-9: {place: room-114}}
outputs:
  as: {siren: {family: zigbee2mqtt, address: yard/siren, channel: state}, lamp: {}}
  lunden: {horn: {family: zigbee2mqtt, address: yard/siren, channel: state}}
"""


def _plan(office: str, outputs: str, names: str) -> str:
    plan = AS.read_text().replace("office: as\n", f"office: {office}\n", 1)
    plan = plan.replace("people:\n", f"outputs:\n{outputs}people:\n", 1)
    calls = "      - call: [colleague, guard, door]\n"
    return plan.replace(calls, f"{calls}        switch: [{names}]\n")


class Bridge(BrokerClient):
    """A bridge that says how the siren is when it is asked to; the lamp says nothing."""

    def told(self) -> list[str]:
        """Return what the siren was told, in order."""
        return [json.loads(payload)["state"] for topic, payload, _ in self.heard if topic == f"{BASE}/yard/siren/set"]

    def is_dark(self) -> bool:
        """Say whether the lamp was told to go out."""
        told = [json.loads(payload) for topic, payload, _ in self.heard if topic == "trygg/v1/as/lamp/set"]
        return any(not one["on"] for one in told)

    def say(self, state: str) -> None:
        """Say how the siren stands."""
        self.publish(f"{BASE}/yard/siren", json.dumps({"state": state}).encode())


def _has(service: Service, alarm: str, event: str, **facts: object) -> bool:
    return any(one["event"] == event and facts.items() <= one["facts"].items() for one in service.entries(alarm))


def _confirmed(service: Service, alarms: dict[str, str], *, on: bool) -> bool:
    return all(_has(service, alarm, "OutputConfirmed", on=on) for alarm in alarms.values())


async def test_a_siren_of_two_offices(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """It is switched on again once when it goes off, named after that, and silent when the second office has ended."""
    broker = mosquitto(config={})
    plans = lay_out(tmp_path / "plans")
    zone = "zone: staff-room"
    lamp = f"  lamp: {{kind: lamp, {zone}, for: 1 h}}\n"
    (plans / "as.yaml").write_text(_plan("as", f"  siren: {{kind: siren, {zone}, for: 1 h}}\n{lamp}", "siren, lamp"))
    (plans / "lunden.yaml").write_text(_plan("lunden", f"  horn: {{kind: siren, {zone}, for: 1 h}}\n", "horn"))
    (plans / "as.devices.yaml").write_text(DEVICES)
    with (
        Bridge(broker.port, hears=[f"{BASE}/#", "trygg/v1/as/lamp/set"]) as bridge,
        Service(tmp_path / "node", plans, broker.url) as service,
    ):
        for address in ("as/pendant-1", "lunden/pendant-9"):
            await asyncio.to_thread(press, broker.port, address, '{"id": "p-1"}')
        assert wait_until(lambda: bool(service.alarms("as") and service.alarms("lunden")))
        alarms = {office: service.alarms(office)[0]["alarm"] for office in ("as", "lunden")}
        assert wait_until(lambda: bridge.told().count("ON") >= 2)
        bridge.say("ON")
        assert wait_until(lambda: _confirmed(service, alarms, on=True))
        # Somebody pulls it: told again at once. The second time people are told.
        before = len(bridge.told())
        bridge.say("OFF")
        assert wait_until(lambda: len(bridge.told()) >= before + 2)
        bridge.say("ON")
        bridge.say("OFF")
        for alarm in alarms.values():
            assert wait_until(lambda alarm=alarm: _has(service, alarm, "OutputFailed", reason="went_off"))  # type: ignore[misc]
        assert set(bridge.told()) == {"ON"}
        # One office ends: what it alone has goes out, and the siren is the other's.
        for office in ("as", "lunden"):
            for action, said in (("arrive", {"person": "bo"}), ("clear", {"person": "bo"})):
                assert service.say(alarms[office], action, **said).status_code == 200
            if office == "as":
                assert wait_until(bridge.is_dark)
                assert set(bridge.told()) == {"ON"}
        assert wait_until(lambda: "OFF" in bridge.told())
        bridge.say("OFF")
        assert wait_until(lambda: _has(service, alarms["lunden"], "OutputConfirmed", on=False))
