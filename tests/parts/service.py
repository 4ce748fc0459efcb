"""The real service as a process of its own: started as an operator starts it, killed and started again on its port."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Any, Self

import httpx2

from parts.network import Place
from parts.nursery import bear
from parts.process import Process, Started, free_port
from parts.screen import Screen
from parts.unencrypted import NO_TLS

ANSWERS_WITHIN = 30.0
"""Seconds a service may take to start, on a machine that is busy with other tests."""


class Service:
    """One node with a data folder of its own; use it with `with`, or call `start` and `stop`."""

    def __init__(
        self,
        folder: Path,
        plans: Path,
        mqtt_url: str | None,
        *,
        database_url: str | None = None,
        node: str = "node-1",
        more: Mapping[str, str] | None = None,
        place: Place | None = None,
    ) -> None:
        """Prepare a node.

        Args:
            folder: where its data and its log are kept.
            plans: the folder of the offices' plans and devices.
            mqtt_url: the broker; None lets it run one of its own.
            database_url: SQLite in `folder` when left out.
            node: the node's stable name.
            more: further settings, as `{"TRYGG_CATCH_ALL_OFFICE": "as"}`.
            place: the network it lives in; the machine's own when left out.
        """
        self.folder = folder
        self.plans = plans
        self.port = free_port()
        self._place = place
        if place is not None:
            place.open_door(self.port)
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment(
            TRYGG_DATA_DIR=str(folder / "data"),
            TRYGG_PLANS_DIR=str(plans),
            TRYGG_HTTP_PORT=str(self.port),
            TRYGG_NODE=node,
            # Of its own: elsewhere on this machine others start brokers at the first port that is free.
            **({"TRYGG_MQTT_URL": mqtt_url} if mqtt_url else {"TRYGG_BROKER_LOCAL_PORT": str(free_port())}),
            **({"TRYGG_DATABASE_URL": database_url} if database_url else {}),
            **(more or {}),
        )
        self.http = httpx2.Client(base_url=self.url, timeout=10.0, trust_env=False, verify=NO_TLS)
        self._process: Process | None = None

    def __enter__(self) -> Self:
        """Start it, and wait until a press would go all the way."""
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End it, and with it the tests' own connections."""
        self.http.close()
        if self.running:
            self.stop()

    @contextmanager
    def begun(self) -> Iterator[Self]:
        """Start it without waiting for anything, and end it after use."""
        with ExitStack() as ending:
            ending.push(self.__exit__)
            self.start(wait_ready=False)
            yield self

    @property
    def running(self) -> bool:
        """Whether the process has not ended."""
        return self._process is not None and self._process.running

    @property
    def pid(self) -> int:
        """The process id of the running service."""
        assert self._process is not None, "this service was never started"
        return self._process.pid

    @property
    def database(self) -> Path:
        """The file of the record, where it is SQLite."""
        return self.folder / "data" / "trygg.db"

    @property
    def log(self) -> str:
        """What the service has written so far, through all its lives."""
        path = self.folder / "serve.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self, *, wait_ready: bool = True) -> None:
        """Start it, and return when a press would go all the way; raises PartFailedError when that takes too long."""
        self.folder.mkdir(parents=True, exist_ok=True)
        network = self._place.path if self._place is not None else None
        self._process = Trygg(["serve"], log=self.folder / "serve.log", environment=self.environment, network=network)
        if wait_ready:
            self.wait_ready()

    def wait_ready(self, *, within: float = ANSWERS_WITHIN) -> None:
        """Wait so many seconds until a press would go all the way."""
        assert self._process is not None, "this service was never started"
        self._process.wait_ready(lambda: self._answers("/health/ready"), within=within)

    def wait_alive(self) -> None:
        """Wait until it answers at all, whatever works behind it."""
        assert self._process is not None, "this service was never started"
        self._process.wait_ready(lambda: self._answers("/health/live"), within=ANSWERS_WITHIN)

    def stop(self) -> int:
        """End it as an operator does (SIGTERM), and return its exit code."""
        assert self._process is not None, "this service was never started"
        return self._process.end(signal.SIGTERM)

    def pause(self) -> None:
        """Freeze it: its connections stay open, and it does nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on as if no time had passed."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would (kill -9)."""
        assert self._process is not None, "this service was never started"
        self._process.kill()

    def screen(
        self,
        office: str,
        name: str | None = "staff",
        *,
        after: int | None = None,
        epoch: str | None = None,
        cookie: Mapping[str, str] = MappingProxyType({}),
    ) -> Screen:
        """Return an office screen that connects when it is entered; None as its name for a program without a place."""
        return Screen(f"ws://127.0.0.1:{self.port}", office, name, after=after, epoch=epoch, cookie=cookie)

    def get(self, path: str) -> Any:
        """Return the JSON answer to a GET below /api/v1."""
        answer = self.http.get(f"/api/v1{path}")
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def say(self, alarm: str, action: str, **said: str) -> httpx2.Response:
        """Say something to an alarm, as a page does: `say(alarm, "accept", person="bo")`."""
        return self.http.post(f"/api/v1/alarms/{alarm}/{action}", json=said)

    def alarms(self, office: str) -> list[dict[str, Any]]:
        """Return an office's alarms in the record, the newest first."""
        found: list[dict[str, Any]] = self.get(f"/offices/{office}/alarms")
        return found

    def entries(self, alarm: str) -> list[dict[str, Any]]:
        """Return an alarm's entries as they stand in the chain."""
        found: list[dict[str, Any]] = self.get(f"/alarms/{alarm}/timeline")["entries"]
        return found

    def trygg(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
        """Run another command with this service's settings."""
        return trygg(*arguments, given=given, settings=self.environment)

    def _answers(self, path: str) -> bool:
        try:
            return self.http.get(path).status_code == 200
        except httpx2.TransportError:
            return False


class Trygg(Process):
    """A command of Trygg that goes on, in the folder of its log."""

    def __init__(
        self, command: Sequence[str], *, log: Path, environment: Mapping[str, str], network: str | None = None
    ) -> None:
        """Start it.

        Args:
            command: what stands behind `trygg`.
            log: where it writes what it says.
            environment: all that it finds there.
            network: the network it lives in; the machine's own where there is none.
        """
        self._network = network
        super().__init__(command, log=log, environment=environment)

    def _started(
        self, command: Sequence[str | Path], output: IO[bytes], environment: Mapping[str, str] | None
    ) -> Started:
        assert environment is not None
        with Path(os.devnull).open("rb") as nothing:
            return bear(
                [str(word) for word in command],
                environment=environment,
                folder=self.log.parent,
                stdin=nothing,
                stdout=output,
                stderr=output,
                network=self._network,
            )


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with these settings of Trygg and no others."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("TRYGG_")}
    return {**rest, **settings}


def trygg(
    *arguments: str, given: bytes = b"", settings: Mapping[str, str] | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of the command line to its end, and return what it said."""
    with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        typed.write(given)
        typed.seek(0)
        done = bear(
            arguments,
            environment=environment() if settings is None else settings,
            folder=folder or Path.cwd(),
            stdin=typed,
            stdout=said,
            stderr=errors,
        )
        try:
            code = done.wait(50)
        except BaseException:
            done.kill()
            raise
        said.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(arguments, code, said.read().decode(), errors.read().decode())
