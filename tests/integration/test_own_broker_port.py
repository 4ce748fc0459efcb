"""Trygg's own broker where another program has the port at which everybody looks for one."""

import contextlib
import socket
from pathlib import Path

import pytest

from parts.offices import lay_out
from parts.process import find_program, wait_until
from parts.service import Service
from service.ingest.broker import FIRST_PORT, own_port


def _has(other: socket.socket, port: int) -> bool:
    """Whether a socket has the port now."""
    with contextlib.suppress(OSError):
        other.bind(("127.0.0.1", port))
        return True
    return False


@pytest.mark.timeout(180)
def test_a_press_by_command_goes_to_the_node_s_own_broker(tmp_path: Path) -> None:
    """Not to whoever has the usual port, where nobody hears it; log and doctor say what devices here have to do."""
    find_program("mosquitto", package="mosquitto")
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Whoever else has it may leave it in the middle of this test, so that nobody would.
        assert wait_until(lambda: _has(other, FIRST_PORT), within=60)
        other.listen()
        service = Service(tmp_path / "node", lay_out(tmp_path / "plans"), None)
        del service.environment["TRYGG_BROKER_LOCAL_PORT"]
        with service:
            port = own_port(tmp_path / "node" / "data" / "broker")
            assert port not in (None, FIRST_PORT)
            pressed = service.trygg("press", "as", "pendant-1")
            assert pressed.returncode == 0, pressed.stderr
            assert wait_until(lambda: len(service.alarms("as")) == 1)
            assert f"has port {FIRST_PORT} of this computer, so Trygg's own has {port}" in service.log
            said = service.trygg("doctor").stdout
            assert f"Trygg's own has {port}. End that program" in " ".join(said.split())
