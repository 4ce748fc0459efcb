"""One figure with what it was measured beside, and how figures become a table. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.figures import spread

Values = Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What one side came to under one load."""

    section: str
    """W1 … W8, or the name of another part of the page."""
    what: str
    side: str
    """Who did it: trygg with a database, the floor, or what a user would take instead."""
    values: Values = field(default_factory=dict)
    """Name with its unit → figure, as `{"p50 ms": 1.2}`."""
    aim: str = ""
    met: bool | None = None
    """Whether this run has met the aim; None where there is none."""

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)


def from_json(kept: Mapping[str, Any]) -> Measured:
    """Return what was kept."""
    return Measured(**kept)


def times(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return how times are spread, or nothing where there are none."""
    if not milliseconds:
        return {}
    found = spread(milliseconds)
    return {"p50 ms": found.p50, "p99 ms": found.p99, "max ms": found.most}


def told(values: Values) -> str:
    """Return figures as one line: `p50 1.2 ms · lost 0`."""
    return " · ".join(_one(name, value) for name, value in values.items())


def _one(name: str, value: float) -> str:
    word, _, unit = name.rpartition(" ")
    if unit not in _UNITS:
        return f"{name} {_figure(value)}"
    return f"{word} {_figure(value)} {unit}".strip()


_UNITS = ("ms", "s", "MB", "kB", "µs", "%", "/s")


def _figure(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"


def line(one: Measured) -> str:
    """Return one figure for the terminal."""
    met = "" if one.met is None else "  met" if one.met else "  NOT MET"
    return f"{one.section:<8} {one.what:<64} {one.side:<20} {told(one.values)}{met}"


def rows(measured: Iterable[Measured]) -> list[str]:
    """Return figures as the rows of a table, the aim in the last column."""
    found = ["| what | side | figures | asked for |", "| --- | --- | --- | --- |"]
    for one in measured:
        aim = one.aim + ("" if one.met is None else ": met" if one.met else ": **not met**")
        found.append(f"| {one.what} | {one.side} | {told(one.values)} | {aim} |")
    return found
