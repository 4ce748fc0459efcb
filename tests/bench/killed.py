"""W4 and W5: a kill -9 in the middle of a burst, and an outage longer than the broker's queue."""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from bench.both import DATABASES, RED, Trygg, both
from bench.helper import Helper
from bench.measured import Measured
from bench.node_red import NodeRed, why_not
from bench.office import names
from bench.press_client import Order, publisher
from parts.broker_client import BrokerClient
from parts.mosquitto import Mosquitto

BURST, EVERY_S, KILLED_AFTER_S, TURNS = 100, 0.01, 0.5, 3
OUTAGE, DEVICES, AGAIN_S = 3_000, 300, 2.0
"""Ten presses of each button: what one presses faster than a hand does is counted, and has no entry each (0074)."""
PATIENCE_S = 120.0

Told = Callable[[Measured], None]


@dataclass(frozen=True)
class Found:
    """Which presses were made, how often each stands in the record, and after how many seconds all of them did."""

    pressed: set[str]
    recorded: Counter[str]
    seconds: float


def measure(told: Told, *, turns: int = TURNS, outage: int = OUTAGE) -> None:
    """Measure both, one side after the other: they would take each other's processor while they start again."""
    pressing = Helper(publisher)
    try:
        with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
            asyncio.run(_killed(Path(folder), told, pressing, turns))
        with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
            asyncio.run(_outage(Path(folder), told, pressing, outage))
    finally:
        pressing.end()


async def _killed(folder: Path, told: Told, pressing: Helper, turns: int) -> None:
    for side in DATABASES:
        async with both(folder / side, pendants=BURST, databases=(side,)) as (trygg,):
            longest = 0.0
            for turn in range(1, turns + 1):
                pressing.pipe.send(Order(port=trygg.mqtt_port, devices=names(BURST), every_s=EVERY_S, turn=turn))
                await asyncio.sleep(KILLED_AFTER_S)
                trygg.node.kill()
                await asyncio.to_thread(pressing.answer)  # the broker has taken every one
                trygg.node.start()
                began = monotonic()
                await _until(trygg, turn * BURST)
                longest = max(longest, monotonic() - began)
                await asyncio.to_thread(trygg.node.close_all)
            found = await trygg.raised()
        pressed = {f"as/{device}/{device}-{turn}" for device in names(BURST) for turn in range(1, turns + 1)}
        told(_measured("W4", f"kill -9 in a burst of {BURST}, {turns} times", side, Found(pressed, found, longest)))
    if why_not() is None:
        broker = Mosquitto(folder / "red-broker")
        red = NodeRed(folder / "red", broker.port)
        with RedSide(broker, red):
            for turn in range(1, turns + 1):
                pressing.pipe.send(Order(port=broker.port, devices=names(BURST), every_s=EVERY_S, turn=turn))
                await asyncio.sleep(KILLED_AFTER_S)
                red.kill()
                await asyncio.to_thread(pressing.answer)
                red.start()
                await asyncio.sleep(2)
            lines = red.lines()
        lost = turns * BURST - len(set(lines))
        values = {"lost": lost, "twice": len(lines) - len(set(lines))}
        told(Measured(section="W4", what=f"kill -9 in a burst of {BURST}, {turns} times", side=RED, values=values))


class RedSide:
    """Starts a broker and a Node-RED, and ends both."""

    def __init__(self, broker: Mosquitto, red: NodeRed) -> None:
        """Begin with nothing running."""
        self._broker = broker
        self._red = red

    def __enter__(self) -> None:
        """Start them."""
        self._broker.start()
        self._red.start()

    def __exit__(self, *_: object) -> None:
        """End them."""
        self._red.stop()
        self._broker.stop()


async def _outage(folder: Path, told: Told, pressing: Helper, presses: int) -> None:
    devices = names(DEVICES)
    each = -(-presses // DEVICES)
    for defaults in (False, True):
        queue = "a queue of 1,000 (mosquitto as it comes), each repeated until told" if defaults else "Trygg's broker"
        what = f"away for {each * DEVICES:,} presses, {queue}"
        for side in DATABASES:
            here = folder / f"{side}-{defaults}"
            async with both(here, pendants=DEVICES, databases=(side,), defaults=defaults) as (trygg,):
                trygg.node.stop()
                for turn in range(1, each + 1):
                    pressing.pipe.send(Order(port=trygg.mqtt_port, devices=devices, every_s=0, turn=turn))
                    await asyncio.to_thread(pressing.answer)
                trygg.node.start()
                began = monotonic()
                pressed = {f"as/{device}/{device}-{turn}" for device in devices for turn in range(1, each + 1)}
                if defaults:
                    await asyncio.to_thread(_repeat, trygg, devices, each)
                await _until(trygg, len(pressed), patience_s=PATIENCE_S if defaults else 60.0)
                took = monotonic() - began
                found = await trygg.raised()
            told(_measured("W5", what, side, Found(pressed, found, took)))
    if why_not() is None:
        broker = Mosquitto(folder / "red-broker")
        red = NodeRed(folder / "red", broker.port)
        with RedSide(broker, red):
            red.stop()
            for turn in range(1, each + 1):
                pressing.pipe.send(Order(port=broker.port, devices=devices, every_s=0, turn=turn))
                await asyncio.to_thread(pressing.answer)
            red.start()
            await asyncio.sleep(3)
            kept = len(set(red.lines()))
        what = f"away for {each * DEVICES:,} presses, a queue of 1,000 (mosquitto as it comes)"
        told(Measured(section="W5", what=what, side=RED, values={"lost": each * DEVICES - kept}))


def _repeat(trygg: Trygg, devices: Sequence[str], each: int) -> None:
    """Press again what nobody has been told of, as a native device does, until every press was answered."""
    waiting = {(device, f"{device}-{turn}") for device in devices for turn in range(1, each + 1)}
    end = monotonic() + PATIENCE_S
    with BrokerClient(trygg.mqtt_port, hears=["trygg/v1/as/+/feedback"]) as client:
        while waiting and monotonic() < end:
            for device, press in sorted(waiting):
                client.publish(f"trygg/v1/as/{device}/press", json.dumps({"id": press}).encode(), receipt=False)
            until = monotonic() + AGAIN_S
            while waiting and monotonic() < until:
                heard, client.heard = client.heard, []
                for topic, payload, _ in heard:
                    waiting.discard((topic.split("/")[3], json.loads(payload).get("press", "")))
                sleep(0.05)


async def _until(trygg: Trygg, count: int, *, patience_s: float = 60.0) -> None:
    """Wait until so many presses stand in the record, or nothing comes any more."""
    end, before, since = monotonic() + patience_s, -1, monotonic()
    while monotonic() < end:
        now = len(await trygg.raised())
        if now >= count or (now == before and monotonic() - since > 5):
            return
        if now != before:
            before, since = now, monotonic()
        await asyncio.sleep(0.2)


def _measured(section: str, what: str, side: str, found: "Found") -> Measured:
    lost = len(found.pressed - found.recorded.keys())
    twice = sum(1 for times in found.recorded.values() if times > 1)
    values = {"lost": lost, "twice": twice, "all recorded after s": found.seconds}
    return Measured(
        section=section, what=what, side=side, values=values, aim="nothing lost", met=lost == 0 and twice == 0
    )
