"""A broker of Trygg's own, where none is configured: mosquitto, or amqtt for trying out, always as a child process."""

import asyncio
import contextlib
import fcntl
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Literal, assert_never

from service.ingest import child
from service.ingest.access_list import AccessFiles
from service.ingest.kept_file import keep
from service.ingest.mosquitto_config import DESCRIPTORS, Guard, TlsListener, mosquitto_config

Kind = Literal["mosquitto", "amqtt"]

FIRST_PORT = 1883
"""Where whoever speaks MQTT looks for a broker on this computer."""
_PORTS_TRIED = 100
_READY_S = 10.0
_END_S = 5.0
_LOCK_S = 2.0
_LOG_KEPT = 1_000_000  # bytes; an older log is kept once, as broker.log.1

FOR_TRYING_OUT = (
    "Trygg runs its broker for trying out (amqtt). It never sends a press again that Trygg could not record, and "
    "forgets those that wait when it is restarted: do not rely on it. Install mosquitto (Debian: apt install "
    "mosquitto) and start Trygg again."
)


class BrokerError(RuntimeError):
    """The broker could not be started; the text says why and what to do."""


class PortTakenError(BrokerError):
    """Somebody else listens on the port."""


class Broker:
    """The broker child of one data folder; made by `start_broker`."""

    def __init__(self, data_dir: Path, kind: Kind) -> None:
        """Describe the broker; nothing runs before `start_broker` or `restart`."""
        self.kind: Kind = kind
        self.port = 0
        self._dir = data_dir.absolute()
        self._child: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._guard: Guard | None = None

    @property
    def url(self) -> str:
        """Where clients on this machine connect."""
        return f"mqtt://127.0.0.1:{self.port}"

    @property
    def notice(self) -> str | None:
        """What everybody has to be told about this broker, or None."""
        return FOR_TRYING_OUT if self.kind == "amqtt" else None

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._child.pid if self._child is not None and self.running else None

    @property
    def running(self) -> bool:
        """Whether the child is alive."""
        return self._child is not None and self._child.poll() is None

    @property
    def log(self) -> Path:
        """The file with the broker's own words."""
        return self._dir / "broker.log"

    @property
    def guarded(self) -> bool:
        """Whether everybody is asked for a credential from the next start on; without it whoever is here may press."""
        return self._guard is not None

    def write_access(self, files: AccessFiles, tls: TlsListener | None = None) -> None:
        """Ask everybody for a credential: from the next start on, or from `reload` on where it was asked before.

        Args:
            files: who may come in, and what each may do.
            tls: where devices elsewhere reach it, from the next start on; None for loopback only.

        Raises:
            BrokerError: this broker cannot ask.
            OSError: the files cannot be written; what stood there before still stands.
        """
        if self.kind != "mosquitto":
            raise BrokerError(
                f"devices have credentials, and the broker for trying out ({self.kind}) cannot ask for them; install "
                "mosquitto (Debian: apt install mosquitto)"
            )
        self._dir.mkdir(parents=True, exist_ok=True)
        guard = Guard(passwords=self._dir / "passwords", access_list=self._dir / "access-list", tls=tls)
        keep(guard.access_list, files.access_list.encode())
        keep(guard.passwords, files.passwords.encode())
        self._guard = guard

    def reload(self) -> None:
        """Let what `write_access` wrote count at once: whoever holds no credential any more is thrown out.

        Only while Trygg's own session for presses is connected. mosquitto 2.0 looks everybody's password through again,
        and of a session that was away since the broker's own restart it knows none: it would keep no press for it any
        more (tried). A restart takes what was saved by name, and has not this fault.
        """
        if self._child is not None and self.running:
            self._child.send_signal(signal.SIGHUP)

    def trim_log(self) -> None:
        """Keep the log from filling the disk: whoever reaches the broker can make it write a line."""
        with contextlib.suppress(OSError):  # nothing else may wait for it
            if self.log.stat().st_size > _LOG_KEPT:
                with contextlib.suppress(OSError):  # a full disk has no room for the copy, and needs the rest the more
                    shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
                os.truncate(self.log, 0)  # the child appends to whatever is there

    async def stop(self) -> None:
        """End the broker; it saves what it holds first, and the data folder is free afterwards."""
        if self._child is not None:
            await child.end(self._child, _END_S)
        self._unlock()

    async def kill(self) -> None:
        """End the broker as a crash would (SIGKILL): nothing is saved."""
        if self._child is not None:
            self._child.kill()
            await child.end(self._child, _END_S)

    async def restart(self) -> None:
        """End the broker if it runs, and start it on the same port with what it had saved.

        Raises:
            PortTakenError: somebody else took the port meanwhile.
            BrokerError: the broker does not come up.
        """
        await self.stop()
        await self.start_on(self.port)

    async def start_on(self, port: int) -> None:
        """Start the child on this port and return when it has answered a CONNECT; callers use `start_broker`.

        Raises:
            PortTakenError: somebody else listens there.
            BrokerError: the broker does not come up, or another one uses the data folder.
        """
        lock = await self._locked()
        try:
            if not child.port_is_free(port):
                raise PortTakenError(
                    f"port {port} on 127.0.0.1 is taken; end the program that listens there, choose another port, "
                    "or name that broker as TRYGG_MQTT_URL"
                )
            self.port = port
            if self.log.exists() and self.log.stat().st_size > _LOG_KEPT:
                self.log.replace(self.log.with_suffix(".log.1"))
            self._child = child.spawn(self._command(port), self.log, lock.fileno())
            child.may_open(self._child.pid, DESCRIPTORS)
            await self._answered(self._child)
        except BaseException:
            await self.kill()
            self._unlock()
            raise

    def _command(self, port: int) -> list[str]:
        match self.kind:
            case "mosquitto":
                program = find_mosquitto()
                if program is None:
                    raise BrokerError("mosquitto is not installed; install it (Debian: apt install mosquitto)")
                config = self._dir / "mosquitto.conf"
                user = pwd.getpwuid(os.geteuid()).pw_name
                config.write_text(mosquitto_config(self._dir, port, user, self._guard))
                return [program, "-c", str(config)]
            case "amqtt":
                # By its path and with -P: found from any folder, and its neighbours here shadow no library of amqtt's.
                return [sys.executable, "-P", str(Path(__file__).with_name("amqtt_broker.py")), str(port)]
            case _:
                assert_never(self.kind)

    async def _answered(self, started: subprocess.Popen[bytes]) -> None:
        """Wait until this very child answers a CONNECT, or explain why it never will."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _READY_S
        while loop.time() < deadline:
            if started.poll() is not None:
                if not child.port_is_free(self.port):
                    raise PortTakenError(f"port {self.port} on 127.0.0.1 was taken while {self.kind} started")
                raise BrokerError(f"{self.kind} ended (exit code {started.returncode}); it said: {self._said()}")
            if child.listens(started.pid, self.port) and await child.speaks_mqtt(self.port, deadline - loop.time()):
                return
            await asyncio.sleep(0.01)
        raise BrokerError(f"{self.kind} did not answer within {_READY_S:.0f} s; it said: {self._said()}")

    def _said(self) -> str:
        lines = self.log.read_text(errors="replace").split("\n")[-6:]
        return " / ".join(line.strip() for line in lines if line.strip()) or "nothing"

    async def _locked(self) -> IO[str]:
        """Hold the data folder, or refuse; a broker whose parent was just killed is given time to die."""
        if self._lock is not None:
            return self._lock
        self._dir.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _LOCK_S
        lock = (self._dir / "broker.lock").open("a+")
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if loop.time() > deadline:
                    lock.seek(0)
                    holder = lock.read().strip() or "unknown"
                    lock.close()
                    raise BrokerError(
                        f"another Trygg (process {holder}) runs its broker in {self._dir}; "
                        "end it, or set TRYGG_DATA_DIR to another folder"
                    ) from None
                await asyncio.sleep(0.05)
            else:
                break
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
        return lock

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def find_mosquitto() -> str | None:
    """Return the path of an installed mosquitto; Debian puts it where an ordinary user's PATH does not look."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin"])
    return shutil.which("mosquitto", path=path)


