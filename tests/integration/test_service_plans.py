"""Plans that change and break while the service runs: what is faulty never replaces what is good, and is shown."""

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest

from parts.mosquitto import StartMosquitto
from parts.offices import AS, PEOPLE, lay_out
from parts.screen import Screen
from parts.service import Service
from parts.stock import press

pytestmark = pytest.mark.timeout(180)  # services start here, on a machine that may be busy

PAINTED = AS.read_text().replace("name: Rum 114", "name: Det gröna rummet")


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder with the invented offices."""
    return lay_out(tmp_path / "plans")


async def test_a_broken_plan_while_running(mosquitto: StartMosquitto, plans: Path, tmp_path: Path) -> None:
    """A plan with errors is shown as such, and the last good version goes on, until it is mended."""
    broker = mosquitto()
    with Service(tmp_path / "node", plans, broker.url) as service:
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


async def test_no_good_plan_at_all(mosquitto: StartMosquitto, plans: Path, tmp_path: Path) -> None:
    """Where there never was a good version, a press calls everybody the plan names; every screen shows it."""
    broker = mosquitto()
    (plans / "as.yaml").write_text(AS.read_text().replace("response:", "answer:").replace("roles:", "rolls:"))
    with Service(tmp_path / "node", plans, broker.url) as service:
        async with service.screen("as") as staff, service.screen("as", "security") as security:
            await staff.fault("plan_fallback")
            press(broker.port, "as/pendant-1", '{"id": "1"}')
            alarm = await staff.raised()
            await security.raised()
            shown = staff.showing(alarm)
            called = {shown["names"][r["responder"]] for r in shown["responders"] if r["reach"] == "inside"}
            assert called == PEOPLE - {"Anna Berg"}  # who pressed is not her own help
            assert shown["last_resort"] == "112"


async def test_a_plan_that_is_gone_while_its_alarm_is_open(
    mosquitto: StartMosquitto, plans: Path, tmp_path: Path
) -> None:
    """Started again without the office's plan, the node goes on with the last one: nobody is the last link."""
    broker = mosquitto()
    with Service(tmp_path / "node", plans, broker.url) as service:
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-1", '{"id": "before"}')
            alarm = await screen.raised()
        service.kill()
        (plans / "as.yaml").unlink()
        service.start()
        async with service.screen("as") as screen:
            await screen.fault("plan_gone")
            assert service.say(alarm, "acknowledge", person="bo").status_code == 200
        assert service.get("/offices/as")["plan"]["state"] == "last_good"


async def test_whom_a_newer_plan_leaves_out_can_still_answer(
    mosquitto: StartMosquitto, plans: Path, tmp_path: Path
) -> None:
    """Whoever was called can say that they are coming, whatever the plan has become since."""
    broker = mosquitto()
    with Service(tmp_path / "node", plans, broker.url) as service:
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-1", '{"id": "1"}')
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


async def test_a_broken_list_of_devices(mosquitto: StartMosquitto, plans: Path, tmp_path: Path) -> None:
    """A list of devices with errors is shown as such, and the last good one goes on saying who wears what."""
    broker = mosquitto()
    with Service(tmp_path / "node", plans, broker.url) as service:
        async with service.screen("as") as screen:
            (plans / "as.devices.yaml").write_text("enrolled: [")
            await screen.fault("devices_errors")
            await _presses_and_is_answered(screen, broker.port, "1")


async def _presses_and_is_answered(screen: Screen, port: int, name: str) -> None:
    """Press Anna's pendant, and see that the plan's own people are called to where it is enrolled."""
    press(port, "as/pendant-1", json.dumps({"id": name}))
    await screen.until(lambda: any(a["device"] == "as/pendant-1" and a["responders"] for a in screen.alarms))
    shown = next(a for a in screen.alarms if a["device"] == "as/pendant-1")
    assert shown["zone"] == "room-114"
    assert {r["role"] for r in shown["responders"]} >= {"colleague", "guard", "door"}
