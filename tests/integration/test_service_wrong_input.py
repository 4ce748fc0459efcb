"""What comes in wrong, through a real broker into the real service: nothing is lost, nothing stops the loop."""

import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from parts.mosquitto import Mosquitto
from parts.offices import lay_out
from parts.process import wait_until
from parts.screen import Screen
from parts.service import Service
from parts.stock import press, publish
from service.alarm.instant import instant
from service.clock import SystemClock

pytestmark = pytest.mark.timeout(180)  # services start here, on a machine that may be busy

HEARTBEAT = 12.0
"""Seconds within which a fault is on the screens: two heartbeats and some."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """One service that all tests of this file press at, each with devices of its own."""

    broker: Mosquitto
    service: Service


MORE = {"TRYGG_CATCH_ALL_OFFICE": "as", "TRYGG_DEVICE_GRACE_S": "0"}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """A service with the office `as` as the one that hears what nobody else does."""
    with tempfile.TemporaryDirectory(prefix="trygg-wrong-input-") as name:
        folder = Path(name)
        broker = Mosquitto(folder / "mosquitto")
        broker.start()
        try:
            publish(broker.port, "trygg/v1/as/kept/press", '{"id": "yesterday"}', retain=True)
            plans = lay_out(folder / "plans")
            with Service(folder / "node", plans, broker.url, more=MORE) as service:
                yield Running(broker=broker, service=service)
        finally:
            broker.stop()


@pytest.fixture
async def screen(running: Running) -> AsyncIterator[Screen]:
    """The staff screen of the office `as`; after the test a good press still comes through."""
    async with running.service.screen("as") as screen:
        yield screen
        press(running.broker.port, "as/pendant-1", json.dumps({"id": f"still-alive-{screen.position}"}))
        await _raised_by(screen, "as/pendant-1")


@pytest.mark.parametrize(
    ("device", "payload"),
    [
        ("not-json", b"help me"),
        ("not-utf8", b"\xff\xfe\x00help"),
        ("half", b'{"id": "1", "gesture": "sing'),
        ("a-list", b'["press"]'),
        ("deep", b"[" * 15_000),
        ("one-megabyte", b"x" * 1_000_000),
        ("wrong-fields", b'{"id": true, "gesture": 7, "zone": ["room-114"], "at": "yesterday"}'),
    ],
)
async def test_unreadable_presses_are_presses(running: Running, screen: Screen, device: str, payload: bytes) -> None:
    """Whatever stands in it, a message on a press topic raises an alarm, and the screens say that it was unreadable."""
    press(running.broker.port, f"as/{device}", payload)
    alarm = await _raised_by(screen, f"as/{device}")
    assert screen.showing(alarm)["kind"] == "emergency"
    assert screen.showing(alarm)["responders"], "somebody is called"
    await _fault(screen, "device_unreadable", f"as/{device}")


async def test_an_empty_payload_is_a_press(running: Running, screen: Screen) -> None:
    """An enrolled pendant that says nothing but that it was pressed raises an alarm where it is enrolled."""
    press(running.broker.port, "as/pendant-2", b"")
    alarm = await _raised_by(screen, "as/pendant-2")
    assert screen.showing(alarm)["zone"] == "room-115"
    assert screen.showing(alarm)["names"][screen.showing(alarm)["presser"]] == "Bo Lind"
    assert not _has_fault(screen, "device_unreadable", "Berlock 2")


async def test_an_unknown_office_is_heard_by_the_catch_all(running: Running, screen: Screen) -> None:
    """A press from an office nobody knows goes to the configured office, whose screens say where it came from."""
    press(running.broker.port, "atlantis/button-1", '{"id": "1"}')
    alarm = await _raised_by(screen, "atlantis/button-1")
    assert screen.showing(alarm)["responders"]
    await _fault(screen, "office_unknown", "atlantis")


async def test_an_unknown_device_raises(running: Running, screen: Screen) -> None:
    """A device that nobody has enrolled raises an alarm at an unknown device, and the screens say that it is one."""
    press(running.broker.port, "as/found-in-a-drawer", '{"id": "1"}')
    alarm = await _raised_by(screen, "as/found-in-a-drawer")
    assert screen.showing(alarm)["zone"] is None
    assert screen.showing(alarm)["presser"] is None
    await _fault(screen, "device_unknown", "as/found-in-a-drawer")


@pytest.mark.parametrize(("device", "days"), [("pendant-3", -365), ("pendant-4", 365)])
async def test_a_clock_a_year_off(running: Running, screen: Screen, device: str, days: int) -> None:
    """A device whose clock is a year off raises now, not then; the screens say that its clock is wrong."""
    before = SystemClock().now()
    press(running.broker.port, f"as/{device}", json.dumps({"id": "1", "at": instant(before + timedelta(days=days))}))
    alarm = await _raised_by(screen, f"as/{device}")
    assert screen.showing(alarm)["raised_at"] >= instant(before)
    assert screen.showing(alarm)["raised_at"] <= instant(SystemClock().now())
    assert screen.showing(alarm)["next_at"] <= instant(SystemClock().now() + timedelta(minutes=1))
    await _fault(screen, "device_clock", f"as/{device}")


async def test_a_retained_press_never_raises(running: Running, screen: Screen) -> None:
    """A press that the broker replays at the subscription is no alarm; the screens say that it was ignored."""
    await _fault(screen, "press_ignored", "as/kept")
    assert "as/kept" not in _devices(running.service)


async def test_a_retained_flag_on_a_live_press_raises(running: Running, screen: Screen) -> None:
    """A press that is delivered as it happens raises, also when its sender asked the broker to keep it."""
    press(running.broker.port, "as/keeps-everything", '{"id": "1"}', retain=True)
    await _raised_by(screen, "as/keeps-everything")


async def test_a_press_after_clear_raises_anew(running: Running, screen: Screen) -> None:
    """A press joins the open alarm; the same button pressed after the danger was over raises an alarm of its own."""
    service, port = running.service, running.broker.port
    press(port, "as/pendant-5", '{"id": "first"}')
    first = await _raised_by(screen, "as/pendant-5")
    press(port, "as/pendant-5", '{"id": "second"}')
    joined = await screen.entry("AlarmJoined", first)
    assert joined["data"]["press"] == "second"
    service.say(first, "clear", person="gunilla").raise_for_status()
    press(port, "as/pendant-5", '{"id": "second"}')  # the pendant repeats: not a new press
    press(port, "as/pendant-5", '{"id": "third"}')
    await screen.until(lambda: len(_alarms_of(screen, "as/pendant-5")) == 2)
    second = _alarms_of(screen, "as/pendant-5")[-1]
    assert second != first
    assert screen.showing(first)["state"] == "cleared"
    assert screen.showing(second)["state"] == "raised"


async def test_nonsense_on_other_topics_is_shown(running: Running, screen: Screen) -> None:
    """Telemetry and status that cannot be read are faults of that device, and no alarm."""
    publish(running.broker.port, "trygg/v1/as/pendant-6/telemetry", b"\x00\x01")
    await _fault(screen, "device_unreadable", "Berlock 6")
    publish(running.broker.port, "trygg/v1/as/pendant-6/telemetry", '{"battery": 9}')
    await _fault(screen, "battery_low", "Berlock 6")
    publish(running.broker.port, "trygg/v1/as/pendant-6/status", "offline", retain=True)
    await _fault(screen, "device_offline", "Berlock 6")
    assert "as/pendant-6" not in _devices(running.service)


async def test_the_soft_button_says_what_is_wrong(running: Running, screen: Screen) -> None:
    """Wrong input over HTTP is answered by a problem that says what to send, and raises nothing."""
    http, path = running.service.http, "/api/v1/offices/as/alarms"
    before = len(running.service.alarms("as"))
    key = {"Idempotency-Key": "soft-1"}
    for sent, status, code in (
        (http.post(path, json={}), 400, "no_idempotency_key"),
        (http.post("/api/v1/offices/atlantis/alarms", json={}, headers=key), 404, "unknown_office"),
        (http.post(path, json={"mode": "joke"}, headers=key), 422, "invalid"),
        (http.post(path, content=b"\xff", headers=key), 422, "invalid"),
        (http.post(path, content=b"x" * 70_000, headers=key), 413, "too_large"),
        (http.post("/api/v1/alarms/a-none/accept", json={"person": "bo"}), 404, "unknown_alarm"),
    ):
        assert sent.headers["content-type"] == "application/problem+json"
        assert (sent.status_code, sent.json()["code"]) == (status, code), sent.text
        assert sent.json()["detail"]
    assert len(running.service.alarms("as")) == before


async def test_a_press_by_somebody_whom_the_plan_does_not_know_counts(running: Running) -> None:
    """A page that is behind the plan names a person or a zone that is gone: the alarm is raised without the name."""
    sent = running.service.http.post(
        "/api/v1/offices/as/alarms",
        json={"person": "nobody", "zone": "nowhere"},
        headers={"Idempotency-Key": "soft-of-an-old-page"},
    )
    assert sent.status_code == 201, sent.text
    (raised,) = [e for e in running.service.entries(sent.json()["alarm"]) if e["event"] == "AlarmRaised"]
    assert (raised["facts"]["presser"], raised["facts"]["zone"]) == (None, None)


async def _raised_by(screen: Screen, device: str) -> str:
    """Wait for an alarm that a device raised, and return its id."""
    await screen.until(lambda: bool(_alarms_of(screen, device)))
    return str(_alarms_of(screen, device)[-1])


def _alarms_of(screen: Screen, device: str) -> list[str]:
    return [shown["alarm"] for shown in screen.alarms if shown["device"] == device and shown["state"] != "provisional"]


async def _fault(screen: Screen, code: str, subject: str) -> None:
    """Wait until the screens show a fault about somebody, in three languages."""
    await screen.until(lambda: _has_fault(screen, code, subject), within=HEARTBEAT * 2)
    texts = [f["text"] for f in _faults(screen) if (f["code"], f["subject"]) == (code, subject)]
    assert set(texts[0]) == {"sv", "nb", "en"}


def _has_fault(screen: Screen, code: str, subject: str) -> bool:
    return any((fault["code"], fault["subject"]) == (code, subject) for fault in _faults(screen))


def _faults(screen: Screen) -> list[dict[str, Any]]:
    beats = screen.told("heartbeat")
    return list(beats[-1]["faults"]) if beats else []


def _devices(service: Service) -> set[str]:
    """Return which devices have raised an alarm that is not closed."""
    assert wait_until(lambda: service.http.get("/health/ready").status_code == 200)
    return {shown["device"] for shown in service.get("/offices/as/board")["alarms"]}
