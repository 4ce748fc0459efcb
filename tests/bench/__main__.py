"""Measure press to screen beside others: `make bench`, or `python -m bench` in the folder tests.

`make bench ARGS=works` measures the same work for every side, `ARGS=growth` what a press costs as the work grows,
`ARGS=years` what it costs with ten million entries (25 GB of disk for a while, and not in `all`),
`ARGS=plans` what is worked out of role plans, `ARGS=notices` how fast calls leave the house, `ARGS=devices` what
devices cost, `ARGS=ways` how soon each zone is told where to go, `ARGS=review` lists and charts on 100,000 alarms,
`ARGS=start` how soon a node is ready, and `ARGS=all` all of it, each with `--publish` too. `ARGS="broken FILE"` makes a
page of what chaos tests have kept.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Final

from bench import broken, devices, notices, plans, review, start, ways, works
from bench.disk import bare_commits
from bench.figures import Presses
from bench.part import print_facts, with_note
from bench.report import page, press_picture, table
from bench.run import Load, Result, Scenario, bench, scenarios
from bench.sections import with_first

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "speed.md"
PICTURE = ROOT / "docs" / "pictures" / "speed-press.svg"
KEPT = ROOT / ".cache" / "bench"
PARTS: Final = {
    "plans": plans.main,
    "notices": notices.main,
    "devices": devices.main,
    "ways": ways.main,
    "review": review.main,
    "start": start.main,
}
"""Parts of the page with a module of their own that takes (arguments, page, about)."""


def main() -> int:
    """Run, print a table, and keep the figures; 1 when something was lost, or an aim was not met."""
    part, rest = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    if part == "all":
        return _all(rest)
    if part == "broken":
        return broken.main(rest)
    if part in PARTS:
        return PARTS[part](rest, PAGE, _told)
    if part in {"works", "growth", "years", *works.WORKS}:
        return works.main(sys.argv[1:], PAGE, KEPT, _told)
    return _presses()


def _all(rest: list[str]) -> int:
    """Run every part, each in a process of its own; returns how many of them ended otherwise than well."""
    publish = [each for each in rest if each == "--publish"]
    growing = [each for each in rest if each != "--publish"]
    wrong = []
    for part in ("", "works", "growth", *PARTS):
        more = growing if part == "growth" else []
        command = [sys.executable, "-m", "bench", *([part] if part else []), *more, *publish]
        print(f"\n--- {part or 'press'}", flush=True)
        if subprocess.run(command, cwd=ROOT / "tests", check=False).returncode:
            wrong.append(part or "press")
    print(f"\nnot met or lost in: {', '.join(wrong)}" if wrong else "\neverything that was asked for was met")
    return len(wrong)


def _presses() -> int:
    options = _options()
    if options.page:
        kept = json.loads(options.page.read_text())
        results = [_from_json(result) for result in kept["results"]]
        _write(page(results, kept["about"]))
        _picture(results)
        print(f"page: {PAGE}")
        return 0
    results = []
    began = monotonic()
    with bench() as measured, tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        disk = bare_commits(Path(folder))
        for number, scenario in enumerate(scenarios(quick=options.quick, screens=options.screens), start=1):
            result = asyncio.run(measured.run(scenario, Path(folder) / str(number)))
            results.append(result)
            print(table([result], heading=number == 1), flush=True)
    about = _about(seconds=monotonic() - began, quick=options.quick)
    about = with_note(options, about | {"disk": disk})
    print_facts(about)
    options.out.mkdir(parents=True, exist_ok=True)
    kept = options.out / f"bench-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    kept.write_text(json.dumps({"about": about, "results": [_as_json(result) for result in results]}))
    print(f"figures: {kept}")
    if options.publish:
        _write(page(results, about))
        _picture(results)
        print(f"page: {PAGE}")
    wrong = [side for result in results for side in result.sides.values() if side.lost or side.doubled or side.gaps]
    return 1 if wrong else 0


def _write(text: str) -> None:
    """Write the page, and keep its parts that have a run of their own."""
    PAGE.write_text(with_first(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")


def _told(seconds: float) -> dict[str, str]:
    """Return what stands below a part's figures."""
    return {key: str(value) for key, value in _about(seconds=seconds, quick=False).items() if key != "kind"}


def _picture(results: list[Result]) -> None:
    """Draw how long it took to the last screen."""
    PICTURE.write_text(press_picture(results), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see in a minute that it works; not for figures")
    parser.add_argument("--screens", type=int, nargs="+", default=None, help="how many screens (default: 1 50 500)")
    parser.add_argument("--publish", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--out", type=Path, default=KEPT, help="where the figures are kept")
    parser.add_argument("--note", help="what is special about this run; kept with its figures")
    parser.add_argument(
        "--page", type=Path, metavar="FILE", help="write the page from kept figures, and measure nothing"
    )
    options = parser.parse_args()
    options.screens = options.screens or ([50] if options.quick else [1, 50, 500])
    return options


def _about(*, seconds: float, quick: bool) -> dict[str, Any]:
    cpu = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?")
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": f"{os.cpu_count()} cores, {cpu}, {platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()) + " (1, 5, 15 minutes; this run is in it)",
        "seconds": round(seconds),
        "kind": "quick" if quick else "full",
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _as_json(result: Result) -> dict[str, Any]:
    scenario = result.scenario
    return {
        "screens": scenario.screens,
        "load": scenario.load.name,
        "stall_s": scenario.stall_s,
        "sides": {name: side.as_json() for name, side in result.sides.items()},
    }


def _from_json(kept: dict[str, Any]) -> Result:
    load = Load(name=kept["load"], every_s=0, presses=0, blocks=0)
    result = Result(scenario=Scenario(screens=kept["screens"], load=load, stall_s=kept["stall_s"]))
    for name, side in kept["sides"].items():
        counts = {key: side[key] for key in ("screens", "lost", "doubled", "gaps", "trouble")}
        result.sides[name] = Presses(**counts, **side["times_ms"])
    return result


if __name__ == "__main__":
    sys.exit(main())
