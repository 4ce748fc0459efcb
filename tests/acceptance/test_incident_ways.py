"""Where to go, as it was told that day: around the danger, through doors that open, and anew when one locks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from parts.drill_day import Day, day
from parts.offices import AS
from roles.document import load
from service.access.visitor import Visitor
from service.alarm.actor import SERVICE
from service.alarm.commands import ReportOutput
from service.api.gate import visitor_of
from service.dispatch.locks import Locks
from service.jobs.instructing import Instructing
from service.live.render import Audience
from service.store.output_port import Order

LOCK = "desk-lock: {name: Låset, kind: door, zone: staff-zone, for: 1 h, opens_from_inside: true, door: desk-door}"
LOCKED = (
    ("\npeople:\n", f"\noutputs:\n  {LOCK}\n\npeople:\n"),
    ("      role: door\n", "      role: door\n      doors: [desk-door]\n      switch: [desk-lock]\n"),
)


@asynccontextmanager
async def office(folder: Path, *changes: tuple[str, str]) -> AsyncIterator["Told"]:
    """Open the invented office, with changes to its plan, and the job that tells each zone."""
    text = AS.read_text()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "plans").mkdir()
    (folder / "plans" / "as.yaml").write_text(text)
    async with day(folder, fresh=False) as opened:
        yield Told(opened)


class Told:
    """The office, and what its screens say of the ways."""

    def __init__(self, opened: Day) -> None:
        """Tell zones as a node does: when something has changed."""
        self.day = opened
        node = opened.node
        self.job = Instructing(node.dispatch, node.store, node.book, node.clock, node.dispatch.memory.all_open)

    async def zones(self, alarm: str, audience: Audience = Audience.STAFF) -> dict[str, Any]:
        """What the screens say of each zone, once it was worked out."""
        await self.job.look("as")
        shown = [one["instructions"] for one in self.day.board(audience)["alarms"] if one["alarm"] == alarm]
        return {one["zone"]: one for guide in shown if guide for one in guide["zones"]}

    async def says(self, alarm: str, what: str, **said: Any) -> tuple[int, str]:
        """Somebody says something at the staff's screen; with no `person` nobody knows who."""
        sent = {"screen": "staff", **said}
        answer = await self.day.http.post(f"/api/v1/alarms/{alarm}/{what}", json=sent)
        return answer.status_code, answer.json().get("code", "")


async def test_each_zone_reads_its_own_way_and_another_one_when_it_is_cut_off(tmp_path: Path) -> None:
    """He is in room 114: go, lock, stay, each its own; a door does not open, the safe zone falls, and both are back."""
    async with office(tmp_path) as told:
        alarm = await told.day.press(zone="room-114", person="anna")
        zones = await told.zones(alarm)
        assert set(zones) == set(told.day.node.book["as"].plan.zones), "each zone is told something"
        assert zones["room-114"]["do"] == "here"
        assert (zones["desk-1"]["do"], zones["desk-1"]["to"], zones["desk-1"]["doors"]) == (
            "go",
            "staff-zone",
            ["desk-door"],
        )
        assert zones["retreat-room"]["do"] == "stay_and_lock"
        assert zones["staff-zone"]["do"] == "stay"
        assert all("room-114" not in one["way"] for one in zones.values()), "no way leads through the danger"

        assert await told.says(alarm, "door", door="desk-door", state="locked") == (200, ""), "one tap, whoever it is"
        assert (await told.zones(alarm))["desk-1"]["way"] == ["corridor-1", "desk-2", "staff-zone"]
        assert await told.says(alarm, "zone", zone="staff-zone", state="compromised") == (200, "")
        zones = await told.zones(alarm)
        assert zones["desk-1"]["to"] == zones["staff-zone"]["to"] == "retreat-room"

        for what, said in (
            ("zone", {"zone": "staff-zone", "state": "safe"}),
            ("door", {"door": "desk-door", "state": "open"}),
        ):
            assert await told.says(alarm, what, **said) == (403, "nobody_named"), (
                "nobody is sent there by nobody's word"
            )
            assert (await told.zones(alarm))["desk-1"]["to"] == ("retreat-room" if what == "zone" else "staff-zone")
            assert await told.says(alarm, what, **said, person="gunilla") == (200, "")
        assert (await told.zones(alarm))["desk-1"]["doors"] == ["desk-door"]
        for visitors in (Audience.DISCREET, Audience.PUBLIC):
            assert await told.zones(alarm, visitors) == {}


async def test_no_way_leads_through_a_door_that_is_just_being_locked(tmp_path: Path) -> None:
    """Somebody presses upstairs, and the office closes: from the order on, and until the lock has opened, go round."""
    async with office(tmp_path, *LOCKED) as told:
        alarm = await told.day.press(zone="room-214", person="anna")
        assert (await told.zones(alarm))["desk-1"]["doors"] == ["desk-door"]
        closed = (await told.day.post("/closing", {"person": "gunilla"})).json()["alarm"]
        around = ["corridor-1", "desk-2", "staff-zone"]
        assert (await told.zones(alarm))["desk-1"]["way"] == around, "it is told to lock, and has not yet"
        inside = (await told.zones(alarm))["staff-zone"]
        assert inside["do"] == "stay"

        node = told.day.node
        proven = ReportOutput(actor=SERVICE, output="desk-lock", on=True, tries=1)
        await node.dispatch.ask("as", closed, lambda _page: proven)
        assert (await told.zones(alarm))["desk-1"]["way"] == around
        assert (await told.day.says(closed, "clear", "gunilla")).status_code == 200
        assert (await told.zones(alarm))["desk-1"]["way"] == around, "open again is said, and the lock is still shut"
        [off] = await node.store.outputs.to_output("as", "desk-lock")
        assert isinstance(off, Order)
        assert not off.on
        await node.store.commit("as", lambda unit: unit.drop_order(off))  # as the job does once it has proven it
        assert (await told.zones(alarm))["desk-1"]["doors"] == ["desk-door"]


