"""Undertakings on both databases: command, entries, state, due time and alarm are one transaction."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import roles
from parts.meetings import AT, HER, MINUTE, PLAN, VISIT, WATCHER
from parts.stores import Stores, Watch
from roles.document import load
from service.dispatch.book import Book, OfficePage
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.meeting import alarm_of
from service.dispatch.outcome import Outcome
from service.dispatch.undertake import Undertaken, Undertaking, state_of
from service.jobs.undertakings import undertaking_times
from service.meeting.commands import CheckIn, End
from service.store.port import Store, StoreUnavailable
from service.undertaking.refusal import UndertakingRefusal

OFFICE_PLAN = load((Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes(), source="as.yaml").plan
ID = "meeting-1"


class Office:
    """One node that watches meetings, and whose clock the test turns."""

    def __init__(self, store: Store) -> None:
        """Begin with the example plan."""
        assert OFFICE_PLAN is not None
        self.store, self.clock, book = store, Watch(), Book()
        self.clock.at = AT
        self.page = OfficePage(plan=OFFICE_PLAN, keys={who: f"p-{who}" for who in OFFICE_PLAN.people})
        book.put(self.page)
        self.dispatch = Dispatch(store, book, self.clock)
        self.undertaking = Undertaking(store, book, self.dispatch, self.clock)
        self.told: list[Outcome] = []
        self.dispatch.listen(self.told.append)

    async def ask(self, command: Any) -> Undertaken:
        """Ask something of the one meeting."""
        return await self.undertaking.ask("as", "meeting", ID, lambda _page, _unit, _state: command)

    async def pass_until(self, at: datetime) -> None:
        """Let time pass to a moment, every due time at its own."""
        while due := [one for one in await self.store.due_undertakings() if one.due_at <= at]:
            self.clock.at = due[0].due_at
            await self.undertaking.pass_due("as", due[0].id, due[0].due_at)
        self.clock.at = at

    async def events(self) -> list[str]:
        """Return the names of the meeting's entries."""
        return [entry.event for entry in await self.store.undertaking_entries(ID)]


async def test_an_overdue_meeting_raises_one_alarm_where_she_is(stores: Stores) -> None:
    """In one transaction: the meeting's entry and the alarm, with her as who has pressed, and colleagues called."""
    office = Office(stores.open())
    await office.ask(PLAN)
    await office.pass_until(AT + 70 * MINUTE)
    assert (await office.events())[2:] == ["PersonAsked", "WatcherAsked", "MeetingAlarmed"]
    found = await office.store.alarm(alarm_of(ID))
    assert found is not None
    _, alarm = found
    assert (alarm.zone, alarm.presser, alarm.mode, alarm.kind) == ("room-114", "p-sara", "actual", "assist")
    assert alarm.responders
    entries = await office.store.entries("as", 0, 100)
    assert entries[[entry.event for entry in entries].index("MeetingAlarmed") + 1].event == "AlarmRaised"
    assert [one.alarm for one in office.told if one.alarm] == [alarm_of(ID)]
    await office.pass_until(AT + 90 * MINUTE)
    assert (await office.events()).count("MeetingAlarmed") == 1
    kept = await office.store.undertaking(ID)
    assert kept is not None
    assert kept.due_at is not None  # while its alarm is open it is looked at again


async def test_two_nodes_pass_one_due_time_once(stores: Stores) -> None:
    """Both have read that it is due; one asks her, the other does nothing, and there is one question."""
    office = Office(stores.open())
    done = await office.ask(PLAN)
    due_at = done.state.due_at
    passed = await asyncio.gather(*(office.undertaking.pass_due("as", ID, due_at) for _ in range(2)))
    assert [one is None for one in passed].count(True) == 1
    assert (await office.events()).count("PersonAsked") == 1


async def test_what_dies_before_the_commit_is_done_once_afterwards(stores: Stores) -> None:
    """Killed between overdue and alarm: nothing of it was written, and after the restart there is one alarm."""
    fails: list[bool] = []

    def before_commit() -> None:
        if fails:
            raise StoreUnavailable("the disk is gone")

    office = Office(stores.open(before_commit=before_commit))
    await office.ask(PLAN)
    await office.pass_until(AT + 69 * MINUTE)
    fails.append(True)
    [due] = await office.store.due_undertakings()
    assert await office.store.due_undertakings(due.due_at) == [due]
    assert await office.store.due_undertakings(due.due_at - MINUTE) == []
    with pytest.raises(StoreUnavailable):
        await office.undertaking.pass_due("as", ID, due.due_at)
    assert (await office.events())[-1] == "WatcherAsked"
    assert await office.store.alarm(alarm_of(ID)) is None
    await office.store.close()
    fails.clear()
    again = Office(stores.open())
    await again.pass_until(AT + 80 * MINUTE)
    assert (await again.events()).count("MeetingAlarmed") == 1
    assert len(await again.store.alarms("as", None, 10)) == 1


