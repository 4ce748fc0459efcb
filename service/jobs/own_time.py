"""What time it is for an alarm behind a jump of the wall clock: by the one that its deadlines were set by."""

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Final

from service.dispatch.own_time import NOTICEABLE

A_MOMENT: Final = timedelta(minutes=1)
"""Longer than a transaction waits, and a node is down that dies and starts again."""


class OwnTime:
    """Remembers of each alarm its newest entry and the deadline that is, or was, counted down for it.

    That deadline is due at an instant, and so many seconds from now that never jump: so it says what time it is by the
    clock that set it, whatever became of the wall clock since. An alarm goes on by that one. And an undertaking that
    cannot go on is looked at again in a minute without a word: its entries tell when it last said something, and not
    how long ago that was.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._spoke: dict[str, int] = {}
        self._counted: dict[str, tuple[datetime, float]] = {}
        self._guessed: set[str] = set()
        """Those of which it was guessed from entries what was left."""

    def spoke(self, alarm: str, position: int) -> None:
        """Remember where an alarm's newest entry stands."""
        self._spoke[alarm] = position

    def counted(self, alarm: str, due_at: datetime, monotonic: float, *, guessed: bool = False) -> None:
        """Remember when a deadline is due in seconds that never jump, long ago where it is overdue."""
        self._counted[alarm] = due_at, monotonic
        (self._guessed.add if guessed else self._guessed.discard)(alarm)

    def of(self, alarm: str, monotonic: float) -> datetime | None:
        """Return an alarm's own time; None where no deadline of it was counted, or only by a guess."""
        known = self._counted.get(alarm)
        return None if known is None or alarm in self._guessed else now_by_due(*known, monotonic)

    def when(self, alarm: str, otherwise: float) -> float:
        """Return the monotonic seconds at which the counted deadline of an alarm is due."""
        return self._counted.get(alarm, (None, otherwise))[1]

    def now(self, alarm: str, position: int, monotonic: float) -> datetime | None:
        """Return an alarm's own time; None where it has said something since its deadline was counted, or has none.

        Args:
            alarm: its id.
            position: where its newest entry stands.
            monotonic: what the clock says now that never jumps.
        """
        known = self._counted.get(alarm)
        return None if known is None or self._spoke.get(alarm) != position else now_by_due(*known, monotonic)

    def keep(self, alarms: Container[str]) -> None:
        """Forget all alarms but these."""
        for remembered in (self._spoke, self._counted):
            for alarm in [one for one in remembered if one not in alarms]:
                del remembered[alarm]
        self._guessed &= self._counted.keys()


def now_by_due(due_at: datetime, when: float, monotonic: float) -> datetime:
    """Return what it is now by the clock by which a deadline was set: due at an instant, and at monotonic seconds."""
    return due_at - timedelta(seconds=when - monotonic)


def nearest(told: datetime, *clocks: datetime) -> datetime | None:
    """Return which of several clocks has told something a moment ago, by what each says now; None where none can have.

    Nothing is told ahead of the clock that tells it, and what is asked about was told just now. Of those that are less
    than a moment apart it is the first.
    """
    may = [one for one in clocks if told <= one + NOTICEABLE]
    return next((one for one in may if one - min(may) < A_MOMENT), None)
