"""`python -m nights`: play nights one after the other, each from a seed of its own.

python -m nights --seed 7 --hours 1000      a thousand hours, in nights of two
python -m nights --seed 12 --nights 1       one night again, as it was
"""

import argparse
import json
import logging
import os
import sys
from dataclasses import asdict

HASHES = {"PYTHONHASHSEED": "0"}
"""Sets of words are gone through in the order of their hashes: without this a seed would not say everything."""


def main() -> int:
    """Play, say what was found, and return 1 where anything was."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(  # noqa: S606 - this very program, with the order of sets fixed
            sys.executable, [sys.executable, "-m", "nights", *sys.argv[1:]], {**os.environ, **HASHES}
        )
    from nights.mutation import MUTATIONS  # noqa: PLC0415 - only the process that plays pays for it
    from nights.night import play  # noqa: PLC0415

    asked = argparse.ArgumentParser(prog="nights", description="Play nights on a virtual clock.")
    asked.add_argument("--seed", type=int, default=1, help="the seed of the first night; the next one has the next")
    asked.add_argument("--hours", type=float, default=10.0, help="how many hours together")
    asked.add_argument("--each", type=float, default=2.0, help="how many hours each night has")
    asked.add_argument("--nights", type=int, help="how many nights; --hours says nothing then")
    asked.add_argument("--mutation", choices=MUTATIONS, default="none", help="what is wrong with the service")
    asked.add_argument("--json", action="store_true", help="say what came of each night as a line of JSON")
    asked.add_argument("--log", default="off", help="what the service says about itself: off, warning, info")
    said = asked.parse_args()
    logging.basicConfig(level=logging.CRITICAL + 1 if said.log == "off" else said.log.upper())
    if said.nights is None:  # fewer hours than one night has make one short night
        said.each = min(said.each, said.hours)
    nights = said.nights or max(1, round(said.hours / said.each))
    wrong = 0
    for number in range(nights):
        verdict = play(said.seed + number, said.each, MUTATIONS[said.mutation])
        wrong += verdict.wrong is not None
        if said.json:
            print(json.dumps(asdict(verdict)), flush=True)
        elif verdict.wrong is not None:
            print(verdict.told())
            print(f"  again: python -m nights --seed {verdict.seed} --each {said.each} --nights 1", flush=True)
        else:
            print(
                f"night {verdict.seed}: {verdict.presses} presses, {verdict.entries} entries, {verdict.faults} faults, "
                f"{verdict.lives} lives, {verdict.compared} boards compared",
                flush=True,
            )
    print(f"{nights} nights of {said.each:g} h: {wrong or 'nothing'} wrong", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
