"""One damaged row in the record: it is said, and everything else has its turn."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from parts.button_press import button_press
from parts.drill_day import MONDAY, Day, day
from parts.ear import until
from parts.offices import AS
from service.alarm.actor import SERVICE, Actor
from service.dispatch.pulses import Pulses
from service.dispatch.window_of_test import OPENED
from service.figures.attention import Attention
from service.jobs.fires import Fires
from service.jobs.meetings import AskAboutMeetings
from service.jobs.pulses import ClosePulses
from service.jobs.reminding import Reminding
from service.life import snapshot
from service.life.life import replay
from service.live.render import Audience
from service.notify.port import Handed, Outgoing
from service.planning.record import events_of, life_in
from service.store.port import StoreUnavailable
from service.timeline.entry import Draft, Entry

TURNS = """
inspections:
  rooms: {of: [room-114, room-115], every: 30 d, by: manager}
  boundary: {of: [desk-door], every: 7 d, by: door}
"""


@asynccontextmanager
async def two_offices(folder: Path) -> AsyncIterator[Day]:
    """Open two offices with the same plan; `aa` comes before `as`, whoever looks at them in their order."""
    (folder / "plans").mkdir()
    text = AS.read_text() + TURNS
    (folder / "plans" / "as.yaml").write_text(text)
    (folder / "plans" / "aa.yaml").write_text(text.replace("\noffice: as\n", "\noffice: aa\n"))
    async with day(folder, fresh=False) as opened:
        assert list(opened.node.book) == ["aa", "as"]
        yield opened


class Mail:
    """A way out that takes everything."""

    route = "push"

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Take it."""
        self.sent.append(notice)
        return Handed()

    async def probe(self, receiver: str | None = None) -> None:
        """Be open."""

    async def close(self) -> None:
        """Have nothing to close."""


async def hers(_office: str, _person: str) -> tuple[Mapping[str, str], ...]:
    """Return what her telephone has asked for."""
    return ({"endpoint": "https://push.example/1", "p256dh": "x", "auth": "y"},)


def change(opened: Day, statement: str) -> list[tuple[Any, ...]]:
    """Do to the database what a broken disk, or its owner, can; return what it says."""
    with closing(sqlite3.connect(opened.node.settings.data_dir / "trygg.db")) as record, record:
        for (name,) in record.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            record.execute(f"DROP TRIGGER {name}")
        return record.execute(statement).fetchall()


def damaged(opened: Day, kind: str, id_: str, *, is_over: bool = False) -> None:
    """Have the first office have something that nobody can read."""
    change(
        opened,
        "INSERT INTO undertakings (id, office, kind, is_over, first_position, last_position, snapshot, is_settled,"
        f" began_at) VALUES ('{id_}', 'aa', '{kind}', {int(is_over)}, 1, 1, '{{}}', 0, '2026-11-01T00:00:00.000000Z')",
    )


async def away(_office: str, _work: object) -> None:
    """Take the place of a commit while the record cannot be written."""
    raise StoreUnavailable("the disk is away")


def said(opened: Day, office: str) -> list[str]:
    """What the screens of an office say that cannot be read."""
    return [fault.subject for fault in opened.node.faults.of(office) if fault.code == "record_damaged"]


async def test_a_damaged_room_keeps_neither_its_neighbour_nor_another_office_waiting(tmp_path: Path) -> None:
    """Rooms that a plan has looked over anew are planned, beside one whose row nobody can read; the screens name it."""
    async with two_offices(tmp_path) as opened:
        job, plans = opened.node.readiness.job, opened.node.settings.plans_dir
        await job.step()
        ((good,),) = change(opened, "SELECT snapshot FROM undertakings WHERE id = 'check-aa-room-114'")
        change(opened, "UPDATE undertakings SET snapshot = '{\"form' WHERE id = 'check-aa-room-114'")
        for office in ("aa", "as"):
            path = plans / f"{office}.yaml"
            path.write_text(path.read_text().replace("[room-114, room-115]", "[room-114, room-115, room-214]"))
        await opened.node.plans.refresh()
        await job.step()
        everything = {"room-114", "room-115", "room-214", "desk-door"}
        assert {one.place for one in job.of("as")} == everything
        assert {one.place for one in job.of("aa")} == everything, "of the damaged one what was known before"
        assert (said(opened, "aa"), said(opened, "as")) == (["check-aa-room-114"], [])
        change(opened, f"UPDATE undertakings SET snapshot = '{good}' WHERE id = 'check-aa-room-114'")
        for _ in range(12):  # all are looked at in one of so many rounds
            await job.step()
        assert said(opened, "aa") == []


