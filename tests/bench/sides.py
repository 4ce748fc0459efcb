"""The sides that are compared: Trygg with its own broker on either database, a bare broker, and Node-RED."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.node import STREAM, Node, own_broker, running
from bench.node_red import FLOW_PATH, NodeRed
from bench.office import write_office
from parts.mosquitto import Mosquitto


@dataclass(frozen=True, kw_only=True)
class Side:
    """Where a side is pressed and where its screens connect."""

    name: str
    """trygg (on SQLite), postgres (Trygg on PostgreSQL), floor or node-red."""
    mqtt_port: int
    screen_port: int
    path: str
    records: bool = False
    """Whether its screens are told of a durable record, too."""


@asynccontextmanager
async def trygg_side(
    folder: Path, *, pendants: int, stall_s: float = 0.0, database_url: str | None = None
) -> AsyncIterator[Side]:
    """Run Trygg as it is delivered (`trygg serve`, the broker it configures itself), on a fresh data folder."""
    write_office(folder / "plans", pendants)
    async with own_broker(folder / "broker") as broker:
        node = Node(folder, folder / "plans", broker.url, database_url=database_url, stall_s=stall_s)
        async with running(node):
            name = "postgres" if database_url else "trygg"
            path = STREAM.format(office="as")
            yield Side(name=name, mqtt_port=broker.port, screen_port=node.port, path=path, records=True)


@asynccontextmanager
async def floor_side(folder: Path) -> AsyncIterator[Side]:
    """Run a bare mosquitto that stores nothing; screens subscribe over its own WebSocket listener."""
    broker = Mosquitto(folder, websockets=True)
    broker.start()
    assert broker.websockets_port is not None
    try:
        yield Side(name="floor", mqtt_port=broker.port, screen_port=broker.websockets_port, path="/mqtt")
    finally:
        broker.stop()


@asynccontextmanager
async def node_red_side(folder: Path) -> AsyncIterator[Side]:
    """Run Node-RED behind a bare mosquitto: each message is appended to a file, then sent to every WebSocket."""
    broker = Mosquitto(folder / "broker")
    broker.start()
    red = NodeRed(folder / "node-red", broker.port)
    try:
        red.start()
        yield Side(name="node-red", mqtt_port=broker.port, screen_port=red.port, path=FLOW_PATH)
    finally:
        await asyncio.to_thread(red.stop)
        broker.stop()
