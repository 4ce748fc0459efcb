"""W6: what the heartbeats of 15,000 devices take of a core, what a device holds of memory, and how late it is said.

A native device's heartbeat is its telemetry. The one that falls silent has an office of its own, so that its loss is a
line of its own on a screen: every office is looked after in the same way.
"""

import asyncio
import json
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic, sleep

from bench.both import DATABASES, POSTGRES
from bench.helper import Helper
from bench.measured import Measured, times
from bench.node import Node, own_broker, running
from bench.office import names, write_devices, write_more_offices, write_office
from bench.press_client import connected
from bench.run_in import run_in
from parts.screen import Screen

FLEET, FEW, A_MINUTE, FOR_S = 15_000, 100, 60.0, 20.0
SILENT, TURNS, REPORTING_S, LOST_AFTER = 5, 2, 3, 2

Told = Callable[[Measured], None]


@dataclass(frozen=True, kw_only=True)
class How:
    """What is measured on which side, and for how long."""

    side: str
    beating: Helper
    fleet: int
    for_s: float
    turns: int


def beater(orders: Connection) -> None:
    """Publish heartbeats evenly for (port, devices, seconds between two of one device, seconds in all); until None."""
    while (order := orders.recv()) is not None:
        port, devices, every_s, for_s = order
        with closing(connected(port)) as line:
            orders.send(_beat(line, devices, every_s, for_s))


def _beat(line: socket.socket, devices: list[str], every_s: float, for_s: float) -> int:
    sent, began = 0, monotonic()
    while (now := monotonic() - began) < for_s:
        due = min(int(now / every_s * len(devices)), int(for_s / every_s * len(devices)))
        if due > sent:
            line.sendall(b"".join(_packet(devices[number % len(devices)]) for number in range(sent, due)))
            sent = due
        sleep(0.02)
    return sent


def _packet(device: str, office: str = "as") -> bytes:
    topic = f"trygg/v1/{office}/{device}/telemetry".encode()
    body = len(topic).to_bytes(2, "big") + topic + json.dumps({"battery": 80, "rssi": -67}).encode()
    assert len(body) < 128
    return bytes((0x30, len(body))) + body


@asynccontextmanager
async def _node(folder: Path, side: str, devices: int) -> AsyncIterator[tuple[Node, int]]:
    """Run a node with so many devices in `as`, and one in each of some other offices."""
    write_office(folder / "plans", 0)
    write_devices(folder / "plans", devices, ", reporting_time: 120")
    write_more_offices(folder / "plans", 1, SILENT)
    lines = [f"  office-{n}:\n    silent: {{reporting_time: {REPORTING_S}}}" for n in range(1, SILENT + 1)]
    (folder / "plans" / "silent.devices.yaml").write_text("\n".join(["trygg: 1", "enrolled:", *lines]) + "\n")
    async with AsyncExitStack() as stack:
        broker = await stack.enter_async_context(own_broker(folder / "broker"))
        url = None
        if side == POSTGRES:
            server = stack.enter_context(run_in())
            url = server.url(server.create_database())
        node = Node(folder, folder / "plans", broker.url, database_url=url, more={"TRYGG_DEVICE_GRACE_S": "0"})
        yield await stack.enter_async_context(running(node)), broker.port


def measure(told: Told, *, fleet: int = FLEET, for_s: float = FOR_S, turns: int = TURNS) -> None:
    """Measure it on both databases, one after the other: each has the machine to itself."""
    beating = Helper(beater)
    try:
        for side in DATABASES:
            asyncio.run(_measure(told, How(side=side, beating=beating, fleet=fleet, for_s=for_s, turns=turns)))
    finally:
        beating.end()


async def _measure(told: Told, how: How) -> None:
    held, fleet = {}, how.fleet
    for devices in (FEW, fleet):
        with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
            async with _node(Path(folder), how.side, devices) as (node, port):
                await asyncio.sleep(3)
                held[devices] = node.resident()
                if devices == fleet:
                    told(await _core(how, node, port))
                    told(await _overdue(how, node, port))
    each = (held[fleet] - held[FEW]) / (fleet - FEW) / 1e3
    told(Measured(section="W6", what=f"memory of a device, of {fleet:,}", side=how.side, values={"each kB": each}))


async def _core(how: How, node: Node, port: int) -> Measured:
    cpu, began = node.cpu_s(), monotonic()
    await asyncio.sleep(3)
    resting = (node.cpu_s() - cpu) / (monotonic() - began)
    cpu, began = node.cpu_s(), monotonic()
    how.beating.pipe.send((port, names(how.fleet), A_MINUTE, how.for_s))
    sent = await asyncio.to_thread(how.beating.answer)
    await asyncio.sleep(0.5)
    took = monotonic() - began
    busy = (node.cpu_s() - cpu) / took
    values = {"of a core %": 100 * busy, "at rest %": 100 * resting, "each µs": 1e6 * (busy - resting) * took / sent}
    what = f"{how.fleet:,} devices, a heartbeat a minute each, for {how.for_s:.0f} s"
    aim = "under a twentieth of a core"
    return Measured(section="W6", what=what, side=how.side, values=values, aim=aim, met=busy < 0.05)


async def _overdue(how: How, node: Node, port: int) -> Measured:
    """Let a device of each of some offices say one word, and be silent: it is lost after two reporting times."""
    late: list[float] = []
    offices = [f"office-{number}" for number in range(1, SILENT + 1)]
    async with AsyncExitStack() as stack:
        screens = [
            await stack.enter_async_context(Screen(f"ws://127.0.0.1:{node.port}", office, "staff"))
            for office in offices
        ]
        for _ in range(how.turns):
            due = {}
            with closing(connected(port)) as line:
                for number, office in enumerate(offices):
                    line.sendall(_packet("silent", office))
                    due[office] = monotonic() + LOST_AFTER * REPORTING_S
                    await asyncio.sleep(0.07 * (number + 1))
            for screen in screens:  # a word takes back what was said before
                await screen.until(lambda screen=screen: "device_lost" not in screen.faults)  # type: ignore[misc]
            said = (_said(screen, due[office]) for screen, office in zip(screens, offices, strict=True))
            late += await asyncio.gather(*said)
    what = f"a silent device among {how.fleet:,}: from being due until a screen says so"
    met = max(late) <= 1000
    return Measured(section="W6", what=what, side=how.side, values=times(late), aim="within a second", met=met)


async def _said(screen: Screen, due: float) -> float:
    await screen.until(lambda: "device_lost" in screen.faults, within=LOST_AFTER * REPORTING_S + 20)
    return 1000 * (monotonic() - due)
