"""One night: everything put together, played from a seed, and what came of it."""

import asyncio
import tempfile
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from nights.broker import NightBroker
from nights.chance import seeded
from nights.clock import BEGINS
from nights.follow import Following
from nights.house import OFFICE, House
from nights.loop import Deadlock, VirtualLoop
from nights.mutation import Mutation
from nights.node import NightNode
from nights.people import People
from nights.provider import NightProvider
from nights.screen import NightScreen
from nights.store import Record
from nights.trouble import Faults, StoreTrouble
from nights.watch import Watch, Wrong
from parts.offices import lay_out
from service.live.render import Audience

HOUR = 3600.0
CALM_S = 150.0
"""How long it takes at the end until nothing is under way any more."""


@dataclass
class Verdict:
    """What came of a night."""

    seed: int
    hours: float
    wrong: str | None = None
    trace: list[str] = field(default_factory=list)
    presses: int = 0
    entries: int = 0
    lives: int = 0
    faults: int = 0
    compared: int = 0
    steps: int = 0

    def told(self) -> str:
        """Return the whole story of a night that went wrong."""
        return "\n".join([f"night {self.seed} ({self.hours} h): {self.wrong}", *(f"  {one}" for one in self.trace)])


class Night:
    """Everything that takes part in one night."""

    def __init__(self, seed: int, folder: Path, mutation: Mutation, *, nodes: int) -> None:
        self.verdict = Verdict(seed=seed, hours=0.0)
        thread = Random(f"{seed}/threads")
        self.loop = VirtualLoop(lambda: thread.uniform(0.0001, 0.004))
        self.loop.on_unhandled = self._unhandled
        self.record = Record()
        self.store = StoreTrouble(Random(f"{seed}/store"))
        self.broker = NightBroker(Random(f"{seed}/broker"))
        self.house = House(self.broker, Random(f"{seed}/radio"))
        self.providers = [NightProvider(route, Random(f"{seed}/{route}")) for route in ("sms", "voice", "push")]
        self.following = Following(self.record, OFFICE, self.wrong, self.loop.time)
        self.record.on_commit.append(self.following.follow)
        plans = lay_out(folder / "plans")
        self.places = [
            NightNode(
                f"node-{n}",
                self.loop,
                self.record,
                self.broker,
                self.store,
                folder=folder / f"node-{n}",
                plans=plans,
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
        self.people = People(self.house, self.places, lambda: self.following.alarms, Random(f"{seed}/people"))
        self.faults = Faults(
            Random(f"{seed}/faults"),
            self.say,
            places=self.places,
            store=self.store,
            broker=self.broker,
            house=self.house,
            screens=self.screens,
            providers=self.providers,
            every=mutation.every,
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
            wrong=self.wrong,
        )
        self.house.on_received = self.watch.received

    def say(self, what: str) -> None:
        """Note something in the trace."""
        at = BEGINS + timedelta(seconds=self.loop.time())
        self.verdict.trace.append(f"{at:%d %H:%M:%S}.{at.microsecond // 1000:03d} {what}")

    def wrong(self, what: str) -> None:
        """Note that a property does not hold: the first is what the night is about."""
        if self.verdict.wrong is None:
            self.say(f"WRONG: {what}")
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
        verdict.compared = self.watch.compared
        verdict.steps = self.loop.steps
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
        tasks = (self.people.press(), self.people.answer(), self.watch.run(), self.faults.run())
        for task in tasks:
            loop.create_task(task)
        await self._until(hours * HOUR)
        self.people.are_home = True
        self.faults.end()
        self.say("everything is well from now on")
        await self._until(loop.time() + CALM_S)
        self.watch.at_the_end()

    async def _until(self, at: float) -> None:
        while self.loop.time() < at:
            await asyncio.sleep(1.0)
            if self.verdict.wrong is not None:
                raise Wrong(self.verdict.wrong)

    def _before_message(self, place: NightNode, message: Any) -> None:
        if place.fuse_at_press is not None and message.topic.endswith("/press"):
            place.life.fuse, place.fuse_at_press = place.fuse_at_press, None
        self.watch.heard(place, message)

    def _unhandled(self, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.wrong(f"nobody has caught {error!r}: {context.get('message')}")


def play(seed: int, hours: float, mutation: Mutation | None = None) -> Verdict:
    """Play the night of a seed in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="night-") as folder, seeded(seed):
        nodes = 2 if seed % 4 == 3 else 1
        return Night(seed, Path(folder), mutation or Mutation(), nodes=nodes).play(hours)
