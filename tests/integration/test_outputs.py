"""Sirens and locks through the real service and a real broker: told, confirmed, ended, and named where silent."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parts.broker_client import BrokerClient
from parts.mosquitto import StartMosquitto
from parts.offices import AS, lay_out
from parts.process import wait_until
from parts.service import Service
from parts.stock import press

pytestmark = pytest.mark.timeout(180)

PLAN = (
    AS.read_text()
    .replace(
        "people:\n",
        """outputs:
  siren: {kind: siren, zone: staff-room, for: 3 s}
  lock: {kind: door, zone: corridor-2, for: 1 h, opens_from_inside: true}
  mute: {kind: lamp, zone: staff-room, for: 1 h}
  nowhere: {kind: lamp, zone: staff-room, for: 1 h}
people:
""",
        1,
    )
    .replace(
        "      - call: [colleague, guard, door]\n",
        "      - call: [colleague, guard, door]\n        switch: [siren, lock, mute, nowhere]\n",
    )
)
OUTPUTS = """
outputs:
  as: {siren: {address: siren-yard}, lock: {channel: lock-2}, mute: {}}
"""


class Box(BrokerClient):
    """A box that switches what it is told, and says so; it never says anything about `mute`."""

    def told(self, output: str) -> list[dict[str, Any]]:
        """Return what one output was told."""
        return [json.loads(payload) for topic, payload, _ in self.heard if topic == f"trygg/v1/as/{output}/set"]

    def answer(self, address: str, *, on: bool) -> None:
        """Say how an output stands."""
        said = json.dumps({"output": "lock-2", "on": on}) if address == "lock" else ("on" if on else "off")
        self.publish(f"trygg/v1/as/{address}/state", said.encode(), retain=True)


def _events(service: Service, alarm: str) -> list[tuple[Any, ...]]:
    told = ("output", "on", "reason")
    return [
        (one["event"].removeprefix("Output"), *(one["facts"][key] for key in told if key in one["facts"]))
        for one in service.entries(alarm)
        if one["event"].startswith("Output")
    ]


def _has(service: Service, alarm: str, *wanted: tuple[Any, ...]) -> Callable[[], bool]:
    return lambda: set(wanted) <= set(_events(service, alarm))


async def test_a_siren_and_a_lock_do_what_the_plan_says(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """The siren ends by time although the service was killed, the lock with the alarm; what is silent is named."""
    broker = mosquitto(config={})
    plans = lay_out(tmp_path / "plans")
    (plans / "as.yaml").write_text(PLAN)
    devices = plans / "as.devices.yaml"
    devices.write_text(devices.read_text() + OUTPUTS)
    with (
        Box(broker.port, hears=["trygg/v1/as/+/set"]) as box,
        Service(tmp_path / "node", plans, broker.url) as service,
    ):
        await asyncio.to_thread(press, broker.port, "as/pendant-1", '{"id": "p-1"}')
        assert wait_until(lambda: bool(service.alarms("as")))
        alarm = service.alarms("as")[0]["alarm"]
        assert wait_until(lambda: bool(box.told("siren-yard") and box.told("lock") and box.told("mute")))
        assert box.told("siren-yard")[0]["on"] is True
        assert 1 <= box.told("siren-yard")[0]["for"] <= 3
        assert box.told("lock")[0]["output"] == "lock-2"
        box.answer("siren-yard", on=True)
        box.answer("lock", on=True)
        assert wait_until(_has(service, alarm, ("Confirmed", "siren", True), ("Confirmed", "lock", True)))
        assert wait_until(_has(service, alarm, ("Failed", "nowhere", True, "not_enrolled")))
        service.kill()
        service.start()
        assert wait_until(lambda: any(not one["on"] for one in box.told("siren-yard")))
        box.answer("siren-yard", on=False)
        assert wait_until(_has(service, alarm, ("Confirmed", "siren", False)))
        assert wait_until(_has(service, alarm, ("Failed", "mute", True, "no_answer")))
        assert len(box.told("mute")) >= 2  # three tries were made; the kill may have taken one of them
        for action, said in (("arrive", {"person": "bo"}), ("clear", {"person": "bo"})):
            assert service.say(alarm, action, **said).status_code == 200
        assert wait_until(lambda: any(not one["on"] for one in box.told("lock")))
        box.answer("lock", on=False)
        assert wait_until(_has(service, alarm, ("Confirmed", "lock", False)))
        assert _events(service, alarm).count(("Confirmed", "siren", True)) == 1
        assert service.trygg("timeline", "verify").returncode == 0
