"""What Trygg does while something is broken, as a page: from the figures that the chaos tests have kept.

`make bench ARGS="broken FILE"` writes it; FILE is what TRYGG_FIGURES named while the tests ran.
"""

import argparse
import json
import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "reference" / "working-while-broken.md"
CHAOS: Final = "tests/chaos"


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One thing that breaks."""

    name: str
    """As its test tells it."""
    checked: str
    test: str
    """The file, below tests/chaos."""


SCENARIOS: Final = (
    Scenario(
        name="the database is gone for ten minutes",
        checked="PostgreSQL is ended in mid-alarm. Each press is on the screens, in the spool before its wearer feels "
        "`received`, and one entry afterwards; the screens say that nothing can be recorded and that deadlines wait; "
        "the plan climbs on when it is back, each step once; the chain verifies.",
        test="long/test_chaos_database_gone.py",
    ),
    Scenario(
        name="the database stalls or goes away",
        checked="Frozen, crashed, stopped, and stopped with the service killed meanwhile: the same.",
        test="test_chaos_store_away.py",
    ),
    Scenario(
        name="no file can grow",
        checked="As on a full disk, by a limit on the process: presses are in the spool, then in the record.",
        test="test_chaos_disk_full.py",
    ),
    Scenario(
        name="the disk is full",
        checked="A real small disk without a byte left, log and all: the same.",
        test="long/test_chaos_small_disk.py",
    ),
    Scenario(
        name="the broker is killed again and again",
        checked="Trygg's own broker dies by `kill -9` during presses: none that was told `received` is lost.",
        test="test_chaos_broker_killed.py",
    ),
    *(
        Scenario(name=f"the broker {way}", checked=checked, test="test_chaos_broker_troubles.py")
        for way, checked in (
            ("is killed", "It is said, the node is not ready; presses made meanwhile come in once."),
            ("is started again", "The same, ended in order."),
            (
                "hangs",
                "It takes connections and answers nobody: the own press that does not come through says so. The "
                "oftener it hung within an hour, the more own presses, a second apart, have to come through before it "
                "is believed again: up to 64.",
            ),
            (
                "is replaced by an empty one",
                "No session, no queue, nothing kept: the node subscribes anew, and its own kept word is there again.",
            ),
        )
    ),
    Scenario(
        name="cables are cut",
        checked="Three nodes in networks of their own: pulled, swallowing one way or both, hung, dead. Each press is "
        "one alarm on every screen that can be reached, each step taken once.",
        test="long/test_chaos_cut_cables.py",
    ),
    Scenario(
        name="the clock jumps by an hour",
        checked="Forth and back, with alarms open: the jump takes no step of minutes, steps of seconds climb on, no "
        "entry lies before its alarm, the jump is said.",
        test="test_chaos_clock_jumps.py",
    ),
    Scenario(
        name="the event loop stands still for three seconds",
        checked="A press meanwhile is on the screens when it turns again, and for how long it stood is said.",
        test="test_chaos_loop_blocked.py",
    ),
    Scenario(
        name="the service is killed",
        checked="`kill -9` at any moment during presses: what was told or acknowledged is in the record or the spool, "
        "once, and no deadline is forgotten.",
        test="test_chaos_service_killed.py",
    ),
    Scenario(
        name="one of two nodes is killed",
        checked="The other one takes every step, once, without a gap.",
        test="test_chaos_two_nodes.py",
    ),
    Scenario(
        name="kill -9 of any process",
        checked="Two nodes, the broker, every process of the database's server, at random moments: nothing "
        "acknowledged lost, nothing doubled, no step left out.",
        test="long/test_chaos_everything_killed.py",
    ),
    Scenario(
        name="the service is killed while it calls",
        checked="With a receiver that stumbles: each call goes out under its one key, and none stays half sent.",
        test="test_chaos_notices.py",
    ),
    Scenario(
        name="the service is killed among undertakings",
        checked="Meetings overdue, drills, musters, and real presses in drills.",
        test="test_chaos_undertakings.py",
    ),
    Scenario(
        name="a screen on a bad line",
        checked="2 kB a second in a burst of alarms: the others hear each press at once; the slow one is cut off, "
        "which is said, and comes back with everything.",
        test="long/test_chaos_bad_line.py",
    ),
    *(
        Scenario(
            name=f"{count} screens come back at once",
            checked="The node is killed under them; in the storm of returning screens somebody presses. Each is told, "
            "each goes on where it was or gets a new board, none misses a position or hears one twice.",
            test="test_chaos_screens_return.py",
        )
        for count in (100, 1000)
    ),
    Scenario(
        name="flood of presses and of heartbeats",
        checked="One pendant says 500 presses a second under new names, another 500 heartbeats. Real presses of others "
        "come through; of the flood few presses have an entry, and it is said.",
        test="test_chaos_flood.py",
    ),
)

Line = Mapping[str, Any]


def lines_of(text: str) -> dict[str, Line]:
    """Return what was told last of each scenario.

    Raises:
        ValueError: a scenario is not in SCENARIOS, and so would be on no page.
    """
    told: dict[str, Line] = {line["scenario"]: line for line in map(json.loads, text.splitlines())}
    if unknown := told.keys() - {one.name for one in SCENARIOS}:
        raise ValueError(f"{', '.join(sorted(unknown))}: write down in tests/bench/broken.py what is checked there")
    return told


def figures(told: Mapping[str, Any]) -> str:
    """Return figures as a person reads them: a spread as one, with its unit.

    `{"shown_p50_ms": 1, "shown_p99_ms": 2, "shown_max_ms": 3, "shown_n": 4, "kills": 5}` is
    "shown 1 / 2 / 3 ms (4 times), kills 5".
    """
    said = []
    for name, value in told.items():
        stem = name.removesuffix("_p50_ms")
        if stem != name:
            spread = " / ".join(str(told[f"{stem}_{which}_ms"]) for which in ("p50", "p99", "max"))
            said.append(f"{_words(stem)} {spread} ms ({told[f'{stem}_n']} times)")
        elif not any(f"{name.rpartition(end)[0]}_p50_ms" in told for end in ("_p99_ms", "_max_ms", "_n")):
            unit = name[-2:] if name.endswith("_s") else ""
            said.append(f"{_words(name.removesuffix('_s'))} {value}{' s' if unit else ''}")
    return ", ".join(said)


def _words(name: str) -> str:
    return name.replace("_", " ")


def page(told: Mapping[str, Line], machine: str, *, before: str = "") -> str:
    """Return docs/reference/working-while-broken.md; what was not told now keeps the figures it had there before."""
    return _PAGE.format(machine=machine, rows="\n".join(_rows(SCENARIOS, told, before)))


def _rows(scenarios: Sequence[Scenario], told: Mapping[str, Line], before: str) -> Iterable[str]:
    had = dict(re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \| `", before, re.MULTILINE))
    for one in scenarios:
        measured = had.get(one.name, "none kept")
        if line := told.get(one.name):
            measured = f"{figures(line['figures'])} ({line['at']}, load {line['load']})"
        yield f"| {one.name} | {one.checked} | {measured} | `{CHAOS}/{one.test}` |"


def main(arguments: Sequence[str]) -> int:
    """Write the page from a file of figures."""
    parser = argparse.ArgumentParser(prog='make bench ARGS="broken FILE"', description=__doc__)
    parser.add_argument("file", type=Path, help="what TRYGG_FIGURES named")
    told = lines_of((ROOT / parser.parse_args(arguments).file).read_text(encoding="utf-8"))
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    PAGE.write_text(page(told, machine, before=PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"page: {PAGE}")
    return 0


_PAGE: Final = """\
# Working while broken

