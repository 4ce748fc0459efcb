"""What the wall clock did in this life, by the clock that never jumps."""

from datetime import datetime, timedelta
from typing import Final

from service.clock import Clock
from service.dispatch.own_time import NOTICEABLE

LEAPS: Final = 16
"""How many jumps ahead are remembered."""

_SOME_INSTANT: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Jumps:
    """Notices jumps of the wall clock, and says what it says now by what was told before one."""

    def __init__(self, clock: Clock) -> None:
        """Begin with a clock that has not jumped."""
        self.jumped = False
        """Whether the wall clock has gone back in this life, or jumped before it."""
        self.set_back = timedelta(0)
        """By how much in this life: other nodes go on to set deadlines by the clock as it was."""
        self._clock = clock
        self._leaps: list[tuple[datetime, timedelta]] = []
        """What it said after it went ahead in this life, and by how much it did; in order."""
        self._ahead = self._how_far_ahead()

    @property
    def any(self) -> bool:
        """Whether what was told may have been told by another clock than the one as it is."""
        return self.jumped or bool(self._leaps)

    def watch(self) -> timedelta | None:
        """Return by how much the wall clock has jumped since it was asked last; None where that is nothing to tell."""
        before, self._ahead = self._ahead, self._how_far_ahead()
        jump = self._ahead - before
        if abs(jump) <= NOTICEABLE:
            return None
        if jump < timedelta(0):
            self.jumped = True
            self.set_back -= jump
        self._leaps = _with(self._leaps, self._clock.now(), jump)
        return jump

    def now_by(self, told: datetime) -> datetime:
        """Return what the clock says now by which something was told: this one may have jumped between the two.

        After it went back, a deadline is served at an instant that it has not reached again. What was told before it
        went ahead is counted without what it went ahead by.
        """
        now = self._clock.now()
        for leapt_at, by in reversed(self._leaps):
            if told > leapt_at - by / 2:
                break
            now -= by
        return max(now, told)

    def _how_far_ahead(self) -> timedelta:
        """Return how far the wall clock has gone ahead of the monotonic one; only a change of it means anything."""
        return self._clock.now() - _SOME_INSTANT - timedelta(seconds=self._clock.monotonic())


def _with(leaps: list[tuple[datetime, timedelta]], now: datetime, jump: timedelta) -> list[tuple[datetime, timedelta]]:
    """Return leaps and another jump; one that goes back takes from the last ones what they went ahead by.

    What is told from then on may stand before a leap, and is not of the clock before it.
    """
    kept = [(at, by) for at, by in leaps if at <= now]
    ahead = jump + sum((by for at, by in leaps if at > now), timedelta(0))
    if ahead < timedelta(0) and kept:
        now, by = kept.pop()
        ahead += by
    return [*kept[1 - LEAPS :], (now, ahead)] if ahead > NOTICEABLE else kept
