"""The office closes, its lock holds, and the service is killed, again and again: nobody is locked in with a danger."""

import asyncio
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from parts.broker_client import BrokerClient
from parts.closing_office import closing_text
from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.process import wait_until
from parts.service import Service
from parts.stock import press

pytestmark = pytest.mark.timeout(300)  # the service starts four times, on a machine that may be busy

LOCK, DOOR = "front-lock", "front-door/front"


class Lock(BrokerClient):
    """The lock of the front door: it does what it is told, and says so when the story wants it to."""

    def told(self, *, on: bool) -> int:
        """How often it was told to lock, or to let go."""
        return [json.loads(payload)["on"] for topic, payload, _ in self.heard if topic.endswith(f"{LOCK}/set")].count(
            on
        )

    def says(self, *, on: bool) -> None:
        """Say how it stands."""
        self.publish(f"trygg/v1/as/{LOCK}/state", b"on" if on else b"off", retain=True)


def _shown(service: Service, alarm: str) -> dict[str, Any]:
    [one] = [one for one in service.get("/offices/as/board")["alarms"] if one["alarm"] == alarm]
    return dict(one)


def _line(service: Service, alarm: str, item: str) -> str:
    [line] = [one for one in _shown(service, alarm)["closing"]["items"] if one["id"] == item]
    return str(line["state"])


async def test_the_lock_is_let_go_although_trygg_was_killed_around_every_step(
    mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    """Killed before the lock has proven it, while it holds and somebody presses behind it, and before it has let go."""
    broker = mosquitto(config={})
    plans = lay_out(tmp_path / "plans")
    (plans / "as.yaml").write_text(closing_text())
    devices = plans / "as.devices.yaml"
    devices.write_text(f"{devices.read_text()}\noutputs:\n  as: {{{LOCK}: {{}}}}\n")
    with (
        Lock(broker.port, hears=[f"trygg/v1/as/{LOCK}/set"]) as lock,
        Service(tmp_path / "n", plans, broker.url) as node,
    ):
        begun = node.http.post(
            "/api/v1/offices/as/closing",
            json={"person": "gunilla", "words": "Släpp inte in någon."},
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )
        assert begun.status_code == 201, begun.text
        closed = begun.json()["alarm"]
        assert wait_until(lambda: lock.told(on=True) >= 1)
        assert node.say(closed, "answer-item", person="hassan", item="waiting-room", answer="done").status_code == 200

        node.kill()
        before = lock.told(on=True)
        node.start()
        assert wait_until(lambda: lock.told(on=True) > before), "nobody has heard that it is locked: it is told again"
        lock.says(on=True)
        assert wait_until(lambda: _line(node, closed, DOOR) == "done")
        assert _line(node, closed, "waiting-room") == "done", "what was answered is not asked twice"

        node.kill()
        await asyncio.to_thread(press, broker.port, "as/pendant-5", '{"id": "behind-the-door"}')
        assert lock.told(on=False) == 0
        node.start()
        assert wait_until(lambda: lock.told(on=False) >= 1), "somebody is behind it: it is let go"
        [alarm] = [one["alarm"] for one in node.alarms("as") if one["kind"] == "emergency"]
        assert _shown(node, alarm)["zone"] == "reception"
        assert wait_until(lambda: _line(node, closed, DOOR) == "cannot"), "the line says that somebody has to see to it"

        node.kill()
        before = lock.told(on=False)
        node.start()
        assert wait_until(lambda: lock.told(on=False) > before), "it has not said that it is open: it is told again"
        locked = lock.told(on=True)
        lock.says(on=False)
        off = {"output": LOCK, "on": False}
        assert wait_until(
            lambda: any(
                one["event"] == "OutputConfirmed" and off.items() <= one["facts"].items()
                for one in node.entries(closed)
            )
        )
        assert lock.told(on=True) == locked, "it is not locked again in this closing"

        released = [one["facts"]["because"] for one in node.entries(closed) if one["event"] == "OutputsReleased"]
        assert released == ["behind"]
        assert [one["event"] for one in node.entries(closed)].count("AlarmRaised") == 1
        assert _shown(node, closed)["state"] in ("raised", "acknowledged"), (
            "the office stays closed until somebody opens it"
        )
        assert node.say(closed, "clear", person="gunilla").status_code == 200
        assert node.trygg("timeline", "verify").returncode == 0
