"""The only place that asks the system for the time."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is, asked in two ways that must never be mixed."""

    def now(self) -> datetime:
        """The wall clock as an aware UTC instant: it places entries, and it may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start that never go back: they count deadlines."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the wall clock as an aware UTC instant."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()
