"""Right behind a press each zone is told where to go, and anew whenever what is known changes."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parts.post import Post
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import AnyButRaise, Clear, MeasureZone
from service.alarm.guide_commands import ReportDoor, ReportZone
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.dispatch.guiding import danger_of, heads_of, instruct
from service.dispatch.outcome import Outcome
from service.dispatch.trigger import Trigger
from service.ingest.intake import Heard
from service.jobs.instructing import MOST, Instructing
from service.store.port import Store

ANNA = Actor(via="screen:as/staff", who=None)
BO = Actor(via="screen:as/staff", who="bo")
Told = Mapping[str, Mapping[str, Any]]


class Office(Post):
    """The part of a node that hears presses, with the job that tells zones."""

    def listens(self) -> Instructing:
        """Return a job that hears of everything from now on."""
        job = Instructing(self.dispatch, self.store, self.book, self.clock, self.dispatch.memory.all_open)
        self.dispatch.listen(job.take)
        return job

    async def alarms(self, device: str = "pendant-1", key: str = "1", gesture: str = "sos") -> Alarm:
        """Press a pendant; return its alarm."""
        payload = json.dumps({"id": key, "gesture": gesture}).encode()
        topic = f"trygg/v1/as/{device}/press"
        self.intake.hear(
            Heard(topic=topic, payload=payload, retain=False, again=False, receipt=lambda: None, refuse=lambda: None)
        )
        await self.intake.finish()
        return await self.alarm_of(device)

    async def alarm_of(self, device: str) -> Alarm:
        """Return the open alarm of a pendant as it is stored."""
        id_ = self.dispatch.memory.open_alarm("as", f"device:as/{device}")
        assert id_ is not None
        found = await self.store.alarm(id_)
        assert found is not None
        return found[1]

    async def told(self, alarm: Alarm) -> Told:
        """Return what each zone was told last in an alarm."""
        entries = [one for one in await self.store.alarm_entries(alarm.id) if one.event == "ZonesInstructed"]
        return {one["zone"]: one for one in entries[-1].facts["zones"]} if entries else {}

    async def times(self, alarm: Alarm) -> int:
        """Return how often zones were told."""
        return sum(one.event == "ZonesInstructed" for one in await self.store.alarm_entries(alarm.id))


def pressed(office: Office, number: int, zone: str = "desk-4") -> Trigger:
    """Return a press of a button, upstairs where nothing else is said; each an alarm of its own."""
    return Trigger(
        office="as",
        actor=Actor(via=f"device:as/button-{number}"),
        press_key=f"as/button-{number}/1",
        open_key=f"device:as/button-{number}",
        mode=Mode.ACTUAL,
        kind="emergency",
        gesture="single",
        zone=zone,
        device=f"as/button-{number}",
        press="1",
        presser=None,
        pressed_at=None,
        heard_at=office.clock.now(),
    )


class Broken:
    """A store in which one alarm cannot be read."""

    def __init__(self, store: Store) -> None:
        """Read everything else of a store."""
        self._store = store
        self.day_facts = store.day_facts
        self.outputs = store.outputs

    async def open_positions(self, office: str) -> dict[str, int]:
        """Return the open alarms."""
        return {"a-1": 1} if office == "a-broken-one" else await self._store.open_positions(office)

    async def alarm(self, alarm_id: str) -> tuple[str, Alarm] | None:
        """Return an alarm, or fail as on a row that nobody understands."""
        if alarm_id == "a-1":
            raise ValueError("what is kept of this alarm is not understood")
        return await self._store.alarm(alarm_id)


class Counting:
    """A store that notes which alarms are read."""

    def __init__(self, store: Store) -> None:
        """Read a store."""
        self._store = store
        self.day_facts = store.day_facts
        self.outputs = store.outputs
        self.open_positions = store.open_positions
        self.read: list[str] = []

    async def alarm(self, alarm_id: str) -> tuple[str, Alarm] | None:
        """Return an alarm."""
        self.read.append(alarm_id)
        return await self._store.alarm(alarm_id)


class AllAtOnce:
    """A dispatch that does nothing of what it is asked before it has been asked so many things."""

    def __init__(self, office: Office, number: int) -> None:
        """Ask an office's own dispatch."""
        self._office = office
        self._together = asyncio.Barrier(number)

    async def ask(self, office: str, alarm: str, make: Callable[[OfficePage], AnyButRaise]) -> Outcome:
        """Wait for the others, then ask."""
        await self._together.wait()
        return await self._office.dispatch.ask(office, alarm, make)


