"""Measure how soon a node is ready: `make bench ARGS=start`; in five minutes, most of them spent reading 1,000 plans.

Ready means what `/health/ready` means: a press would go all the way. Each figure is the median of several starts of
`trygg serve` as it is delivered, on a record and a data folder that were there before.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bench.node import Node, asked_until, own_broker
from bench.office import write_more_offices, write_office
from bench.plans import Figure
from bench.sections import with_section

MARK: Final = "<!-- start: from here on written by `make bench ARGS='start --publish'` -->"
RUNS: Final = 9
MANY: Final = 1_000
FEW_RUNS: Final = 5
PENDANTS: Final = 16
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
            "A *first start* reads every plan, as one after an upgrade does; later ones fetch what was read.",
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
    async with _site() as (folder, node):
        node.start()
        node.stop()
        tell(_again(node, RUNS, "one office", within_s=1.0))
        write_more_offices(folder / "plans", 1, many - 1)
        first_s = node.start(within_s=600)
        processor_s = node.cpu_s()
        node.stop()
        tell(Figure(what=f"{many:,} offices, first start", took=f"{first_s:.1f} s · processor {processor_s:.1f} s"))
        tell(_again(node, FEW_RUNS, f"{many:,} offices", within_s=5.0))


@asynccontextmanager
async def _site() -> AsyncIterator[tuple[Path, Node]]:
    with TemporaryDirectory(prefix="trygg-bench-") as name:
        folder = Path(name)
        write_office(folder / "plans", PENDANTS)
        async with own_broker(folder / "broker") as broker:
            yield folder, Node(folder, folder / "plans", broker.url)


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
