"""W7: screens that fall away in the middle of presses and come back: what they have missed then.

A screen of Trygg's says where it was, as the page does. One of Node-RED's, or of a bare broker, has nothing to say.
"""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import sleep

from bench.both import FLOOR, POSTGRES, RED
from bench.helper import Helper
from bench.measured import Measured
from bench.node import ask
from bench.node_red import why_not
from bench.office import names
from bench.press_client import Order, publisher
from bench.run_in import run_in
from bench.screens import Connect, Dropped
from bench.sides import Side, floor_side, node_red_side, trygg_side

SCREENS, PRESSES, EVERY_S = 8, 150, 0.04
STAYS_S, AWAY_S = (0.15, 0.6), (0.05, 0.3)

Told = Callable[[Measured], None]
NAMES = {"trygg": "Trygg, SQLite", "postgres": POSTGRES, "floor": FLOOR, "node-red": RED}


@dataclass(kw_only=True)
class Unsteady:
    """One screen that comes and goes, and what it has had."""

    side: Side
    chance: Random
    seen: set[str] = field(default_factory=set)
    positions: set[int] = field(default_factory=set)
    position: int | None = None
    epoch: str = ""
    first: int | None = None
    came: int = 0
    whole: int = 0
    """How often it was given everything anew."""

    def run(self, ended: Event) -> None:
        """Come and go until it has ended; then stay a moment more, for what is still on its way."""
        while not ended.is_set():
            self._stay(self.chance.uniform(*STAYS_S))
            sleep(self.chance.uniform(*AWAY_S))
        self._stay(3.0)

    def _stay(self, seconds: float) -> None:
        path = self.side.path
        if self.position is not None:
            path += f"&after={self.position}&epoch={self.epoch}"
        side = "floor" if self.side.name == "floor" else "trygg"
        self.came += 1
        with Dropped(Connect(side=side, port=self.side.screen_port, path=path, count=1)) as line:
            for kind, device, position, epoch in line.told(seconds):
                if device:
                    self.seen.add(device)
                if kind == "snapshot":
                    self.whole += 1
                    self.first = self.first if self.first is not None else position
                    self.positions.update(range((self.position or position) + 1, position + 1))
                    self.epoch = epoch
                elif position >= 0:
                    self.positions.add(position)
                if position >= 0:
                    self.position = position


def measure(told: Told, *, presses: int = PRESSES) -> None:
    """Measure every side by itself."""
    with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        asyncio.run(_measure(Path(folder), told, presses))


async def _measure(folder: Path, told: Told, presses: int) -> None:
    pressing = Helper(publisher)
    async with AsyncExitStack() as stack:
        stack.callback(pressing.end)
        server = stack.enter_context(run_in())
        url = server.url(server.create_database())
        starting = [
            trygg_side(folder / "trygg", pendants=presses),
            trygg_side(folder / "postgres", pendants=presses, database_url=url),
            floor_side(folder / "floor"),
            *([node_red_side(folder / "node-red")] if why_not() is None else []),
        ]
        for side in [await stack.enter_async_context(one) for one in starting]:
            told(await asyncio.to_thread(_one, side, pressing, presses))


def _at_rest(side: Side) -> int:
    """Wait until nothing is recorded any more, and return the position; 0 where nothing is recorded."""
    before, alike = -1, 0
    while side.records and alike < 8:
        now = int(ask(side.screen_port, "GET", "/api/v1/offices/as/board")["position"])
        alike, before = (alike + 1 if now == before else 0), now
        sleep(0.25)
    sleep(1.0)
    return max(before, 0)


def _one(side: Side, pressing: Helper, presses: int) -> Measured:
    ended = Event()
    screens = [Unsteady(side=side, chance=Random(number)) for number in range(SCREENS)]
    threads = [Thread(target=screen.run, args=(ended,), daemon=True) for screen in screens]
    for thread in threads:
        thread.start()
    sleep(0.5)
    pressing.pipe.send(Order(port=side.mqtt_port, devices=names(presses), every_s=EVERY_S))
    pressing.answer()
    head = _at_rest(side)  # what is still being recorded while they leave for good would count as missed
    ended.set()
    for thread in threads:
        thread.join(60)
    if side.records:
        missed = sum(len(set(range((screen.first or 0) + 1, head + 1)) - screen.positions) for screen in screens)
    else:
        missed = sum(presses - len(screen.seen) for screen in screens)
    values = {"came back": sum(screen.came - 1 for screen in screens), "missed": missed}
    if side.records:
        values["given everything anew"] = sum(screen.whole - 1 for screen in screens)
    what = f"{SCREENS} screens that come and go during {presses} presses"
    met, aim = (missed == 0, "nothing missed") if side.records else (None, "")
    return Measured(section="W7", what=what, side=NAMES[side.name], values=values, aim=aim, met=met)
