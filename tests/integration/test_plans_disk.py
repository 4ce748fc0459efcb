"""The real service on a folder of plans whose disk hangs, or is mounted later: presses go through, and it is said."""

from pathlib import Path

import pytest

from parts.far_disk import HungDisk, LateDisk
from parts.offices import DEVICES, lay_out
from parts.process import free_port, wait_until
from parts.screen import Screen
from parts.service import Service
from roles.document import load

pytestmark = pytest.mark.timeout(180)  # services start here, on a machine that may be busy

WITHIN = 60.0


def state(service: Service) -> str:
    """Return by which plan an office goes."""
    told: str = service.get("/offices/as")["plan"]["state"]
    return told


async def plan_of_a_press(service: Service, screen: Screen) -> str:
    """Press the button on the page, wait until the screen shows that, and return the plan by which it is answered."""
    path, key = "/api/v1/offices/as/alarms", {"Idempotency-Key": "press-1"}
    answer = service.http.post(path, json={"zone": "room-114"}, headers=key)
    assert answer.status_code == 201, answer.text
    assert await screen.raised() == answer.json()["alarm"]
    plan: str = service.entries(answer.json()["alarm"])[0]["facts"]["plan"]
    return plan


def version(plans: Path) -> str:
    """Return the version of the office's plan as it lies in the folder."""
    plan = load((plans / "as.yaml").read_bytes(), source="as.yaml").plan
    assert plan is not None
    return plan.version


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder of plans that a service has read, which has ended."""
    folder = tmp_path / "plans"
    lay_out(folder)
    (folder / "as.devices.yaml").write_bytes(DEVICES.read_bytes())
    with again(folder).begun() as service:
        service.wait_alive()
        assert wait_until(lambda: state(service) == "good")
    return folder


def again(plans: Path) -> Service:
    """Return a service with the same data."""
    return Service(plans.parent / "node", plans, f"mqtt://127.0.0.1:{free_port()}")


async def test_a_service_that_starts_while_the_disk_hangs_calls_by_the_plan_of_the_record(plans: Path) -> None:
    """A server with the plans that is gone: presses are heard, it is said, and what lies there is in force later."""
    written = version(plans)
    with HungDisk(plans) as disk, again(plans).begun() as service:
        service.wait_alive()
        async with service.screen("as") as screen:
            await screen.fault("plan_errors", within=WITHIN)
            assert state(service) == "last_good"
            assert await plan_of_a_press(service, screen) == written
            disk.answers()
            assert wait_until(lambda: state(service) == "good", within=WITHIN)
            await screen.until(lambda: not {"plan_errors", "devices_unread"} & screen.faults.keys(), within=WITHIN)


async def test_a_disk_that_begins_to_hang_keeps_nobody_from_being_called_and_no_service_from_its_end(
    plans: Path,
) -> None:
    """Presses and answers go on, and whoever tells the service to stop does not have to kill it."""
    written = version(plans)
    with again(plans).begun() as service:
        service.wait_alive()
        async with service.screen("as") as screen:
            assert wait_until(lambda: state(service) == "good", within=WITHIN)
            with HungDisk(plans):
                assert wait_until(lambda: "the disk does not answer" in service.log, within=WITHIN)
                assert await plan_of_a_press(service, screen) == written
                alarm = await screen.raised()
                assert service.say(alarm, "acknowledge", person="bo").status_code == 200
                assert service.stop() == 0


async def test_a_disk_that_is_mounted_after_the_start_is_in_force_without_a_new_one(plans: Path) -> None:
    """An empty mount point: the service goes by what it knew, says what is away, and takes up what is mounted."""
    written = version(plans)
    disk = plans.rename(plans.with_name("disk"))
    changed = disk / "as.yaml"
    with LateDisk(disk, plans) as late, again(plans).begun() as service:
        service.wait_alive()
        async with service.screen("as") as screen:
            await screen.fault("plans_away", within=WITHIN)
            assert state(service) == "last_good"
            assert await plan_of_a_press(service, screen) == written
            changed.write_text(changed.read_text().replace("Medborgarkontoret Ås", "Medborgarkontoret Åsen"))
            late.comes()
            assert wait_until(lambda: service.get("/offices/as")["name"] == "Medborgarkontoret Åsen", within=WITHIN)
            await screen.until(lambda: not {"plans_away", "devices_unread"} & screen.faults.keys(), within=WITHIN)
            assert state(service) == "good"
