"""Measure what is worked out of role plans: `make bench ARGS=plans`; side by side in one run, in about two minutes."""

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bench.part import finish, parser_of
from roles.coverage import Coverage, coverage
from roles.document import load
from roles.plan import Plan
from roles.presence import stretches
from roles.resolve import Question, resolve
from roles.sample import sample

START = datetime(2026, 11, 23, tzinfo=UTC)
MARK = "<!-- plans: from here on written by `make bench ARGS='plans --publish'` -->"
OFFICES = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One thing that was measured: what, how long it took, and what that was asked to be."""

    what: str
    took: str
    aim: str = ""


def main(arguments: list[str], page: Path, about: Callable[[float], dict[str, str]]) -> int:
    """Measure, print a table, and with --publish write it into the page."""
    parser = parser_of("plans", __doc__)
    parser.add_argument("--offices", type=int, default=OFFICES, help="how many offices the agency has")
    options = parser.parse_args(arguments)
    began = perf_counter()
    figures: list[Figure] = []
    for figure in chain(_office(), _growth(), _resolve(), _agency(options.offices)):
        figures.append(figure)
        print(f"{figure.what:<78} {figure.took:>22}  {figure.aim}", flush=True)
    return finish(options, about(perf_counter() - began), page, MARK, partial(section, figures))


def section(figures: list[Figure], about: Mapping[str, str]) -> str:
    """Return the page's part about plans."""
    rows = [f"| {one.what} | {one.took} | {one.aim} |" for one in figures]
    return "\n".join(
        [
            "## What is worked out of plans",
            "",
            "All of it before anybody has to press, in processes of its own; only *resolve* is on the path of a press.",
            "Times are processor time, except for the agency, which is timed by the clock on the wall.",
            "",
            "| what | took | aim |",
            "| --- | ---: | --- |",
            *rows,
            "",
            *(f"- {key}: {value}" for key, value in about.items()),
            "",
            "```",
            "make bench ARGS=plans              # about two minutes",
            "make bench ARGS='plans --publish'  # and this part of the page",
            "```",
            "",
        ]
    )


def _timed(work: Callable[[], Coverage]) -> tuple[float, Coverage]:
    """Return the processor time that a proof takes: nearly the same on a machine that is busy with other things."""
    gc.collect()
    began = process_time()
    found = work()
    return process_time() - began, found


def _prove(text: str, *, weeks: int, without_one: bool = True) -> Callable[[], Coverage]:
    plan = _plan(text)  # a new one each time: nothing that another run worked out is there
    return lambda: coverage(plan, start_at=START, until_at=START + timedelta(weeks=weeks), without_one=without_one)


def _plan(text: str) -> Plan:
    plan = load(text, source="sample.yaml").plan
    if plan is None:
        raise SystemExit("the sample plan has errors: mend roles/sample.py")
    return plan


def _office() -> Iterator[Figure]:
    """One large office over a year, with anybody away."""
    for each_her_own in (False, True):
        took, found = _timed(_prove(sample(each_her_own=each_her_own), weeks=52))
        rosters = "each with a roster of her own" if each_her_own else "six teams"
        what = f"coverage: 12 roles, 60 people ({rosters}), 40 zones, 52 weeks, anybody away"
        yield Figure(what=what, took=f"{took:.2f} s", aim=f"seconds; {found.sets} sets of people")


def _growth() -> Iterator[Figure]:
    """The same office twice as large in one way at a time: cost beside people × intervals."""
    base = {"people": 60, "zones": 20, "roles": 6}
    before, _ = _timed(_prove(sample(**base, each_her_own=True), weeks=13))
    size = _size(sample(**base, each_her_own=True), 13)
    for what, of, weeks in (
        ("twice the weeks", base, 26),
        ("twice the people", {**base, "people": 120}, 13),
        ("twice the zones", {**base, "zones": 40}, 13),
    ):
        text = sample(**of, each_her_own=True)
        took, _ = _timed(_prove(text, weeks=weeks))
        grown = _size(text, weeks) / size
        yield Figure(
            what=f"growth: 6 roles, 60 people, 20 zones, 13 weeks, anybody away; {what}",
            took=f"× {took / before:.2f} ({took:.2f} s)",
            aim=f"at most × {grown:.2f}, as people × intervals" if "zones" not in what else "",
        )


def _size(text: str, weeks: int) -> int:
    plan = _plan(text)
    return len(plan.people) * sum(1 for _ in stretches(plan, START, START + timedelta(weeks=weeks)))


def _agency(offices: int) -> Iterator[Figure]:
    """An agency, by the command that an agency runs, on one core and on all."""
    with tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        for number in range(offices):
            text = sample(people=16 + number % 9, zones=8 + number % 7, roles=6)
            Path(folder, f"office-{number:03}.yaml").write_text(
                text.replace("office: sample", f"office: office-{number:03}"), encoding="utf-8"
            )
        command = [sys.executable, "-m", "service.cli", "plan", "coverage", folder, "--weeks", "52", "--without-one"]
        began = perf_counter()
        done = subprocess.run(  # noqa: PLW1510  with gaps it ends with 1, which is no failure here
            [*command, "--from", "2026-11-23"], cwd=Path(__file__).parents[2], capture_output=True, text=True
        )
        took = perf_counter() - began
        last = done.stdout.strip().rpartition("\n")[2] or done.stderr[-200:]
        cores = os.cpu_count()
        what = f"coverage: an agency of {offices} offices (16–24 people each), 52 weeks, anybody away, {cores} cores"
        yield Figure(what=what, took=f"{took:.1f} s", aim=f"minutes; {last}")


def _resolve() -> Iterator[Figure]:
    """Who does what now, from a loaded plan: the only part on the path of a press."""
    for text, what in (
        (sample(), "12 roles, 60 people, 40 zones"),
        (sample(people=16, zones=9, roles=6), "an office of 16"),
    ):
        plan = _plan(text)
        step = plan.responses["emergency"].steps[0].call
        zones = list(plan.zones)
        at = START + timedelta(hours=9)
        questions = [Question(at=at, roles=step, zone=zone, presser="person-0") for zone in zones]
        for question in questions:
            resolve(plan, question)
        times = []
        for _ in range(50):
            for question in questions:
                began = process_time()
                resolve(plan, question)
                times.append(process_time() - began)
        p50, p99 = median(times) * 1e6, sorted(times)[len(times) * 99 // 100] * 1e6
        yield Figure(what=f"resolve: a whole step, {what}", took=f"{p50:.0f} µs (p99 {p99:.0f})", aim="under 200 µs")
