"""All screens of both sides in one process: what arrives is stamped and kept, and read only when nothing arrives."""

import gc
import os
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import monotonic_ns
from typing import Any, Final, Self, assert_never

STREAM_OF_STAFF: Final = "/api/v1/offices/as/stream?screen=staff"
_PING, _PONG, _CLOSE = 0x9, 0xA, 0x8
_ARENA = 256 << 20
_ONCE = 256 << 10
_PATIENCE_S = 30.0
_REST_MS = 4
"""Milliseconds without anything arriving before what has arrived is read."""


@dataclass(frozen=True, kw_only=True)
class Connect:
    """Connect so many screens of one side."""

    side: str
    """trygg or floor."""
    port: int
    path: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Await:
    """Wait until every screen of a side has had every device's press and record, or until patience ends."""

    side: str
    devices: tuple[str, ...]
    recorded: bool
    """Whether a record is awaited too: a broker alone has none."""
    within_s: float
    forget: bool = False
    """Whether news of these devices from before do not count: they are pressed again."""
    lingers: bool = True
    """Whether to wait a tenth of a second for what comes twice."""


@dataclass(frozen=True, kw_only=True)
class Disconnect:
    """Close all screens of a side."""

    side: str


@dataclass(kw_only=True)
class Arrivals:
    """When one kind of news about one device reached the screens."""

    first: int = 0
    last: int = 0
    screens: int = 0
    again: int = 0
    """How many screens had it more than once."""
    reached: set[int] = field(default_factory=set)

    def add(self, screen: int, at: int) -> None:
        """Note that it reached a screen."""
        if screen in self.reached:
            self.again += 1
            return
        self.reached.add(screen)
        self.first = self.first or at
        self.last = max(self.last, at)
        self.screens += 1


News = tuple[str, str]
"""seen or recorded, and the device."""
Reader = Callable[[bytes], News | None]


class Screen:
    """One connection: its socket, the bytes of a frame that is not complete yet, and where it stands."""

    def __init__(self, number: int, line: socket.socket, side: str) -> None:
        """Take over a connected socket, from which nothing but frames comes any more."""
        self.number = number
        self.line = line
        self.side = side
        self.rest = b""
        self.position: int | None = None
        self.gaps = 0


