"""Start a real program for a test, wait for it within bounds, and end it by its own pid."""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import sleep
from typing import IO, Protocol

_PACE = 0.02
_PR_SET_PDEATHSIG = 1
# Below the range from which the system takes ports for outgoing connections, so that a part finds its port still free
# when it comes back after a kill.
_FIRST_PORT, _LAST_PORT = 20_000, 29_999


def _first_port() -> int:
    """Return where this process begins to look: elsewhere than others that look at the same time."""
    return _FIRST_PORT + os.getpid() * 997 % (_LAST_PORT - _FIRST_PORT)


def _look_elsewhere() -> None:
    """Begin, as a fork, where the first process did not."""
    global _next_port  # noqa: PLW0603 - see free_port
    _next_port = _first_port()


_next_port = _first_port()
os.register_at_fork(after_in_child=_look_elsewhere)


class _Taken:
    """Ports that a process of this machine gave out lately, so that others do not even probe them.

    A probe binds the port for a moment, and in that moment a part that was given it cannot listen. One lock a port, in
    one file that is never closed: the system lets go of a process's locks when the process ends.
    """

    _KEPT = 300
    """Of so many ports given out last: long before as many more are asked for, a part listens on its own."""

    def __init__(self) -> None:
        """Open the file of everybody who runs tests as this user."""
        path = Path(tempfile.gettempdir()) / f"trygg-ports-{os.getuid()}"
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        self._mine: deque[int] = deque()

    def take(self, port: int) -> bool:
        """Take the port until others have been; False where another process has it."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        except OSError:
            return False
        if port not in self._mine:
            self._mine.append(port)
        if len(self._mine) > self._KEPT:
            self.leave(self._mine[0])
        return True

    def leave(self, port: int) -> None:
        """Let others have it."""
        self._mine.remove(port)
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, port)


_taken = _Taken()


class MissingPartError(Exception):
    """A real part is not on this machine; the test that needs it is skipped, with this text as the reason."""

    def __init__(self, part: str, *, package: str) -> None:
        """Name the part that is missing and Debian's package that holds it."""
        super().__init__(f"{part} is not installed: run deploy/install-test-parts, or: apt-get install {package}")


class PartFailedError(Exception):
    """A real part did not start or did not end; the text holds the end of its log."""


def find_program(name: str, *, package: str) -> Path:
    """Return the program's path, looking where system programs are too; raises MissingPartError."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/usr/bin"])
    found = shutil.which(name, path=places)
    if found is None:
        raise MissingPartError(name, package=package)
    return Path(found)


def free_port() -> int:
    """Return a loopback TCP port that nobody listens on now; a different one at each call."""
    global _next_port  # noqa: PLW0603 - a port given out is not given out again by this process
    for _ in range(_LAST_PORT - _FIRST_PORT):
        _next_port = _FIRST_PORT if _next_port >= _LAST_PORT else _next_port + 1
        if _taken.take(_next_port):
            with socket.socket() as probe:
                try:
                    probe.bind(("127.0.0.1", _next_port))
                except OSError:
                    _taken.leave(_next_port)
                    continue
                return _next_port
    raise PartFailedError(f"no loopback port is free from {_FIRST_PORT} to {_LAST_PORT}")


def wait_until(condition: Callable[[], bool], *, within: float = 10.0) -> bool:
    """Ask again and again until the condition holds; False after about `within` seconds."""
    for _ in range(int(within / _PACE)):
        if condition():
            return True
        sleep(_PACE)
    return condition()


def dying_with_parent(command: Sequence[str | Path], *, user: str | None = None) -> list[str | Path]:
    """Wrap a command so that it ends when its parent is killed, and runs as `user` where one is given."""
    setpriv = find_program("setpriv", package="util-linux")
    rights = [f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
    return [setpriv, *rights, "--pdeathsig=TERM", "--", *command]


def die_with(parent: int) -> None:
    """End this process, a fork of `parent`, as soon as that ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


class Started(Protocol):
    """What `subprocess.Popen` offers of a program that runs."""

    @property
    def pid(self) -> int:
        """The process id."""

    def poll(self) -> int | None:
        """Return the exit code once it has ended."""

    def wait(self, timeout: float) -> int:
        """Return the exit code; raises `subprocess.TimeoutExpired`."""

    def send_signal(self, number: signal.Signals, /) -> None:
        """Send a signal unless it has ended."""

    def kill(self) -> None:
        """End it without a warning."""


class Process:
    """One running program with its log; start it from a thread that lives as long as it does."""

    def __init__(
        self, command: Sequence[str | Path], *, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start the command; what it writes is added to `log`, its folder is where the log is."""
        self.log = log
        with log.open("ab") as output:
            self._popen = self._started(command, output, environment)

    def _started(
        self, command: Sequence[str | Path], output: IO[bytes], environment: Mapping[str, str] | None
    ) -> Started:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=self.log.parent,
            env=None if environment is None else dict(environment),
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._popen.poll() is None

    def end(self, how: signal.Signals = signal.SIGTERM, *, within: float = 15.0) -> int:
        """Send a signal, wait, and return the exit code; kills and raises PartFailedError when it takes too long."""
        if self.running:
            self._popen.send_signal(how)
            # One that was frozen when something went wrong would hide what that was.
            self._popen.send_signal(signal.SIGCONT)
        try:
            return self._popen.wait(within)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait(within)
            raise PartFailedError(f"did not end within {within} s after {how.name}{self.last_words()}") from None

    def kill(self) -> None:
        """End it without a warning, and wait until it is gone."""
        self.end(signal.SIGKILL)

    def wait_ready(self, ready: Callable[[], bool], *, within: float = 20.0) -> None:
        """Wait until the part answers; raises PartFailedError when it ends or stays silent instead."""
        answered = wait_until(lambda: not self.running or ready(), within=within)
        if not self.running:
            raise PartFailedError(f"ended at its start with code {self._popen.poll()}{self.last_words()}")
        if not answered:
            self.kill()
            raise PartFailedError(f"did not answer within {within} s{self.last_words()}")

    def last_words(self) -> str:
        """Return the end of the log, to be put after an error."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "".join(f"\n  | {line}" for line in lines[-15:])