async def test_a_damaged_room_that_is_over_keeps_no_other_from_being_planned(tmp_path: Path) -> None:
    """A plan takes a room up again whose old row nobody can read: it is said, and the others are looked over."""
    async with two_offices(tmp_path) as opened:
        damaged(opened, "check", "check-aa-desk-door", is_over=True)
        job = opened.node.readiness.job
        await job.step()
        assert {one.place for one in job.of("aa")} == {"room-114", "room-115"}
        assert {one.place for one in job.of("as")} == {"room-114", "room-115", "desk-door"}
        assert said(opened, "aa") == ["check-aa-desk-door"]


async def test_a_fire_is_shown_beside_an_office_whose_entries_are_damaged(tmp_path: Path) -> None:
    """Nobody can read whether one stands in the first office, and its screens say that; those of the second show it."""
    async with two_offices(tmp_path) as opened:
        node = opened.node
        for office in ("aa", "as"):
            draft = Draft(at=opened.clock.at, event="FireTold", alarm=None, actor=Actor(via="service"), facts={})
            await node.dispatch.note(office, draft)
        fires = Fires(node.store, node.book, node.faults, node.clock)
        change(opened, "UPDATE entries SET facts = 'rust' WHERE office = 'aa' AND event = 'FireTold'")
        await fires.look_at_all()
        assert (said(opened, "aa"), node.faults.has("aa", "fire_told")) == (["fire"], False)
        assert (said(opened, "as"), node.faults.has("as", "fire_told")) == ([], True)
        change(opened, "UPDATE entries SET facts = '{}' WHERE office = 'aa' AND event = 'FireTold'")
        await fires.look_at_all()
        assert (said(opened, "aa"), node.faults.has("aa", "fire_told")) == ([], True)


async def test_whoever_was_asked_about_a_meeting_is_asked_again_beside_one_that_is_damaged(tmp_path: Path) -> None:
    """A node that starts asks in the second office, though the meeting of the first cannot be read."""
    async with two_offices(tmp_path) as opened:
        meetings = list[str]()
        for opened.office in ("aa", "as"):
            ends_at = (opened.clock.at + timedelta(minutes=1)).isoformat()
            asked = {"zone": "room-114", "person": "anna", "watcher": "bo", "ends_at": ends_at}
            answer = await opened.post("/meetings", asked)
            assert answer.status_code == 201, answer.text
            meetings.append(answer.json()["meeting"])
        await opened.passes(400)
        change(opened, f"UPDATE undertakings SET snapshot = '{{}}' WHERE id = '{meetings[0]}'")
        mail, node = Mail(), opened.node
        asking = AskAboutMeetings(
            node.store, node.book, {"push": mail}, node.clock, subscriptions=hers, translate=lambda _: lambda id_: id_
        )
        running = asyncio.create_task(asking.run())
        await until(lambda: bool(mail.sent) or running.done())
        running.cancel()
        await asyncio.wait({running})
        assert [(one.office, one.purpose) for one in mail.sent] == [("as", "meeting_well")]


async def test_a_pulse_is_closed_beside_one_that_is_damaged(tmp_path: Path) -> None:
    """Its time is over in the second office, and what the first has open nobody can read."""
    async with two_offices(tmp_path) as opened:
        node = opened.node
        pulses = Pulses(node.store, node.book, node.undertakings.undertaking, node.clock, b"not known to anybody else")
        gunilla = Actor(via="screen:as/staff", who=node.book["as"].keys["gunilla"])
        await pulses.open("as", gunilla, entitled=True, weeks=2, way="own")
        damaged(opened, "pulse", "pulse-1")
        opened.clock.at += timedelta(weeks=3)
        await ClosePulses(node.book, pulses).look()
        ((_, pulse),) = await pulses.every("as")
        assert pulse.is_over


