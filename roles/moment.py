"""What a wall clock shows → the instant it means, in a time zone whose clock jumps twice a year."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def instant_of(at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the instant, in UTC, at which clocks in a zone show a date and time; None when they never do.

    In the night the clock is put forward it skips an hour: nothing can be meant by it. In the night it is put back it
    shows an hour twice: the first one is meant. A time that says its own offset means that instant.
    """
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    found = at.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return found if found.astimezone(zone).replace(tzinfo=None) == at.replace(fold=0) else None
