"""What has been due for too long, counted by seconds that never jump. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from service.store.audit_port import Kind, Owed

BOUNDS_S: Final[Mapping[Kind, float]] = MappingProxyType(
    {"alarm": 5.0, "undertaking": 5.0, "feedback": 15.0, "notice": 60.0}
)
"""Seconds for which each may be due before somebody has to be told. A notice waits its turn behind hundreds of others
in a muster; all others are done within a second."""


class Overdue:
    """Remembers since when each thing has been due.

    The wall clock is used once for each, to turn its instant into a remainder, as whoever serves deadlines does: a
    clock that jumps by an hour makes nothing late, and hides nothing.
    """

    def __init__(self, bounds_s: Mapping[Kind, float] = BOUNDS_S) -> None:
        """Begin with nothing known."""
        self._bounds_s = bounds_s
        self._due: dict[Owed, float] = {}

    def look(self, owed: Iterable[Owed], now: datetime, monotonic: float) -> list[Owed]:
        """Return what has been due for longer than it may, of what is owed now; the longest due first.

        Args:
            owed: what is still to be done, done with or not.
            now: the wall clock.
            monotonic: seconds that never go back.
        """
        before = self._due
        self._due = {one: before.get(one, monotonic + max(0.0, (one.due_at - now).total_seconds())) for one in owed}
        late = [one for one, due in self._due.items() if monotonic - due > self._bounds_s[one.kind]]
        return sorted(late, key=lambda one: self._due[one])
