"""Node-RED on loopback: what a user would take who wants a press on a screen, and a file of what was pressed.

It is installed when a benchmark first needs it, through npm's own configuration, into a folder that git does not keep.
"""

import http.client
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from parts.process import PartFailedError, Process, dying_with_parent, free_port

FLOW_PATH: Final = "/ws/press"
HTTP_PATH: Final = "/press"
_NAMED: Final = Path(__file__).parent / "red"
_INSTALLED: Final = Path(__file__).parents[2] / ".cache" / "node-red"
_PROGRAM: Final = _INSTALLED / "node_modules" / "node-red" / "red.js"
_INSTALL: Final = (
    *("npm", "ci", "--ignore-scripts", "--omit=dev", "--omit=optional", "--no-audit", "--no-fund"),
    *("--no-update-notifier", "--loglevel=error"),
)
_PATIENCE_S: Final = 300


class NotInstalledError(Exception):
    """Node-RED is not to be had on this machine; the text says why."""


def install() -> None:
    """Install Node-RED unless it is there; raises NotInstalledError."""
    if _PROGRAM.exists():
        return
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise NotInstalledError("npm is not on this machine")
    _INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_NAMED / name, _INSTALLED / name)
    try:
        done = subprocess.run(
            _INSTALL, cwd=_INSTALLED, capture_output=True, text=True, check=False, timeout=_PATIENCE_S
        )
    except subprocess.TimeoutExpired:
        raise NotInstalledError(f"npm did not finish within {_PATIENCE_S} s") from None
    if done.returncode != 0 or not _PROGRAM.exists():
        last = (done.stderr.strip().splitlines() or ["npm said nothing"])[-1]
        raise NotInstalledError(f"npm could not install it: {last}")


def why_not() -> str | None:
    """Install Node-RED where it is not yet; return why it cannot be measured, or None."""
    try:
        install()
    except NotInstalledError as reason:
        return str(reason)
    return None


class NodeRed:
    """One Node-RED with the flow that is measured."""

    def __init__(self, folder: Path, mqtt_port: int, *, wait_s: float = 0.0) -> None:
        """Prepare it on a bare broker; with `wait_s` each message reaches the screens so much later."""
        self.folder = folder
        self.port = free_port()
        self.file = folder / "presses.txt"
        self._mqtt_port = mqtt_port
        self._wait_s = wait_s
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """The running process."""
        assert self._process is not None, "this Node-RED was never started"
        return self._process.pid

    def start(self) -> None:
        """Start it, and return when its flow answers; raises NotInstalledError, PartFailedError."""
        install()
        self.folder.mkdir(parents=True, exist_ok=True)
        flow = self.folder / "flows.json"
        flow.write_text(json.dumps(_flow(self._mqtt_port, self.file, self._wait_s)))
        settings = self.folder / "settings.js"
        settings.write_text(_SETTINGS % {"port": self.port})
        node = shutil.which("node")
        assert node is not None, "install() has looked"
        command: list[str | Path] = [node, _PROGRAM, "--userDir", self.folder, "--settings", settings, flow]
        self._process = Process(dying_with_parent(command), log=self.folder / "node-red.log")
        self._process.wait_ready(self._is_ready, within=60)

    def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.running:
            try:
                self._process.end(within=10)
            except PartFailedError:
                self._process.kill()

    def kill(self) -> None:
        """End it as a power cut would (kill -9)."""
        assert self._process is not None, "this Node-RED was never started"
        self._process.kill()

    def lines(self) -> list[str]:
        """Return what it has written down, one press a line."""
        return self.file.read_text().splitlines() if self.file.exists() else []

    def _is_ready(self) -> bool:
        """Whether its flow runs, and its broker knows it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            line.request("GET", "/ready")
            if line.getresponse().status != 200:
                return False
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
        return "Connected to broker" in (self.folder / "node-red.log").read_text(errors="replace")


def _flow(mqtt_port: int, file: Path, wait_s: float) -> list[dict[str, Any]]:
    """Return MQTT in → file → WebSocket out, HTTP in → file → HTTP response, each as its nodes are set by default.

    The broker's session is a lasting one under a name of its own, as somebody would set it who wants to lose nothing.
    """
    show = "wait" if wait_s else "out"
    written = {"filename": str(file), "filenameType": "str", "appendNewline": True, "createDir": False}
    where = {"z": "tab", "x": 0, "y": 0}
    return [
        {"id": "tab", "type": "tab", "label": "press"},
        {
            "id": "broker",
            "type": "mqtt-broker",
            "name": "",
            "broker": "127.0.0.1",
            "port": str(mqtt_port),
            "clientid": "node-red",
            "autoConnect": True,
            "usetls": False,
            "protocolVersion": "4",
            "keepalive": "60",
            "cleansession": False,
            "autoUnsubscribe": False,
        },
        {"id": "listener", "type": "websocket-listener", "path": FLOW_PATH, "wholemsg": "true"},
        {
            "id": "in",
            "type": "mqtt in",
            "topic": "trygg/v1/as/+/press",
            "qos": "1",
            "datatype": "utf8",
            "broker": "broker",
            "nl": False,
            "rap": True,
            "rh": 0,
            "inputs": 0,
            "wires": [["file"]],
            **where,
        },
        {"id": "file", "type": "file", **written, "overwriteFile": "false", "wires": [[show]], **where},
        {
            "id": "wait",
            "type": "delay",
            "pauseType": "delay",
            "timeout": str(wait_s or 1),
            "timeoutUnits": "seconds",
            "wires": [["out"]],
            **where,
        },
        {"id": "out", "type": "websocket out", "server": "listener", "client": "", "wires": [], **where},
        {"id": "http", "type": "http in", "url": HTTP_PATH, "method": "post", "wires": [["http-file"]], **where},
        {"id": "http-file", "type": "file", **written, "overwriteFile": "false", "wires": [["http-out"]], **where},
        {"id": "http-out", "type": "http response", "statusCode": "200", "headers": {}, "wires": [], **where},
        {"id": "ready", "type": "http in", "url": "/ready", "method": "get", "wires": [["ready-out"]], **where},
        {"id": "ready-out", "type": "http response", "statusCode": "200", "headers": {}, "wires": [], **where},
    ]


_SETTINGS: Final = """\
module.exports = {
  uiHost: "127.0.0.1", uiPort: %(port)d, httpAdminRoot: false, telemetry: {enabled: false, updateNotification: false},
  logging: {console: {level: "info", metrics: false, audit: false}},
  editorTheme: {tours: false}, externalModules: {autoInstall: false, palette: {allowInstall: false}},
};
"""
