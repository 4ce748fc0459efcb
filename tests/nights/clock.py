"""A node's clock: seconds of the virtual loop, and a wall clock that may be wrong."""

from datetime import UTC, datetime, timedelta
from typing import Final

from nights.loop import VirtualLoop

BEGINS: Final = (
    datetime(2026, 11, 23, 6, 30, tzinfo=UTC),
    datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    datetime(2026, 11, 27, 11, 0, tzinfo=UTC),
    datetime(2026, 10, 24, 21, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 20, 0, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 0, tzinfo=UTC),
)
"""When nights begin: half an hour before the invented office opens, while it is open, before the weekend, before the
hour that comes twice, at New Year, and before the hour that there is not."""


class NightClock:
    """A `service.clock.Clock`."""

    def __init__(self, loop: VirtualLoop, begins: datetime) -> None:
        self._loop = loop
        self._begins = begins
        self._wrong_by = timedelta(0)
        self._ever = {self._wrong_by}
        """Everything that it was ever wrong by."""

    @property
    def wrong_by(self) -> timedelta:
        """By how much it is wrong; whoever sets this lets it jump."""
        return self._wrong_by

    @wrong_by.setter
    def wrong_by(self, by: timedelta) -> None:
        self._wrong_by = by
        self._ever.add(by)

    def said(self, instant: datetime) -> list[float]:
        """Return at which seconds of the loop it said an instant, or would have without its jumps since."""
        return sorted((instant - self._begins - by).total_seconds() for by in self._ever)

    def now(self) -> datetime:
        """Return what the node takes for the time."""
        return self._begins + timedelta(seconds=self._loop.time()) + self.wrong_by

    def monotonic(self) -> float:
        """Return seconds that no jump moves."""
        return self._loop.time()

    def boot(self) -> str:
        """Return what names the machine's start: only the service on it ends, and begins anew."""
        return "the machine of a night"
