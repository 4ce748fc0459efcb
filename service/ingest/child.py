"""A child process that cannot outlive its parent, and what it takes to know that it is really up."""

import asyncio
import contextlib
import ctypes
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from service.settings import environment_of_children

_PR_SET_PDEATHSIG = 1
_CONNACK = b"\x20\x02"
_CONNACK_BYTES = 4


def spawn(command: Sequence[str], log: Path, keep_open: int) -> subprocess.Popen[bytes]:
    """Start a child that the kernel kills (SIGKILL) as soon as the thread that started it is gone.

    So it has to be started from the main thread: at `kill -9` of the parent that thread ends with it, while a worker
    thread would take the child along when it is done.

    Args:
        command: program and arguments.
        log: gets the child's output, appended.
        keep_open: a file descriptor the child inherits, to hold a lock as long as it lives.
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own command, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment_of_children(),
            pass_fds=(keep_open,),
            start_new_session=True,  # a Ctrl-C in the terminal ends Trygg first, and Trygg then ends its broker
            preexec_fn=_die_with_parent(),  # noqa: PLW1509 - one prepared system call, nothing that takes a lock
        )


def may_open(pid: int, files: int) -> None:
    """Let a child have at least so many files and connections open, as far as the machine allows it."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError):  # it is gone already, or may not: it goes on with what it has
        soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        if soft not in (resource.RLIM_INFINITY, hard) and soft < files:
            wanted = files if hard == resource.RLIM_INFINITY else min(files, hard)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (wanted, hard))


def _die_with_parent() -> Callable[[], None] | None:
    """Return what runs in the child before the program; everything is looked up before the fork."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()
    getppid, leave = os.getppid, os._exit

    def run() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if getppid() != parent:  # the parent died between fork and here: nobody would send the signal
            leave(1)

    return run


async def end(child: subprocess.Popen[bytes], within_s: float) -> None:
    """Ask the child to end, and kill it when it has not after `within_s` seconds."""
    if child.poll() is None:
        child.terminate()
    if not await _gone(child, within_s):
        child.kill()
        await _gone(child, within_s)


async def _gone(child: subprocess.Popen[bytes], within_s: float) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while child.poll() is None:
        if loop.time() > deadline:
            return False
        await asyncio.sleep(0.01)
    return True


async def speaks_mqtt(port: int, within_s: float) -> bool:
    """Whether something on this loopback port answers CONNECT within `within_s` seconds, be it with a refusal."""
    name = f"trygg-ready-{os.getpid()}".encode()
    body = b"\x00\x04MQTT\x04\x02\x00\x05" + struct.pack("!H", len(name)) + name  # 3.1.1, clean session, 5 s
    try:
        async with asyncio.timeout(within_s):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(b"\x10" + bytes([len(body)]) + body)
                answer = await reader.readexactly(_CONNACK_BYTES)
                writer.write(b"\xe0\x00")  # DISCONNECT
                await writer.drain()
            finally:
                writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    return answer.startswith(_CONNACK)


def port_is_free(port: int) -> bool:
    """Whether a listener could be opened on this loopback port just now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as brokers do, so that a restart can follow
        try:
            probe.bind(("127.0.0.1", port))  # fails beside a listener; listening here would disturb other starters
        except OSError:
            return False
    return True


def listens(pid: int, port: int) -> bool:
    """Whether it is this process that listens on the loopback port, and not a stranger who was quicker.

    Read from /proc; where there is none, whoever answers is believed.
    """
    try:
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        held = {str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()}
    except FileNotFoundError:
        return not Path("/proc/net/tcp").exists()
    except OSError:
        return True
    listening = "0A"
    return any(row[3] == listening and row[1].endswith(f":{port:04X}") and f"socket:[{row[9]}]" in held for row in rows)
