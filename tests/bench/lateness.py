"""W8: how late a step of the plan is when its deadline has passed, on a screen.

Of each alarm: from the instant that its plan says until a screen has been told of the step, which is in the record by
then. The floor is a bare timer of the same event loop, and a durable write; Node-RED's is its node "delay".
"""

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from time import time
from typing import Any

from websockets.asyncio.client import connect

from bench.both import FLOOR, RED, both
from bench.helper import Helper
from bench.measured import Measured, times
from bench.node_red import FLOW_PATH, NodeRed, why_not
from bench.office import names
from bench.press_client import Order, publisher
from bench.screens import STREAM_OF_STAFF
from parts.mosquitto import Mosquitto

ALARMS, EVERY_S, AFTER_S, TURNS = 40, 0.05, 4, 3

Told = Callable[[Measured], None]


def measure(told: Told, *, turns: int = TURNS) -> None:
    """Measure every side, by turns."""
    with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        asyncio.run(_measure(Path(folder), told, turns))


async def _measure(folder: Path, told: Told, turns: int) -> None:
    pressing = Helper(publisher)
    late: dict[str, list[float]] = {}
    async with AsyncExitStack() as stack:
        stack.callback(pressing.end)
        sides = await stack.enter_async_context(both(folder, pendants=ALARMS, deadline=f"{AFTER_S} s"))
        line = stack.enter_context(closing(sqlite3.connect(folder / "floor.db", check_same_thread=False)))
        line.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x TEXT)")
        red, broker = None, None
        if why_not() is None:
            broker = Mosquitto(folder / "broker")
            broker.start()
            stack.callback(broker.stop)
            red = NodeRed(folder / "node-red", broker.port, wait_s=AFTER_S)
            red.start()
            stack.callback(red.stop)
        for turn in range(1, turns + 1):
            for one in sides:
                late.setdefault(one.side, []).extend(await _trygg(one.node.port, one.mqtt_port, pressing, turn))
                await asyncio.to_thread(one.node.close_all)
            late.setdefault(FLOOR, []).extend(await _floor(line))
            if red and broker:
                late.setdefault(RED, []).extend(await _red(red.port, broker.port, pressing, turn))
    for side, found in late.items():
        what = f"{len(found)} steps due {AFTER_S} s after the press: how late on a screen"
        is_trygg = side.startswith("Trygg")
        values = times(found) | ({"never": turns * ALARMS - len(found)} if is_trygg else {})
        met = values.get("p99 ms", 1e9) < 50 and not values["never"] if is_trygg else None
        aim = "p99 under 50 ms" if is_trygg else ""
        told(Measured(section="W8", what=what, side=side, values=values, aim=aim, met=met))


async def _trygg(port: int, mqtt_port: int, pressing: Helper, turn: int) -> list[float]:
    raised: dict[str, datetime] = {}
    stepped: dict[str, float] = {}
    async with connect(f"ws://127.0.0.1:{port}{STREAM_OF_STAFF}", compression=None, proxy=None) as screen:

        async def look() -> None:
            async for text in screen:
                at, message = time(), json.loads(text)
                if message.get("event") == "AlarmRaised":
                    raised[message["alarm"]] = datetime.fromisoformat(message["at"])
                elif message.get("event") == "AlarmEscalated":
                    stepped.setdefault(message["alarm"], at)

        looking = asyncio.create_task(look())
        await _press(pressing, mqtt_port, turn)
        await _until(lambda: len(stepped.keys() & raised.keys()) >= ALARMS)
        looking.cancel()
    after = timedelta(seconds=AFTER_S)
    return [1000 * (stepped[alarm] - (at + after).timestamp()) for alarm, at in raised.items() if alarm in stepped]


async def _floor(line: sqlite3.Connection) -> list[float]:
    late: list[float] = []
    loop = asyncio.get_running_loop()

    def write() -> None:
        with line:
            line.execute("INSERT INTO t VALUES (?)", ("x" * 1000,))

    async def step(due: float) -> None:
        await asyncio.sleep(due - loop.time())
        await asyncio.to_thread(write)
        late.append(1000 * (loop.time() - due))

    began = loop.time()
    await asyncio.gather(*(step(began + 1 + number * EVERY_S) for number in range(ALARMS)))
    return late


async def _red(port: int, mqtt_port: int, pressing: Helper, turn: int) -> list[float]:
    seen: dict[str, float] = {}
    loop = asyncio.get_running_loop()
    async with connect(f"ws://127.0.0.1:{port}{FLOW_PATH}", compression=None, proxy=None) as screen:

        async def look() -> None:
            async for text in screen:
                at, message = loop.time(), json.loads(text)
                seen.setdefault(message["topic"].split("/")[3], at)

        looking = asyncio.create_task(look())
        moments = await _press(pressing, mqtt_port, turn)
        await _until(lambda: len(seen) >= ALARMS)
        looking.cancel()
    pressed = zip(names(ALARMS), moments, strict=True)
    return [1000 * (seen[device] - (at / 1e9 + AFTER_S)) for device, at in pressed if device in seen]


async def _press(pressing: Helper, port: int, turn: int) -> Any:
    pressing.pipe.send(Order(port=port, devices=names(ALARMS), every_s=EVERY_S, turn=turn))
    return await asyncio.to_thread(pressing.answer)


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(200 * (AFTER_S + 10)):
        if condition():
            return
        await asyncio.sleep(0.005)
