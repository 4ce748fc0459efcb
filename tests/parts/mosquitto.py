"""A real mosquitto on loopback: configured by the test, killed and started again on the same port."""

import os
import signal
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from parts.network import Place
from parts.process import PartFailedError, Process, dying_with_parent, find_program, free_port

_CONNECT = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x0a\x00\x00"
_CONNACK = b"\x20\x02"
_TLS_WORDS = ("cafile", "certfile", "keyfile", "require_certificate", "tls_version")


class Mosquitto:
    """One broker with a folder of its own; `config` holds mosquitto.conf's words, a list repeats a word."""

    def __init__(
        self,
        folder: Path,
        *,
        config: Mapping[str, str | Sequence[str]] | None = None,
        websockets: bool = False,
        tls: bool = False,
        place: Place | None = None,
    ) -> None:
        """Prepare a broker in `folder`, in a place with cables to it where one is given.

        With `websockets` it has a second listener for browsers; with `tls` one more, to which the config's `certfile`
        and `keyfile` belong.
        """
        self.program = find_program("mosquitto", package="mosquitto")
        self.folder = folder
        self.port = free_port()
        self._place = place
        if place is not None:
            place.open_door(self.port)
        self.websockets_port = free_port() if websockets else None
        self.tls_port = free_port() if tls else None
        self._config = dict(config or {})
        self._process: Process | None = None

    @property
    def url(self) -> str:
        """The address in the form of TRYGG_MQTT_URL."""
        return self.url_at("127.0.0.1")

    def url_at(self, host: str) -> str:
        """Return the address as it is from the other end of a cable."""
        return f"mqtt://{host}:{self.port}"

    @property
    def websockets_url(self) -> str:
        """The address for MQTT over WebSocket."""
        if self.websockets_port is None:
            raise PartFailedError("this mosquitto was made without websockets=True")
        return f"ws://127.0.0.1:{self.websockets_port}/mqtt"

    @property
    def pid(self) -> int:
        """The running broker's process id."""
        return self._running().pid

    @property
    def log(self) -> str:
        """What the broker has written so far."""
        path = self.folder / "mosquitto.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Start it and return when it answers a CONNECT; raises PartFailedError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "mosquitto.conf"
        file.write_text(self._configuration())
        command = dying_with_parent([self.program, "-c", file])
        self._process = Process(
            command if self._place is None else self._place.inside(command), log=self.folder / "mosquitto.log"
        )
        self._process.wait_ready(self._answers)

    def stop(self) -> None:
        """End it in order, so that it saves what it is configured to save; nothing happens when it is not running."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would (kill -9)."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop it where it still runs, and start it on the same ports with the same folder."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freeze it: connections stay open and nobody answers."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen broker go on."""
        os.kill(self.pid, signal.SIGCONT)

    def _running(self) -> Process:
        if self._process is None or not self._process.running:
            raise PartFailedError("this mosquitto is not running: call start()")
        return self._process

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.running:
            self.resume()  # a frozen process would keep a SIGTERM for later
        self._process.end(how)
        self._process = None

    def _configuration(self) -> str:
        words: dict[str, str | Sequence[str]] = {
            "persistence": "false",
            "persistence_location": f"{self.folder}/",
            "allow_anonymous": "true",
            "set_tcp_nodelay": "true",
            "log_dest": "stderr",
            # Started by root, mosquitto would change to a user who cannot read the test's folder.
            **({"user": "root"} if os.geteuid() == 0 else {}),
            **self._config,
        }
        secure = {word: words.pop(word) for word in _TLS_WORDS if word in words}
        lines = _lines(words)
        lines.append(f"listener {self.port} {'127.0.0.1' if self._place is None else '0.0.0.0'}")
        if self.websockets_port is not None:
            lines += [f"listener {self.websockets_port} 127.0.0.1", "protocol websockets"]
        if self.tls_port is not None:
            lines += [f"listener {self.tls_port} 127.0.0.1", *_lines(secure)]
        return "\n".join(lines) + "\n"

    def _answers(self) -> bool:
        """Whether the broker answers a CONNECT, welcome or not."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(_CONNECT)
                return connection.recv(4).startswith(_CONNACK)
        except OSError:
            return False


def _lines(words: Mapping[str, str | Sequence[str]]) -> list[str]:
    """Write words as mosquitto.conf has them: a list repeats its word."""
    return [f"{word} {one}" for word, value in words.items() for one in ([value] if isinstance(value, str) else value)]


class StartMosquitto(Protocol):
    """Starts one more real broker for the test that asked for the fixture `mosquitto`."""

    def __call__(
        self, *, config: Mapping[str, str | Sequence[str]] | None = None, websockets: bool = False, tls: bool = False
    ) -> Mosquitto:
        """Return a running broker; `config` holds mosquitto.conf's words."""
        ...