async def test_nothing_personal_survives_the_end(stores: Stores) -> None:
    """With the end the entries lose names and place, whichever way it ends; state and list hold no word of them."""
    office = Office(stores.open())
    await office.ask(VISIT)
    before = await office.store.undertaking_entries(ID)
    assert before[0].personal is not None
    assert before[0].personal.content["place"] == "Storgatan 1"
    await office.ask(End(actor=HER, entitled=True))
    after = await office.store.undertaking_entries(ID)
    assert all(entry.personal is None for entry in after)
    kept = await office.store.undertaking(ID)
    assert kept is not None
    assert "Storgatan" not in f"{kept} {[entry.facts for entry in after]}"
    assert state_of(kept).is_over


async def test_a_refusal_writes_nothing_and_a_repeat_neither(stores: Stores) -> None:
    """What is refused leaves no trace; the same wish sent twice is one meeting."""
    office = Office(stores.open())
    with pytest.raises(UndertakingRefusal):
        await office.ask(replace(PLAN, ends_at=AT - MINUTE))
    with pytest.raises(UndertakingRefusal):
        await office.ask(CheckIn(actor=WATCHER, entitled=True))
    assert await office.store.undertaking(ID) is None
    first, again = await office.ask(PLAN), await office.ask(PLAN)
    assert again.state == first.state
    assert again.entries == ()
    assert await office.events() == ["MeetingPlanned", "MeetingBegun"]


async def test_the_due_times_are_counted_by_a_job(stores: Stores) -> None:
    """The job finds in the store what another node has written, and passes it when its time has come."""
    office = Office(stores.open())
    await office.ask(PLAN)
    times = undertaking_times(office.store, office.undertaking, office.dispatch, Faults(office.clock), office.clock)
    job = asyncio.get_running_loop().create_task(times.run())
    try:
        async with asyncio.timeout(20):
            while not any(one.alarm == alarm_of(ID) for one in office.told):
                office.clock.at += MINUTE
                office.clock.seconds += 60
                await asyncio.sleep(0.02)
            while not times.on_time:  # the clock went on while it was at work
                await asyncio.sleep(0.02)
    finally:
        job.cancel()


class Counted(Undertaking):
    """Notes how often a due time was to be passed."""

    asked = 0

    async def pass_due(self, office: str, undertaking: str, due_at: datetime) -> Undertaken | None:
        """Pass it, and note that."""
        self.asked += 1
        return await super().pass_due(office, undertaking, due_at)


async def test_what_is_due_in_an_office_without_a_plan_makes_nothing_late(stores: Stores) -> None:
    """An office that is no more, or whose plan only another node has: nobody else's screens say that time is short."""
    office, faults, book = Office(stores.open()), Faults(Watch(at=AT)), Book()
    done = await office.ask(PLAN)
    office.clock.at = done.state.due_at + 60 * MINUTE
    elsewhere = Counted(office.store, book, office.dispatch, office.clock)
    assert await elsewhere.pass_due("as", ID, done.state.due_at) is None
    times = undertaking_times(office.store, elsewhere, office.dispatch, faults, office.clock)

    async def runs_until(event: str, *, turns: int = 1_000) -> bool:
        for _ in range(turns):
            if event in await office.events():
                return True
            office.clock.at += timedelta(seconds=1)
            office.clock.seconds += 1
            await asyncio.sleep(0.02)
        return False

    job = asyncio.get_running_loop().create_task(times.run())
    try:
        assert not await runs_until("PersonAsked", turns=20)
        assert times.on_time
        assert faults.of("as") == []
        assert elsewhere.asked == 1, "hundreds of doors of such an office cost nothing"
        book.put(office.page)
        assert await runs_until("PersonAsked"), "it is there again, and so is what is due"
    finally:
        job.cancel()
