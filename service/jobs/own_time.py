"""What time it is for an alarm whose next deadline is found in the store, and in no entry: by the one that it had."""

from collections.abc import Container
from datetime import datetime, timedelta


class OwnTime:
    """Remembers of each alarm its newest entry and the deadline that is, or was, counted down for it.

    An undertaking that cannot go on is looked at again in a minute without a word. Behind a jump of the wall clock its
    entries tell when it last said something, and not how long ago that was; the deadline that has just passed does.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._spoke: dict[str, int] = {}
        self._counted: dict[str, tuple[datetime, float]] = {}

    def spoke(self, alarm: str, position: int) -> None:
        """Remember where an alarm's newest entry stands."""
        self._spoke[alarm] = position

    def counted(self, alarm: str, due_at: datetime, monotonic: float) -> None:
        """Remember when a deadline is due in seconds that never jump."""
        self._counted[alarm] = due_at, monotonic

    def now(self, alarm: str, position: int, monotonic: float) -> datetime | None:
        """Return an alarm's own time; None where it has said something since its deadline was counted, or has none.

        Args:
            alarm: its id.
            position: where its newest entry stands.
            monotonic: what the clock says now that never jumps.
        """
        known = self._counted.get(alarm)
        if known is None or self._spoke.get(alarm) != position:
            return None
        due_at, when = known
        return due_at - timedelta(seconds=when - monotonic)

    def keep(self, alarms: Container[str]) -> None:
        """Forget all alarms but these."""
        for remembered in (self._spoke, self._counted):
            for alarm in [one for one in remembered if one not in alarms]:
                del remembered[alarm]