async def test_whoever_flees_behind_a_lock_has_it_let_go(tmp_path: Path) -> None:
    """The office closes and its lock holds; then somebody presses right behind it: let go, and somebody has to look."""
    async with office(tmp_path, *LOCKED) as told:
        node = told.day.node
        closed = (await told.day.post("/closing", {"person": "gunilla"})).json()["alarm"]
        proven = ReportOutput(actor=SERVICE, output="desk-lock", on=True, tries=1)
        await node.dispatch.ask("as", closed, lambda _page: proven)
        alarm = await told.day.press(zone="desk-1", person="elin")
        await Locks(node.store, node.book, node.dispatch, node.clock).let_go("as")
        [line] = [
            one
            for shown in told.day.board()["alarms"]
            if shown["alarm"] == closed
            for one in shown["closing"]["items"]
            if one["id"] == "front-door/desk-door"
        ]
        assert line["state"] == "cannot", "somebody has to see to the door"
        assert (await told.zones(alarm))["desk-1"]["do"] == "here"


async def test_a_refuge_inside_the_danger_and_a_house_in_two_pieces(tmp_path: Path) -> None:
    """Pressed in the staff area itself; and a wing to which no walk leads: each is said, and found beforehand."""
    cut = ("walks:  #", "walks:\n  - [attic, loft, 5]\n  #")
    wing = ("  # Floor 2\n", "  # Floor 2\n  attic: {name: Vinden, kind: desk}\n  loft: {name: Loftet, kind: desk}\n")
    async with office(tmp_path, cut, wing) as told:
        inside = await told.zones(await told.day.press(key="1", zone="staff-zone", person="anna"))
        assert inside["staff-zone"]["do"] == "here"
        assert {one["to"] for one in inside.values() if one["do"] == "go"} == {"retreat-room"}
        assert all("staff-zone" not in one["way"] for one in inside.values())
        assert (inside["attic"]["do"], inside["attic"]["why"]) == ("no_safe_way", "cut_off")
        taken = await told.day.press(key="2", zone="retreat-room", person="cecilia")
        both = await told.zones(taken)
        assert {one["to"] for one in both.values() if one["do"] == "go"} == set(), "no refuge is left"
        assert both["desk-1"]["do"] == "leave"
        assert both["desk-1"]["why"] == "refuge_in_danger"
    findings = load((tmp_path / "plans" / "as.yaml").read_text(), source="as.yaml").findings
    assert any(one.code == "R095" and "Vinden" in one.message for one in findings), "plan check has said so before"


async def test_a_drills_ways_are_its_own(tmp_path: Path) -> None:
    """What is reported in a drill shuts no door in a real alarm; the danger of a real one counts in the drill."""
    async with office(tmp_path) as told:
        practised = (await told.day.http.post(
            "/api/v1/offices/as/alarms",
            json={"zone": "room-115", "mode": "drill", "person": "bo"},
            headers={"Idempotency-Key": "practised"},
        )).json()["alarm"]  # fmt: skip
        await told.says(practised, "door", door="desk-door", state="locked")
        await told.says(practised, "zone", zone="staff-zone", state="compromised")
        real = await told.day.press(zone="room-214", person="anna")
        assert (await told.zones(real))["desk-1"]["doors"] == ["desk-door"]
        assert (await told.zones(practised))["desk-1"]["to"] == "retreat-room"


@pytest.mark.parametrize("visitor", ["screen", "phone"])
async def test_who_may_say_that_a_door_opens(tmp_path: Path, visitor: str) -> None:
    """On her own telephone her name goes with it by itself; a screen among visitors says nothing of doors at all."""
    async with office(tmp_path) as told:
        alarm = await told.day.press(zone="room-114", person="anna")
        keys = told.day.node.book["as"].keys
        phone = Visitor(kind="phone", id="d-1", name="T", office="as", persons={"as": keys["bo"]})
        screen = Visitor(kind="screen", id="s-1", name="Personal", office="as", screen="staff", audience="staff")
        who = phone if visitor == "phone" else screen
        told.day.node.app.dependency_overrides[visitor_of] = lambda: who
        said = await told.day.http.post(f"/api/v1/alarms/{alarm}/door", json={"door": "desk-door", "state": "open"})
        del told.day.node.app.dependency_overrides[visitor_of]
        assert said.status_code == (200 if visitor == "phone" else 403), said.text
        entries = [one for one in await told.day.node.store.alarm_entries(alarm) if one.event == "DoorReported"]
        assert [one.facts["by"] for one in entries] == ([keys["bo"]] if visitor == "phone" else [])
