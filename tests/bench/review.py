"""Measure lists and charts on a record with 100,000 alarms: `make bench ARGS=review`; in a minute.

Their rows are written straight into the index, beside the chain: what is measured is reading it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bench.part import finish, parser_of
from bench.plans import Figure
from service.clock import SystemClock
from service.figures.alarm import AlarmFigures
from service.figures.sought import Sought
from service.figures.upward import counted, periods_until
from service.store.opening import open_store
from service.store.port import Store
from service.timeline.entry import Head
from service.web.i18n import load
from service.web.review import PAGE, listed
from service.web.review_charts import charts_of
from service.web.tongue import Tongue
from service.wiring.reviews import Reviews

MARK: Final = "<!-- review: from here on written by `make bench ARGS='review --publish'` -->"
ALARMS: Final = 100_000
OFFICES: Final = 12
OFFICE: Final = "office-0"
"""It has half of all alarms, the others share the rest."""
AIM: Final = "worst under 200 ms"
TIMES: Final = 15
FACTS: Final = {
    "office": OFFICE,
    "time_zone": "Europe/Stockholm",
    "zones": {f"room-{n}": {"name": f"Room {n}"} for n in range(20)},
    "people": {},
    "contacts": {},
    "roles": {},
}


def main(arguments: list[str], page: Path, about: Callable[[float], dict[str, str]]) -> int:
    """Measure, print a table, and with --publish write it into the page."""
    options = parser_of("review", __doc__).parse_args(arguments)
    began = perf_counter()
    with TemporaryDirectory(prefix="trygg-bench-") as folder:
        figures = asyncio.run(_measure(Path(folder)))
    return finish(options, about(perf_counter() - began), page, MARK, partial(section, figures))


def section(figures: list[Figure], about: Mapping[str, str]) -> str:
    """Return the page's part about lists and charts."""
    return "\n".join(
        [
            "## Lists and charts",
            "",
            f"A SQLite file with the rows of {ALARMS:,} alarms of two years in {OFFICES} offices, half of them in one.",
            "The rows were written straight into the index, beside the chain. Times are wall clock, from asking the",
            "store to what the template is given.",
            "",
            "| what | time | asked for |",
            "| --- | ---: | --- |",
            *(f"| {one.what} | {one.took} | {one.aim} |" for one in figures),
            "",
            *(f"- {key}: {value}" for key, value in about.items()),
        ]
    )


async def _measure(folder: Path) -> list[Figure]:
    store = open_store("sqlite:///trygg.db", clock=SystemClock(), data_dir=folder)
    try:
        began = perf_counter()
        await _fill(store)
        print(f"{ALARMS:,} rows written in {perf_counter() - began:.1f} s", flush=True)
        figures = []
        for what, ask in _asked(store):
            times = []
            for _ in range(TIMES):
                began = perf_counter()
                await ask()
                times.append(perf_counter() - began)
            took = f"{median(times) * 1000:.1f} ms, worst {max(times) * 1000:.1f} ms"
            figures.append(Figure(what=what, took=took, aim=AIM))
            print(f"{what:<78} {took:>34}  {AIM}", flush=True)
        return figures
    finally:
        await store.close()


def _asked(store: Store) -> Iterator[tuple[str, Callable[[], Awaitable[object]]]]:
    reviews, texts = Reviews(store), load()
    tongue = Tongue(lang="sv", texts=texts, facts=FACTS, names={})

    async def page(sought: Sought, before: int | None = None) -> None:
        for one in await reviews.page(OFFICE, sought, before, PAGE + 1):
            listed(one, FACTS, "sv", texts)

    async def charts() -> None:
        charts_of(await reviews.charted(OFFICE), tongue)

    async def upward() -> None:
        now = datetime.now(UTC)
        periods = periods_until(f"{now:%Y-%m}")
        months = await store.figures.months(periods[0].months[0], periods[-1].months[1])
        counted(months, [f"office-{n}" for n in range(OFFICES)], periods)

    async def times() -> None:
        since, until = periods_until(f"{datetime.now(UTC):%Y-%m}")[-1].months
        await store.figures.whole_times(since, until, "actual")

    month = f"{datetime.now(UTC) - timedelta(days=90):%Y-%m}"
    yield "the newest alarms of an office", lambda: page(Sought())
    yield "a page from the middle of its list", lambda: page(Sought(), ALARMS // 4)
    yield "its newest drills", lambda: page(Sought(mode="drill"))
    yield "its newest alarms of one room and one kind", lambda: page(Sought(zone="room-7", kind="assist"))
    yield "those of one month", lambda: page(Sought(month=month))
    yield "one month's tests in one room (few, or none)", lambda: page(Sought(mode="test", zone="room-3", month=month))
    yield "all charts of an office over twelve months, drawn", charts
    yield "the counts told upward of all offices, small ones hidden", upward
    yield "the answer times of all offices in one quarter", times


async def _fill(store: Store) -> None:
    chance, now = random.Random(1), datetime.now(UTC)
    for number in range(OFFICES):
        count = ALARMS // 2 if number == 0 else ALARMS // 2 // (OFFICES - 1)
        office, head = f"office-{number}", None
        rows = [_row(chance, office, place, now - timedelta(days=730) * (1 - place / count)) for place in range(count)]
        for at in range(0, count, 5_000):
            after = Head(office=office, position=min(at + 5_000, count), hash=str(at))
            await store.figures.keep(office, head, after, rows[at : at + 5_000])
            head = after


def _row(chance: random.Random, office: str, place: int, at: datetime) -> AlarmFigures:
    mode = chance.choices(["actual", "drill", "test"], [8, 1, 3])[0]
    answer = None if mode == "test" else int(chance.lognormvariate(9.2, 0.6))
    made = AlarmFigures(
        office=office,
        alarm=f"a-{office}-{place}",
        first_position=place + 1,
        raised_at=at,
        mode=mode,
        kind=chance.choice(["emergency", "assist"]),
        zone=f"room-{chance.randrange(20)}",
        soft=chance.random() < 0.15,
        presses=1 + (chance.random() < 0.1),
        first_answer=answer,
        coming=answer,
        on_site=answer and answer + 40_000,
        over=300_000,
        ended="cancelled" if chance.random() < 0.2 else "cleared",
        closed=True,
        missed=int(chance.random() < 0.1),
        exhausted=0,
        police=chance.random() < 0.1,
        police_answered=False,
        guard_called=True,
        guard_on_site=None,
        first_there=chance.choice(["guard", "colleague"]),
        shut=None,
        mistake_said=False,
    )
    return replace(made, kind="closing", zone=None, shut=7_200_000) if chance.random() < 0.01 else made
