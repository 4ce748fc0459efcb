"""Measure how fast calls leave the house: `make bench ARGS=notices`; side by side with bare HTTP, in two minutes.

Trygg's own store, core and lanes run here as in a node; the providers are one other process that answers every post at
once, save one port on which it is silent for half a minute.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from bench.part import finish, parser_of
from parts.ways_out import SLOW, Silent, WaysOut, make, plan_with
from roles.plan import Plan
from roles.route import Route
from service.alarm.actor import Actor
from service.alarm.commands import Cancel
from service.clock import SystemClock
from service.dispatch.outcome import Outcome
from service.jobs.lane import AT_ONCE
from service.jobs.notices import Means, Notices
from service.network.address import ANYTHING
from service.notify.http import Http
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.store.opening import open_store

OTHERS: Final[tuple[Route, ...]] = ("sms", "voice", "email")
ROUTES: Final[tuple[Route, ...]] = ("push", *OTHERS)
PEOPLE, ALARMS, TURNS, MANY = 40, 12, 4, 1000
HANGS_S = 30.0
MARK = "<!-- notices: from here on written by `make bench ARGS='notices --publish'` -->"


class HttpChannel:
    """Posts a notice to a provider, as every channel over HTTP does."""

    def __init__(self, route: str, port: int) -> None:
        """Post to a port of this machine."""
        self.route = route
        self._http = Http(max_seconds=8, inside=ANYTHING)
        self._address = f"http://127.0.0.1:{port}/in"

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Post it."""
        answer = await self._http.ask("POST", self._address, form={"key": notice.key, "message": notice.neutral})
        if answer.status != 200:
            raise NotHandedOver("broken_answer", again=True)
        return Handed()

    async def probe(self, receiver: str | None = None) -> None:
        """Find nothing out."""

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()


def _provide(pipe: Connection) -> None:
    """Answer posts, at once on one port and after half a minute on the other, until the pipe is closed."""

    async def serve() -> None:
        def answering(after_s: float) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]:
            async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                with suppress(OSError, asyncio.IncompleteReadError):
                    while True:
                        head = await reader.readuntil(b"\r\n\r\n")
                        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                        await reader.readexactly(length)
                        await asyncio.sleep(after_s)
                        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                        await writer.drain()

            return answer

        quick = await asyncio.start_server(answering(0), "127.0.0.1", 0)  # type: ignore[arg-type]  # a coroutine function
        silent = await asyncio.start_server(answering(HANGS_S), "127.0.0.1", 0)  # type: ignore[arg-type]  # likewise
        pipe.send((quick.sockets[0].getsockname()[1], silent.sockets[0].getsockname()[1]))
        await asyncio.to_thread(pipe.poll, None)

    asyncio.run(serve())


@asynccontextmanager
async def _office(folder: Path, plan: Plan, ports: Mapping[str, int]) -> AsyncIterator[WaysOut]:
    store = open_store("sqlite:///trygg.db", clock=SystemClock(), data_dir=folder)
    out = WaysOut(store, plan=plan, has=dict.fromkeys(ports, True))
    out.clock = SystemClock()  # type: ignore[assignment]  # a real day, as in a node
    channels = {route: HttpChannel(route, port) for route, port in ports.items()}
    means = Means(channels=channels, make=make, standing=Silent())
    out.notices = Notices(store, out.dispatch, out.book, SystemClock(), node="bench", means=means)
    try:
        async with out:
            yield out
    finally:
        await out.notices.close()
        await store.close()


def _plan(people: int, *routes: Route) -> Plan:
    """An office of so many, each reached over one of the routes; without any response everybody is called."""
    plan = plan_with(patience=SLOW)
    one = next(iter(plan.people.values()))
    crowd = {
        f"p{n}": replace(one, id=f"p{n}", reached_by=(routes[n % len(routes)],), phone=f"+4670{n:07}")
        for n in range(people)
    }
    return replace(plan, people=crowd, roles={}, responses={}, rosters={}, groups={})


async def _handed_over(folder: Path, plan: Plan, ports: Mapping[str, int], alarms: int) -> tuple[list[float], float]:
    """Return how long after its press each notice of the other routes was handed over, and the last one of an alarm."""
    folder.mkdir()
    took: list[float] = []
    longest = 0.0
    async with _office(folder, plan, ports) as out:
        expected = sum(person.reached_by[0] in OTHERS for person in plan.people.values())
        begun, all_there, came = perf_counter(), asyncio.Event(), 0

        def note(outcome: Outcome) -> None:
            nonlocal came
            for entry in outcome.entries:
                if entry.event == "NoticeHandedOver" and entry.facts["route"] in OTHERS:
                    if "purpose" not in entry.facts:  # that it is over is told in the pause
                        took.append(perf_counter() - begun)
                    came += 1
                    if came == expected:
                        all_there.set()

        out.dispatch.listen(note)
        for number in range(alarms + 1):
            came, begun = 0, perf_counter()
            all_there.clear()
            await out.press(str(number))
            async with asyncio.timeout(120):
                await all_there.wait()
            longest = max(longest, perf_counter() - begun)
            came = 0
            all_there.clear()
            await out.ask(Cancel(actor=Actor(via="bench", who="p-p1"), entitled=True, words="bench"))
            if number == 0:  # the first one opens connections
                took.clear()
                longest = 0.0
            with suppress(TimeoutError):
                async with asyncio.timeout(30):
                    await all_there.wait()
    return took, longest


