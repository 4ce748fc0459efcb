"""A start with many offices: presses are heard, shown and served while most plans have yet to be read."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest

from parts.mosquitto import StartMosquitto
from parts.offices import AS, hurried, lay_out
from parts.process import wait_until
from parts.service import Service
from parts.stock import Subscriber, press
from service.jobs.plans import AT_FIRST

pytestmark = pytest.mark.timeout(240)  # a service starts twice here, and reads a few dozen plans

HANGING: Final = tuple(f"held-{number}" for number in range(1, 11))
"""In the order of names before all that are pressed in. Each costs five seconds, and two are read at the same time."""
WITHIN: Final = 60.0


def lay_out_many(folder: Path) -> Path:
    """Write more plans than are read before a node listens; what takes a minute in the example takes a second."""
    lay_out(folder, quick=True)
    plan = hurried(AS.read_text())
    for office in (*HANGING, *(f"office-{number:02}" for number in range(AT_FIRST))):
        (folder / f"{office}.yaml").write_text(plan.replace("\noffice: as\n", f"\noffice: {office}\n"))
    return folder


@contextmanager
def never_read(folder: Path, *offices: str) -> Iterator[None]:
    """Let the plans of offices be read for ever, as from a disk that hangs, and afterwards be what they were."""
    paths = [folder / f"{office}.yaml" for office in offices]
    held = []
    for path in paths:
        path.rename(path.with_suffix(".kept"))
        os.mkfifo(path)
        held.append(os.open(path, os.O_RDWR))  # whoever reads waits for what is written here, and nothing is
    try:
        yield
    finally:
        for path, writing in zip(paths, held, strict=True):
            path.with_suffix(".kept").replace(path)
            os.close(writing)


def told_to(wearer: Subscriber) -> list[str]:
    """Return what a button has been told."""
    return [said["state"] for said in wearer.heard]


async def test_presses_are_heard_shown_and_served_while_plans_are_being_read(
    mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    """After an upgrade every plan is read anew: whoever presses meanwhile waits for her own office's plan alone."""
    broker, plans = mosquitto(), lay_out_many(tmp_path / "plans")
    service = Service(tmp_path / "node", plans, broker.url)
    with service:
        assert wait_until(lambda: service.http.get("/health/ready").json()["plans_to_read"] == 0, within=WITHIN)
        press(broker.port, "office-05/button", '{"id": "before"}')
        assert wait_until(lambda: bool(service.alarms("office-05")), within=WITHIN)
        before = service.alarms("office-05")[0]["alarm"]
        service.stop()
        shutil.rmtree(tmp_path / "node" / "data" / "plans-read")  # of another version, it would be none
        with never_read(plans, *HANGING):
            service.start()
            ready = service.http.get("/health/ready").json()
            assert ready["ready"]
            assert ready["plans_to_read"] > 0
            every = asyncio.create_task(asyncio.to_thread(service.get, "/offices"))

            # What was open goes on: its next step is due about now.
            async with service.screen("office-05") as screen:
                served = len(service.entries(before))
                await screen.until(lambda: screen.position > 0)
                assert screen.showing(before)["state"] == "raised"
                await screen.until(lambda: len(service.entries(before)) > served, within=WITHIN)

            # A button of an office that nobody has read yet; its screen connects at the same time.
            with Subscriber(tmp_path, broker.port, "trygg/v1/office-17/button/feedback") as wearer:
                screen = service.screen("office-17")
                connecting = asyncio.create_task(screen.__aenter__())
                await asyncio.to_thread(press, broker.port, "office-17/button", '{"id": "now"}')
                await connecting
                await screen.until(lambda: bool(screen.alarms), within=WITHIN)
                (alarm,) = screen.alarms
                assert await asyncio.to_thread(wait_until, lambda: "received" in told_to(wearer), within=WITHIN)
                await screen.until(lambda: screen.showing(alarm["alarm"])["state"] == "raised", within=WITHIN)
                await screen.__aexit__(None, None, None)
            assert [one["alarm"] for one in service.alarms("office-17")] == [alarm["alarm"]]

            # The button on a screen of another one.
            key = {"Idempotency-Key": "one"}
            raised = service.http.post("/api/v1/offices/office-18/alarms", json={"kind": "emergency"}, headers=key)
            assert raised.status_code == 201, raised.text
            is_told = every.done()
            whole = service.http.get("/health/ready").json()["plans_to_read"] == 0
            assert whole or not is_told, "a list of offices is not told before it is whole"
        assert len(await every) == AT_FIRST + 2 + len(HANGING)
        assert wait_until(lambda: service.http.get("/health/ready").json()["plans_to_read"] == 0, within=WITHIN)
        assert "Traceback" not in service.log


async def test_a_press_that_waits_for_a_plan_when_its_node_ends_is_heard_in_the_next_life(
    mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    """It has no receipt, so the broker keeps it; and no file that hangs keeps the node from ending."""
    broker, plans = mosquitto(), lay_out_many(tmp_path / "plans")
    service = Service(tmp_path / "node", plans, broker.url)
    with never_read(plans, *HANGING):
        service.start()
        press(broker.port, "held-1/button", '{"id": "now"}')
        # It says that a press waits.
        assert wait_until(lambda: not service.http.get("/health/ready").json()["ready"], within=WITHIN)
        assert service.stop() == 0
    with service:
        assert wait_until(lambda: bool(service.alarms("held-1")), within=WITHIN)
        assert len(service.alarms("held-1")) == 1
        assert "Traceback" not in service.log


async def test_a_small_agency_is_heard_although_its_disk_gives_neither_a_plan_nor_the_list_of_devices(
    mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    """It starts as it was: whose button it is stands in the list that was read last, and the screens say so."""
    broker, plans = mosquitto(), lay_out(tmp_path / "plans")
    service = Service(tmp_path / "node", plans, broker.url)
    with service, ExitStack() as disk:
        service.stop()
        disk.enter_context(never_read(plans, "as.devices", "fjellvik"))
        service.start()
        async with service.screen("as") as screen:
            await screen.fault("devices_unread")
            press(broker.port, "as/pendant-2", '{"id": "now"}')
            alarm = await screen.raised()
            assert screen.showing(alarm)["zone"] == "room-115"
            press(broker.port, "fjellvik/button", '{"id": "now"}')
            assert await asyncio.to_thread(wait_until, lambda: bool(service.alarms("fjellvik")), within=WITHIN)
            disk.close()
            await screen.until(lambda: "devices_unread" not in screen.faults, within=WITHIN)
        assert "Traceback" not in service.log