class Restless:
    """A dispatch in whose office a door is reported after whatever is told."""

    def __init__(self, office: Office) -> None:
        """Ask an office's own dispatch."""
        self._office = office
        self._times = 0

    async def ask(self, office: str, alarm: str, make: Callable[[OfficePage], AnyButRaise]) -> Outcome:
        """Ask, and report."""
        done = await self._office.dispatch.ask(office, alarm, make)
        self._times += 1
        report = ReportDoor(actor=BO, door="stair-door", state="locked" if self._times % 2 else "open")
        await self._office.dispatch.ask(office, alarm, lambda _: report)
        return done


async def test_a_press_sends_each_zone_around_it_and_a_locked_door_sends_it_elsewhere(tmp_path: Path) -> None:
    """Room 114: the desk is told to go; its door does not open: it goes round; the safe zone is taken: upstairs."""
    async with Office(tmp_path) as office:
        job = office.listens()
        alarm = await office.alarms()
        await job.look("as")
        told = await office.told(alarm)
        assert told[alarm.zone or ""]["do"] == "here"
        assert (told["desk-1"]["do"], told["desk-1"]["to"]) == ("go", "staff-zone")
        assert told["desk-1"]["doors"] == ["desk-door"]
        assert told["retreat-room"]["do"] == "stay_and_lock"
        await job.look("as")
        assert await office.times(alarm) == 1
        await office.dispatch.ask("as", alarm.id, lambda _: ReportDoor(actor=ANNA, door="desk-door", state="locked"))
        await job.look("as")
        assert (await office.told(alarm))["desk-1"]["way"] == ["corridor-1", "desk-2", "staff-zone"]
        await office.dispatch.ask(
            "as", alarm.id, lambda _: ReportZone(actor=ANNA, zone="staff-zone", state="compromised")
        )
        await job.look("as")
        told = await office.told(alarm)
        assert told["desk-1"]["to"] == "retreat-room"
        assert (told["staff-zone"]["do"], told["staff-zone"]["to"]) == ("go", "retreat-room")
        await office.dispatch.ask("as", alarm.id, lambda _: ReportDoor(actor=BO, door="desk-door", state="open"))
        await office.dispatch.ask("as", alarm.id, lambda _: ReportZone(actor=BO, zone="staff-zone", state="safe"))
        await job.look("as")
        assert (await office.told(alarm))["desk-1"]["doors"] == ["desk-door"]


async def test_when_she_is_measured_elsewhere_the_ways_change(tmp_path: Path) -> None:
    """The danger has moved to the staff area: nobody is sent there any more, and the desk is told to go upstairs."""
    async with Office(tmp_path) as office:
        job = office.listens()
        alarm = await office.alarms()
        await job.look("as")
        moved = MeasureZone(actor=ANNA, zone="staff-zone", confidence="clear", by="gateway", calm=())
        await office.dispatch.ask("as", alarm.id, lambda _: moved)
        await job.look("as")
        told = await office.told(alarm)
        assert told["staff-zone"]["do"] == "here"
        assert told["desk-1"]["to"] == "retreat-room"