async def _floor(port: int, posts: int, rounds: int) -> tuple[list[float], float]:
    """Return how long bare posts take, by one client for each route and as many at a time, and the longest round."""
    https = [Http(max_seconds=8, inside=ANYTHING) for _ in OTHERS]
    took: list[float] = []
    longest = 0.0

    turns = [asyncio.Semaphore(AT_ONCE) for _ in https]

    async def post(begun: float, number: int) -> None:
        http = https[number % len(https)]
        async with turns[number % len(https)]:
            await http.ask("POST", f"http://127.0.0.1:{port}/in", form={"key": str(number), "message": "now"})
        took.append(perf_counter() - begun)

    for round_ in range(rounds + 1):
        begun = perf_counter()
        await asyncio.gather(*(post(begun, number) for number in range(posts)))
        longest = max(longest, perf_counter() - begun)
        if round_ == 0:
            took.clear()
            longest = 0.0
    for http in https:
        await http.close()
    return took, longest


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """How long one kind of hand-over took, in milliseconds from the press."""

    what: str
    median: float
    most: float
    """Of a hundred, all but one were faster."""
    last: float
    """When the last one of an alarm was handed over, at worst."""


def _figure(what: str, took: list[float], longest: float) -> Figure:
    ranked = sorted(took)
    most = ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)]
    figure = Figure(what=what, median=median(took) * 1000, most=most * 1000, last=longest * 1000)
    print(f"{what:<66} {figure.median:8.0f} {figure.most:8.0f} {figure.last:11.0f}", flush=True)
    return figure


def section(figures: list[Figure], about: Mapping[str, str]) -> str:
    """Return the page's part about notices."""
    rows = [f"| {one.what} | {one.median:.0f} | {one.most:.0f} | {one.last:.0f} |" for one in figures]
    return "\n".join(
        [
            "## Calls that leave the house",
            "",
            "Milliseconds from the press until a notice is handed over *and that is in the record*. Trygg's own",
            "store (SQLite), core and lanes run as in a node; the providers are another process that answers each",
            f"post at once, save the one that hangs. {ALARMS} alarms, side and side by turns; with 1,000 one.",
            "*Floor* is as many bare posts by the same client, without a record.",
            "",
            "| what | median | 99 % | last of an alarm |",
            "| --- | ---: | ---: | ---: |",
            *rows,
            "",
            *(f"- {key}: {value}" for key, value in about.items()),
            "",
            "```",
            "make bench ARGS=notices              # about two minutes",
            "make bench ARGS='notices --publish'  # and this part of the page",
            "```",
        ]
    )


async def _measure(folder: Path, quick: int, silent: int) -> list[Figure]:
    figures: list[Figure] = []

    def told(what: str, took: list[float], longest: float) -> None:
        figures.append(_figure(what, took, longest))

    plan = _plan(PEOPLE, *ROUTES)
    others = sum(person.reached_by[0] in OTHERS for person in plan.people.values())
    print(f"{'milliseconds from the press until handed over':<66} {'median':>8} {'99 %':>8} {'last of all':>11}")
    told(f"floor: {others} bare posts at once", *await _floor(quick, others, ALARMS))
    ports: dict[str, int] = dict.fromkeys(ROUTES, quick)
    sides = {"answers": ports, f"hangs for {HANGS_S:.0f} s": {**ports, "push": silent}}
    took: dict[str, list[float]] = {side: [] for side in sides}
    longest = dict.fromkeys(sides, 0.0)
    for turn in range(TURNS):  # by turns, so that whatever else the machine does falls on both
        for number, (side, its_ports) in enumerate(sides.items()):
            found, last = await _handed_over(folder / f"{turn}-{number}", plan, its_ports, ALARMS // TURNS)
            took[side] += found
            longest[side] = max(longest[side], last)
    for side in sides:
        told(f"{others} notices on three routes, the fourth {side}", took[side], longest[side])
    told(f"floor: {MANY} bare posts at once", *await _floor(quick, MANY, 1))
    many = await _handed_over(folder / "c", _plan(MANY, *OTHERS), ports, 1)
    told(f"{MANY} notices of one alarm on three routes", *many)
    one = await _handed_over(folder / "d", _plan(MANY, "sms"), ports, 1)
    told(f"{MANY} notices of one alarm on one route", *one)
    return figures


def main(arguments: list[str], page: Path, about: Callable[[float], dict[str, str]]) -> int:
    """Measure, print a table, and with --publish write it into the page."""
    options = parser_of("notices", __doc__).parse_args(arguments)
    began = perf_counter()
    logging.getLogger("service").setLevel(logging.ERROR)  # that the silent one is silent is what is measured
    here, there = get_context("spawn").Pipe()
    provider = get_context("spawn").Process(target=_provide, args=(there,), daemon=True)
    provider.start()
    try:
        quick, silent = here.recv()
        with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
            figures = asyncio.run(_measure(Path(folder), quick, silent))
    finally:
        provider.terminate()
    return finish(options, about(perf_counter() - began), page, MARK, partial(section, figures))
