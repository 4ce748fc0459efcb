"""The heartbeat: in turn to everybody; out of turn to all where what works has changed, of a fault to its readers."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parts.planning import TEXT
from parts.written_line import WrittenLine
from roles.document import load
from service.api.desk import Health
from service.dispatch.book import Book, OfficePage
from service.dispatch.faults import Faults
from service.live.frame import Batch
from service.live.hub import Hub
from service.live.render import Audience
from service.web import i18n
from service.wiring.beat import EVERY_S, Beat

WELL = Health(broker=True, store=True, timers=True, canary=True, auditor=True, plans=True)


class Time:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Line(WrittenLine):
    """What one screen was told: when, and of how many faults."""

    def __init__(self, time: Time) -> None:
        self.time = time
        self.beats: list[tuple[float, bool, int]] = []

    def write(self, batch: Batch) -> None:
        for message in (json.loads(frame.text) for frame in batch.frames):
            if message["type"] == "heartbeat":
                self.beats.append((self.time.seconds - 100, message["store"], len(message["faults"])))


class Scene:
    """One office with a screen of each audience, and a heartbeat that is asked four times a second."""

    def __init__(self) -> None:
        self.time, self.book, self.health = Time(), Book(), WELL
        self.faults, self.hub = Faults(self.time), Hub(self.time, "e")
        plan = load(TEXT, source="as.yaml").plan
        assert plan is not None
        self.book.put(OfficePage(plan=plan, keys={}))
        self.hub.open("as", 0, [])
        self.lines = {audience: Line(self.time) for audience in Audience}
        for audience, line in self.lines.items():
            self.hub.attach("as", audience, screen="s", after=None, epoch=None, line=line)
        self.beat = Beat(self.hub, self.book, self.faults, self.time, texts=i18n.load(), health=lambda: self.health)

    async def go_on(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(round(seconds * 4)):
            self.beat.look()
            await asyncio.sleep(0)
            self.time.seconds += 0.25


@pytest.mark.parametrize("audience", [Audience.STAFF, Audience.SECURITY])
async def test_a_fault_is_told_at_once_to_those_who_read_faults_alone(audience: Audience) -> None:
    """Staff see it within a look; to the others no beat comes out of turn, and the next one when it would have come."""
    scene = Scene()
    await scene.go_on(1)
    scene.faults.report("as", "battery_low", "Berlock 6", left="4 %")
    await scene.go_on(1)
    scene.faults.mend("as", "battery_low", "Berlock 6")
    await scene.go_on(2 * EVERY_S)
    assert scene.lines[audience].beats == [(0, True, 0), (1, True, 1), (2, True, 0), (5, True, 0), (10, True, 0)]
    for low in (Audience.DISCREET, Audience.PUBLIC):
        assert scene.lines[low].beats == [(0, True, 0), (5, True, 0), (10, True, 0)]


async def test_what_works_no_longer_is_told_to_everybody_at_once() -> None:
    """No screen may be green for five seconds over a store that is away; from then on it is beaten anew."""
    scene = Scene()
    await scene.go_on(1)
    scene.health = replace(WELL, store=False)
    await scene.go_on(EVERY_S + 1)
    for line in scene.lines.values():
        assert line.beats == [(0, True, 0), (1, False, 0), (6, False, 0)]
