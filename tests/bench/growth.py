"""What a press costs as the work grows: offices, entries, open alarms, screens; `make bench ARGS=growth`.

Each press is measured by itself: how long until the last of the office's screens has seen it, and has its record, and
what the node, and the database where it is another process, have taken of a core for it. A node that rests takes
something too; that is measured before each block, and taken away.
"""

import asyncio
import http.client
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from time import monotonic, monotonic_ns
from typing import Any, Final

from bench.figures import spread
from bench.filled import fill_postgres, fill_sqlite
from bench.helper import Helper
from bench.measured import Measured
from bench.node import STREAM, Node, asked, family_cpu_s, own_broker
from bench.office import names, write_more_offices, write_office
from bench.press_client import Order, publisher
from bench.run_in import run_in
from bench.screens import Await, Connect, Disconnect, receiver, welcome_s

PRESSES, WARM_UP, SCREENS = 16, 4, 10
OFFICES: Final = (1, 100, 1_000)
ENTRIES: Final = (1_000, 100_000, 1_000_000, 10_000_000)
FEW: Final = (1_000,)
OPEN: Final = (1, 8)
OWN_SCREENS: Final = (10, 500, 2_000)
REST_S, SETTLE_S = 0.4, 0.25
BUSY: Final = 0.1
"""From which part of a core on a node is at work beside the presses: what one press takes cannot be told then."""
RESTED_WITHIN_S: Final = 300.0
DATABASES: Final = ("SQLite", "PostgreSQL")

Told = Callable[[Measured], None]


@dataclass(kw_only=True)
class Block:
    """What some presses of one office came to."""

    seen_ms: list[float] = field(default_factory=list)
    recorded_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    database_ms: list[float] = field(default_factory=list)
    lost: int = 0
    rests: list[float] = field(default_factory=list)
    """Which part of a core the node took in a pause between two presses."""
    database_rests: list[float] = field(default_factory=list)
    """Which part the database took then."""

    @property
    def resting(self) -> float:
        """Which part of a core the node takes while nothing happens."""
        return median(self.rests)

    @property
    def processor_ms(self) -> tuple[float, float] | None:
        """What a press took of the node and of the database; None where they were at work beside it, or in the pauses.

        A press takes longer than a pause, so that what both take anyway is taken away by the second.
        """
        if self.resting >= BUSY or median(self.database_rests) >= BUSY:
            return None
        node_ms = median(self.cpu_ms)
        return (node_ms, median(self.database_ms)) if node_ms > 0 else None

    @property
    def values(self) -> dict[str, float]:
        """The figures of a table."""
        seen, recorded = spread(self.seen_ms), spread(self.recorded_ms)
        found = {"seen p50 ms": seen.p50, "seen p99 ms": seen.p99}
        found |= {"recorded p50 ms": recorded.p50, "recorded p99 ms": recorded.p99}
        if (processor := self.processor_ms) is not None:
            found["processor ms"] = sum(processor)
            if any(self.database_ms):
                found["of the database ms"] = processor[1]
        return found | ({"lost": self.lost} if self.lost else {})


