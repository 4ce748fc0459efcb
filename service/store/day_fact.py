"""What is said of somebody for a day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class DayFact:
    """What is said of somebody: `absent` or `here` up to a day (included); None takes back what was said before."""

    person: str
    fact: str | None
    until: date | None = None
    """The last day on which it holds; None: the day of saying only."""
