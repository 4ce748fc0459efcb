"""Locks that a closing holds are let go once something may be behind them, through the real dispatch."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from parts.closing_office import closing_text
from parts.stores import SqliteStores
from parts.ways_out import Running, WaysOut
from roles.document import load
from roles.plan import Plan
from service.alarm.actor import SERVICE, Actor
from service.alarm.commands import Clear, MeasureZone, ReportOutput
from service.alarm.muster_commands import AccountFor, BeginMuster
from service.alarm.states import Mode
from service.dispatch.closing import Begin, Closings
from service.dispatch.fire import fire_told
from service.dispatch.locks import Locks
from service.jobs.letting_go import LettingGo
from service.store.port import Store, StoreUnavailable

GUNILLA = Actor(via="phone:as", who="p-gunilla", channel="phone")
LOCK, DOOR = "front-lock", "front-door/front"


def plan() -> Plan:
    """The office with a lock between the entrance and the reception."""
    found = load(closing_text(), source="as.yaml").plan
    assert found is not None
    return found


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store on a file."""
    stores = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db", watch=Running())
    yield stores.open()
    await stores.close()


class Ahead(Running):
    """A clock that can be put forward."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        """Return the wall time."""
        return super().now() + self.ahead


class House(WaysOut):
    """The office with the job that lets its locks go."""

    clock: Ahead

    def __init__(self, store: Store, plan: Plan) -> None:
        """Prepare it."""
        super().__init__(store, plan=plan, clock=Ahead())

    def listens(self) -> LettingGo:
        """Return a job that hears of everything from now on."""
        job = LettingGo(Locks(self.store, self.book, self.dispatch, self.clock), self.dispatch.memory.all_open)
        self.dispatch.listen(job.take)
        return job

    async def close(self, key: str = "k1", mode: Mode = Mode.ACTUAL) -> str:
        """Close the office; its lock proves that it locks."""
        closings = Closings(self.store, self.book, self.dispatch, self.clock)
        closed = (await closings.begin("as", Begin(key=key, actor=GUNILLA, stage="closing", mode=mode))).alarm
        if mode is Mode.ACTUAL:
            proven = ReportOutput(actor=SERVICE, output=LOCK, on=True, tries=1)
            await self.dispatch.ask("as", closed, lambda _page: proven)
        return closed

    async def released(self, alarm: str) -> list[tuple[str, list[str]]]:
        """Return why locks of an alarm were let go, and which."""
        found = [e for e in await self.store.alarm_entries(alarm) if e.event == "OutputsReleased"]
        return [(e.facts["because"], e.facts["outputs"]) for e in found]

    async def line(self, alarm: str) -> str:
        """Return how the door's line of a closing stands."""
        found = await self.store.alarm(alarm)
        item = found[1].closing.item(DOOR) if found and found[1].closing else None
        assert item is not None
        return item.state


async def test_an_alarm_raised_later_behind_it_lets_the_lock_go(store: Store) -> None:
    """An alarm elsewhere leaves the lock; one beside the door lets it go, once, and its line says so."""
    async with House(store, plan=plan()) as house:
        job = house.listens()
        closed = await house.close()
        await house.press(zone="room-114")
        await job.look()
        assert (await house.released(closed), await house.line(closed)) == ([], "done")
        await house.ask(Clear(actor=GUNILLA, entitled=True))
        pressed = await house.press("2", zone="entrance")
        await job.look()
        await job.look()
        assert (await house.released(closed), await house.line(closed)) == ([("behind", [LOCK])], "cannot")
        assert await house.released(str(pressed.alarm)) == []
        assert [order.on for order in await store.outputs.to_output("as", LOCK)] == [False]


async def test_one_who_has_moved_behind_it_lets_the_lock_go(store: Store) -> None:
    """She pressed elsewhere and is measured beside the door."""
    async with House(store, plan=plan()) as house:
        job = house.listens()
        closed = await house.close()
        await house.press(zone="room-114")
        await job.look()
        await house.ask(MeasureZone(actor=SERVICE, zone="entrance", confidence="clear", by="gateway"))
        await job.look()
        assert await house.released(closed) == [("behind", [LOCK])]


