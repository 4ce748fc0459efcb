"""Presses through a real mosquitto and a node's own two sessions, alone and beside a fleet's heartbeats.

Publisher, heartbeats and the floor's listener are processes of their own; all moments are of one monotonic clock.
"""

import asyncio
import gc
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic_ns
from typing import Any, Final, cast

from bench.helper import Helper
from bench.press_client import Order, publisher
from devices.registry import Registry
from parts.mosquitto import Mosquitto
from parts.post import Post, Wall
from service.ingest.ears import Ears
from service.ingest.intake import Heard, Hearer, Intake

Messages = Sequence[tuple[float, str, bytes]]
Took = tuple[float, float]
"""Seconds from the moment of publishing until a press was heard, and until it was shown."""

EVERY_S: Final = 0.05
_CONNECT: Final = bytes.fromhex("100f00044d5154540402003c0003")
_SUBSCRIBE: Final = bytes.fromhex("820f0001000a74727967672f76312f2301")
_PUBLISH, _QOS_1, _PUBACK = 0x30, 0x02, bytes.fromhex("4002")


def listener(orders: Connection) -> None:
    """Hear what a bare broker passes on: for (port, count) it says that it listens, then each message's moment."""
    gc.disable()
    while (order := orders.recv()) is not None:
        port, count = order
        with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            reader = line.makefile("rb")
            line.sendall(_CONNECT + b"sub" + _SUBSCRIBE)
            reader.read(4 + 5)  # CONNACK, SUBACK
            orders.send(True)
            found: list[int] = []
            while len(found) < count:
                kind, length, shift = reader.read(1)[0], 0, 0
                while True:
                    part = reader.read(1)[0]
                    length |= (part & 0x7F) << shift
                    shift += 7
                    if part < 0x80:
                        break
                body = reader.read(length)
                if kind & 0xF0 == _PUBLISH:
                    found.append(monotonic_ns())
                    if kind & _QOS_1:
                        place = 2 + int.from_bytes(body[:2], "big")
                        line.sendall(_PUBACK + body[place : place + 2])
            orders.send(found)


def beater(orders: Connection) -> None:
    """Publish a fleet's messages at their times, a minute again and again, until something else is ordered."""
    while (order := orders.recv()) is not None:
        port, messages, lasts_s = order
        with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
            line.sendall(_CONNECT + b"hrt")
            line.recv(4)
            began, turn = monotonic_ns(), 0
            while not orders.poll():
                for at, topic, payload in messages:
                    early = at + turn * lasts_s - (monotonic_ns() - began) / 1e9
                    if early > 0 and orders.poll(early):
                        break
                    line.sendall(_packet(topic, payload))
                turn += 1
            orders.recv()  # whatever it is: enough
        orders.send(True)


def _packet(topic: str, payload: bytes) -> bytes:
    name = topic.encode()
    body = len(name).to_bytes(2, "big") + name + payload
    length, rest = bytearray(), len(body)
    while True:
        rest, low = divmod(rest, 128)
        length.append(low | (0x80 if rest else 0))
        if not rest:
            return bytes((_PUBLISH, *length)) + body


class _Wall(Wall):
    """Screens that remember when they were told."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[int] = []

    def provisional(self, office: str, message: dict[str, Any]) -> None:
        """Remember the moment."""
        self.at.append(monotonic_ns())
        super().provisional(office, message)


class _Timed:
    """An intake that remembers when it was given a press."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self.at: list[int] = []

    @property
    def registry(self) -> Registry:
        """What the sessions listen to."""
        return self._intake.registry

    def hear(self, heard: Heard) -> None:
        """Take a message."""
        if heard.topic.startswith("trygg/") and heard.topic.endswith("/press"):
            self.at.append(monotonic_ns())
        self._intake.hear(heard)


async def presses_through_broker(
    folder: Path, registry: Registry, hearer: Hearer, messages: Messages, *, presses: int, turns: int, lasts_s: float
) -> tuple[list[float], dict[str, list[Took]]]:
    """Return the floor's seconds, and those of each side."""
    sides: dict[str, list[Took]] = {"alone": [], "beside heartbeats": []}
    floor: list[float] = []
    wall, post = _Wall(), Post(folder)
    post.wall = wall
    brokers = [Mosquitto(folder / name) for name in ("floor", "broker")]
    with ExitStack() as ending:
        for broker in brokers:
            broker.folder.mkdir(parents=True)
            broker.start()
            ending.callback(broker.stop)
        pressing, hearing, beating = (Helper(does) for does in (publisher, listener, beater))
        for helper in (pressing, hearing, beating):
            ending.callback(helper.end)
        async with post:
            post.intake.registry = registry
            post.intake.hearers.add(hearer)
            timed = _Timed(post.intake)
            ears = Ears(
                brokers[1].url,
                "bench",
                cast("Intake", timed),
                post.clock,
                on_state=lambda _: None,
                on_taken_over=lambda: None,
            )
            ears.start()
            while not ears.connected:
                await asyncio.sleep(0.05)
            for turn in range(turns):
                hearing.pipe.send((brokers[0].port, presses))
                await asyncio.to_thread(hearing.answer)
                moments = await _press(pressing, brokers[0].port, f"floor-{turn}", presses)
                heard = await asyncio.to_thread(hearing.answer)
                floor += [(at - moment) / 1e9 for moment, at in zip(moments, heard, strict=True)]
                for side, took in sides.items():
                    if side != "alone":
                        beating.pipe.send((brokers[1].port, messages, lasts_s))
                        await asyncio.sleep(1)
                    first = len(wall.at)
                    moments = await _press(pressing, brokers[1].port, f"{side.split()[0]}-{turn}", presses)
                    async with asyncio.timeout(60):
                        while len(wall.at) < first + presses:
                            await asyncio.sleep(0.01)
                    took += [
                        ((heard_at - moment) / 1e9, (shown_at - moment) / 1e9)
                        for moment, heard_at, shown_at in zip(moments, timed.at[first:], wall.at[first:], strict=True)
                    ]
                    if side != "alone":
                        beating.pipe.send("enough")
                        await asyncio.to_thread(beating.answer)
            await ears.stop()
    return floor, sides


async def _press(pressing: Helper, port: int, prefix: str, count: int) -> list[int]:
    order = Order(port=port, devices=[f"{prefix}-{number}" for number in range(count)], every_s=EVERY_S)
    pressing.pipe.send(order)
    moments: list[int] = await asyncio.to_thread(pressing.answer)
    return moments