class Site:
    """One node on one database, its broker, and the two programs that press and look."""

    def __init__(self, folder: Path, node: Node, mqtt_port: int, helpers: tuple[Helper, Helper]) -> None:
        """Describe it."""
        self.folder = folder
        self.node = node
        self.mqtt_port = mqtt_port
        self.database_pid: int | None = None
        self.fill: Callable[[int], int] = lambda _: 0
        self._presses, self._screens = helpers
        self._turn = 0

    async def connect(self, count: int, office: str = "as", side: str = "trygg") -> None:
        """Connect screens of an office."""
        path = STREAM.format(office=office)
        await self._ordered(Connect(side=side, port=self.node.port, path=path, count=count))

    async def disconnect(self, side: str = "trygg") -> None:
        """Close all screens of a side."""
        await self._ordered(Disconnect(side=side))

    async def block(self, presses: int = PRESSES) -> Block:
        """Press, one alarm at a time, and take each back before the next: so many stay open as were open before.

        What a press takes is what the node took while it lasted, without what it takes in the pauses before and after.
        """
        await rested(self.node)
        known = {each["alarm"] for each in self.node.ask("GET", "/offices/as/board")["alarms"]}
        await self._press(names(WARM_UP))
        await asyncio.to_thread(self._take_back, known)
        found = Block()
        await asyncio.sleep(SETTLE_S)
        rest = await self._rest()
        for device in names(presses):
            began = self._taken()
            moments, news = await self._press([device])
            await asyncio.sleep(SETTLE_S)
            node_s, database_s, took = (now - then for now, then in zip(self._taken(), began, strict=True))
            (seen,), (recorded,) = news["seen"], news["recorded"]
            if seen[2] < news["screens"] or recorded[2] < news["screens"]:
                found.lost += 1
            else:
                found.seen_ms.append((seen[1] - moments[0]) / 1e6)
                found.recorded_ms.append((recorded[1] - moments[0]) / 1e6)
            await asyncio.to_thread(self._take_back, known)
            await asyncio.sleep(SETTLE_S)
            before, rest = rest, await self._rest()
            found.rests.append((before[0] + rest[0]) / 2)
            found.database_rests.append((before[1] + rest[1]) / 2)
            found.cpu_ms.append(1000 * (node_s - took * found.rests[-1]))
            found.database_ms.append(1000 * max(0.0, database_s - took * found.database_rests[-1]))
        return found

    async def leave_open(self, count: int) -> None:
        """Raise so many alarms, and leave them open."""
        if count:
            await self._press([f"open-{number}" for number in range(count)])

    def _take_back(self, but: set[str]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.node.port, timeout=60)
        for alarm in asked(line, "GET", "/api/v1/offices/as/board")["alarms"]:
            if alarm["alarm"] not in but:
                for said in ("cancel", "close"):
                    words = {"person": "gunilla", "words": "bench", "outcome": "test"}
                    asked(line, "POST", f"/api/v1/alarms/{alarm['alarm']}/{said}", words)
        line.close()

    async def _press(self, devices: Sequence[str]) -> tuple[list[int], dict[str, Any]]:
        self._turn += 1
        self._screens.pipe.send(
            Await(side="trygg", devices=tuple(devices), recorded=True, within_s=20.0, forget=True, lingers=False)
        )
        await asyncio.sleep(0.02)
        turn = monotonic_ns()  # of a node that lived before, too, no press is the same
        self._presses.pipe.send(Order(port=self.mqtt_port, devices=devices, every_s=0.02, turn=turn))
        moments = await asyncio.to_thread(self._presses.answer)
        return moments, await asyncio.to_thread(self._screens.answer)

    async def _ordered(self, order: Connect | Disconnect) -> None:
        self._screens.pipe.send(order)
        await asyncio.to_thread(self._screens.answer)

    async def _rest(self) -> tuple[float, float]:
        """Return which part of a core node and database take while nothing happens."""
        began = self._taken()
        await asyncio.sleep(REST_S)
        node_s, database_s, took = (now - then for now, then in zip(self._taken(), began, strict=True))
        return node_s / took, database_s / took

    def _taken(self) -> tuple[float, float, float]:
        """Return the seconds of a core that node and database have taken so far, and what time it is."""
        return self.node.cpu_s(), self._database_cpu_s(), monotonic()

    def _database_cpu_s(self) -> float:
        return family_cpu_s(self.database_pid) if self.database_pid else 0.0


@asynccontextmanager
async def site(folder: Path, database: str, helpers: tuple[Helper, Helper]) -> AsyncIterator[Site]:
    """Prepare a node on a fresh database, and its broker; the node does not run yet."""
    write_office(folder / "plans", PRESSES)
    async with AsyncExitStack() as stack:
        broker = await stack.enter_async_context(own_broker(folder / "broker"))
        if database == "SQLite":
            node = Node(folder, folder / "plans", broker.url)
            found = Site(folder, node, broker.port, helpers)
            found.fill = lambda entries: fill_sqlite(node.database, entries)
        else:
            server = stack.enter_context(run_in())
            url = server.url(server.create_database())
            node = Node(folder, folder / "plans", broker.url, database_url=url)
            found = Site(folder, node, broker.port, helpers)
            found.database_pid = server.pid
            found.fill = lambda entries: fill_postgres(url, entries)
        yield found


async def growth(database: str, helpers: tuple[Helper, Helper], told: Told, *, most: int, screens: int) -> None:
    """Let each thing grow by itself, on one database."""
    with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        async with site(Path(folder), database, helpers) as here:
            await _entries(here, database, told, most)
    with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        async with site(Path(folder), database, helpers) as here:
            await _screens(here, database, told, screens)
            await _open(here, database, told)
            await _offices(here, database, told)