async def test_after_a_restart_open_alarms_are_told_and_ended_ones_are_not(tmp_path: Path) -> None:
    """A node that dies between press and instruction is made good by the next; what is over is left alone."""
    async with Office(tmp_path) as office:
        alarm = await office.alarms()
        assert await office.times(alarm) == 0
    async with Office(tmp_path) as office:
        office.dispatch.memory.take(await office.store.open_entries("as"))
        job = office.listens()
        running = asyncio.create_task(job.run())
        for _ in range(200):
            if await office.times(alarm):
                break
            await asyncio.sleep(0.05)
        running.cancel()
        assert await office.times(alarm) == 1
        await office.dispatch.ask("as", alarm.id, lambda _: Clear(actor=BO, entitled=True))
        await job.look("as")
        assert await office.times(alarm) == 1


async def test_where_it_began_is_dangerous_however_many_press_afterwards(tmp_path: Path) -> None:
    """Ten have pressed upstairs since: none of their alarms forgets the safe zone, where the danger was first."""
    async with Office(tmp_path) as office:
        job = office.listens()
        await office.dispatch.trigger(pressed(office, MOST, zone="staff-zone"))
        first = await office.alarm_of(f"button-{MOST}")
        for number in range(MOST):
            await office.dispatch.trigger(pressed(office, number))
        await job.look("as")
        newest = await office.alarm_of(f"button-{MOST - 1}")
        page = office.book["as"]
        count = heads_of(page, {}, office.clock.now())
        assert newest.guidance is not None
        assert newest.guidance.basis == instruct(page, danger_of(page.plan, newest, [first]), count).basis
        assert newest.guidance.basis != instruct(page, danger_of(page.plan, newest, []), count).basis


async def test_the_older_of_many_alarms_are_told_what_is_right_by_now(tmp_path: Path) -> None:
    """Thirteen are open, and the safe zone falls: the ten newest know it at once, the three older ones right after."""
    async with Office(tmp_path) as office:
        job = office.listens()
        zones = ("desk-1", "desk-2", "room-114")
        for number in range(MOST + 3):
            await office.dispatch.trigger(pressed(office, number, zone=zones[min(number, 2)]))
            await job.look("as")
        older = [await office.alarm_of(f"button-{number}") for number in range(3)]
        newest = await office.alarm_of(f"button-{MOST + 2}")
        fallen = ReportZone(actor=ANNA, zone="staff-zone", state="compromised")
        await office.dispatch.ask("as", newest.id, lambda _: fallen)
        await job.look("as")
        assert (await office.told(newest))["staff-zone"]["do"] == "go"
        assert {(await office.told(one))["staff-zone"]["do"] for one in older} == {"stay"}
        running = asyncio.create_task(job.run())
        for _ in range(200):
            if all([(await office.told(one))["staff-zone"]["do"] == "go" for one in older]):
                break
            await asyncio.sleep(0.05)
        running.cancel()
        found = [(await office.told(one))["staff-zone"]["to"] for one in older]
        assert found == ["retreat-room"] * 3, "nobody is sent to where it is"
        times = [await office.times(one) for one in older]
        await job.renew("as")
        assert [await office.times(one) for one in older] == times, "the same is told once"


async def test_changes_without_end_let_no_older_alarm_be_forgotten(tmp_path: Path) -> None:
    """Whatever is new goes first; the older ones go on where they were, so that each has its turn."""
    async with Office(tmp_path) as office:
        for number in range(MOST + 3):
            await office.dispatch.trigger(pressed(office, number, zone=("desk-1", "desk-2", "room-114")[number % 3]))
        older = [await office.alarm_of(f"button-{number}") for number in range(3)]
        job = Instructing(Restless(office), office.store, office.book, office.clock, office.dispatch.memory.all_open)
        office.dispatch.listen(job.take)
        for turn in range(3):
            assert sum([bool(await office.times(one)) for one in older]) == turn
            job.heed()
            await job.renew("as")
        assert [await office.times(one) for one in older] == [1, 1, 1]


