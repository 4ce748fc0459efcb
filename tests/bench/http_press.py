"""W2 and W3: presses over HTTP, one after another; then the same press eight times at once."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.bare_http import bare_http
from bench.both import FLOOR, RED, Trygg, both
from bench.helper import Helper
from bench.http_client import Answer, HttpClient
from bench.measured import Measured, times
from bench.node import ask
from bench.node_red import HTTP_PATH, NodeRed, why_not
from parts.mosquitto import Mosquitto

PRESSES_A_TURN, TURNS, AT_ONCE = 10, 12, 8
NONE = ""
PATH = "/api/v1/offices/as/alarms"

Told = Callable[[Measured], None]


@dataclass(kw_only=True)
class Side:
    """One side that takes presses over HTTP."""

    name: str
    port: int
    path: str
    trygg: Trygg | None = None
    red: NodeRed | None = None
    new: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    wrong: int = 0


@asynccontextmanager
async def sides(folder: Path) -> AsyncIterator[list[Side]]:
    """Run every side at the same time."""
    async with AsyncExitStack() as stack:
        found = [
            Side(name=one.side, port=one.node.port, path=PATH, trygg=one)
            for one in await stack.enter_async_context(both(folder, pendants=1))
        ]
        floor = Helper(bare_http)
        stack.callback(floor.end)
        floor.pipe.send(folder / "floor.txt")
        found.append(Side(name=FLOOR, port=floor.answer(), path="/"))
        if why_not() is None:
            broker = Mosquitto(folder / "broker")
            broker.start()
            stack.callback(broker.stop)
            red = NodeRed(folder / "node-red", broker.port)
            red.start()
            stack.callback(red.stop)
            found.append(Side(name=RED, port=red.port, path=HTTP_PATH, red=red))
        yield found


def measure(told: Told, *, turns: int = TURNS, rounds: int = 1_000) -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        asyncio.run(_measure(Path(folder), told, turns, rounds))


async def _measure(folder: Path, told: Told, turns: int, rounds: int) -> None:
    async with sides(folder) as found:
        for turn in range(turns):
            for side in found if turn % 2 == 0 else found[::-1]:
                await _turn(side, turn)
        for side in found:
            what = f"{len(side.new)} presses over HTTP, one after another: until stored and answered"
            values = times(side.new) | ({"errors": side.wrong} if side.trygg else {})
            told(Measured(section="W2", what=what, side=side.name, values=values))
            if side.trygg:
                what = f"{len(side.again)} presses over HTTP that are known already"
                told(Measured(section="W2", what=what, side=side.name, values=times(side.again)))
        for side in found:
            await _same(side, told, rounds if side.trygg else min(rounds, 50))


async def _turn(side: Side, turn: int) -> None:
    """Press some times; what is known is pressed once more at the end."""
    async with HttpClient(side.port, side.path) as client:
        await client.press(f"warm-{turn}")
        keys = [f"turn-{turn}-{number}" for number in range(PRESSES_A_TURN)]
        for key in keys:
            answer = await client.press(key)
            side.new.append(answer.ms)
            side.wrong += answer.status not in ((201,) if side.trygg else (200, 201))
            if side.trygg and turn % 2 == 0:
                again = await client.press(key)
                side.again.append(again.ms)
                side.wrong += again.status != 200
    if side.trygg:
        await asyncio.to_thread(side.trygg.node.close_all)


async def _same(side: Side, told: Told, rounds: int) -> None:
    """Press the same eight times at once, again and again: one alarm each time, and no error."""
    errors, alarms, slowest = 0, 0, []
    before = await _kept(side)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(HttpClient(side.port, side.path)) for _ in range(AT_ONCE)]
        for number in range(rounds):
            answers = await asyncio.gather(*(client.press(f"same-{number}") for client in clients))
            slowest.append(max(answer.ms for answer in answers))
            errors += sum(answer.status not in (200, 201) for answer in answers)
            if side.trygg:
                alarms += len({_alarm(answer) for answer in answers} - {NONE})
                await asyncio.to_thread(_end, side.port, answers[0])
    kept = await _kept(side) - before
    values = times(slowest) | {"errors": errors, "records": kept}
    if side.trygg:
        values |= {"alarms": alarms}
    told(
        Measured(
            section="W3",
            what=f"the same press {AT_ONCE} times at once, {rounds:,} rounds: until the last is answered",
            side=side.name,
            values=values,
            aim="one alarm a round, no error" if side.trygg else "",
            met=errors == 0 and alarms == kept == rounds if side.trygg else None,
        )
    )


async def _kept(side: Side) -> int:
    """Return how many presses a side has written down as ones of their own."""
    if side.trygg:
        return (await side.trygg.raised()).total()
    return len(side.red.lines()) if side.red else 0


def _alarm(answer: Answer) -> str:
    return str(answer.body["alarm"]) if isinstance(answer.body, dict) and "alarm" in answer.body else NONE


def _end(port: int, answer: Answer) -> None:
    alarm = _alarm(answer)
    if alarm != NONE:
        for said in ("cancel", "close"):
            words = {"person": "gunilla", "words": "bench", "outcome": "test"}
            ask(port, "POST", f"/api/v1/alarms/{alarm}/{said}", words)