class Screens:
    """The receiver: one epoll over all screens."""

    def __init__(self) -> None:
        """Begin without screens; the memory for what arrives is taken now."""
        self._epoll = select.epoll()
        self._arena = memoryview(bytearray(_ARENA))
        self._used = 0
        self._kept: list[tuple[Screen, int, int, int]] = []
        self._by_fd: dict[int, Screen] = {}
        self._read: dict[bytes, tuple[str, str, int]] = {}
        self._news: dict[tuple[str, str, str], Arrivals] = {}
        self._count = 0
        self.lost: list[str] = []

    def connect(self, order: Connect) -> None:
        """Connect screens until each is past its handshake; all at once, since mosquitto takes 0.2 s for each."""
        lines = [_asked(order) for _ in range(order.count)]
        rests = [_upgraded(line, order) for line in lines]
        for line, rest in zip(lines, rests, strict=True):
            received = _welcomed(line, rest, order)
            line.setblocking(False)
            self._count += 1
            screen = Screen(self._count, line, order.side)
            self._by_fd[line.fileno()] = screen
            self._epoll.register(line.fileno(), select.EPOLLIN)
            self._frames_of(screen, received, monotonic_ns())

    def disconnect(self, side: str) -> None:
        """Close all screens of a side, and forget what they had."""
        self.read_kept(lambda: False)
        for fd, screen in list(self._by_fd.items()):
            if screen.side == side:
                self._epoll.unregister(fd)
                screen.line.close()
                del self._by_fd[fd]
        self._news = {key: value for key, value in self._news.items() if key[0] != side}
        self.lost = []

    def take(self, wait_ms: int) -> bool:
        """Stamp and keep what has arrived, unread, so that the next is not delayed; False when nothing has."""
        ready = self._epoll.poll(wait_ms / 1000)
        for fd, _ in ready:
            screen = self._by_fd.get(fd)
            if screen is None:
                continue
            try:
                count = screen.line.recv_into(self._arena[self._used : self._used + _ONCE])
            except BlockingIOError:
                continue
            except OSError as gone:
                count, self.lost = 0, [*self.lost, f"{screen.side}: {gone}"]
            at = monotonic_ns()
            if count == 0:
                self._epoll.unregister(fd)
                del self._by_fd[fd]
                self.lost.append(f"{screen.side}: a screen was closed by the other side")
                continue
            self._kept.append((screen, at, self._used, count))
            self._used += count
            if self._used > _ARENA - _ONCE:
                self.read_kept(lambda: False)
        return bool(ready)

    def await_news(self, order: Await) -> dict[str, Any]:
        """Take and read until everything awaited is there, and return when it was."""
        kinds = ("seen", "recorded") if order.recorded else ("seen",)
        screens = sum(screen.side == order.side for screen in self._by_fd.values())
        wanted = {(order.side, kind, device) for kind in kinds for device in order.devices}
        if order.forget:
            self._news = {key: value for key, value in self._news.items() if key not in wanted}
        end = monotonic_ns() + int(order.within_s * 1e9)
        while wanted and monotonic_ns() < end:
            if not self.take(_REST_MS):
                self.read_kept(lambda: bool(self._epoll.poll(0)))
                wanted = {key for key in wanted if key not in self._news or self._news[key].screens < screens}
        for _ in range(25 if order.lingers else 0):  # what comes a second time comes soon after
            self.take(_REST_MS)
        self.read_kept(lambda: False)
        found = {
            kind: [self._told(self._news.get((order.side, kind, device))) for device in order.devices] for kind in kinds
        }
        gaps = sum(screen.gaps for screen in self._by_fd.values() if screen.side == order.side)
        lost = [each for each in self.lost if each.startswith(order.side)]
        return {**found, "screens": screens, "gaps": gaps, "lost": lost}

    @staticmethod
    def _told(arrivals: Arrivals | None) -> tuple[int, int, int, int]:
        return (arrivals.first, arrivals.last, arrivals.screens, arrivals.again) if arrivals else (0, 0, 0, 0)

    def read_kept(self, busy: Callable[[], bool]) -> None:
        """Read what was kept, oldest first, until something new arrives."""
        done = 0
        for screen, at, start, count in self._kept:
            if busy():
                break
            self._frames_of(screen, screen.rest + self._arena[start : start + count].tobytes(), at)
            done += 1
        del self._kept[:done]
        if not self._kept:
            self._used = 0

    def _frames_of(self, screen: Screen, data: bytes, at: int) -> None:
        end = 0
        for opcode, payload, end in frames_in(data):  # noqa: B007 - where the last whole frame ends is used below
            if opcode == _PING:
                screen.line.send(_masked(_PONG, payload))
            elif opcode == _CLOSE:
                self.lost.append(f"{screen.side}: close {payload[:40]!r}")
            else:
                self._note(screen, payload, at)
        screen.rest = data[end:]

    def _note(self, screen: Screen, payload: bytes, at: int) -> None:
        known = self._read.get(payload)
        if known is None:
            known = self._read[payload] = meaning(payload)
            if len(self._read) > 50_000:
                self._read.clear()
        kind, device, position = known
        if position >= 0:
            if screen.position is not None and kind != "snapshot" and position != screen.position + 1:
                screen.gaps += 1
            screen.position = position
        if device:
            for each in ("seen", "recorded") if kind == "recorded" else (kind,):
                key = (screen.side, each, device)
                arrivals = self._news.get(key)
                if arrivals is None:
                    arrivals = self._news[key] = Arrivals()
                if each == kind or screen.number not in arrivals.reached:
                    arrivals.add(screen.number, at)


def receiver(orders: Connection) -> None:
    """Do what is ordered until the order is None, and take in what arrives all the while."""
    gc.disable()
    screens = Screens()
    while True:
        while not orders.poll(0):
            if not screens.take(_REST_MS):
                screens.read_kept(lambda: orders.poll(0))
        try:
            order: Connect | Disconnect | Await | None = orders.recv()
        except EOFError:  # whoever gave orders is gone
            order = None
        match order:
            case None:
                os._exit(0)  # sockets need no farewell
            case Connect():
                screens.connect(order)
                orders.send(None)
            case Disconnect():
                screens.disconnect(order.side)
                orders.send(None)
            case Await():
                orders.send(screens.await_news(order))
            case _:
                assert_never(order)


