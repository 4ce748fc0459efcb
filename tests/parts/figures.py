"""What a scenario measured: printed, and kept as one line of JSON in the file that TRYGG_FIGURES names.

Figures are no checks: no test fails because of them. `python -m broken FILE` in the folder tests makes the page
docs/reference/working-while-broken.md of such a file.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from service.clock import SystemClock

FILE: Final = "TRYGG_FIGURES"
"""The environment variable with the file's path; without it figures are only printed."""

Figure = float | int | str


def tell(scenario: str, **figures: Figure) -> None:
    """Print what was measured in a scenario, and add it to the file where one is named.

    Args:
        scenario: its name on the page, the same in every run.
        figures: what was measured; names end in their unit (`_s`, `_ms`) where it is one.
    """
    rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()}
    print(f"{scenario}: " + ", ".join(f"{name} {value}" for name, value in rounded.items()))  # noqa: T201 - read by people
    if named := os.environ.get(FILE):
        line = {
            "scenario": scenario,
            "test": os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0],
            "at": f"{SystemClock().now():%Y-%m-%d %H:%M}",
            "load": round(os.getloadavg()[0], 1),
            "figures": rounded,
        }
        with Path(named).open("a", encoding="utf-8") as file:  # one short write: processes beside each other may add
            file.write(json.dumps(line) + "\n")


def spread(name: str, times_s: Sequence[float]) -> dict[str, Figure]:
    """Return how times (in seconds) are spread, in milliseconds: p50, p99 and max, and of how many; nothing of none."""
    if not times_s:
        return {}
    ordered = sorted(times_s)

    def at(percent: int) -> float:
        return ordered[min(len(ordered) - 1, -(-len(ordered) * percent // 100) - 1)] * 1_000

    p50, p99, most = round(at(50), 1), round(at(99), 1), round(ordered[-1] * 1_000, 1)
    return {f"{name}_p50_ms": p50, f"{name}_p99_ms": p99, f"{name}_max_ms": most, f"{name}_n": len(ordered)}
