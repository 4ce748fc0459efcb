"""Measure how soon a node is ready: `make bench ARGS=start`; in five minutes, most of them spent reading 1,000 plans.

Ready means what `/health/ready` means: a press would go all the way. Each figure is the median of several starts of
`trygg serve` as it is delivered, on a record and a data folder that were there before.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, Self

from bench.node import Node, asked_until, own_broker
from bench.office import write_more_offices, write_office
from bench.plans import Figure
from bench.sections import with_section
from service.clock import SystemClock
from service.ingest.mqtt import Message, Session

MARK: Final = "<!-- start: from here on written by `make bench ARGS='start --publish'` -->"
RUNS: Final = 9
MANY: Final = 1_000
FEW_RUNS: Final = 5
PENDANTS: Final = 16
PRESSES: Final = 20
BUTTON: Final = "bench-button"
FLOOR: Final = (
    "import gc; gc.disable(); import fastapi, paho.mqtt.client, pydantic_settings, sqlalchemy, uvicorn, uvloop"
)
"""The least that a service on these libraries loads; nothing of Trygg is in it."""


def main(arguments: list[str], page: Path, about: Callable[[float], dict[str, str]]) -> int:
    """Measure, print a table, and with --publish write it into the page; 1 when the aim was not met."""
    parser = argparse.ArgumentParser(prog="make bench ARGS='start …'", description=__doc__)
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/reference/speed.md")
    parser.add_argument("--offices", type=int, default=MANY, help="how many offices a large agency has")
    parser.add_argument("--note", help="what is special about this run")
    options = parser.parse_args(arguments)
    began = perf_counter()
    figures: list[Figure] = []

    def tell(figure: Figure) -> None:
        figures.append(figure)
        print(f"{figure.what:<74} {figure.took:>44}  {figure.aim}", flush=True)

    tell(_floor())
    asyncio.run(_measure(tell, options.offices))
    told = about(perf_counter() - began)
    if options.note:
        told["note"] = options.note
    print("\n" + "\n".join(f"{key}: {value}" for key, value in told.items()))
    if options.publish:
        known = page.read_text(encoding="utf-8")
        page.write_text(with_section(known, MARK, section(figures, told)), encoding="utf-8")
        print(f"page: {page}")
    return 1 if any("not met" in figure.aim for figure in figures) else 0


def section(figures: list[Figure], about: Mapping[str, str]) -> str:
    """Return the page's part about starts."""
    return "\n".join(
        [
            "## From start to ready",
            "",
            "`trygg serve` on SQLite, behind a broker that runs already, from the start of the process until",
            "`/health/ready` says that a press would go all the way: medians. *processor* is what that took of a core,",
            "which says more on a busy machine. *pages* is until the first page was answered, too: what no alarm needs",
            "is loaded once a node is ready. The *floor* loads the libraries that Trygg stands on, and does nothing.",
            "A *first start* reads every plan, as one after an upgrade does, and hears presses meanwhile: an office in",
            "which somebody presses has its plan read first. Later starts fetch what was read.",
            "",
            "| what | figures | asked for |",
            "| --- | --- | --- |",
            *(f"| {one.what} | {one.took} | {one.aim} |" for one in figures),
            "",
            *(f"- {key}: {value}" for key, value in about.items()),
            "",
            "```",
            "make bench ARGS=start              # about five minutes",
            "make bench ARGS='start --publish'  # and this part of the page",
            "```",
        ]
    )


def _floor() -> Figure:
    took, processor = [], []
    for _ in range(RUNS):
        before, began = getrusage(RUSAGE_CHILDREN), perf_counter()
        subprocess.run([sys.executable, "-c", FLOOR], check=True)
        took.append(perf_counter() - began)
        after = getrusage(RUSAGE_CHILDREN)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return Figure(what="the floor", took=f"{median(took):.2f} s · processor {median(processor):.2f} s")


async def _measure(tell: Callable[[Figure], None], many: int) -> None:
    async with _site() as (folder, node, broker):
        node.start()
        node.stop()
        tell(_again(node, RUNS, "one office", within_s=1.0))
        write_more_offices(folder / "plans", 1, many - 1)
        for figure in await _first(node, broker, many):
            tell(figure)
        tell(_again(node, FEW_RUNS, f"{many:,} offices", within_s=5.0))


@asynccontextmanager
async def _site() -> AsyncIterator[tuple[Path, Node, str]]:
    with TemporaryDirectory(prefix="trygg-bench-") as name:
        folder = Path(name)
        write_office(folder / "plans", PENDANTS)
        async with own_broker(folder / "broker") as broker:
            yield folder, Node(folder, folder / "plans", broker.url), broker.url


async def _first(node: Node, broker: str, many: int) -> list[Figure]:
    """Start it where no plan has been read, and press meanwhile in offices whose turn has not come."""
    ready_s, began = node.start(within_s=600), perf_counter()
    processor_s, took = node.cpu_s(), list[float]()
    async with Wearer(broker) as wearer:
        # By their names the last ones: nobody has read them before all the others.
        for office in sorted((f"office-{number}" for number in range(1, many)), reverse=True)[:PRESSES]:
            if _unread(node):
                took.append(await wearer.press(office))
    while _unread(node):
        await asyncio.sleep(0.1)
    all_s = ready_s + perf_counter() - began
    node.stop()
    figures = [Figure(what=f"{many:,} offices, first start", took=f"{ready_s:.2f} s · processor {processor_s:.2f} s")]
    if took:
        told = f"p50 {median(took) * 1000:.0f} ms · max {max(took) * 1000:.0f} ms · pressed {len(took)}"
        figures.append(Figure(what="a press meanwhile, in an office whose plan is unread: until `received`", took=told))
    return [*figures, Figure(what="until every plan has been read", took=f"{all_s:.1f} s")]


def _unread(node: Node) -> int:
    """Return how many plans are still unread."""
    told: dict[str, int] = json.loads(node.page("/health/ready"))
    return told["plans_to_read"]


class Wearer:
    """Presses buttons that nobody has enrolled, and feels what each is told."""

    def __init__(self, broker: str) -> None:
        """Know where to press."""
        self._told = asyncio.Event()
        feedback = f"trygg/v1/+/{BUTTON}/feedback"
        self._session = Session(
            broker,
            "bench-wearer",
            (feedback,),
            on_message=self._hear,
            on_state=lambda _: None,
            clean=True,
            clock=SystemClock(),
        )

    async def __aenter__(self) -> Self:
        """Connect."""
        self._session.start()
        while not self._session.connected:
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect."""
        await self._session.stop()

    async def press(self, office: str) -> float:
        """Press in an office, and return the seconds until the button is told that it was received."""
        self._told.clear()
        began = perf_counter()
        await self._session.publish(f"trygg/v1/{office}/{BUTTON}/press", b'{"id": "1"}')
        await self._told.wait()
        return perf_counter() - began

    def _hear(self, message: Message) -> None:
        self._session.receipt(message)
        self._told.set()


def _again(node: Node, runs: int, what: str, *, within_s: float) -> Figure:
    """Start a node several times on what is there."""
    ready, processor, pages = [], [], []
    for _ in range(runs):
        ready.append(node.start())
        processor.append(node.cpu_s())
        pages.append(ready[-1] + asked_until(node.port, "/login"))
        node.stop()
    is_met = median(ready) <= within_s
    return Figure(
        what=what,
        took=f"{median(ready):.2f} s · processor {median(processor):.2f} s · pages {median(pages):.2f} s",
        aim=f"within {within_s:g} s: {'met' if is_met else '**not met**'}",
    )
