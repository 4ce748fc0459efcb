"""By which clock an alarm goes on behind a jump of the wall clock: by the one that its deadlines were set by."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from service.alarm.alarm import Alarm
from service.clock import Clock

NOTICEABLE: Final = timedelta(seconds=2)
"""A jump of the wall clock that is told; what it is off by less, every alarm goes by it."""

_AT_ONCE: Final = timedelta(seconds=1)
_NO_TIME: Final = timedelta(0)


class OwnTime:
    """Says what time it is for an alarm, and when something happened in it.

    Instants by two clocks in one alarm would put its steps off, or bring everything with the next one that is due
    within the jump between them.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin with the wall clock's for all."""
        self._clock = clock
        self.counted: Callable[[str], datetime | None] = lambda _alarm: None
        """What time it is by the clock that set a deadline of this alarm or undertaking; None where nobody knows."""

    def now(self, which: str) -> datetime:
        """Return what time it is for an alarm or an undertaking."""
        return self._clock.now() - self.behind(which)

    def behind(self, which: str) -> timedelta:
        """Return by how much an alarm's own time is behind the wall clock; less than nothing where that went back."""
        own = self.counted(which)
        behind = self._clock.now() - own if own is not None else _NO_TIME
        return behind if abs(behind) > NOTICEABLE else _NO_TIME

    def on_from(self, alarm: Alarm, at: datetime) -> datetime:
        """Return when something happened in an alarm, by its own time; never before what is known of it already.

        Args:
            alarm: the alarm so far.
            at: when, by the wall clock as it is, or by the alarm's own where it was told before a jump.
        """
        wall, behind = self._clock.now(), self.behind(alarm.id)
        own = wall - behind
        is_walls = at > own + _AT_ONCE if behind > _NO_TIME else at <= wall
        at = at - behind if is_walls else at
        return max(at, alarm.known_until) if own < alarm.known_until else at
