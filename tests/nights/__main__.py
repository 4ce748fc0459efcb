"""`python -m nights`: play nights one after the other or side by side, each from a seed of its own.

python -m nights --seed 7 --hours 1000      a thousand hours, in nights of ten, on every processor
python -m nights --seed 12 --nights 1       one night again, as it was
"""

import argparse
import json
import os
import sys
from dataclasses import replace
from itertools import chain
from typing import get_args

HASHES = {"PYTHONHASHSEED": "0"}
"""Sets of words are gone through in the order of their hashes: without this a seed would not say everything."""

SUMS = ("presses", "entries", "faults", "lives", "undertaken", "heard", "compared")


def main() -> int:
    """Play, say what was found, and return 1 where anything was."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(  # noqa: S606 - this very program, with the order of sets fixed
            sys.executable, [sys.executable, "-m", "nights", *sys.argv[1:]], {**os.environ, **HASHES}
        )
    from nights.mutation import MUTATIONS  # noqa: PLC0415 - only the process that plays pays for it
    from nights.side_by_side import Asked, played  # noqa: PLC0415
    from nights.weather import Sky  # noqa: PLC0415

    asked = argparse.ArgumentParser(prog="nights", description="Play nights on a virtual clock.")
    asked.add_argument("--seed", type=int, default=1, help="the seed of the first night; the next one has the next")
    asked.add_argument("--hours", type=float, default=10.0, help="how many hours together")
    asked.add_argument("--each", type=float, default=10.0, help="how many hours each night has")
    asked.add_argument("--nights", type=int, help="how many nights; --hours says nothing then")
    asked.add_argument("--sky", choices=get_args(Sky), default="year", help="what the hours are like")
    asked.add_argument("--mutation", choices=MUTATIONS, default="none", help="what is wrong with the service")
    asked.add_argument("--also", choices=MUTATIONS, help="play the first night once more, with this wrong")
    asked.add_argument("--side-by-side", type=int, default=1, help="in how many processes; 0: one for each processor")
    asked.add_argument("--json", action="store_true", help="say what came of each night as a line of JSON")
    asked.add_argument("--log", default="off", help="what the service says about itself: off, warning, info")
    said = asked.parse_args()
    if said.nights is None:  # fewer hours than one night has make one short night
        said.each = min(said.each, said.hours)
    nights = said.nights or max(1, round(said.hours / said.each))
    wrong, sums = 0, dict.fromkeys(SUMS, 0)
    asked_for = Asked(each=said.each, mutation=said.mutation, sky=said.sky, log=said.log)
    nights_of = played(asked_for, range(said.seed, said.seed + nights), said.side_by_side or os.cpu_count() or 1)
    once_more = played(replace(asked_for, mutation=said.also), range(said.seed, said.seed + 1), 1) if said.also else ()
    for night in chain(nights_of, once_more):
        wrong += night["wrong"] is not None
        sums = {name: sums[name] + night[name] for name in SUMS}
        if said.json:
            print(json.dumps(night), flush=True)
        elif night["wrong"] is not None:
            print(f"night {night['seed']} ({said.each:g} h): {night['wrong']}", *night["trace"], sep="\n  ")
            again = f"python -m nights --seed {night['seed']} --each {said.each:g} --sky {said.sky} --nights 1"
            print(f"  again: {again}", flush=True)
        else:
            told = ", ".join(f"{night[name]} {name}" for name in SUMS)
            print(f"night {night['seed']}: {told}; {night['cpu_s']:.1f} CPU s", flush=True)
    total = ", ".join(f"{count} {name}" for name, count in sums.items())
    print(f"{nights} nights of {said.each:g} h: {wrong or 'nothing'} wrong; {total}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
