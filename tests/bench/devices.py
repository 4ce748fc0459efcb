"""Measure devices: `make bench ARGS=devices`; decoding, supervision, and presses beside heartbeats, in five minutes.

The messages are those of the simulator's fleet. Decoding, intake, supervision, core and store (SQLite) run as in a
node, in this process; of its figures, those "through mosquitto" include a real broker and the node's sessions there,
beside a bare broker that passes the same presses to a client that does nothing with them.
"""

import asyncio
import gc
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Final

from bench.part import finish, parser_of
from bench.through_broker import presses_through_broker
from devices.behind import Behind
from devices.due import Due
from devices.inventory import Device, Inventory
from devices.registry import Registry
from devices.signals import Signal
from devices.simulator.fleet import FAMILIES, Fleet, Luck
from devices.watch import Said, Watch
from parts.post import Post
from service.ingest.intake import Heard

FLEET, A_MINUTE = 15_000, 60.0
PRESSES, TURNS = 20, 5
SIZES: Final = (100_000, 1_000_000)
MARK = "<!-- devices: from here on written by `make bench ARGS='devices --publish'` -->"

Messages = Sequence[tuple[float, str, bytes]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One figure with its unit."""

    what: str
    took: str


def _fleet(devices: int, families: Sequence[str] = FAMILIES) -> Fleet:
    luck = Luck(presses_an_hour=0, dead=0, lost=0, gone=0)
    return Fleet(devices=devices, seed=1, seconds=A_MINUTE, heartbeat_s=A_MINUTE, families=families, luck=luck)


def _messages(fleet: Fleet) -> Messages:
    return [(sent.at, sent.topic, sent.payload) for sent in fleet.play()]


def _enrolled(fleet: Fleet) -> Inventory:
    return Inventory(
        Device(
            office="as",
            device=actor.device,
            name=actor.device,
            family=actor.family,
            reporting_time=timedelta(seconds=180),
        )
        for actor in fleet.actors
    )


class Looked:
    """Supervision of a fleet, as a node does it, without its screens and its store."""

    def __init__(self, fleet: Fleet) -> None:
        """Watch every device of the fleet."""
        self.registry = Registry(_enrolled(fleet))
        self.watch = Watch(grace=120)
        devices = self.registry.inventory.devices
        self.watch.use(devices, Behind(devices, self.registry.sources), 0.0, today=date(2026, 11, 23))

    def take(self, at: float, topic: str, payload: bytes) -> None:
        """Take one message."""
        self._look(self.registry.decode(topic, payload, retain=False), Said(topic=topic), at)

    def hear(self, signals: tuple[Signal, ...], heard: Heard) -> None:
        """Take what intake has heard."""
        self._look(signals, Said(topic=heard.topic), perf_counter())

    def _look(self, signals: tuple[Signal, ...], said: Said, at: float) -> None:
        for signal in signals:
            device = self.registry.inventory.find(signal.office, signal.device) if signal.device else None
            self.watch.take(signal, device, said, at)


def _decoding() -> Iterator[Figure]:
    for name, families in (*((family, (family,)) for family in FAMILIES), ("all families", FAMILIES)):
        fleet = _fleet(3900, families)
        messages, registry, looked = _messages(fleet), Registry(), Looked(fleet)
        decoded, both = [], []
        for _ in range(3):
            began = process_time()
            for _, topic, payload in messages:
                registry.decode(topic, payload, retain=False)
            decoded.append((process_time() - began) / len(messages))
            began = process_time()
            for at, topic, payload in messages:
                looked.take(at, topic, payload)
            both.append((process_time() - began) / len(messages))
        told = f"{1 / min(both):,.0f} messages/s ({min(both) * 1e6:.0f} µs, decoding {min(decoded) * 1e6:.0f})"
        yield Figure(what=f"{name}: decoded and supervised, one core", took=told)


def _resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def _supervising() -> Iterator[Figure]:
    for size in SIZES:
        keys = [("as", f"d{number}") for number in range(size)]
        before, due = _resident(), Due[tuple[str, str]]()
        began = process_time()
        for key in keys:
            due.watch(key, 180.0, 0.0)
        watched = process_time() - began
        held = _resident() - before
        began = process_time()
        for key in keys:
            due.heard(key, 60.0)
        heard = process_time() - began
        began = process_time()
        due.advance(200.0, most=size)  # each place comes up once, and is moved on
        moved = process_time() - began
        began = process_time()
        found = len(due.advance(1000.0, most=2 * size))
        lost = process_time() - began
        assert found == 2 * size, "every device is late, then lost"
        each = " · ".join(
            f"{what} {took / size * 1e6:.2f}"
            for what, took in (("enrol", watched), ("word", heard), ("due", moved), ("late and lost", lost))
        )
        yield Figure(what=f"supervising {size:,} devices, µs each", took=f"{each}; {held / size:.0f} bytes each")


def _minute(post: Post, messages: Messages) -> float:
    """Return how many seconds of a core a minute of heartbeats takes, through intake and supervision."""
    began = process_time()
    for _, topic, payload in messages:
        post.hear(topic, payload)
    return process_time() - began


async def _press(post: Post, name: str) -> tuple[float, float]:
    """Return the seconds until a press was shown, and until it was durable and had its receipt."""
    durable = asyncio.Event()
    shown, began = len(post.wall.shown), perf_counter()
    topic, payload = f"trygg/v1/as/{name}/press", b'{"id": "1"}'
    post.intake.hear(
        Heard(topic=topic, payload=payload, retain=False, again=False, receipt=durable.set, refuse=durable.set)
    )
    seen = perf_counter() - began
    assert len(post.wall.shown) == shown + 1, "a press was not shown"
    async with asyncio.timeout(30):
        await durable.wait()
    return seen, perf_counter() - began


async def _beat(post: Post, messages: Messages) -> None:
    """Hear heartbeats at their times, again and again, until cancelled."""
    began, turn = perf_counter(), 0
    while True:
        for at, topic, payload in messages:
            if (early := at + turn * A_MINUTE - (perf_counter() - began)) > 0:
                await asyncio.sleep(early)
            post.hear(topic, payload)
        turn += 1


async def _bare(line: sqlite3.Connection) -> float:
    """Return the seconds of one small durable write, in a thread as the store's are."""

    def write() -> None:
        with line:
            line.execute("INSERT INTO t VALUES (?)", ("x" * 1000,))

    began = perf_counter()
    await asyncio.to_thread(write)
    return perf_counter() - began


async def _presses(folder: Path) -> list[Figure]:
    fleet = _fleet(FLEET)
    messages, looked = _messages(fleet), Looked(fleet)
    sides: dict[str, list[tuple[float, float]]] = {"alone": [], "beside heartbeats": []}
    floor: list[float] = []
    async with Post(folder) as post:
        post.intake.registry = looked.registry

        post.intake.hearers.add(looked.hear)
        minute = _minute(post, messages)
        with closing(sqlite3.connect(folder / "bare.db", check_same_thread=False)) as line:
            line.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x TEXT)")
            for turn in range(TURNS):
                for side, took in sides.items():
                    load = asyncio.create_task(_beat(post, messages)) if side != "alone" else None
                    await asyncio.sleep(0.2)
                    for number in range(PRESSES):
                        floor.append(await _bare(line))
                        took.append(await _press(post, f"{side.split()[0]}-{turn}-{number}"))
                        await asyncio.sleep(0.05)
                    if load is not None:
                        load.cancel()
                        await asyncio.gather(load, return_exceptions=True)
    figures = [
        Figure(
            what=f"{FLEET:,} devices, a heartbeat a minute ({len(messages):,} messages), intake and supervision",
            took=f"{minute / A_MINUTE:.1%} of one core",
        ),
        Figure(what="floor: one bare durable write of SQLite", took=_spread(floor)),
    ]
    for side, took in sides.items():
        figures.append(Figure(what=f"press {side}: heard until shown", took=_spread([seen for seen, _ in took])))
        figures.append(Figure(what=f"press {side}: heard until durable", took=_spread([done for _, done in took])))
    return figures


