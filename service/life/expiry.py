"""How long a version holds, and the reminders that climb before its last day. Pure: the day is an argument."""

from calendar import monthrange
from datetime import date
from typing import Final

MOST_MONTHS: Final = 12
"""A plan that nobody has looked through for longer is not believed any more."""

REMINDERS: Final = (60, 30, 14, 7, 1)
"""Days before the last day on which the reminder climbs a step; after it there is the fault."""

ON_SCREENS: Final = 7
"""The reminder from which on every screen of the office shows it; the earlier ones stand on the plan's page."""


def last_day(begins: date, written: date | None) -> date:
    """Return the last day of a version that begins on a day: twelve months on, or earlier where its document says so.

    What a document says is kept even when that day is past: then it is expired from the beginning.
    """
    months = begins.month - 1 + MOST_MONTHS
    year, month = begins.year + months // 12, months % 12 + 1
    latest = date(year, month, min(begins.day, monthrange(year, month)[1]))
    return latest if written is None else min(latest, written)


def reminder(expires: date, today: date) -> int | None:
    """Return which reminder is due: the smallest of `REMINDERS` that is reached, 0 when expired, None before all."""
    left = (expires - today).days
    if left < 0:
        return 0
    reached = [days for days in REMINDERS if left <= days]
    return min(reached, default=None)