async def test_what_is_overdue_is_looked_for_beside_a_report_that_is_damaged(tmp_path: Path) -> None:
    """Of the first office nobody can read what is owed there; the second is looked at in its turn."""
    looked_at: list[str] = []

    async def attention(office: str) -> Attention:
        looked_at.append(office)
        return Attention(day=MONDAY.date(), parts=())

    async with two_offices(tmp_path) as opened:
        damaged(opened, "report", "report-1")
        node = opened.node
        reminding = Reminding(
            node.store,
            node.book,
            {"push": Mail()},
            node.clock,
            subscriptions=hers,
            translate=lambda _: lambda id_: id_,
            attention=attention,
        )
        await reminding.tell_all()
        assert looked_at == ["as"]


async def press_in_both(opened: Day) -> tuple[list[str], dict[str, datetime]]:
    """Press in one office after the other; return the alarms, and when each one's next deadline is due."""
    alarms = list[str]()
    for opened.office in ("aa", "as"):
        alarms.append(await opened.press(opened.office))
    return alarms, {one.alarm: one.due_at for one in await opened.node.store.deadlines()}


async def test_a_damaged_deadline_is_set_anew_and_keeps_none_from_being_served(tmp_path: Path) -> None:
    """Nobody can read when the next one is to be called in the first office: its alarm says so, and she is called."""
    async with two_offices(tmp_path) as opened:
        node, (alarms, before) = opened.node, await press_in_both(opened)
        change(opened, f"UPDATE deadlines SET due_at = 'rust' WHERE alarm = '{alarms[0]}'")
        await node.timers.measure_clock()
        assert [one.alarm for one in await node.store.deadlines()] == alarms[1:]
        await node.watch.note_damage()
        assert said(opened, "aa") == [f"alarm {alarms[0]}"]
        assert {one.alarm: one.due_at for one in await node.store.deadlines()} == before
        await node.watch.note_damage()
        assert said(opened, "aa") == []


async def test_what_is_damaged_is_taken_back_where_it_was_said(tmp_path: Path) -> None:
    """While its office's plan was not there every screen said it; what is mended later, no screen says any more."""
    async with two_offices(tmp_path) as opened:
        node = opened.node
        opened.office = "aa"
        alarm = await opened.press("1")
        change(opened, "UPDATE deadlines SET due_at = 'rust' WHERE office = 'aa'")
        await node.store.deadlines()
        page = node.book["aa"]
        node.book.close("aa")
        await node.watch.note_damage()
        assert said(opened, "as") == [f"alarm {alarm}"]
        node.book.put(page)
        await node.watch.note_damage()
        assert (said(opened, "aa"), said(opened, "as")) == ([f"alarm {alarm}"], []), "it moves with its office"
        await node.store.deadlines()
        await node.watch.note_damage()
        assert (said(opened, "aa"), said(opened, "as")) == ([], [])


async def test_a_damaged_deadline_is_set_anew_once_the_record_takes_it(tmp_path: Path) -> None:
    """A disk that breaks rows is away now and then: the alarm is not left without a deadline for that."""
    async with two_offices(tmp_path) as opened:
        node, (_, before) = opened.node, await press_in_both(opened)
        change(opened, "UPDATE deadlines SET due_at = 'rust'")
        assert not await node.store.deadlines()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(node.store, "commit", away)
            await node.watch.note_damage()
        assert not await node.store.deadlines()
        await node.watch.note_damage()
        assert {one.alarm: one.due_at for one in await node.store.deadlines()} == before


@pytest.mark.parametrize("broken", ["actor = '{}'", "facts = '{}'", "at = 'rust'"])
async def test_an_office_hears_presses_whatever_its_open_alarm_says_no_more(tmp_path: Path, broken: str) -> None:
    """A node begins with the office; and whatever it is that cannot be read, no press there waits for it."""
    async with two_offices(tmp_path) as opened:
        opened.office = "aa"
        alarm = await opened.press("1")
        change(opened, f"UPDATE entries SET {broken} WHERE alarm = '{alarm}' AND event = 'AlarmRaised'")
    async with asyncio.timeout(30), day(tmp_path, fresh=False) as again:
        assert list(again.node.book) == ["aa", "as"]
        await again.node.timers.measure_clock()
        again.office = "aa"
        pressed = await again.press("2")
        assert pressed in {one["alarm"] for one in again.node.hub.board("aa", Audience.STAFF)["alarms"]}
        assert not again.node.health().store, "nobody knows what else goes on there: no screen is green"


