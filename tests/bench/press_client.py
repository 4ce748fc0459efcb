"""The publisher: one raw MQTT connection per broker, in a process of its own, with the moment of each press."""

import gc
import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from random import Random
from time import monotonic_ns, sleep

_CONNECT = bytes.fromhex("100f00044d5154540402003c0003") + b"pub"
_PUBLISH_QOS_1 = 0x32
_PUBACK = 0x40
_PATIENCE_S = 30.0


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be pressed, and how fast."""

    port: int
    devices: Sequence[str]
    every_s: float
    """Seconds between two presses, with a little seeded chance; 0 sends all of them in one write."""
    turn: int = 1
    """Which press of each device this is: another turn is another press."""


def publisher(orders: Connection) -> None:
    """Press what is ordered until the order is None; answers each order with the presses' moments in nanoseconds."""
    gc.disable()
    chance = Random(1)
    while (order := _next(orders)) is not None:
        with connected(order.port) as line:
            orders.send(_press(line, order, chance))


def _next(orders: Connection) -> Order | None:
    try:
        order: Order | None = orders.recv()
    except EOFError:  # whoever gave orders is gone
        return None
    return order


def connected(port: int) -> socket.socket:
    """Connect to a broker of this machine as a client that is nobody."""
    line = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_S)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(_CONNECT)
    assert line.recv(4)[:1] == b"\x20", "the broker did not answer CONNECT"
    return line


def _press(line: socket.socket, order: Order, chance: Random) -> list[int]:
    packets = [_packet(device, number, order.turn) for number, device in enumerate(order.devices, start=1)]
    if order.every_s == 0:
        at = monotonic_ns()
        line.sendall(b"".join(packets))
        _await_receipts(line, len(packets))
        return [at] * len(packets)
    pressed = []
    due = monotonic_ns()
    for packet in packets:
        sleep(max(0.0, (due - monotonic_ns()) / 1e9))
        pressed.append(monotonic_ns())
        line.sendall(packet)
        # Not always in step with anything else that comes every 50 ms or every second.
        due += int(order.every_s * 1e9 * chance.uniform(0.8, 1.2))
    _await_receipts(line, len(packets))
    return pressed


def _packet(device: str, number: int, turn: int) -> bytes:
    topic = f"trygg/v1/as/{device}/press".encode()
    payload = json.dumps({"id": f"{device}-{turn}", "gesture": "single"}).encode()
    body = len(topic).to_bytes(2, "big") + topic + number.to_bytes(2, "big") + payload
    assert len(body) < 1 << 14
    length = bytes((len(body),)) if len(body) < 128 else bytes((len(body) % 128 | 0x80, len(body) // 128))
    return bytes((_PUBLISH_QOS_1,)) + length + body


def _await_receipts(line: socket.socket, count: int) -> None:
    """Read every PUBACK (4 bytes each), so that none is taken for the next order's."""
    received = b""
    while len(received) < 4 * count:
        chunk = line.recv(65_536)
        assert chunk, "the broker closed the publisher's connection"
        received += chunk
    assert received[0] == _PUBACK
