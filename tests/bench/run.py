"""One run: both sides in turn, under every load, for every number of screens."""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import Presses
from bench.helper import Helper
from bench.node import close_all
from bench.node_red import why_not
from bench.office import names
from bench.press_client import Order, publisher
from bench.run_in import run_in
from bench.screens import Await, Connect, Disconnect, receiver
from bench.sides import Side, floor_side, node_red_side, trygg_side

WARM_UP = 6


@dataclass(frozen=True, kw_only=True)
class Load:
    """How presses come."""

    name: str
    every_s: float
    """Seconds between presses; 0 is all at once."""
    presses: int
    """In one block; the sides take turns block by block."""
    blocks: int
    within_s: float = 30.0


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One number of screens under one load."""

    screens: int
    load: Load
    stall_s: float = 0.0
    """How long the disk stalls before each commit."""


@dataclass(kw_only=True)
class Result:
    """What one scenario came to, side by side."""

    scenario: Scenario
    sides: dict[str, Presses] = field(default_factory=dict)


def scenarios(*, quick: bool, screens: Sequence[int]) -> Iterator[Scenario]:
    """Return what a run measures; the quick one is for seeing that the bench works, not for figures."""
    slow = Load(name="1/s", every_s=1.0, presses=4 if quick else 10, blocks=1 if quick else 3)
    steady = Load(name="20/s", every_s=0.05, presses=30 if quick else 40, blocks=1 if quick else 5)
    burst = Load(name="200 at once", every_s=0.0, presses=200, blocks=1 if quick else 3, within_s=60.0)
    for count in screens:
        for load in (slow, steady, burst):
            yield Scenario(screens=count, load=load)
    for load in (steady,) if quick else (steady, burst):
        yield Scenario(screens=max(screens), load=load, stall_s=0.7)


class Bench:
    """Publisher and screens, each in a process of its own, for the whole run."""

    def __init__(self, presses: "Helper", screens: "Helper") -> None:
        """Give orders to these two."""
        self._presses = presses
        self._screens = screens

    async def run(self, scenario: Scenario, folder: Path) -> Result:
        """Measure one scenario with both sides running and taking turns."""
        load = scenario.load
        devices = names(WARM_UP + load.presses * load.blocks)
        result = Result(scenario=scenario)
        async with AsyncExitStack() as stack:
            starting = [
                trygg_side(folder / "trygg", pendants=len(devices), stall_s=scenario.stall_s),
                floor_side(folder / "floor"),
            ]
            if not scenario.stall_s:  # a disk that stalls is put before SQLite's commits only
                server = stack.enter_context(run_in())
                url = server.url(server.create_database())
                starting.append(trygg_side(folder / "postgres", pendants=len(devices), database_url=url))
                if why_not() is None:
                    starting.append(node_red_side(folder / "node-red"))
            sides = [await stack.enter_async_context(each) for each in starting]
            for side in sides:
                result.sides[side.name] = Presses(screens=scenario.screens)
                await self._ordered(
                    Connect(side=side.name, port=side.screen_port, path=side.path, count=scenario.screens)
                )
                await self._press(side, devices[:WARM_UP], 0.02, 30.0)
            for block in range(load.blocks):
                start = WARM_UP + block * load.presses
                pressed = devices[start : start + load.presses]
                for side in sides if block % 2 == 0 else sides[::-1]:
                    moments, found = await self._press(side, pressed, load.every_s, load.within_s)
                    result.sides[side.name].add(moments, found)
                if block + 1 < load.blocks and not scenario.stall_s:
                    for side in sides:
                        if side.records:
                            await asyncio.to_thread(close_all, side.screen_port)
            for side in sides:
                await self._ordered(Disconnect(side=side.name))
        return result

    async def _press(
        self, side: Side, devices: Sequence[str], every_s: float, within_s: float
    ) -> tuple[list[int], dict[str, Any]]:
        patience = within_s + len(devices) * every_s
        self._screens.pipe.send(Await(side=side.name, devices=tuple(devices), recorded=side.records, within_s=patience))
        await asyncio.sleep(0.05)  # the screens wait before anything is pressed
        self._presses.pipe.send(Order(port=side.mqtt_port, devices=devices, every_s=every_s))
        moments = await asyncio.to_thread(self._presses.answer)
        return moments, await asyncio.to_thread(self._screens.answer)

    async def _ordered(self, order: Connect | Disconnect) -> None:
        self._screens.pipe.send(order)
        await asyncio.to_thread(self._screens.answer)


@contextmanager
def bench() -> Iterator[Bench]:
    """Start publisher and screens, and end them."""
    gc.disable()
    helpers = Helper(publisher), Helper(receiver)
    try:
        yield Bench(*helpers)
    finally:
        for helper in helpers:
            helper.end()