def own_port(folder: Path) -> int | None:
    """Return on which port of this computer the mosquitto in a folder listens, or did last; None where none has yet."""
    try:
        found = re.search(r"^listener (\d+) 127\.0\.0\.1$", (folder / "mosquitto.conf").read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) if found else None


async def start_broker(
    data_dir: Path,
    *,
    port: int | None = None,
    prefer: Kind | None = None,
    access: AccessFiles | None = None,
    tls: TlsListener | None = None,
) -> Broker:
    """Start a broker on loopback that lives as long as this process; call it from the main thread.

    Args:
        data_dir: where it keeps its messages, configuration and log; one broker at a time.
        port: the port it must have; None takes the first free one from 1883 on.
        prefer: which broker; None takes mosquitto where it is installed, else amqtt.
        access: who may come in, and what each may do; None lets in whoever is on this machine.
        tls: where devices elsewhere reach it; only with `access`.

    Raises:
        PortTakenError: `port` is taken, or none is free.
        BrokerError: the broker is not there or does not come up, or another one uses the folder.
    """
    kind: Kind = prefer or ("mosquitto" if find_mosquitto() else "amqtt")
    broker = Broker(data_dir, kind)
    if access is not None:
        broker.write_access(access, tls)
    if port is not None:
        await broker.start_on(port)
        return broker
    for candidate in range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED):
        if child.port_is_free(candidate):
            try:
                await broker.start_on(candidate)
            except PortTakenError:
                continue  # somebody was quicker
            return broker
    raise PortTakenError(
        f"no free port for the broker from {FIRST_PORT} to {FIRST_PORT + _PORTS_TRIED - 1} on 127.0.0.1; "
        "end what listens there, or name a broker as TRYGG_MQTT_URL"
    )