async def test_somebody_unaccounted_behind_it_lets_the_lock_go(store: Store) -> None:
    """A head count begins in an alarm elsewhere: whoever may be at the reception is not known to be safe."""
    async with House(store, plan=plan()) as house:
        job = house.listens()
        closed = await house.close()
        await house.press(zone="room-114")
        begins = BeginMuster(
            actor=GUNILLA, because="asked", people={"p-maja": "room-114"}, within=timedelta(minutes=3), call=()
        )
        await house.ask(begins)
        await job.look()
        assert await house.released(closed) == []
        needs = AccountFor(actor=GUNILLA, people=("p-maja",), state="needs_help", how="vouched", zone="reception")
        await house.ask(needs)
        await job.look()
        assert await house.released(closed) == [("behind", [LOCK])]


async def test_what_was_told_before_a_restart_lets_the_lock_go_after_it(store: Store) -> None:
    """The node died right behind the press: the next one finds it by looking at what is open."""
    async with House(store, plan=plan()) as house:
        closed = await house.close()
        await house.press(zone="entrance")
    async with House(store, plan=plan()) as house:
        house.dispatch.memory.take(await store.open_entries("as"))
        locks = Locks(store, house.book, house.dispatch, house.clock)
        assert list(house.dispatch.memory.all_open()) == ["as"]
        await locks.let_go("as")
        assert await house.released(closed) == [("behind", [LOCK])]
        assert await locks.let_go("as") == ()


async def test_a_drill_lets_no_real_lock_go_and_a_real_alarm_every_drilled_one(store: Store) -> None:
    """A practised danger is none; and a closing that begins in a drill looks at what is real."""
    drilled = replace(plan().outputs[LOCK], in_drills=True)
    async with House(store, plan=replace(plan(), outputs={LOCK: drilled})) as house:
        job = house.listens()
        closed = await house.close()
        await house.press(mode=Mode.DRILL, zone="entrance")
        await job.look()
        assert await house.released(closed) == []
        await house.ask(Clear(actor=GUNILLA, entitled=True))
        drill = await house.close("k2", Mode.DRILL)
        await house.press("2", zone="entrance")
        await job.look()
        assert await house.released(closed) == await house.released(drill) == [("behind", [LOCK])]


async def test_a_fire_lets_everything_go_and_what_is_raised_after_it_knows(store: Store) -> None:
    """Nothing is open when it is told: a closing of that hour locks nothing, and one after it locks again."""
    async with House(store, plan=plan()) as house:
        job = house.listens()
        fire = fire_told(Actor(via="device:as/panel"), house.clock.now() - timedelta(minutes=50), "as/panel")
        await house.dispatch.note("as", fire)
        closed = await house.close()
        entries = await store.alarm_entries(closed)
        assert "OutputCommanded" not in [entry.event for entry in entries]
        await job.look()
        await job.look()
        assert await house.released(closed) == [("fire", [])]
        await house.dispatch.ask("as", closed, lambda _page: Clear(actor=GUNILLA, entitled=True))
        house.clock.ahead = timedelta(minutes=11)
        closed = await house.close("k2")
        await job.look()
        assert await house.line(closed) == "done"
        await house.dispatch.note("as", fire_told(Actor(via="device:as/panel"), house.clock.now(), "as/panel"))
        await job.look()
        assert await house.released(closed) == [("fire", [LOCK])]


async def test_a_store_that_does_not_answer_is_asked_again() -> None:
    """What could not be written is looked at once more."""
    tried: list[str] = []

    class Broken:
        async def let_go(self, office: str) -> tuple[()]:
            tried.append(office)
            if len(tried) == 1:
                raise StoreUnavailable("the disk is full")
            return ()

    job = LettingGo(Broken(), lambda: ["as"])
    job._waiting["as"] = None
    await job.look()
    await job.look()
    await job.look()
    assert tried == ["as", "as"]
