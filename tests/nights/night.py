"""One night: everything put together, played from a seed, and what came of it."""

import asyncio
import gc
import tempfile
from collections.abc import Sequence
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from nights.asking import Asking
from nights.box import Box
from nights.broker import NightBroker
from nights.chance import seeded
from nights.clock import BEGINS, NightClock
from nights.doings import Doings
from nights.follow import Following
from nights.hints import Hints
from nights.house import OFFICE, House
from nights.loop import OF_LIFE, Deadlock, VirtualLoop
from nights.mutation import Mutation
from nights.node import NightNode
from nights.office import build
from nights.people import People
from nights.provider import NightProvider
from nights.remembered import remembered
from nights.screen import NightScreen
from nights.store import Record
from nights.trace import Trace
from nights.trouble import Faults, StoreTrouble
from nights.watch import Watch, Wrong
from nights.weather import Sky, Weather
from service.live.render import Audience
from service.timeline.entry import Entry

HOUR = 3600.0
CALM_S = 150.0
"""How long it takes at the end until nothing is under way any more."""
SETTLES = 100
"""How often it is looked at the end whether nothing is on its way to a screen."""
SWEPT_EVERY = 100
"""After how many looks what is no longer used is swept up."""
AWAKE_S = 20.0
"""Seconds after something has happened until looks may be rare: what has begun by then is seen in the record."""


@dataclass
class Verdict:
    """What came of a night."""

    seed: int
    hours: float
    sky: Sky
    wrong: str | None = None
    trace: list[str] = field(default_factory=list)
    digest: str = ""
    """Everything that has happened, in one word: the same for the same seed."""
    presses: int = 0
    entries: int = 0
    lives: int = 0
    faults: int = 0
    compared: int = 0
    undertaken: int = 0
    """How many meetings, drills, closings, musters, near misses and measures were begun."""
    heard: int = 0
    """How many presses were looked for on the screens right after they had been heard."""
    cpu_s: float = 0.0
    """Processor seconds that it took; says nothing about the night."""
    steps: int = 0
    """How many callbacks have run."""