async def _entries(here: Site, database: str, told: Told, most: int, steps: Sequence[int] = ENTRIES) -> None:
    here.node.start()
    await here.connect(SCREENS)
    await here.block(1)  # the pattern of which the copies are made
    here.node.page("/review/as")  # which has its figures made
    await here.disconnect()
    here.node.stop()
    for wanted in [each for each in steps if each < most] + [most]:
        began = monotonic()
        here.fill(wanted)
        filled_s = monotonic() - began
        ready_s = min(_again(here) for _ in range(2))
        start_cpu_s = here.node.cpu_s()
        listing = [_timed(lambda: here.node.ask("GET", "/offices/as/alarms")) for _ in range(8)]
        snapshot = [welcome_s(here.node.port, STREAM.format(office="as")) for _ in range(8)]
        older = here.node.ask("GET", "/offices/as/alarms")[-1]["alarm"]
        paths = {"list of the review": "/review/as", "an alarm's review": f"/review/as/{older}"}
        pages = {name: [_timed(partial(here.node.page, path)) for _ in range(8)] for name, path in paths.items()}
        await here.connect(SCREENS)
        block = await here.block()
        await here.disconnect()
        here.node.stop()
        what = f"{wanted:,} entries in the office's record"
        values = block.values | {"list of alarms p50 ms": 1000 * median(listing)}
        values |= {"a screen's beginning p50 ms": 1000 * median(snapshot)}
        values |= {f"{name} p50 ms": 1000 * median(took) for name, took in pages.items()}
        told(Measured(section="growth", what=what, side=database, values=values))
        told(
            Measured(
                section="growth",
                what=f"{what}: from start to ready",
                side=database,
                values={"ready s": ready_s, "processor s": start_cpu_s, "filled in s": filled_s},
                aim="within a second",
                met=ready_s <= 1.0,
            )
        )


def _again(here: Site) -> float:
    """Return the seconds from a start until ready; it leaves the node running."""
    if here.node.running:
        here.node.stop()
    return here.node.start()


async def _screens(here: Site, database: str, told: Told, most: int) -> None:
    write_more_offices(here.folder / "plans", 1, 1)
    here.node.start()
    for count in [each for each in OWN_SCREENS if each < most] + [most]:
        before = here.node.resident()
        await here.connect(count)
        await asyncio.sleep(1)
        held = here.node.resident() - before
        block = await here.block()
        values = block.values | {"at rest %": 100 * block.resting, "memory MB": held / 1e6}
        told(Measured(section="growth", what=f"{count:,} screens of the office", side=database, values=values))
        await here.disconnect()
    await here.connect(SCREENS)
    await here.connect(most, office="office-1", side="others")
    await asyncio.sleep(1)
    block = await here.block()
    what = f"{SCREENS} screens of the office, {most:,} of another"
    values = block.values | {"at rest %": 100 * block.resting}
    told(Measured(section="growth", what=what, side=database, values=values))
    await here.disconnect("others")
    await here.disconnect()


async def _open(here: Site, database: str, told: Told) -> None:
    await here.connect(SCREENS)
    before = 0
    for count in OPEN:
        await here.leave_open(count - 1 - before)
        before = count - 1
        block = await here.block()
        what = f"{count} open alarm{'s' * (count > 1)} at once"
        told(Measured(section="growth", what=what, side=database, values=block.values))
    here.node.close_all()
    await here.disconnect()
    here.node.stop()


async def _offices(here: Site, database: str, told: Told) -> None:
    there = 2  # the office, and the other one whose screens were looked at
    for count in OFFICES[1:]:
        write_more_offices(here.folder / "plans", there, count - there)
        there = count
        first_s = here.node.start()
        await here.connect(SCREENS)
        await rested(here.node)
        ready_s = _again(here)
        await here.disconnect()
        await here.connect(SCREENS)
        block = await here.block()
        values = block.values | {"at rest %": 100 * block.resting, "memory MB": here.node.resident() / 1e6}
        values |= {"ready s": ready_s, "ready with new plans s": first_s}
        told(Measured(section="growth", what=f"{count:,} offices", side=database, values=values))
        await here.disconnect()
        here.node.stop()


async def rested(node: Node, *, within_s: float = RESTED_WITHIN_S) -> None:
    """Wait until what is worked out beside the presses is done: two seconds alike, and hardly anything in them."""
    end, before = monotonic() + within_s, -1.0
    while monotonic() < end:
        began = family_cpu_s(node.pid)
        await asyncio.sleep(2)
        took = family_cpu_s(node.pid) - began
        if before >= 0 and abs(took - before) < 0.05 and took < 2 * BUSY:
            return
        before = took


def _timed(does: Callable[[], object]) -> float:
    began = monotonic()
    does()
    return monotonic() - began


def measure(told: Told, *, most: int, screens: int, databases: Sequence[str] = DATABASES) -> None:
    """Measure all of it."""
    with ExitStack() as ending:
        helpers = tuple(_ended(ending))
        for database in databases:
            asyncio.run(growth(database, (helpers[0], helpers[1]), told, most=most, screens=screens))


def measure_years(told: Told, *, most: int, database: str = DATABASES[0]) -> None:
    """Measure a long record beside a short one."""

    async def years(helpers: tuple[Helper, Helper]) -> None:
        with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
            async with site(Path(folder), database, helpers) as here:
                await _entries(here, database, told, most, FEW)

    with ExitStack() as ending:
        helpers = tuple(_ended(ending))
        asyncio.run(years((helpers[0], helpers[1])))


def _ended(ending: ExitStack) -> Iterator[Helper]:
    for does in (publisher, receiver):
        helper = Helper(does)
        ending.callback(helper.end)
        yield helper