@pytest.mark.parametrize("broken", ["snapshot = '{}'", "snapshot = 'rust'", "engaged = 'rust'", "engaged = '5'"])
@pytest.mark.parametrize("who", ["anna", "bo", None])
async def test_presses_are_recorded_beside_an_open_alarm_that_is_damaged(
    tmp_path: Path, broken: str, who: str | None
) -> None:
    """Whoever presses next in its office, she herself too: it follows from its entries, and is kept again."""
    async with two_offices(tmp_path) as opened:
        opened.office, said = "aa", {"person": who} if who else {}
        alarm = await opened.press("1", person="anna")
        change(opened, f"UPDATE alarms SET {broken} WHERE id = '{alarm}'")
        pressed = await opened.press("2", **said)
        assert (pressed == alarm) == (who == "anna")
        shown = {one["alarm"]: one["presses"] for one in opened.board()["alarms"]}
        assert shown == ({alarm: 2} if who == "anna" else {alarm: 1, pressed: 1})
        answered = await opened.says(alarm, "acknowledge", "david")
        assert answered.status_code == 200, answered.text
        assert change(opened, f"SELECT id FROM alarms WHERE id = '{alarm}' AND snapshot LIKE '%acknowledged%'")


@pytest.mark.parametrize("facts", [{}, {"device": "aa/pendant-1"}], ids=("of nothing", "of this button"))
async def test_a_button_s_press_is_real_where_what_was_said_of_tests_is_damaged(
    tmp_path: Path, facts: dict[str, Any]
) -> None:
    """Whether it is one that was announced cannot be known: it is recorded, and calls."""
    async with two_offices(tmp_path) as opened:
        node, button = opened.node, "aa/pendant-1"
        announced = Draft(at=node.clock.now(), event=OPENED, alarm=None, actor=SERVICE, facts=facts)
        await node.store.commit("aa", lambda unit: unit.append([announced]))
        pressed = button_press(button, 1, node.clock.now(), tested=button)
        outcome = await node.dispatch.trigger(pressed)
        assert [entry.facts["mode"] for entry in outcome.entries if entry.event == "AlarmRaised"] == ["actual"]


async def test_a_node_begins_although_what_was_decided_about_one_plan_is_damaged(tmp_path: Path) -> None:
    """It is read from the timeline again: the plan of the office holds as it did, and no other office waits for it."""
    async with two_offices(tmp_path) as opened:
        held = {office: opened.node.book[office].plan.version for office in opened.node.book}
        entries = [entry.event for entry in await opened.node.store.entries("aa", 0, 100)]
        life = await opened.node.store.life("aa")
    with closing(sqlite3.connect(tmp_path / "trygg.db")) as record, record:
        assert record.execute("UPDATE plan_lives SET snapshot = '{rust' WHERE office = 'aa'").rowcount == 1
    async with day(tmp_path, fresh=False) as again:
        assert {office: again.node.book[office].plan.version for office in again.node.book} == held
        assert {again.node.book[office].state for office in again.node.book} == {"good"}
        assert [entry.event for entry in await again.node.store.entries("aa", 0, 100)] == entries
        assert await again.node.store.life("aa") == life


async def test_a_damaged_life_that_another_node_has_made_anew_is_kept_as_that_node_goes_on(tmp_path: Path) -> None:
    """All nodes find the damage at once: what is decided at the first of them is not undone by the last."""
    async with two_offices(tmp_path) as opened:
        store = opened.node.store
        entries = await store.plan_entries("aa")
        newer = replace(replay(events_of(entries)), file="newer")

        async def meanwhile(office: str) -> list[Entry]:
            await store.commit(office, lambda unit: unit.save_life(snapshot.write(newer)))
            return entries

        change(opened, "UPDATE plan_lives SET snapshot = '{}' WHERE office = 'aa'")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(store, "plan_entries", meanwhile)
            assert await life_in(store, "aa") == newer
        assert snapshot.read(await store.life("aa") or {}) == newer