def frames_in(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Yield opcode, payload and end of every whole frame; servers do not mask, and nobody here fragments."""
    at, end = 0, len(data)
    while end - at >= 2:
        length, start = data[at + 1], at + 2
        if length == 126:
            length, start = int.from_bytes(data[start : start + 2], "big"), start + 2
        elif length == 127:
            length, start = int.from_bytes(data[start : start + 8], "big"), start + 8
        if start > end or end - start < length:
            return
        yield data[at] & 0x0F, data[start : start + length], start + length
        at = start + length


def _masked(opcode: int, payload: bytes) -> bytes:
    """Return a client's frame with the mask 0, which changes nothing."""
    return bytes((0x80 | opcode, 0x80 | len(payload))) + b"\0\0\0\0" + payload


def meaning(payload: bytes) -> tuple[str, str, int]:
    """Return kind, device and position of a message of Trygg's stream, or of an MQTT packet."""
    if payload[:1] != b"{":
        return ("seen", _device_in_topic(payload), -1) if payload[0] >> 4 == 3 else ("other", "", -1)
    if payload.startswith(b'{"topic":"trygg/v1/as/'):  # Node-RED's: the whole message
        return "seen", _between(payload, b'"topic":"trygg/v1/as/', b"/"), -1
    kind = _between(payload, b'"type":"', b'"')
    if kind == "provisional":
        return "seen", _between(payload, b'"device":"as/', b'"'), -1
    if kind in ("entry", "withheld"):
        position = int(_between(payload, b'"position":', b",") or -1)
        raised = b'"event":"AlarmRaised"' in payload
        return "recorded", _between(payload, b'"device":"as/', b'"') if raised else "", position
    if kind == "snapshot":
        return "snapshot", "", int(_between(payload, b'"position":', b",") or -1)
    return "other", "", -1


def _between(payload: bytes, before: bytes, after: bytes) -> str:
    start = payload.find(before)
    if start < 0:
        return ""
    start += len(before)
    return payload[start : payload.find(after, start)].decode()


def _device_in_topic(packet: bytes) -> str:
    at = 1
    while packet[at] & 0x80:
        at += 1
    length = int.from_bytes(packet[at + 1 : at + 3], "big")
    return packet[at + 3 : at + 3 + length].decode().split("/")[3]


class Dropped:
    """One screen that is read by itself, and goes away without a word; use it with `with`."""

    def __init__(self, order: Connect) -> None:
        """Prepare a connection."""
        self._order = order

    def __enter__(self) -> Self:
        """Connect, and subscribe where it is a bare broker."""
        self._line = _asked(self._order)
        self._rest = _upgraded(self._line, self._order)
        return self

    def __exit__(self, *_: object) -> None:
        """Go."""
        self._line.close()

    def told(self, seconds: float) -> Iterator[tuple[str, str, int, str]]:
        """Yield kind, device, position (-1 without one) and epoch of what comes in so many seconds."""
        end = monotonic_ns() + int(seconds * 1e9)
        data = self._rest
        while True:
            done = 0
            for _, payload, done in frames_in(data):  # noqa: B007 - where the last whole frame ends is used below
                kind, device, position = meaning(payload)
                yield kind, device, position, _between(payload, b'"epoch":"', b'"')
            data = data[done:]
            if (left := end - monotonic_ns()) <= 0:
                return
            self._line.settimeout(left / 1e9)
            try:
                chunk = self._line.recv(65_536)
            except TimeoutError:
                return
            if not chunk:
                return
            data += chunk


def welcome_s(port: int, path: str) -> float:
    """Return the seconds until a new screen of Trygg's has its snapshot."""
    order = Connect(side="trygg", port=port, path=path, count=1)
    began = monotonic_ns()
    with closing(_asked(order)) as line:
        _welcomed(line, _upgraded(line, order), order)
        return (monotonic_ns() - began) / 1e9


def _asked(order: Connect) -> socket.socket:
    """Connect and ask for a WebSocket."""
    line = socket.create_connection(("127.0.0.1", order.port), timeout=_PATIENCE_S)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    protocol = "Sec-WebSocket-Protocol: mqtt\r\n" if order.side == "floor" else ""
    line.sendall(
        (
            f"GET {order.path} HTTP/1.1\r\nHost: 127.0.0.1:{order.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{protocol}\r\n"
        ).encode()
    )
    return line


def _upgraded(line: socket.socket, order: Connect) -> bytes:
    """Read the answer and, with a bare broker, connect and subscribe; returns what has arrived beyond that."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(line)
    head, _, rest = received.partition(b"\r\n\r\n")
    assert b" 101 " in head.split(b"\r\n", 1)[0], head
    if order.side == "floor":
        line.sendall(_masked(2, bytes.fromhex("100c00044d51545404020000") + b"\0\0"))
        topic = b"trygg/v1/as/+/press"
        body = b"\0\x01" + len(topic).to_bytes(2, "big") + topic + b"\0"
        line.sendall(_masked(2, bytes((0x82, len(body))) + body))
    return rest


def _welcomed(line: socket.socket, rest: bytes, order: Connect) -> bytes:
    """Wait for the snapshot, or for a bare broker's CONNACK and SUBACK; returns what a screen has to read."""
    wanted = {"floor": 2, "node-red": 0}.get(order.side, 1)
    while len(list(frames_in(rest))) < wanted:
        rest += _some(line)
    return b"" if order.side == "floor" else rest


def _some(line: socket.socket) -> bytes:
    chunk = line.recv(65_536)
    assert chunk, "the other side closed the connection at its beginning"
    return chunk