class Night:
    """Everything that takes part in one night."""

    def __init__(self, seed: int, folder: Path, mutation: Mutation, *, nodes: int, sky: Sky) -> None:
        thread = Random(f"{seed}/threads")
        self.loop = VirtualLoop(lambda: thread.uniform(0.0001, 0.004))
        begins = Random(f"{seed}/begins").choice(BEGINS)
        self.trace = Trace(begins, self.loop.time)
        self.verdict = Verdict(seed=seed, hours=0.0, sky=sky, trace=self.trace.lines)
        self.weather = Weather(Random(f"{seed}/weather"), sky, fault_s=mutation.every)
        self._is_disturbed_until = 0.0
        self._ticks = 0
        self.loop.on_unhandled = self._unhandled
        self.record = Record()
        self.store = StoreTrouble(Random(f"{seed}/store"))
        self.broker = NightBroker(Random(f"{seed}/broker"))
        self.house = House(self.broker, Random(f"{seed}/radio"))
        self.providers = [NightProvider(route, Random(f"{seed}/{route}")) for route in ("sms", "voice", "push")]
        self.following = Following(
            self.record,
            OFFICE,
            self.wrong,
            self.loop.time,
            heard=self._heard,
            clocks=lambda: [place.clock for place in self.places],
        )
        self.record.on_commit.append(self.following.follow)
        plans = build(folder / "plans")
        self.hints = Hints(Random(f"{seed}/hints"))
        self.box = Box(self.house.radio, self.broker.take)
        self.house.on_published = self._published
        self.places = [
            NightNode(
                f"node-{n}",
                self.loop,
                clock=NightClock(self.loop, begins),
                record=self.record,
                broker=self.broker,
                trouble=self.store,
                folder=folder / f"node-{n}",
                plans=plans,
                hints=self.hints if nodes > 1 else None,
                channels={one.route: one for one in self.providers},
                before_message=self._before_message,
                assemble=mutation.assemble,
                wrap=mutation.wrap,
            )
            for n in range(1, nodes + 1)
        ]
        self.screens = [
            NightScreen(f"{audience}-{n}", OFFICE, audience, self.places, Random(f"{seed}/screen/{audience}/{n}"))
            for n, audience in enumerate((Audience.STAFF, Audience.STAFF, Audience.SECURITY, Audience.DISCREET))
        ]
        asking = Asking(self.places, Random(f"{seed}/asking"))
        self.people = People(
            self.house,
            asking=asking,
            alarms=lambda: self.following.unfinished,
            weather=self.weather,
            chance=Random(f"{seed}/people"),
            disturb=self.disturb,
        )
        self.doings = Doings(asking, self.following, self.weather, Random(f"{seed}/doings"), self.disturb)
        self.faults = Faults(
            Random(f"{seed}/faults"),
            self.trace.say,
            places=self.places,
            store=self.store,
            hints=self.hints,
            broker=self.broker,
            house=self.house,
            screens=self.screens,
            providers=self.providers,
            weather=self.weather,
            disturb=self.disturb,
            only=mutation.faults,
        )
        self.watch = Watch(
            self.following,
            record=self.record,
            places=self.places,
            store=self.store,
            house=self.house,
            people=self.people,
            screens=self.screens,
            providers=self.providers,
            box=self.box,
            calm_since=lambda: self.faults.calm_since,
            promised=lambda: self.doings.promised,
            wrong=self.wrong,
        )
        self.house.on_received = self.watch.received

    def disturb(self) -> None:
        """Note that something happens that is more than a look: for a while everybody looks as often as in truth."""
        self._is_disturbed_until = self.loop.time() + AWAKE_S
        self.loop.wake()

    def wrong(self, what: str) -> None:
        """Note that a property does not hold: the first is what the night is about."""
        if self.verdict.wrong is None:
            self.trace.say(f"WRONG: {what}")
            self.verdict.wrong = what

    def play(self, hours: float) -> Verdict:
        """Play the night, until something is wrong or it is over."""
        verdict = self.verdict
        verdict.hours = hours
        try:
            self.loop.run(self._play(hours))
        except Wrong:
            pass
        except Deadlock as dead:
            self.wrong(str(dead))
        verdict.presses = len(self.following.presses)
        verdict.entries = self.following.entries
        verdict.lives = sum(place.lives for place in self.places)
        verdict.faults = self.faults.happened
        verdict.compared = self.watch.boards.compared
        verdict.heard = self.watch.provisionals
        verdict.undertaken = sum(self.doings.begun.values())
        verdict.steps = self.loop.steps
        verdict.digest = self.trace.digest
        self.loop.close()
        self.record.close()
        return verdict

    async def _play(self, hours: float) -> None:
        loop = self.loop
        for screen in self.screens:
            screen.use(copy_context())
            loop.create_task(screen.run())
        for place in self.places:
            place.on_crash = lambda place=place: self.faults.begin_again(place, "killed")  # type: ignore[misc]
            place.start()
        await asyncio.sleep(5.0)
        self.house.begin()
        tasks = (self.people.press(), self.people.answer(), self.doings.run(), self.watch.run(), self.faults.run())
        for task in tasks:
            loop.create_task(task)
        await self._until(hours * HOUR)
        self.people.are_home = self.doings.are_over = True
        self.faults.end()
        self.trace.say("everything is well from now on")
        await self._until(loop.time() + CALM_S)
        for _ in range(SETTLES):
            if self.watch.boards.are_settled:
                break
            await asyncio.sleep(0.13)  # somebody may just be told something
        self.watch.at_the_end()

    async def _until(self, at: float) -> None:
        while self.loop.time() < at:
            await asyncio.sleep(1.0)
            self._ticks += 1
            if self._ticks % SWEPT_EVERY == 0:
                gc.collect(1)
            if not self._is_quiet:
                self.loop.wake()  # something will be due within a minute: whoever serves it counts from its last look
            elif self.loop.time() > self._is_disturbed_until:
                self.loop.rest()
            if self.verdict.wrong is not None:
                raise Wrong(self.verdict.wrong)

    def _heard(self, entries: Sequence[Entry]) -> None:
        self.disturb()
        for entry in entries:
            self.trace.note(f"{entry.position} {entry.event} {entry.hash}")
        self.hints.tell(OFFICE, entries[-1].position)

    def _published(self, topic: str, payload: bytes) -> None:
        self.trace.note(f"{topic} {payload!r}")
        self.box.published(topic, payload)

    @property
    def _is_quiet(self) -> bool:
        """Whether there is nothing to see: no alarm and no undertaking is going on, nothing is wrong or on its way."""
        return not (
            self.following.is_busy
            or self.faults.are_going_on
            or self.house.waiting
            or self.people.wait_for_answers
            or self.box.is_on
        )

    def _before_message(self, place: NightNode, message: Any) -> None:
        if place.fuse_at_press is not None and message.topic.endswith("/press"):
            place.life.fuse, place.fuse_at_press = place.fuse_at_press, None
        self.watch.heard(place, message)

    def _unhandled(self, context: dict[str, Any]) -> None:
        task = context.get("task") or context.get("future")
        life = task.get_name().partition(OF_LIFE)[0] if isinstance(task, asyncio.Task) else ""
        if life and all(place.life.is_over or place.life.name != life for place in self.places):
            return  # whoever could have asked is dead
        error = context.get("exception")
        what = context.get("task") or context.get("future") or context.get("handle") or ""
        self.wrong(f"nobody has caught {error!r}: {context.get('message')} {what!r}"[:1000])


def play(seed: int, hours: float, mutation: Mutation | None = None, sky: Sky = "year") -> Verdict:
    """Play the night of a seed in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="night-") as folder, seeded(seed), remembered():
        nodes = 2 if seed % 4 == 3 else 1
        begun = process_time()
        gc.collect()
        gc.disable()  # else when it comes depends on the nights before: what nobody has caught is found out by it
        verdict = Night(seed, Path(folder), mutation or Mutation(), nodes=nodes, sky=sky).play(hours)
        gc.enable()
        verdict.cpu_s = process_time() - begun
        return verdict