async def test_one_office_that_cannot_be_worked_out_costs_no_other_its_ways(tmp_path: Path) -> None:
    """Whatever fails in the first office, the second one is told where to go by the same round."""
    async with Office(tmp_path) as office:
        alarm = await office.alarms()
        everywhere = {"a-broken-one": ["a-1"], "as": [alarm.id]}
        store = Broken(office.store)
        job = Instructing(office.dispatch, store, office.book, office.clock, lambda: everywhere)
        office.book.put(replace(office.book["as"], plan=replace(office.book["as"].plan, office="a-broken-one")))
        running = asyncio.create_task(job.run())
        for _ in range(200):
            if running.done() or await office.times(alarm):
                break
            await asyncio.sleep(0.05)
        running.cancel()
        assert await office.times(alarm) == 1


async def test_two_instructions_at_once_are_one_entry(tmp_path: Path) -> None:
    """Two nodes that work out the same at the same time tell it once."""
    async with Office(tmp_path) as office:
        alarm = await office.alarms()
        first, second = office.listens(), office.listens()
        await asyncio.gather(first.look("as"), second.look("as"))
        assert await office.times(alarm) == 1


async def test_an_alarm_that_stands_still_is_not_read_again(tmp_path: Path) -> None:
    """Eight are open: where one changes, that one is read, and the others stay as they are known."""
    async with Office(tmp_path) as office:
        for number in range(8):
            await office.dispatch.trigger(pressed(office, number))
        store = Counting(office.store)
        job = Instructing(office.dispatch, store, office.book, office.clock, office.dispatch.memory.all_open)
        await job.look("as")
        ids = [(await office.alarm_of(f"button-{number}")).id for number in range(8)]
        assert sorted(set(store.read)) == sorted(ids)
        store.read.clear()
        await job.look("as")
        assert store.read == []
        closed = ReportDoor(actor=BO, door="desk-door", state="open")
        await office.dispatch.ask("as", ids[3], lambda _: closed)
        await job.look("as")
        assert store.read == [ids[3]]
        await office.dispatch.ask("as", ids[3], lambda _: Clear(actor=BO, entitled=True))
        store.read.clear()
        await job.look("as")
        assert ids[3] not in store.read


async def test_what_another_node_wrote_is_seen_in_the_next_look(tmp_path: Path) -> None:
    """Nobody tells this node that a door was reported at another one: the look finds the alarm moved, and reads it."""
    async with Office(tmp_path) as office:
        alarm = await office.alarms()
        job = Instructing(office.dispatch, office.store, office.book, office.clock, office.dispatch.memory.all_open)
        await job.look("as")
        locked = ReportDoor(actor=ANNA, door="desk-door", state="locked")
        await office.dispatch.ask("as", alarm.id, lambda _: locked)
        await job.look("as")
        assert (await office.told(alarm))["desk-1"]["way"] == ["corridor-1", "desk-2", "staff-zone"]


async def test_the_newest_are_told_together(tmp_path: Path) -> None:
    """Eight alarms are told in one go, which is one transaction: none waits for the disk of the one before."""
    async with Office(tmp_path) as office:
        for number in range(8):
            await office.dispatch.trigger(pressed(office, number))
        job = Instructing(
            AllAtOnce(office, 8), office.store, office.book, office.clock, office.dispatch.memory.all_open
        )
        async with asyncio.timeout(30):
            await job.look("as")
        for number in range(8):
            assert await office.times(await office.alarm_of(f"button-{number}")) == 1


async def test_one_that_is_refused_costs_no_other_its_ways(tmp_path: Path) -> None:
    """What one alarm is asked fails: the others are told all the same, and the failure is not swallowed."""
    async with Office(tmp_path) as office:
        for number in range(3):
            await office.dispatch.trigger(pressed(office, number))
        refused = (await office.alarm_of("button-1")).id

        class Refuses:
            async def ask(self, of: str, alarm: str, make: Callable[[OfficePage], AnyButRaise]) -> Outcome:
                if alarm == refused:
                    raise Refusal("over", "It is over.")
                return await office.dispatch.ask(of, alarm, make)

        job = Instructing(Refuses(), office.store, office.book, office.clock, office.dispatch.memory.all_open)
        with pytest.raises(Refusal):
            await job.look("as")
        assert [await office.times(await office.alarm_of(f"button-{number}")) for number in range(3)] == [1, 0, 1]
