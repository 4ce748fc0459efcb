"""Trygg as it is delivered (`trygg serve`), started and ended on a folder, and what it has cost so far."""

import asyncio
import contextlib
import http.client
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from bench.stalled_disk import STALL_S
from parts.process import Process, dying_with_parent, free_port
from parts.service import environment
from service.ingest.broker import Broker, start_broker

STREAM = "/api/v1/offices/{office}/stream?screen=staff"


class Node:
    """One node; its broker, its plans and its database are somebody else's, and outlive it."""

    def __init__(
        self,
        folder: Path,
        plans: Path,
        mqtt_url: str,
        *,
        database_url: str | None = None,
        stall_s: float = 0.0,
        more: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare a node; SQLite in `folder` where no database is given. Nothing runs yet."""
        self.folder = folder
        self.port = free_port()
        self._stalls = bool(stall_s)
        self._environment = environment(
            TRYGG_DATA_DIR=str(folder / "data"),
            TRYGG_PLANS_DIR=str(plans),
            TRYGG_MQTT_URL=mqtt_url,
            TRYGG_HTTP_PORT=str(self.port),
            TRYGG_NODE="bench",
            PYTHONPATH=os.pathsep.join(sys.path),
            **({"TRYGG_DATABASE_URL": database_url} if database_url else {}),
            **({STALL_S: str(stall_s)} if stall_s else {}),
            **(more or {}),
        )
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """The running process."""
        assert self._process is not None, "this node was never started"
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has been started, and has not ended."""
        return self._process is not None and self._process.running

    @property
    def database(self) -> Path:
        """The file of the record, where it is SQLite."""
        return self.folder / "data" / "trygg.db"

    def start(self, *, within_s: float = 120.0) -> float:
        """Start it, and return the seconds until a press would go all the way; raises PartFailedError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "bench.stalled_disk" if self._stalls else "service.cli", "serve"]
        began = monotonic()
        self._process = Process(
            dying_with_parent(command), log=self.folder / "trygg.log", environment=self._environment
        )
        self._process.wait_ready(self._is_ready, within=within_s)
        return monotonic() - began

    def stop(self) -> None:
        """End it as an operator does."""
        assert self._process is not None, "this node was never started"
        self._process.end(signal.SIGTERM, within=30)

    def kill(self) -> None:
        """End it as a power cut would (kill -9)."""
        assert self._process is not None, "this node was never started"
        self._process.kill()

    def cpu_s(self) -> float:
        """Return the seconds of a core that it has taken since its start, its threads together."""
        return cpu_s(self.pid)

    def resident(self) -> int:
        """Return the bytes of memory that it holds."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask the API for something, and return the JSON answer."""
        return ask(self.port, method, f"/api/v1{path}", body)

    def page(self, path: str) -> bytes:
        """Return a page as a browser gets it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            text = answer.read()
            assert answer.status == 200, f"{path}: {answer.status} {text[:300]!r}"
            return text
        finally:
            line.close()

    def close_all(self, office: str = "as") -> None:
        """End and close every alarm of an office, so that what follows finds it as it was."""
        close_all(self.port, office)

    def _is_ready(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            line.request("GET", "/health/ready")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


@contextlib.asynccontextmanager
async def own_broker(folder: Path) -> AsyncIterator[Broker]:
    """Run mosquitto with the configuration that Trygg writes for it, apart from any node."""
    broker = await start_broker(folder, prefer="mosquitto")
    try:
        yield broker
    finally:
        await broker.stop()


@contextlib.asynccontextmanager
async def running(node: Node) -> AsyncIterator[Node]:
    """Run a node while the context is open, unless somebody ends it before."""
    # In this thread: a process dies with the thread that started it.
    node.start()
    try:
        yield node
    finally:
        with contextlib.suppress(ProcessLookupError):
            await asyncio.to_thread(node.stop)


def asked_until(port: int, path: str) -> float:
    """Return the seconds until something is answered at a path."""
    began = monotonic()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path)
    line.getresponse().read()
    line.close()
    return monotonic() - began


def cpu_s(pid: int) -> float:
    """Return the seconds of a core that a process has taken, all its threads together."""
    nanoseconds = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # a thread that has just ended
            nanoseconds += int((task / "schedstat").read_text().split()[0])
    return nanoseconds / 1e9


def family_cpu_s(pid: int) -> float:
    """Return the seconds of a core that a process and its children have taken."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return cpu_s(pid) + sum(_of_child(int(child)) for child in children)
    return 0.0


def _of_child(pid: int) -> float:
    try:
        return cpu_s(pid)
    except OSError:
        return 0.0


def ask(port: int, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
    """Ask a service of this machine for something, and return the JSON answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return asked(line, method, path, body)
    finally:
        line.close()


def _hurry(line: http.client.HTTPConnection) -> None:
    line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def asked(line: http.client.HTTPConnection, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
    """Ask over a connection that stays, and return the JSON answer."""
    if line.sock is None:
        line.connect()
        _hurry(line)
    line.request(method, path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json"})
    answer = line.getresponse()
    text = answer.read()
    assert answer.status < 300, f"{method} {path}: {answer.status} {text[:300]!r}"
    return json.loads(text)


def close_all(port: int, office: str = "as") -> None:
    """End and close every alarm of an office, so that the next block finds it as the first one did.

    Hundreds of alarms that stay open make each further one dearer, and no office has them.
    """
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for alarm in asked(line, "GET", f"/api/v1/offices/{office}/board")["alarms"]:
        for said in ("cancel", "close"):
            words = {"person": "gunilla", "words": "bench", "outcome": "test"}
            asked(line, "POST", f"/api/v1/alarms/{alarm['alarm']}/{said}", words)
    line.close()
