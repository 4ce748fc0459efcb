"""A node's clock: seconds of the virtual loop, and a wall clock that may be wrong."""

from datetime import UTC, datetime, timedelta

from nights.loop import VirtualLoop

BEGINS = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""A Monday, an hour before the invented office opens."""


class NightClock:
    """A `service.clock.Clock`."""

    def __init__(self, loop: VirtualLoop, begins: datetime = BEGINS) -> None:
        self._loop = loop
        self._begins = begins
        self.wrong_by = timedelta(0)

    def now(self) -> datetime:
        """Return what the node takes for the time."""
        return self._begins + timedelta(seconds=self._loop.time()) + self.wrong_by

    def monotonic(self) -> float:
        """Return seconds that no jump moves."""
        return self._loop.time()
