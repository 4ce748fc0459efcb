"""The wall clock jumps by an hour, forth and back, during alarms: nothing is early, late by it, or forgotten."""

import asyncio
import re
import uuid
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from parts.chance import Chance
from parts.figures import spread, tell
from parts.ledger import read_ledger
from parts.mosquitto import StartMosquitto
from parts.node_here import WITHIN, Here, node_here
from parts.offices import FJELLVIK, lay_out
from parts.pressers import Pressers
from service.clock import SystemClock

HOUR = timedelta(hours=1)
JUMPS = 60
"""In the long run at most; after each some deadlines have to pass."""
PROOF_S = 2.5
"""Seconds after a jump forward in which a step of a minute's deadline would show itself, were it taken early."""


async def raise_slow(here: Here) -> str:
    """Raise an alarm in the office whose deadlines are minutes, and return it."""
    said = {"zone": "samtale-2", "person": "marit"}
    answer = await here.http.post(
        "/api/v1/offices/fjellvik/alarms", json=said, headers={"Idempotency-Key": uuid.uuid4().hex}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["alarm"])


@pytest.mark.timeout(1800)
async def test_a_clock_that_jumps_by_an_hour_moves_no_step(
    tmp_path: Path, chance: Chance, mosquitto: StartMosquitto
) -> None:
    """Plans of seconds climb on after each jump, plans of minutes do not move, and the chain holds in its order."""
    random, monotonic = chance.random("clock jumps"), SystemClock()
    broker = mosquitto(config={"max_inflight_messages": "1000"})
    plans = lay_out(tmp_path / "plans", quick=True)
    # What is due first is due after twenty minutes: within a jump, and behind the end of the longest run.
    slowed = re.sub(r"(accept_within|after): (\d+) s\b", r"\1: \2 min", FJELLVIK.read_text())
    slowed = slowed.replace("    needed: 2\n", "    needed: 2\n    accept_within: 25 min\n", 1)
    (plans / "fjellvik.yaml").write_text(slowed)
    database = tmp_path / "node" / "data" / "trygg.db"
    next_step = list[float]()
    jumps = [HOUR, -HOUR, *random.choices((HOUR, -HOUR), k=min(chance.rounds, JUMPS) - min(chance.rounds, 3))]
    async with (
        node_here(tmp_path / "node", plans, broker.url) as here,
        Pressers(broker.url) as pressers,
        here.screen() as quick,
        here.screen("fjellvik", None) as slow,
    ):
        pressers.press(1)
        first = await quick.raised()
        waiting = await raise_slow(here)
        await slow.entry("AlarmRaised", waiting)
        moved = len(slow.entries("AlarmEscalated", waiting))
        for jump in jumps:
            steps = len(quick.entries("AlarmEscalated", first))
            began = monotonic.monotonic()
            here.clock.wrong_by += jump
            key = pressers.press(await pressers.chosen(random, 2))
            await quick.until(lambda steps=steps: len(quick.entries("AlarmEscalated", first)) > steps, within=WITHIN)  # type: ignore[misc]
            next_step.append(monotonic.monotonic() - began)
            await quick.fault("clock_jumped", within=WITHIN)
            await asyncio.sleep(PROOF_S)
            assert len(slow.entries("AlarmEscalated", waiting)) == moved, "a step of minutes was taken by the jump"
            async with asyncio.timeout(WITHIN):
                while key not in pressers.told:
                    await asyncio.sleep(0.05)
        # Whoever looks only now sees the same, and nothing of it lies before its beginning.
        async with here.screen() as fresh:
            await quick.until(lambda: quick.position >= fresh.position, within=WITHIN)
            for shown in fresh.alarms:
                assert shown["raised_at"] <= max(entry["at"] for entry in quick.entries("AlarmRaised"))
        for screen, alarm in ((quick, first), (slow, waiting)):
            (raised,) = screen.entries("AlarmRaised", alarm)
            steps_at = [datetime.fromisoformat(one["at"]) for one in (raised, *screen.entries("AlarmEscalated", alarm))]
            assert all(before <= after for before, after in pairwise(steps_at)), f"a step goes back in time: {steps_at}"
            assert all(one["at"] >= raised["at"] for one in screen.told("entry") if one["alarm"] == alarm)
        assert not {"deadline_unserved", "store_down"} & quick.faults.keys()
    ledger, other = await read_ledger(f"sqlite:///{database}"), await read_ledger(f"sqlite:///{database}", "fjellvik")
    for one in (ledger, other):
        assert one.flaws() == []
        taken = [one.taken(alarm) for alarm in one.alarms]
        assert taken == [list(range(1, len(steps) + 1)) for steps in taken]
    assert sorted(ledger.presses) == sorted(pressers.pressed)
    tell("the clock jumps by an hour", jumps=len(jumps), presses=len(pressers.pressed),
         **spread("next_step", next_step), entries=len(ledger.entries))  # fmt: skip
