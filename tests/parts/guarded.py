"""A real mosquitto that goes by what Trygg writes for a house's own one: credentials, access list, TLS."""

import os
import signal
import socket
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from parts.broker_client import BrokerClient
from parts.process import Process, dying_with_parent, find_program, free_port
from service.access import device_password
from service.clock import SystemClock
from service.ingest.access_list import NodeUser, access_files
from service.ingest.broker_certificate import BrokerCertificate, ensure_broker_certificate
from service.ingest.broker_files import write_for_another
from service.ingest.mosquitto_config import TlsListener
from service.store.device_port import DeviceCredential

NOW = SystemClock().now()
_CONNECT = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x0a\x00\x00"
_CONNACK = b"\x20\x02"
NODE_PASSWORD = "the node's own"


class GuardedMosquitto:
    """A broker with the files of `trygg broker config` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Prepare one in `folder`, listening on loopback with and without TLS."""
        self.port, self.tls_port = free_port(), free_port()
        self.folder = folder
        self.certificate: BrokerCertificate = ensure_broker_certificate(folder / "tls", ["localhost", "127.0.0.1"], NOW)
        self._node = NodeUser(node="node-1", digest=device_password.digest(NODE_PASSWORD))
        self._process: Process | None = None
        self.written = folder / "written"

    def write(self, credentials: Iterable[DeviceCredential], at: datetime = NOW) -> None:
        """Write the files anew; they count after `reload` or `start`."""
        tls = TlsListener(
            host="127.0.0.1", port=self.tls_port, certificate=self.certificate.certificate, key=self.certificate.key
        )
        write_for_another(self.written, access_files([self._node], credentials, at), self.port, tls, NODE_PASSWORD)

    def start(self) -> None:
        """Start it, and return when it answers."""
        config = self.folder / "mosquitto.conf"
        user = "user root\n" if os.geteuid() == 0 else ""
        config.write_text(f"{user}persistence_location {self.folder}/\nlog_dest stderr\ninclude_dir {self.written}\n")
        program = find_program("mosquitto", package="mosquitto")
        self._process = Process(dying_with_parent([program, "-c", config]), log=self.folder / "mosquitto.log")
        self._process.wait_ready(self._answers)

    def reload(self) -> None:
        """Let what was written count."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGHUP)

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            self._process.end()
            self._process = None

    def node(self, *, telemetry: bool = False, password: str = NODE_PASSWORD) -> BrokerClient:
        """Return a session of Trygg's own: that for presses, or that on which feedback leaves."""
        if telemetry:
            return BrokerClient(self.port, self._node.telemetry, password)
        return BrokerClient(self.port, self._node.press, password, hears=["trygg/v1/+/+/press", "site/#"], clean=False)

    def _answers(self) -> bool:
        """Whether it answers a CONNECT, with a refusal: before that a SIGHUP would end it."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(_CONNECT)
                return connection.recv(4).startswith(_CONNACK)
        except OSError:
            return False