async def _through_broker(folder: Path) -> list[Figure]:
    fleet = _fleet(FLEET)
    looked = Looked(fleet)
    floor, sides = await presses_through_broker(
        folder,
        looked.registry,
        looked.hear,
        _messages(fleet),
        presses=PRESSES,
        turns=TURNS,
        lasts_s=A_MINUTE,
    )
    figures = [Figure(what="floor: bare mosquitto, published until received", took=_spread(floor))]
    for side, took in sides.items():
        for what, seconds in (("heard", [heard for heard, _ in took]), ("shown", [shown for _, shown in took])):
            figures.append(
                Figure(what=f"press {side}, through mosquitto: published until {what}", took=_spread(seconds))
            )
    return figures


def _spread(took: Sequence[float]) -> str:
    ranked = sorted(took)
    most = ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)]
    return f"median {median(took) * 1000:.2f} ms, 99 % {most * 1000:.2f} ms"


def section(figures: Sequence[Figure], about: Mapping[str, str]) -> str:
    """Return the page's part about devices."""
    return "\n".join(
        [
            "## Devices",
            "",
            "The messages are those of `trygg simulate`. Decoding, intake, supervision, core and store (SQLite) run as",
            "in a node, in one process. Only the figures “through mosquitto” include a broker and the node's sessions",
            "there; their floor is a bare broker that passes the same presses to a client. Presses are of devices",
            f"that each raise an alarm, {PRESSES} a turn and {TURNS} turns a side; the floor is measured between them.",
            "",
            "| what | figure |",
            "| --- | ---: |",
            *(f"| {one.what} | {one.took} |" for one in figures),
            "",
            *(f"- {key}: {value}" for key, value in about.items()),
            "",
            "```",
            "make bench ARGS=devices              # about five minutes",
            "make bench ARGS='devices --publish'  # and this part of the page",
            "```",
        ]
    )


def main(arguments: list[str], page: Path, about: Callable[[float], dict[str, str]]) -> int:
    """Measure, print a table, and with --publish write it into the page."""
    options = parser_of("devices", __doc__).parse_args(arguments)
    began = perf_counter()
    figures: list[Figure] = []

    def told(one: Figure) -> None:
        figures.append(one)
        print(f"{one.what:<88} {one.took}", flush=True)

    for figure in (*_decoding(), *_supervising()):
        told(figure)
    with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        for figure in asyncio.run(_presses(Path(folder))):
            told(figure)
    with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        for figure in asyncio.run(_through_broker(Path(folder))):
            told(figure)
    return finish(options, about(perf_counter() - began), page, MARK, partial(section, figures))
