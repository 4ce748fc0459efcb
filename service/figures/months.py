"""What many alarms add up to: sums of a month, answer times, and zones."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """The alarms of one office, month and mode, added up."""

    office: str
    month: str
    """Like `2026-11`, in UTC."""
    mode: str
    alarms: int
    """Closings are none of them: nobody pressed."""
    presses: int
    mistakes: int
    answered: int
    missed: int
    exhausted: int
    police: int
    police_answered: int
    guard_called: int
    guard_on_site: int
    guard_first: int
    colleague_first: int
    outside_first: int
    closings: int
    shut: int
    """Seconds for which the office was closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """How soon the first answer came in one office: half of the alarms within `half`, 95 of 100 within `most` (ms)."""

    office: str
    month: str
    answered: int
    half: int
    most: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """The real alarms of one zone."""

    zone: str | None
    alarms: int
    mistakes: int


def percentiles(ordered: Sequence[int]) -> tuple[int, int]:
    """Return within what half of the values are, and 95 of 100; they are in order, and there is at least one."""
    count = len(ordered)
    return ordered[(count + 1) // 2 - 1], ordered[(count * 95 + 99) // 100 - 1]


def months_between(since: str, until: str) -> tuple[str, ...]:
    """Return the months from one (included) to another (excluded), each like `2026-11`."""
    year, month = int(since[:4]), int(since[5:])
    found: list[str] = []
    while (one := f"{year:04}-{month:02}") < until:
        found.append(one)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)


def month_before(month: str, count: int) -> str:
    """Return the month so many months before another one (after it, for a negative count)."""
    whole = int(month[:4]) * 12 + int(month[5:]) - 1 - count
    return f"{whole // 12:04}-{whole % 12 + 1:02}"
