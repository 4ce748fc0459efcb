"""How often an office drills, as its plan says it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

MONTHS_OF: Final = {"monthly": 1, "quarterly": 3, "yearly": 12}
"""The words that stand for so many months."""

POSSIBLE: Final = range(1, 121)
"""So many months can lie between two drills."""

SELDOM: Final = 12
"""A whole drill that comes less often than every so many months is no practice any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cadence:
    """At least every so many months a whole drill, and a drill of two minutes; None where the plan asks for none."""

    whole: int | None = None
    micro: int | None = None


def months_after(day: date, months: int) -> date:
    """Return the day so many months later; the month's last one where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))
