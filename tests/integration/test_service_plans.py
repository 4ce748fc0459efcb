"""Plans that change and break while the service runs: what is faulty never replaces what is good, and is shown."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from parts.mosquitto import Mosquitto, StartMosquitto
from parts.offices import AS, DEVICES, PEOPLE, lay_out
from parts.process import wait_until
from parts.screen import Screen
from parts.service import Service
from parts.stock import press

pytestmark = pytest.mark.timeout(180)  # services start here, on a machine that may be busy

PAINTED = AS.read_text().replace("name: Rum 114", "name: Det gröna rummet")


NEW = """
  ny:
    pendant-1: {name: Berlock, holder: anna, place: room-114}
"""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """One broker for the whole file."""
    made = Mosquitto(tmp_path_factory.mktemp("broker"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def running(broker: Mosquitto, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for the whole file."""
    folder = tmp_path_factory.mktemp("plans")
    with Service(folder / "node", lay_out(folder / "plans"), broker.url) as made:
        yield made


@pytest.fixture
def service(running: Service) -> Iterator[Service]:
    """The service with good plans; what a test has broken is mended after it."""
    yield running
    (running.plans / "as.devices.yaml").write_text(DEVICES.read_text())
    (running.plans / "as.yaml").write_text(AS.read_text())
    _until(running, "as", "good")


@pytest.fixture
def plans(service: Service) -> Path:
    """The folder of that service."""
    return service.plans


def _until(service: Service, office: str, state: str) -> None:
    """Wait, within bounds, until an office's plan is in a state."""

    def stands() -> bool:
        answer = service.http.get(f"/api/v1/offices/{office}")
        return answer.status_code == 200 and answer.json()["plan"]["state"] == state

    assert wait_until(stands, within=20), f"{office} is not {state}"


async def test_a_broken_plan_while_running(broker: Mosquitto, service: Service, plans: Path) -> None:
    """A plan with errors is shown as such, and the last good version goes on, until it is mended."""
    good = service.get("/offices/as")["plan"]["version"]
    async with service.screen("as") as screen:
        (plans / "as.yaml").write_text(AS.read_text().replace("home: desk-1", "home: desk-eleven"))
        fault = await screen.fault("plan_errors")
        assert "last good version" in fault["text"]["en"]
        facts = service.get("/offices/as")
        assert facts["plan"]["state"] == "last_good"
        assert facts["plan"]["version"] == good
        finding = next(f for f in facts["plan"]["findings"] if f["severity"] == "error")
        assert (finding["source"], finding["line"] > 1, finding["column"] >= 1) == ("as.yaml", True, True)
        assert finding["remedy"]
        await _presses_and_is_answered(screen, broker.port, "before")
    service.kill()
    service.start()
    async with service.screen("as") as screen:
        await screen.fault("plan_errors")
        assert service.get("/offices/as")["plan"]["version"] == good
        await _presses_and_is_answered(screen, broker.port, "after")
        (plans / "as.yaml").write_text(PAINTED)
        await screen.until(lambda: bool(screen.told("heartbeat")) and "plan_errors" not in screen.faults)
        facts = service.get("/offices/as")
        assert facts["plan"]["state"] == "good"
        assert facts["zones"]["room-114"]["name"] == "Det gröna rummet"


async def test_no_good_plan_at_all(broker: Mosquitto, service: Service, plans: Path) -> None:
    """Where there never was a good version, a press calls everybody the plan names; every screen shows it."""
    (plans / "ny.devices.yaml").write_text("trygg: 1\n\nenrolled:" + NEW)
    (plans / "ny.yaml").write_text(
        AS.read_text().replace("office: as", "office: ny").replace("response:", "answer:").replace("roles:", "rolls:")
    )
    _until(service, "ny", "fallback")
    async with service.screen("ny") as staff, service.screen("ny", "security") as security:
        await staff.fault("plan_fallback")
        press(broker.port, "ny/pendant-1", '{"id": "1"}')
        alarm = await staff.raised()
        await security.raised()
        shown = staff.showing(alarm)
        called = {shown["names"][r["responder"]] for r in shown["responders"] if r["reach"] == "inside"}
        assert called == PEOPLE - {"Anna Berg"}  # who pressed is not her own help
        assert shown["last_resort"] == "112"


async def test_a_plan_that_is_gone_while_its_alarm_is_open(broker: Mosquitto, service: Service, plans: Path) -> None:
    """Started again without the office's plan, the node goes on with the last one: nobody is the last link."""
    async with service.screen("as") as screen:
        press(broker.port, "as/pendant-4", '{"id": "gone"}')
        alarm = await screen.raised()
    service.kill()
    (plans / "as.yaml").unlink()
    service.start()
    async with service.screen("as") as screen:
        await screen.fault("plan_gone")
        assert service.say(alarm, "acknowledge", person="bo").status_code == 200
    assert service.get("/offices/as")["plan"]["state"] == "last_good"


async def test_whom_a_newer_plan_leaves_out_can_still_answer(broker: Mosquitto, service: Service, plans: Path) -> None:
    """Whoever was called can say that they are coming, whatever the plan has become since."""
    async with service.screen("as") as screen:
        press(broker.port, "as/pendant-3", '{"id": "newer"}')
        alarm = await screen.raised()
        called = service.get(f"/alarms/{alarm}")["responders"]
    service.kill()
    (plans / "as.yaml").write_text("nothing that could be read")
    _forget_plans(service.database)
    service.start()
    assert service.get("/offices/as")["plan"]["state"] == "fallback"
    person = next(key for key in called if key.startswith("p-"))
    assert service.say(alarm, "accept", person=person).status_code == 200
    assert service.say(alarm, "accept", person="p-nobody").status_code == 404


def _forget_plans(database: Path) -> None:
    """Forget every version of every plan, so that only a makeshift plan without anybody is left."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DROP TRIGGER plan_versions_are_not_removed")
        connection.execute("DELETE FROM plan_versions")
        connection.execute("DELETE FROM plan_lives")


async def test_no_plan_at_all(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """With an empty folder of plans a press is still heard, shown on a screen that asks for it, and kept."""
    broker = mosquitto()
    (tmp_path / "plans").mkdir()
    with Service(tmp_path / "node", tmp_path / "plans", broker.url) as service:
        (office,) = [each["office"] for each in service.get("/offices")]
        async with service.screen(office, None) as screen:
            press(broker.port, "somewhere/button", b"")
            alarm = await screen.raised()
            await screen.fault("plan_fallback")
            assert screen.showing(alarm)["last_resort"] == "112"
        assert service.trygg("timeline", "verify").returncode == 0


async def test_a_broken_list_of_devices(broker: Mosquitto, service: Service, plans: Path) -> None:
    """A list of devices with errors is shown as such, and the last good one goes on saying who wears what."""
    async with service.screen("as") as screen:
        (plans / "as.devices.yaml").write_text("enrolled: [")
        await screen.fault("devices_errors")
        await _presses_and_is_answered(screen, broker.port, "devices", "as/pendant-2", "room-115")


async def _presses_and_is_answered(
    screen: Screen, port: int, name: str, device: str = "as/pendant-1", zone: str = "room-114"
) -> None:
    """Press a pendant, and see that the plan's own people are called to where it is enrolled."""
    press(port, device, json.dumps({"id": name}))
    await screen.until(lambda: any(a["device"] == device and a["responders"] for a in screen.alarms))
    shown = next(a for a in screen.alarms if a["device"] == device)
    assert shown["zone"] == zone
    assert {r["role"] for r in shown["responders"]} >= {"colleague", "guard", "door"}
