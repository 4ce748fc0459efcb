"""Figures as a table for the terminal and as a page for the docs. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from bench.figures import Presses, Spread, spread
from bench.picture import bars
from bench.run import Result, Scenario

_COLUMNS = (
    "screens",
    "load",
    "side",
    "first p50",
    "p99",
    "last p50",
    "p90",
    "p99",
    "max",
    "recorded p50",
    "p99",
    "max",
)


def table(results: Iterable[Result], *, heading: bool = True) -> str:
    """Return the figures as aligned text, one line per side; times in milliseconds."""
    lines = [_aligned(_COLUMNS)] if heading else []
    for result in results:
        lines += [_aligned(_cells(result.scenario, name, side)) for name, side in result.sides.items()]
        lines.append(f"{'':>27}  {_verdict(result)}")
    return "\n".join(lines)


def _aligned(cells: Sequence[str]) -> str:
    widths = (7, 16, 8, 10, 8, 9, 8, 8, 8, 13, 8, 8)
    return " ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _cells(scenario: Scenario, name: str, side: Presses) -> list[str]:
    first, last, recorded = (_spread(times) for times in (side.first, side.last, side.recorded_last))
    return [
        str(scenario.screens),
        _load(scenario),
        name,
        *_times(first, "p50", "p99"),
        *_times(last, "p50", "p90", "p99", "most"),
        *_times(recorded, "p50", "p99", "most"),
    ]


def _load(scenario: Scenario) -> str:
    return f"{scenario.load.name}{', stalled' if scenario.stall_s else ''}"


def _spread(times: Sequence[float]) -> Spread | None:
    return spread(times) if times else None


def _times(found: Spread | None, *which: str) -> list[str]:
    return [f"{getattr(found, one):.1f}" if found else "–" for one in which]


def _verdict(result: Result) -> str:
    trygg, floor = result.sides["trygg"], result.sides["floor"]
    said = []
    for name, side in result.sides.items():
        if side.lost or side.doubled or side.gaps or side.trouble:
            counts = f"lost {side.lost}, doubled {side.doubled}, out of order {side.gaps}"
            said.append(f"{name.upper()}: {counts} {'; '.join(side.trouble[:3])}")
    if not trygg.last or not floor.last:
        return ", ".join([*said, "no figures"])
    ours, theirs = spread(trygg.last), spread(floor.last)
    said.append(f"last screen, p99: {ours.p99 / theirs.p99:.2f} times the bare broker's")
    said.append(f"p50: {ours.p50 / theirs.p50:.2f} times")
    if trygg.recorded_last:
        later = spread(trygg.recorded_last).p50 - ours.p50
        said.append(f"recorded {later:.1f} ms later at p50")
    said += [_beside(name, result.sides[name], ours) for name in ("postgres", "node-red") if name in result.sides]
    return ", ".join(said)


def _beside(name: str, side: Presses, ours: Spread) -> str:
    """Say how another side compares: Trygg on PostgreSQL with it on SQLite, which with what one would take instead."""
    if not side.last:
        return f"{name}: no figures"
    theirs = spread(side.last)
    if name == "postgres":
        later = f", recorded {spread(side.recorded_last).p50 - theirs.p50:.1f} ms later" if side.recorded_last else ""
        return f"on PostgreSQL p99 {theirs.p99 / ours.p99:.2f} times that on SQLite{later}"
    return f"p99 {ours.p99 / theirs.p99:.2f} times Node-RED's, p50 {ours.p50 / theirs.p50:.2f} times"


def page(results: Sequence[Result], about: dict[str, Any]) -> str:
    """Return docs/reference/speed.md."""
    rows = [_row(_cells(result.scenario, name, side)) for result in results for name, side in result.sides.items()]
    verdicts = [
        f"- {r.scenario.screens} screen{'s' * (r.scenario.screens > 1)}, {_load(r.scenario)}: {_verdict(r)}."
        for r in results
    ]
    facts = "\n".join(f"- {key}: {value}" for key, value in about.items())
    return _PAGE.format(
        facts=facts,
        heading=_row(_COLUMNS),
        rule=_row(["---"] * len(_COLUMNS)),
        rows="\n".join(rows),
        verdicts="\n".join(verdicts),
    )


def press_picture(results: Sequence[Result]) -> str:
    """Return how long presses took to the last screen, as a picture: what the slowest in a hundred took."""
    groups = [
        (
            f"{result.scenario.screens} screen{'s' * (result.scenario.screens > 1)}, {_load(result.scenario)}",
            {SIDES[name]: spread(side.last).p99 for name, side in result.sides.items() if side.last},
        )
        for result in results
        if not result.scenario.stall_s and result.scenario.load.name != "1/s"
    ]
    tells = "; ".join(
        f"{what}: " + ", ".join(f"{side} {value:.1f} ms" for side, value in found.items()) for what, found in groups
    )
    title = "A press until the last screen has seen it, the slowest in a hundred"
    return bars(title, tells, groups, sides=tuple(SIDES.values()), unit="ms")


SIDES: Final = {
    "trygg": "Trygg, SQLite",
    "postgres": "Trygg, PostgreSQL",
    "floor": "bare mosquitto",
    "node-red": "Node-RED",
}


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


_PAGE = """\
# Speed: one press, to the last screen