Written by `make bench ARGS="broken FILE"`; change `tests/bench/broken.py` instead of this page.

What Trygg does while a part of it, or of what it needs, is broken: each line is an automatic test with real parts (real
mosquitto, real PostgreSQL and SQLite, real processes), seeded. Nothing fails because a machine is slow: figures are no
checks. What is checked stands in the second column.

Figures are of the run whose day stands behind them, on {machine}. A load above the number of cores says that the
machine had other work, and its figures are worse than an idle one's. Three numbers are p50, p99 and the largest, in
milliseconds: *shown*, *told* and *recorded* are from a press to the screens, to its wearer's answer and to the record.

| what breaks | what is checked | figures | test |
| --- | --- | --- | --- |
{rows}

## Again

A small seeded part of what is not in `tests/chaos/long` runs in every `make test`. The long run is `make chaos`; it
says its seed, and `make chaos SEED=… ROUNDS=…` repeats it. It keeps its figures in `.cache/chaos/figures.jsonl`, from
which `make bench ARGS="broken .cache/chaos/figures.jsonl"` writes this page. One file alone, after `make venv`:

```
export TRYGG_FIGURES=figures.jsonl
.venv/bin/python -m pytest -q -s --chaos-seed=1 --chaos-rounds=20 tests/chaos/test_chaos_flood.py
```

`TRYGG_CHAOS_AWAY_S` says for how many seconds the database is gone (600). Cables, small disks and networks take root.
"""
