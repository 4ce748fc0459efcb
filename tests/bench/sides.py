"""The two sides that are compared: Trygg with its own broker, and a bare broker."""

import asyncio
import http.client
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.office import write_office
from bench.stalled_disk import STALL_S
from parts.mosquitto import Mosquitto
from parts.process import Process, dying_with_parent, free_port
from service.ingest.broker import start_broker


@dataclass(frozen=True, kw_only=True)
class Side:
    """Where a side is pressed and where its screens connect."""

    name: str
    """trygg or floor."""
    mqtt_port: int
    screen_port: int
    path: str


@asynccontextmanager
async def trygg_side(folder: Path, *, pendants: int, stall_s: float = 0.0) -> AsyncIterator[Side]:
    """Run Trygg as it is delivered (`trygg serve`, SQLite, the broker it configures itself), on a fresh data folder."""
    write_office(folder / "plans", pendants)
    broker = await start_broker(folder / "broker", prefer="mosquitto")
    port = free_port()
    environment = {
        **os.environ,
        "TRYGG_DATA_DIR": str(folder / "data"),
        "TRYGG_PLANS_DIR": str(folder / "plans"),
        "TRYGG_MQTT_URL": broker.url,
        "TRYGG_HTTP_PORT": str(port),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    if stall_s:
        environment[STALL_S] = str(stall_s)
    command = [sys.executable, "-m", "bench.stalled_disk" if stall_s else "service.cli", "serve"]
    process = Process(dying_with_parent(command), log=folder / "trygg.log", environment=environment)
    try:
        await asyncio.to_thread(process.wait_ready, lambda: _is_ready(port), within=60.0)
        yield Side(name="trygg", mqtt_port=broker.port, screen_port=port, path="/api/v1/offices/as/stream?screen=staff")
    finally:
        await asyncio.to_thread(process.end)
        await broker.stop()


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


def close_all(side: Side) -> None:
    """End and close every alarm of the office, so that the next block finds it as the first one did.

    Hundreds of alarms that stay open make each further one dearer, and no office has them.
    """
    line = http.client.HTTPConnection("127.0.0.1", side.screen_port, timeout=30)
    for alarm in _asked(line, "GET", "/api/v1/offices/as/board")["alarms"]:
        for said in ("cancel", "close"):
            words = {"person": "gunilla", "words": "bench", "outcome": "test"}
            _asked(line, "POST", f"/api/v1/alarms/{alarm['alarm']}/{said}", words)
    line.close()


def _asked(line: http.client.HTTPConnection, method: str, path: str, body: dict[str, str] | None = None) -> Any:
    line.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
    answer = line.getresponse()
    text = answer.read()
    assert answer.status < 300, f"{method} {path}: {answer.status} {text[:300]!r}"
    return json.loads(text)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
