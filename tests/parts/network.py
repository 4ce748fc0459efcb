"""Networks of their own for single programs, and the cables between them: pulled, or swallowing what goes one way.

A `Place` is a network namespace. Nothing names it but a file that this process holds open, so it goes with this
process, and nothing of the machine's own network is touched. What is swallowed is addressed to nobody: no side is told
that the other one is away, which a program that is killed, or a connection that is refused, never shows.
"""

import asyncio
import ctypes
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from parts.process import PartFailedError, find_program

_CLONE_NEWNET: Final = 0x4000_0000
_NOBODY: Final = "02:00:00:00:00:fe"
"""A hardware address that no end of any cable has."""

Toward = Literal["house", "node"]


class NoNetworksError(PartFailedError):
    """This machine lets nobody make a network; the test fails, because nothing else shows what it shows."""


class Place:
    """One network namespace: its own loopback, its own addresses, and cables to other places."""

    def __init__(self) -> None:
        """Make it; raises NoNetworksError where this process may not (it takes root, or CAP_SYS_ADMIN)."""
        self._ip = find_program("ip", package="iproute2")
        self._nsenter = find_program("nsenter", package="util-linux")
        self._file = _in_thread(_unshare)
        self._doors: list[_Door] = []
        self.ip("link", "set", "lo", "up")

    @property
    def path(self) -> str:
        """The file by which other processes enter it."""
        return f"/proc/{os.getpid()}/fd/{self._file}"

    def inside(self, command: Sequence[str | Path]) -> list[str | Path]:
        """Wrap a command so that it runs in this place."""
        return [self._nsenter, f"--net={self.path}", "--", *command]

    def ip(self, *words: str) -> None:
        """Run `ip` in this place; raises PartFailedError."""
        done = subprocess.run(self.inside([self._ip, *words]), capture_output=True, text=True, timeout=20, check=False)
        if done.returncode != 0:
            raise PartFailedError(f"ip {' '.join(words)}: {done.stderr.strip()}")

    def open_door(self, *ports: int) -> None:
        """Let the tests in: what connects to these loopback ports out here arrives at the same ports in there."""
        self._doors.append(_Door(self._file, ports))

    def close(self) -> None:
        """Close the doors and let go of it; what still runs in it keeps it."""
        for door in self._doors:
            door.close()
        os.close(self._file)


class Cable:
    """One cable between a node and the house, where the database and the broker are."""

    def __init__(self, house: Place, node: Place, name: str, number: int) -> None:
        """Lay it: the house's end has the address 10.99.NUMBER.1, the node's 10.99.NUMBER.2."""
        self._house, self._node, self._name = house, node, name
        self.house_address, self.node_address = f"10.99.{number}.1", f"10.99.{number}.2"
        house.ip("link", "add", name, "type", "veth", "peer", "name", name, "netns", node.path)
        for place, address in ((house, self.house_address), (node, self.node_address)):
            place.ip("addr", "add", f"{address}/30", "dev", name)
            place.ip("link", "set", name, "up")
        self._is_pulled = False
        self._swallows: set[Toward] = set()

    def pull(self) -> None:
        """Take the plug out of the house's end."""
        self._house.ip("link", "set", self._name, "down")
        self._is_pulled = True

    def swallow(self, *toward: Toward) -> None:
        """Lose whatever goes toward these ends, without a word to anybody."""
        for end in toward:
            self._neighbour(end, "replace", "lladdr", _NOBODY, "nud", "permanent")
            self._swallows.add(end)

    def heal(self) -> None:
        """Plug it in, and lose nothing any more; nothing happens to a cable that is well."""
        if self._is_pulled:
            self._house.ip("link", "set", self._name, "up")
            self._is_pulled = False
        for end in self._swallows:
            self._neighbour(end, "del")
        self._swallows.clear()

    def _neighbour(self, toward: Toward, what: str, *words: str) -> None:
        place, other = (self._node, self.house_address) if toward == "house" else (self._house, self.node_address)
        place.ip("neigh", what, other, *words, "dev", self._name)


class _Door:
    """A thread that lives in a place, and takes in there what comes to a port out here."""

    def __init__(self, place: int, ports: Iterable[int]) -> None:
        self._listening = [_listen(port) for port in ports]
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._live, args=(place,), name="door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let nobody in any more."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def _live(self, place: int) -> None:
        _enter(place)  # what this thread connects from now on, it connects in there
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        servers = [await asyncio.start_server(self._lead_in, sock=sock) for sock in self._listening]
        await self._ended.wait()
        for server in servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _lead_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            there, onward = await asyncio.open_connection("127.0.0.1", writer.get_extra_info("sockname")[1])
            try:
                await asyncio.gather(_pump(reader, onward), _pump(there, writer))
            finally:
                onward.transport.abort()
        writer.transport.abort()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    sink.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(64)
    return listening


def _in_thread(work: Callable[[], int]) -> int:
    """Do something in a thread of its own, because a network is a thread's; return or raise what it does."""
    found: list[int] = []
    wrong: list[OSError] = []

    def run() -> None:
        try:
            found.append(work())
        except OSError as reason:
            wrong.append(reason)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if wrong:
        raise NoNetworksError(f"no network of its own can be made here ({wrong[0]}): run the tests as root") from None
    return found[0]


def _unshare() -> int:
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)


def _enter(place: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(place, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def enter(path: str) -> None:
    """Have the calling thread, and all that it starts, live in a place; raises OSError."""
    place = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _enter(place)
    finally:
        os.close(place)
