"""`trygg demo` as a newcomer meets it, with its keys piped in."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from parts.process import dying_with_parent, find_program, free_port, wait_until
from parts.service import environment
from parts.unencrypted import NO_TLS

pytestmark = pytest.mark.timeout(240)  # two demos with all their parts, on a machine that may be busy

PATIENCE = 40.0
CLOSED = "the window is closed"


class Demo:
    """One performance; `key` presses a key, `said` is what it has printed."""

    def __init__(self, folder: Path, port: int) -> None:
        self._log = folder / f"demo-{len(list(folder.glob('demo-*.log'))) + 1}.log"
        self._output = self._log.open("ab")
        command = [sys.executable, "-u", "-m", "service.cli", "demo", "--port", str(port)]
        self._process = subprocess.Popen(
            dying_with_parent(command),
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment(TMPDIR=str(folder)),
        )

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self._log.read_text()

    def key(self, key: str) -> None:
        """Press one key."""
        assert self._process.stdin is not None
        self._process.stdin.write(key.encode())
        self._process.stdin.flush()

    def says(self, words: str) -> None:
        """Wait until it has printed something."""
        assert wait_until(lambda: words in self.said, within=PATIENCE), self.said

    @property
    def url(self) -> str:
        """The address it has printed."""
        self.says("Start here")
        found = re.search(r"Start here +(http://127\.0\.0\.1:\d+)/", self.said)
        assert found is not None
        return found.group(1)

    def alarms(self) -> list[dict[str, Any]]:
        """Return what is on the office's board."""
        board = httpx2.get(f"{self.url}/api/v1/offices/as/board", trust_env=False, verify=NO_TLS, timeout=10).json()
        found: list[dict[str, Any]] = board["alarms"]
        return found

    def end(self) -> int:
        """Press q, and return the exit code."""
        self.key("q")
        return self.close()

    def close(self) -> int:
        """Close its input, end it where it still runs, and return the exit code."""
        assert self._process.stdin is not None
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait(PATIENCE)
        finally:
            self._process.stdin.close()
            self._output.close()


@contextmanager
def performance(folder: Path, port: int) -> Iterator[Demo]:
    """Run a demo, and end it however the test ends."""
    demo = Demo(folder, port)
    try:
        yield demo
    finally:
        if demo._process.poll() is None:
            demo._process.terminate()
            demo.close()


def test_the_demo_from_curtain_to_curtain(tmp_path: Path) -> None:
    """It prints its addresses, keys press, drill and stop the broker; a second one finds a port of its own."""
    find_program("mosquitto", package="mosquitto")
    port = free_port()
    with performance(tmp_path, port) as demo:
        assert demo.url == f"http://127.0.0.1:{port}"
        assert "It protects nobody; nothing leaves this computer" in demo.said
        assert httpx2.get(f"{demo.url}/", trust_env=False, verify=NO_TLS, timeout=10).status_code == 200

        demo.key("\n")
        assert wait_until(lambda: len(demo.alarms()) == 1, within=PATIENCE)
        assert demo.alarms()[0]["zone"] == "room-114"

        demo.key("d")
        assert wait_until(lambda: len(demo.alarms()) == 2, within=PATIENCE)
        (drill,) = [alarm for alarm in demo.alarms() if alarm["mode"] == "drill"]
        assert all(responder["reach"] == "inside" for responder in drill["responders"])
        assert drill["police"] == "not_called"

        with performance(tmp_path, port) as second:
            assert second.url != demo.url
            assert f"Port {port} is taken" in second.said
            second.key("n")
            second.says("nobody answers")
            assert wait_until(lambda: len(second.alarms()) == 1, within=PATIENCE)
            assert second.end() == 0
        assert len(demo.alarms()) == 2

        demo.key("b")
        demo.says("The broker is stopped")
        demo.key("2")
        demo.says("Pendant 2 was pressed")
        demo.key("b")
        demo.says("The broker runs again")
        assert wait_until(lambda: len(demo.alarms()) == 3, within=PATIENCE)
        assert demo.end() == 0
        assert "Traceback" not in demo.said
    assert not list(tmp_path.glob("trygg-demo-*")), "nothing is kept"


@pytest.mark.parametrize("end", ["q", "Ctrl-C", CLOSED])
def test_at_a_terminal_nothing_remains_however_it_ends(end: str, tmp_path: Path) -> None:
    """Single keys count; q, Ctrl-C and a closed window each end it in order, with its broker and its folder."""
    terminal, behind = pty.openpty()
    command = [sys.executable, "-m", "service.cli", "demo", "--port", str(free_port())]
    setsid = find_program("setsid", package="util-linux")
    # Whoever runs the tests may have made all below deaf to a window that closes (nohup).
    hearing = [str(find_program("env", package="coreutils")), "--default-signal=HUP"]
    demo = subprocess.Popen(
        [setsid, "--ctty", *hearing, *dying_with_parent(command)],
        stdin=behind,
        stdout=behind,
        stderr=behind,
        cwd=tmp_path,
        env=environment(TMPDIR=str(tmp_path)),
    )
    os.close(behind)
    try:
        said = ""
        while "q     end" not in said:
            said += os.read(terminal, 4096).decode(errors="replace")
        assert len(list(tmp_path.glob("trygg-demo-*"))) == 1
        broker = _broker_of(demo.pid)
        if end != CLOSED:
            os.write(terminal, b"q" if end == "q" else b"\x03")
            assert demo.wait(PATIENCE) == 0
    finally:
        os.close(terminal)
        if end != CLOSED:
            demo.kill()
        demo.wait(PATIENCE)
    assert not list(tmp_path.glob("trygg-demo-*")), "nothing is kept"
    assert not Path(f"/proc/{broker}").exists(), "the broker ended too"


def _broker_of(process: int) -> int:
    """Return the only child of a demo: its broker."""
    (child,) = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return int(child)
