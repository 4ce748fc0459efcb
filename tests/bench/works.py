"""The same work for every side (W2 to W8), and growth: `make bench ARGS=works`, `ARGS=growth`; each also by itself."""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from bench import beats, growth, http_press, killed, lateness, reconnect
from bench.measured import Measured, from_json, line, rows
from bench.part import parser_of, print_facts, publish, with_note
from bench.picture import Group, bars
from service.live.pauses import shorten_pauses

Told = Callable[[Measured], None]
About = Callable[[float], dict[str, str]]

WORKS: Final[Mapping[str, tuple[Callable[..., None], Mapping[str, float]]]] = {
    "http": (http_press.measure, {"turns": 3, "rounds": 100}),
    "killed": (killed.measure, {"turns": 1, "outage": 1_500}),
    "beats": (beats.measure, {"for_s": 10, "turns": 1}),
    "reconnect": (reconnect.measure, {"presses": 80}),
    "lateness": (lateness.measure, {"turns": 1}),
}
"""What can be measured by itself: its name → how, and with what when it has to be quick."""
MARKS: Final = {
    "works": "<!-- works: from here on written by `make bench ARGS='works --publish'` -->",
    "growth": "<!-- growth: from here on written by `make bench ARGS='growth --publish'` -->",
    "years": "<!-- years: from here on written by `make bench ARGS='years --publish'` -->",
}
MOST: Final = {"growth": 1_000_000, "years": 10_000_000}
SCREENS: Final = 2_000


def main(arguments: Sequence[str], page: Path, out: Path, about: About) -> int:
    """Measure, print each figure when it is there, keep all, and with --publish write them into the page."""
    options = _options(arguments)
    began = perf_counter()
    measured: list[Measured] = []

    def told(one: Measured) -> None:
        measured.append(one)
        print(line(one), flush=True)

    part = options.part
    if options.page:
        kept = json.loads(options.page.read_text())
        measured, facts = [from_json(one) for one in kept["measured"]], kept["about"]
    else:
        shorten_pauses()
        most = options.most or MOST.get(part, 0)
        if part == "growth":
            growth.measure(told, most=most, screens=options.screens)
        elif part == "years":
            growth.measure_years(told, most=most)
        else:
            for name in WORKS if part == "works" else [part]:
                measure, small = WORKS[name]
                measure(told, **(small if options.quick else {}))
        facts = with_note(options, about(perf_counter() - began))
        if options.quick:
            facts["kind"] = "quick: fewer rounds than a run for figures"
        out.mkdir(parents=True, exist_ok=True)
        kept_at = out / f"{part}-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
        kept_at.write_text(json.dumps({"about": facts, "measured": [one.as_json() for one in measured]}))
        print_facts({**facts, "figures": str(kept_at)})
    if options.publish or options.page:
        _publish(part, measured, facts, page)
    return 1 if any(one.met is False for one in measured) else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = parser_of("works", __doc__)
    parser.add_argument("part", choices=["works", "growth", "years", *WORKS])
    parser.add_argument("--quick", action="store_true", help="works: fewer rounds, to see that it works")
    parser.add_argument("--most", type=int, help="growth, years: how many entries at the most")
    parser.add_argument("--screens", type=int, default=SCREENS, help="growth: how many screens at the most")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the page from kept figures; measure nothing")
    return parser.parse_args(arguments)


def _publish(part: str, measured: Sequence[Measured], facts: Mapping[str, Any], page: Path) -> None:
    if part not in MARKS:
        print(f"{part} alone has no place on the page: `works` has")
        return
    pictures = page.parents[1] / "pictures"
    if part == "growth":
        (pictures / "speed-growth.svg").write_text(growth_picture(measured), encoding="utf-8")
    sections = {"works": works_section, "growth": growth_section, "years": years_section}
    publish(page, MARKS[part], sections[part](measured, facts))


def growth_picture(measured: Sequence[Measured]) -> str:
    """Return what a press takes of the processor as things grow, as a picture."""
    found: dict[str, dict[str, float]] = {}
    for one in measured:
        if "processor ms" in one.values:
            found.setdefault(_short(one.what), {})[one.side] = max(0.0, one.values["processor ms"])
    groups: list[Group] = list(found.items())
    tells = "; ".join(
        f"{what}: " + ", ".join(f"{side} {value:.1f} ms" for side, value in sides.items()) for what, sides in groups
    )
    title = "What a press takes of the processor, as the work grows"
    return bars(title, tells, groups, sides=growth.DATABASES, unit="ms, median; the database included")


