"""Starts `trygg` as a process of its own without importing it anew each time, which costs more than most tests do.

A nursery is one process that has imported everything. For each command it forks: the child gets its own arguments,
environment, folder and files, runs `service.cli` as `python -m` does, and ends as any Python ends (`parts.heritage`).
It can be killed like every other process, and dies with its parent. (What a fresh interpreter does is tested where a
test starts one.)
"""

import atexit
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Final, NoReturn

from parts import heritage
from parts.at_hand import LARGEST, wish
from parts.network import enter
from parts.passwords import hash_cheaply
from parts.process import PartFailedError, die_with, dying_with_parent
from parts.schemas import make_quickly, newest

_FIRST_WORD_S: Final = 60.0
# Programs of their own.
_NEVER: Final = ("service.ingest.amqtt_broker", "service.store.migrations")
# What a service or a command imports only when it first needs it.
_LATE: Final = (
    "alembic.config", "anyio._backends._asyncio", "argon2", "holidays.countries", "psycopg", "pwdlib.hashers.argon2",
    "pydantic.v1", "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite", "typer._adapters",
    "typer._click.decorators", "uvicorn.lifespan.off", "uvicorn.protocols.http.httptools_impl", "uvloop",
)  # fmt: skip


class Born:
    """One child of a nursery, with what `subprocess.Popen` offers of itself."""

    def __init__(self, report: socket.socket) -> None:
        """Wait for its process id on the connection that will tell its exit code."""
        self._report = report
        self._report.settimeout(_FIRST_WORD_S)
        self.returncode: int | None = None
        self.pid = int(self._word())

    def poll(self) -> int | None:
        """Return the exit code (minus the signal, where one ended it), or None while it runs."""
        if self.returncode is None and self._has_word(0):
            self._ended()
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Return the exit code; raises `subprocess.TimeoutExpired`."""
        if self.returncode is None:
            if not self._has_word(timeout):
                raise subprocess.TimeoutExpired("trygg", timeout)
            self._ended()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it without a warning."""
        self.send_signal(signal.SIGKILL)

    def _ended(self) -> None:
        self.returncode = int(self._word())
        self._report.close()

    def _has_word(self, within_s: float) -> bool:
        poll = select.poll()  # not select(): a test with a thousand screens has higher numbers than that takes
        poll.register(self._report, select.POLLIN)
        return bool(poll.poll(within_s * 1_000))

    def _word(self) -> str:
        word = self._report.recv(32).decode()
        if not word:
            raise PartFailedError("the nursery ended, and with it what it had started")
        return word


def bear(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    stdin: IO[bytes] | int,
    stdout: IO[bytes] | int,
    stderr: IO[bytes] | int,
    network: str | None = None,
) -> Born:
    """Start `trygg` with these arguments, as `subprocess.Popen` would; in a network of its own where one is named."""
    files = [one if isinstance(one, int) else one.fileno() for one in (stdin, stdout, stderr)]
    asked = wish(nursery(), arguments, environment=environment, folder=str(folder), files=files, network=network)
    return Born(asked)


@cache
def nursery() -> socket.socket:
    """Start this process's nursery, which its forks share; it ends when this process does."""
    owner = os.getpid()
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "parts.nursery", str(theirs.fileno())]
    with theirs:
        process = subprocess.Popen(
            dying_with_parent(command),
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            cwd=Path(__file__).parents[1],
        )

    def end() -> None:
        mine.close()
        if os.getpid() == owner:
            process.terminate()
            process.wait(10)

    atexit.register(end)
    return mine


def _tend(wishes: socket.socket) -> None:
    """Fork for every wish, and tell how each child ended, until nobody is at the other side."""
    poll = select.poll()
    poll.register(wishes, select.POLLIN)
    reports: dict[int, tuple[int, socket.socket]] = {}  # pidfd → pid, connection
    while True:
        for ready, _ in poll.poll():
            if ready != wishes.fileno():
                poll.unregister(ready)
                pid, report = reports.pop(ready)
                _, status = os.waitpid(pid, 0)
                os.close(ready)
                with report:
                    _tell(report, os.waitstatus_to_exitcode(status))
                continue
            wished, files, _, _ = socket.recv_fds(wishes, LARGEST, 4)
            if not wished:
                return
            parent = os.getpid()
            pid = os.fork()
            if pid == 0:
                for connection in (wishes, *(report for _, report in reports.values())):
                    connection.detach()  # closed as a number below
                _live(parent, json.loads(wished), files[:3])
            for file in files[:3]:
                os.close(file)
            report = socket.socket(fileno=files[3])
            pidfd = os.pidfd_open(pid)
            reports[pidfd] = (pid, report)
            poll.register(pidfd, select.POLLIN)
            _tell(report, pid)


def _tell(report: socket.socket, number: int) -> None:
    try:
        report.send(str(number).encode())
    except OSError:  # nobody asks any more
        return


def _live(parent: int, wished: dict[str, object], files: Sequence[int]) -> NoReturn:
    """Be the command, as if this interpreter had been started for it."""
    die_with(parent)
    for wanted, file in enumerate(files):
        os.dup2(file, wanted)
    os.closerange(3, 1 << 14)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    arguments, environment = wished["arguments"], wished["environment"]
    assert isinstance(arguments, list)
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(wished["folder"]))
    if wished["network"] is not None:
        enter(str(wished["network"]))
    sys.path[0] = str(wished["folder"])  # as `python -m` has it
    # Read anew what the files are: the nursery's own are none that anybody reads.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = ["trygg", *map(str, arguments)]
    runpy.run_module("service.cli", run_name="__main__", alter_sys=True)
    sys.exit()


def _import_everything() -> None:
    """Import all of Trygg's modules, and what they import late."""
    for package in ("devices", "roles", "service"):
        found = importlib.import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            if not module.name.endswith("__main__") and not module.name.startswith(_NEVER):
                importlib.import_module(module.name)
    for name in _LATE:
        importlib.import_module(name)
    importlib.import_module("service.web.i18n").load()
    importlib.import_module("service.web.assets").our_assets()
    _spell_statements()
    _build_commands()
    _work_out_templates()


def _spell_statements() -> None:
    """Spell out what the stores will ask of either database."""
    from sqlalchemy import create_engine  # noqa: PLC0415 - whoever asks for a nursery does not import it

    for engine in (create_engine("sqlite://", paramstyle="named"), create_engine("postgresql+psycopg://")):
        for kind in ("", "access_", "device_", "enrolment_"):
            module = importlib.import_module(f"service.store.{kind}statements")
            getattr(module, f"{kind}statements")(engine.dialect)


def _build_commands() -> None:
    """Build what `trygg` can be told, which it would build anew for each command."""
    typer = importlib.import_module("typer.main")
    typer.get_command = cache(typer.get_command)  # type: ignore[attr-defined]
    typer.get_command(importlib.import_module("service.cli.commands").app)


def _work_out_templates() -> None:
    """Read the pages' templates, which a service works out when somebody opens a page."""
    templates = importlib.import_module("service.web.frame").templates()
    for name in templates.list_templates():
        templates.get_template(name)


if __name__ == "__main__":
    import gc

    heritage.begin()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to whoever started it, and it ends with them
    with socket.socket(fileno=int(sys.argv[1])) as wishes:
        _import_everything()
        hash_cheaply()
        make_quickly()
        newest()
        heritage.keep()
        gc.freeze()
        _tend(wishes)
