"""From moments to figures. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Told = tuple[int, int, int, int]
"""First and last arrival in nanoseconds, on how many screens, and on how many more than once."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How a time is spread over presses, in milliseconds."""

    p50: float
    p90: float
    p99: float
    most: float


@dataclass(kw_only=True)
class Presses:
    """What became of the presses of one side under one load."""

    screens: int
    first: list[float] = field(default_factory=list)
    """Milliseconds from the press to the first screen that has seen it."""
    last: list[float] = field(default_factory=list)
    recorded_first: list[float] = field(default_factory=list)
    recorded_last: list[float] = field(default_factory=list)
    lost: int = 0
    """Presses (seen or recorded) that did not reach a screen, counted per screen."""
    doubled: int = 0
    """Presses that reached a screen twice as the same kind of news."""
    gaps: int = 0
    """Entries whose position was not the one after the last, counted per screen."""
    trouble: list[str] = field(default_factory=list)

    def add(self, pressed: Sequence[int], found: Mapping[str, Any]) -> None:
        """Take in one block of presses and what the screens had of them."""
        self._add(pressed, found["seen"], self.first, self.last)
        if "recorded" in found:
            self._add(pressed, found["recorded"], self.recorded_first, self.recorded_last)
        self.gaps = found["gaps"]
        self.trouble = found["lost"]
        self.lost += (self.screens - found["screens"]) * len(pressed)

    def _add(self, pressed: Sequence[int], told: Iterable[Told], first: list[float], last: list[float]) -> None:
        for at, (earliest, latest, screens, again) in zip(pressed, told, strict=True):
            self.lost += self.screens - screens
            self.doubled += again
            if screens:
                first.append((earliest - at) / 1e6)
                last.append((latest - at) / 1e6)

    def as_json(self) -> dict[str, Any]:
        """Return the figures, and every single time behind them."""
        spreads = {
            name: asdict(spread(times)) if (times := getattr(self, name)) else None
            for name in ("first", "last", "recorded_first", "recorded_last")
        }
        counts = {name: getattr(self, name) for name in ("screens", "lost", "doubled", "gaps", "trouble")}
        times = {
            name: [round(t, 3) for t in getattr(self, name)]
            for name in ("first", "last", "recorded_first", "recorded_last")
        }
        return {**counts, "presses": len(self.last), "ms": spreads, "times_ms": times}


def spread(times: Sequence[float]) -> Spread:
    """Return how times are spread: the smallest time that so many percent do not exceed."""
    ordered = sorted(times)

    def at(percent: int) -> float:
        return ordered[min(len(ordered) - 1, -(-len(ordered) * percent // 100) - 1)]

    return Spread(p50=at(50), p90=at(90), p99=at(99), most=ordered[-1])