def _short(what: str) -> str:
    return what.replace(" in the office's record", "").replace(" of the office, ", ", ").replace(" of the office", "")


def works_section(measured: Sequence[Measured], facts: Mapping[str, Any]) -> str:
    """Return the page's part about the same work."""
    lines = [
        "## The same work, beside others",
        "",
        _WORKS,
        "",
    ]
    for section, title in TITLES.items():
        mine = [one for one in measured if one.section == section]
        if mine:
            lines += [f"### {section}: {title}", "", *rows(mine), ""]
    return "\n".join(
        [
            *lines,
            *(f"- {key}: {value}" for key, value in facts.items()),
            "",
            "```",
            "make bench ARGS=works              # W2 to W8",
            f"make bench ARGS=…                  # one of them: {', '.join(WORKS)}",
            "make bench ARGS='works --publish'  # and this part of the page",
            "```",
        ]
    )


_WORKS: Final = """\
Trygg runs as it is delivered, behind the broker that it configures itself, once on SQLite and once on PostgreSQL
(run in, as above). *Node-RED* is MQTT (or HTTP) in → file → WebSocket out, its broker session kept under a name of its
own. Where a *floor* stands beside it, the same client asked it by turns: a server that appends to a file and waits for
the disk (W2, W3), a bare broker (W7), a bare timer of the event loop with a durable write (W8). W1 is the table above.
Where Node-RED could not be installed, its lines are missing."""

_GROWTH: Final = """\
One alarm at a time; each is ended before the next press. *seen* and *recorded* are milliseconds to the last of the
office's screens ({screens} where nothing else is said). *processor* is what a press took of a core, at the median, in
the node and in PostgreSQL's own processes (*of the database* is their share; SQLite works inside the node), with what
both take in the pauses before and after it taken away; where they did not come to rest it is left out. The years of
record are one real alarm, copied within the database with its own positions and its row of figures: right in form and
size, not in its hashes, which nothing measured here reads. Lists and pages are asked for over HTTP. *ready* is from
the start of the process, Python's own start and imports in it, until a press would go all the way; *processor* beside
it is what that took of a core, which says more on a busy machine."""

_YEARS: Final = """\
The same with very many entries in one office's record on SQLite, beside a thousand: a press, a start, the board, the
lists and an alarm's page. Ten million entries are what 300 offices with 15,000 pendants write in five years and a half;
here one office has them all."""

TITLES: Final = {
    "W2": "a press over HTTP, until it is stored and its first step decided",
    "W3": "the same press eight times at once",
    "W4": "kill -9 in a burst",
    "W5": "away for longer than the broker's queue",
    "W6": f"heartbeats of {beats.FLEET:,} devices",
    "W7": "screens that come back",
    "W8": "how late the next step is",
}


def growth_section(measured: Sequence[Measured], facts: Mapping[str, Any]) -> str:
    """Return the page's part about growth."""
    return "\n".join(
        [
            "## As the work grows",
            "",
            "![What a press takes of the processor as offices, entries, open alarms and screens grow]"
            "(../pictures/speed-growth.svg)",
            "",
            _GROWTH.format(screens=growth.SCREENS),
            "",
            *rows(measured),
            "",
            *(f"- {key}: {value}" for key, value in facts.items()),
            "",
            "```",
            "make bench ARGS=growth                          # up to a million entries",
            "make bench ARGS='growth --publish'              # and this part of the page, with its picture",
            "```",
        ]
    )


def years_section(measured: Sequence[Measured], facts: Mapping[str, Any]) -> str:
    """Return the page's part about decades of record."""
    return "\n".join(
        [
            "## Decades of record",
            "",
            _YEARS,
            "",
            *rows(measured),
            "",
            *(f"- {key}: {value}" for key, value in facts.items()),
            "",
            "```",
            "make bench ARGS=years                   # ten million entries on SQLite: 25 GB of disk for a while",
            "make bench ARGS='years --most 30000000' # or more",
            "make bench ARGS='years --publish'       # and this part of the page",
            "```",
        ]
    )
