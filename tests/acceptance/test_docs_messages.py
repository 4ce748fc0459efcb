"""Every message and answer that a page shows has the fields that the running service gives it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.pages import DOCS, examples
from parts.service import Service
from parts.stock import Subscriber, press, publish
from parts.written_line import WrittenLine
from service.clock import SystemClock
from service.live.frame import Batch
from service.live.hub import Hub
from service.live.render import Audience


def fields(value: Any, at: str = "") -> set[str]:
    """Return the path of every field in a message; maps whose keys are names or keys of people count as one field."""
    found = set()
    for key, below in value.items():
        here = f"{at}.{key}"
        found.add(here)
        if isinstance(below, dict) and key not in ("names", "args", "text"):
            found |= fields(below, here)
        elif isinstance(below, list) and key != "alarms":
            found |= {field for one in below if isinstance(one, dict) for field in fields(one, here)}
    return found


class Deaf(WrittenLine):
    """A line that keeps what is written to it."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, batch: Batch) -> None:
        self.texts += [frame.text for frame in batch.frames]

    def pending(self) -> int:
        return 0

    def taken(self) -> int:
        return 0

    def drop(self) -> None:
        raise AssertionError("nothing waits on this line")

    def close(self, code: int, reason: str) -> None:
        raise AssertionError("nobody goes away")


async def taken_back() -> dict[str, Any]:
    """Return what a screen is told about a press that was nothing new."""
    hub, line = Hub(SystemClock(), "epoch"), Deaf()
    hub.open("as", 0, [])
    hub.attach("as", Audience.STAFF, screen="staff", after=None, epoch=None, line=line)
    hub.provisional_over("as", "a-1", "known_press")
    await asyncio.sleep(0)
    told: dict[str, Any] = json.loads(line.texts[-1])
    return told


@pytest.mark.timeout(120)
async def test_messages_and_answers_have_the_fields_that_the_pages_show(
    tmp_path: Path, mosquitto: StartMosquitto
) -> None:
    """Messages of the stream, feedback to a button and the API's answers are as the pages show them."""
    broker = mosquitto()
    feedback = Subscriber(tmp_path, broker.port, "trygg/v1/as/pendant-1/feedback")
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service, feedback as pendant:
        async with service.screen("as") as staff:
            publish(broker.port, "trygg/v1/as/pendant-6/telemetry", '{"battery": 4}')
            press(broker.port, "as/pendant-1", '{"id": "press-1"}')
            alarm = await staff.raised()
            await staff.fault("battery_low")
            refused = service.say(alarm, "close", person="bo").json()
            service.say(alarm, "accept", person="bo")
            await staff.entry("ResponderAccepted", alarm)
            async with service.screen("as", after=staff.position, epoch=staff.epoch) as again:
                resumed = again.messages[0]
            board = staff.showing(alarm)
            cleared = service.say(alarm, "clear", person="gunilla").json()
            soft = {"kind": "emergency", "zone": "room-214", "mode": "drill", "person": "david"}
            pressed = service.http.post("/api/v1/offices/as/alarms", json=soft, headers={"Idempotency-Key": "1"})
            assert pressed.status_code == 201
            noted = service.http.post(f"/api/v1/alarms/{alarm}/notes", json={"words": "The door stood open."})
            assert noted.status_code == 200, noted.text
            await staff.until(lambda: bool(staff.told("withheld")))
            paths = service.http.get("/api/openapi.json").json()["paths"]
            service.stop()
            await staff.until(lambda: bool(staff.told("superseded")))
        heard = pendant.heard[0]
    entry = next(m for m in staff.entries("ResponderCalled", alarm) if m["data"]["walk_ms"])
    made = [
        *(staff.told(kind)[-1] for kind in ("snapshot", "provisional", "superseded")),
        next(beat for beat in staff.told("heartbeat") if beat["faults"]),
        *(resumed, entry, staff.told("withheld")[0], await taken_back(), board),
    ]
    for message in made:
        assert fields(message) in map(fields, examples("docs/reference/stream.md")), message
    described = (DOCS / "reference" / "http.md").read_text()
    assert [path for path in paths if path.removeprefix("/api/v1") not in described] == []
    assert fields(heard) in map(fields, examples("docs/reference/mqtt.md"))
    for answer in (refused, cleared, pressed.json(), soft):
        assert fields(answer) in map(fields, examples("docs/reference/http.md")), answer
