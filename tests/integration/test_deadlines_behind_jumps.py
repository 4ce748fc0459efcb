"""An alarm goes by the clock that set its deadlines: behind a jump everybody is called when they would have been."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from parts.offices import AS
from parts.stores import AT, SqliteStores
from parts.ways_out import Running, WaysOut
from roles.document import load
from roles.plan import Plan
from service.alarm.actor import Actor
from service.alarm.call import Roster
from service.alarm.commands import Accept
from service.dispatch import calling, handle
from service.dispatch.faults import Faults
from service.dispatch.outcome import Outcome
from service.jobs import timers
from service.jobs.time_left import TimeLeft
from service.store.port import Store

HOUR = timedelta(hours=1)
STEPS = 14
"""So many deadlines pass in each alarm."""


Happened = tuple[int, str, str]
"""At which second, what, and to whom."""


class Jumping(Running):
    """A clock that goes on when it is told to, on a machine that does not start again."""

    def __init__(self) -> None:
        self.wrong_by = timedelta(0)
        self.seconds = 1_000.0

    def now(self) -> datetime:
        return AT + timedelta(seconds=self.seconds - 1_000.0) + self.wrong_by

    def monotonic(self) -> float:
        return self.seconds

    def boot(self) -> str:
        return "the only one"


def _with_a_siren() -> Plan:
    """Return the invented office's plan, whose third step switches a siren on."""
    text = AS.read_text("utf-8")
    step, people = "        call: [police-contact]\n", "\npeople:\n"
    assert text.count(step) == text.count(people) == 1
    siren = "siren: {name: Sirenen, kind: siren, zone: staff-room, for: 90 s}"
    text = text.replace(people, f"\noutputs:\n  {siren}\n{people}").replace(step, f"{step}        switch: [siren]\n")
    plan = load(text.encode(), source="as.yaml").plan
    assert plan is not None
    return plan


class Life:
    """One life of what decides about alarms and counts their deadlines."""

    def __init__(self, store: Store, clock: Jumping, path: Path) -> None:
        self.clock, self.path = clock, path
        self.out = WaysOut(store, plan=_with_a_siren(), clock=clock)
        self.timers = timers.Timers(store, self.out.dispatch, Faults(clock), clock, TimeLeft(path, clock))
        self.out.dispatch.own_time.counted = self.timers.own_time
        self.told: list[Happened] = []
        self.has_ordered = False
        self.out.dispatch.listen(self._hear)

    def _hear(self, outcome: Outcome) -> None:
        self.has_ordered = self.has_ordered or outcome.orders
        second = round(self.clock.seconds)
        self.told += [(second, one.event, str(one.facts.get("responder"))) for one in outcome.entries]
        waited = [round((self.clock.now() - one.created_at).total_seconds()) for one in outcome.deliveries]
        self.told += [(second, "told the wearer", f"after {seconds} s") for seconds in waited]

    async def tells_orders(self) -> None:
        """Note for how long what was just ordered is to be on."""
        orders = await self.out.store.commit("as", lambda unit: unit.orders_to("siren"))
        left = [round((one.until - self.clock.now()).total_seconds()) for one in orders]
        self.told.append((round(self.clock.seconds), "ordered", f"for {left} s"))
        self.has_ordered = False

    async def due_at(self) -> datetime | None:
        return next((one.due_at for one in await self.out.store.deadlines() if one.alarm == self.out.alarm), None)

    async def next_deadline(self) -> None:
        """Let time pass until the next deadline is served."""
        due_at, own = await self.due_at(), self.timers.own_time(self.out.alarm)
        assert due_at is not None
        assert own is not None
        self.clock.seconds += max(0.0, (due_at - own).total_seconds()) + 0.001
        async with asyncio.timeout(20):
            while await self.due_at() == due_at:
                await asyncio.sleep(0.005)
        await self.is_kept()

    async def is_kept(self) -> None:
        due_at = await self.due_at()
        async with asyncio.timeout(20):
            while due_at and (not self.path.exists() or due_at.isoformat() not in self.path.read_text()):
                await asyncio.sleep(0.005)


@asynccontextmanager
async def alive(store: Store, clock: Jumping, path: Path, alarm: str = "") -> AsyncIterator[Life]:
    """Have deadlines served meanwhile."""
    life = Life(store, clock, path)
    life.out.alarm = alarm
    await life.timers.measure_clock()
    job = asyncio.create_task(life.timers.run())
    try:
        if alarm:  # it has begun to count what the life before has left
            async with asyncio.timeout(20):
                while life.timers.own_time(alarm) is None:
                    await asyncio.sleep(0.005)
        yield life
    finally:
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)


async def _played(folder: Path, jumps: Mapping[int, timedelta], restarts: Collection[int] = ()) -> list[Happened]:
    """Play an alarm in which one person comes; before some deadlines the clock jumps, or the node starts anew."""
    folder.mkdir()
    clock, path, alarm = Jumping(), folder / "time-left", ""
    stores = SqliteStores(folder=folder, url="sqlite:///trygg.db", watch=clock)
    store = stores.open()
    told: list[Happened] = []
    lives = [0, *sorted(restarts), STEPS]
    try:
        for first, behind in pairwise(lives):
            async with alive(store, clock, path, alarm) as life:
                if not alarm:
                    await life.out.press()
                    alarm = life.out.alarm
                for number in range(first, behind):
                    clock.seconds += 5
                    clock.wrong_by += jumps.get(number, timedelta(0))
                    if number == 2:
                        await life.out.ask(Accept(actor=Actor(via="screen", who="p-bo"), responder="p-bo"))
                    await life.next_deadline()
                    if life.has_ordered:
                        await life.tells_orders()
                told += life.told
    finally:
        await stores.close()
    return told


@pytest.mark.parametrize("restarts", [(), (3,), (1, 2, 3, 4, 5)], ids=["one life", "two lives", "six lives"])
@pytest.mark.parametrize(
    "jumps",
    [
        {1: HOUR},
        {1: -HOUR},
        {1: HOUR, 4: -HOUR},
        {1: -HOUR, 3: HOUR},
        {0: timedelta(minutes=5), 3: timedelta(minutes=55)},
    ],
    ids=["ahead", "back", "ahead and back", "back and ahead", "ahead twice"],
)
async def test_nobody_is_called_early_or_late_for_a_jump(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jumps: Mapping[int, timedelta], restarts: Collection[int]
) -> None:
    """Everything happens at the second at which it does with a clock that is right."""
    monkeypatch.setattr(timers, "LOOK_EVERY_S", 0.02)
    right = await _played(tmp_path / "right", {})
    assert {"AlarmEscalated", "ResponderSilent", "ResponderOverdue"} <= {name for _, name, _ in right}
    assert "told the wearer" in {name for _, name, _ in right}
    assert "for [90] s" in {whom for _, name, whom in right if name == "ordered"}
    assert await _played(tmp_path / "jumps", jumps, restarts) == right


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["ahead", "back"])
async def test_who_is_called_is_who_is_there_by_the_wall_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    """Who is on duty changes with the hour that it is, and not with the alarm's own."""
    asked: list[datetime] = []

    def call_sheet(*args: Any, at: datetime, **more: Any) -> Roster:
        asked.append(at)
        return calling.call_sheet(*args, at=at, **more)

    monkeypatch.setattr(timers, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(handle, "call_sheet", call_sheet)
    told = await _played(tmp_path / "jumps", {0: jump})
    over = timedelta(seconds=told[-1][0] - 1_000 + 1)
    assert asked[0] == AT
    assert all(AT + jump <= at <= AT + jump + over for at in asked[1:])
