"""Measure press to screen beside a bare broker: `make bench`, or `python -m bench` in the folder tests.

`make bench ARGS=plans` measures what is worked out of role plans instead, `make bench ARGS=notices` how fast calls
leave the house, `make bench ARGS=devices` what devices cost, `make bench ARGS=ways` how soon each zone is told
where to go, and `make bench ARGS=review` lists and charts on 100,000 alarms. `make bench ARGS="broken FILE"` measures
nothing: it makes a page of what chaos tests have kept.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from bench import broken, devices, notices, plans, review, ways
from bench.figures import Presses
from bench.report import page, table
from bench.run import Load, Result, Scenario, bench, scenarios
from bench.sections import with_first

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "speed.md"


def main() -> int:
    """Run, print a table, and keep the figures; 1 when a press was lost or came twice."""
    if sys.argv[1:2] == ["plans"]:
        return plans.main(sys.argv[2:], PAGE, lambda seconds: _told(_about(seconds=seconds, quick=False)))
    if sys.argv[1:2] == ["notices"]:
        return notices.main(sys.argv[2:], PAGE, lambda seconds: _told(_about(seconds=seconds, quick=False)))
    if sys.argv[1:2] == ["devices"]:
        return devices.main(sys.argv[2:], PAGE, lambda seconds: _told(_about(seconds=seconds, quick=False)))
    if sys.argv[1:2] == ["ways"]:
        return ways.main(sys.argv[2:], PAGE, lambda seconds: _told(_about(seconds=seconds, quick=False)))
    if sys.argv[1:2] == ["broken"]:
        return broken.main(sys.argv[2:])
    if sys.argv[1:2] == ["review"]:
        return review.main(sys.argv[2:], PAGE, lambda seconds: _told(_about(seconds=seconds, quick=False)))
    options = _options()
    if options.page:
        kept = json.loads(options.page.read_text())
        _write(page([_from_json(result) for result in kept["results"]], kept["about"]))
        print(f"page: {PAGE}")
        return 0
    results: list[Result] = []
    began = monotonic()
    with bench() as measured, tempfile.TemporaryDirectory(prefix="trygg-bench-") as folder:
        for number, scenario in enumerate(scenarios(quick=options.quick, screens=options.screens), start=1):
            result = asyncio.run(measured.run(scenario, Path(folder) / str(number)))
            results.append(result)
            print(table([result], heading=number == 1), flush=True)
    about = _about(seconds=monotonic() - began, quick=options.quick)
    if options.note:
        about["note"] = options.note
    print("\n" + "\n".join(f"{key}: {value}" for key, value in about.items()))
    options.out.mkdir(parents=True, exist_ok=True)
    kept = options.out / f"bench-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    kept.write_text(json.dumps({"about": about, "results": [_as_json(result) for result in results]}))
    print(f"figures: {kept}")
    if options.publish:
        _write(page(results, about))
        print(f"page: {PAGE}")
    wrong = [side for result in results for side in result.sides.values() if side.lost or side.doubled or side.gaps]
    return 1 if wrong else 0


def _write(text: str) -> None:
    """Write the page, and keep its parts that have a run of their own."""
    PAGE.write_text(with_first(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")


def _told(about: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in about.items() if key != "kind"}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see in a minute that it works; not for figures")
    parser.add_argument("--screens", type=int, nargs="+", default=None, help="how many screens (default: 1 50 500)")
    parser.add_argument("--publish", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--out", type=Path, default=ROOT / ".cache" / "bench", help="where the figures are kept")
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
