"""Mosquitto's own command-line clients, as anybody has them: nothing of Trygg speaks for the device here."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from parts.process import Process, dying_with_parent, find_program

_PACKAGE = "mosquitto-clients"


def press(port: int, address: str, payload: bytes | str = b"", *, retain: bool = False, qos: int = 1) -> None:
    """Press `office/device` with the stock client, and return when the broker has it."""
    publish(port, f"trygg/v1/{address}/press", payload, retain=retain, qos=qos)


def publish(port: int, topic: str, payload: bytes | str = b"", *, retain: bool = False, qos: int = 1) -> None:
    """Publish one message with `mosquitto_pub`; a payload of any bytes, also none."""
    content = payload.encode() if isinstance(payload, str) else payload
    how = ["-s"] if content else ["-n"]
    _mosquitto_pub(port, topic, [*how, *(["-r"] if retain else []), "-q", str(qos)], content)


def publish_lines(port: int, topic: str, lines: Iterable[str]) -> None:
    """Publish one message a line over a single connection of `mosquitto_pub`."""
    _mosquitto_pub(port, topic, ["-l", "-q", "1"], "".join(f"{line}\n" for line in lines).encode())


def _mosquitto_pub(port: int, topic: str, how: list[str], given: bytes) -> None:
    program = str(find_program("mosquitto_pub", package=_PACKAGE))
    command = [program, "-h", "127.0.0.1", "-p", str(port), "-t", topic, *how]
    subprocess.run(command, input=given, capture_output=True, check=True, timeout=30)


class Subscriber:
    """`mosquitto_sub`, writing down what it hears on one topic; use it with `with`."""

    def __init__(self, folder: Path, port: int, topic: str) -> None:
        """Prepare to listen on a topic of the broker at a loopback port."""
        program = str(find_program("mosquitto_sub", package=_PACKAGE))
        self._log = folder / f"heard-{topic.replace('/', '-')}.log"
        client = [program, "-d", "-h", "127.0.0.1", "-p", str(port), "-q", "1", "-t", topic, "-F", "heard %p"]
        # Into a file it would write only when it has 4 KiB.
        self._command = [str(find_program("stdbuf", package="coreutils")), "--output=L", *client]
        self._process: Process | None = None

    def __enter__(self) -> Self:
        """Start it, and return when the broker has taken the subscription."""
        self._process = Process(dying_with_parent(self._command), log=self._log)
        self._process.wait_ready(lambda: "Subscribed" in self._log.read_text())
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End it."""
        if self._process is not None:
            self._process.end()

    @property
    def heard(self) -> list[dict[str, Any]]:
        """Every payload so far, read as JSON."""
        lines = self._log.read_text().splitlines()
        return [json.loads(line.removeprefix("heard ")) for line in lines if line.startswith("heard ")]