Written by `make bench ARGS=--publish`; change `tests/bench/report.py` instead of this page.

## What is compared

A publisher presses over MQTT (QoS 1). **trygg** is the service as it is delivered: `trygg serve` with SQLite, and
mosquitto with the configuration that Trygg writes for it. **postgres** is Trygg with a PostgreSQL of its own (fsync
on; run in: the first files of its log are there, as on a server that has run for a day). **floor** is a bare mosquitto:
the same publisher, and as many subscribers on its own WebSocket listener, without any logic, record or disk.
**node-red** is what somebody would take instead: Node-RED behind a bare mosquitto, each message appended to a file and
then sent to every WebSocket; it calls nobody and waits for no disk. All run at the same time and take turns; one
program receives for all, stamps what arrives, and reads it when nothing arrives.

![Milliseconds to the last screen, by side](../pictures/speed-press.svg)

- *first*, *last*: milliseconds from the press to the first and to the last screen that has **seen** it.
- *recorded*: milliseconds from the press until the last screen has its **durable entry**: chained and committed.
- *stalled*: every commit waits 700 ms for the disk (SQLite).
- At 1/s each side is pressed thirty times, so that there its p99 is the slowest press of all.
- *disk*: a bare transaction of SQLite with 16 kB, which is about what a press writes, and nothing else around it.
- Each press is of another pendant, so each raises an alarm and calls people. Between blocks of presses all are closed.

## Figures

{facts}

{heading}
{rule}
{rows}

{verdicts}

Aimed for, to the last screen that has seen it: with 500 screens a p99 of at most 1.0 times the bare broker's at 20/s,
and of a quarter of it for 200 at once; 1.5 times with 50 screens, twice with one; the durable entry 2 ms later at p50.
The lines above say which of these this run has met, and which not.

Every screen is asked for every press and for every position in between. Where nothing is said about it, nothing was
lost, doubled or out of order.

## Where the time goes

With one screen, of the millisecond between a press and its being seen, on the machine above while nothing else ran:

| µs | what |
|---|---|
| 210 | from the publisher through the broker to the service |
| 220 | reading MQTT from the socket |
| 300 | understanding it: topic, JSON, device, place, alarm id (17 when many come at once and the processor is warm) |
| 60 | rendering, encoding and framing it, once for all screens of an audience |
| 60 | waiting for the end of the loop's turn, so that what comes together leaves together |
| 210 | the write, and waking the screen |

- **Each further screen** costs 12 to 15 µs, nearly all of it the kernel's: one write, one reader woken. A bare broker
  pays the same, and pays it for each message; Trygg pays it once for all that came in one turn of the loop. That is why
  200 presses at once are on 500 screens in the time of a few.
- **Below the WebSocket API.** Through the public API (one `send` for each message and connection, awaited) the last of
  500 screens has seen a press after 40 ms instead of 8.6, and 200 at once after 1,050 ms instead of 32; a press costs
  51 ms of processor time instead of 15. So frames that are built once are written below it, in `service/live/wire.py`.
- **All screens for which nothing waits are written to in one go**, without a line of Python between two of them. At
  each such line the record's thread might have its turn of half a millisecond: beside a thread that computes half of
  the time, the last of 500 had its bytes after 8.2 ms instead of 5.7, and on PostgreSQL a press was on 500 screens 1.4
  times as late as on SQLite.
- **The loop** is uvloop: asyncio's own takes 9.4 ms instead of 8.2 for the last of 500 screens, and with one screen it
  takes 1.6 to 3.3 ms for the slowest press in a hundred, instead of 1.2 to 1.6.
- **Pauses of the interpreter itself** were the slowest presses: one full garbage collection looks through 200,000
  objects for 130 ms, in whichever thread it falls due. `service/live/pauses.py` takes what exists at the start out of
  it: p99 for the last of 500 screens fell from 40–90 ms to 12.
- **The record** comes 4.7 to 5.7 ms after the screens with the example's plan: 2.8 to 3.3 ms of processor time to look
  up, decide and write in the writer's thread (0.4 who is called, 0.4 to 0.7 what happens, 1.2 to 1.6 to chain and write
  five entries, an alarm, a deadline and the deliveries), 1.0 to 1.2 ms until the disk has it, 0.1 to get there, and 0.6
  until the loop has told everybody else who listens and writes to the screens. So 2 ms are not to be had with this
  plan: the disk and the two threads alone are 1.8. With the small plan of an earlier profile it was 2.8 ms. *Recorded*
  at 500 screens has a second round to all of them in it. A disk that stalls delays *recorded*, and nothing else.
- **Trygg's own broker saves itself after every change**, which the bare one does not: about 1 ms at p50 and several at
  p99 on two cores that also hold the receiver of 500 screens.

## Again

```
make bench                    # this part: about thirteen minutes
make bench ARGS=--quick       # a minute, to see that it works
make bench ARGS=--publish     # this part, and its place on this page
make bench ARGS="--page FILE" # the same from figures that were kept
make bench ARGS="all --publish" # every part of this page, one after the other, with its pictures
```

The figures of one run can be compared with each other; those of two machines, or of a machine that is busy, cannot.
"""
