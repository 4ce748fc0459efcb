"""Nothing comes before its time: what an alarm promises is due at a second of the night, whatever clocks say then."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from nights.clock import NightClock
from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm
from service.alarm.deadline import next_step_at
from service.timeline.entry import Entry

EARLY_S = 3.0
"""Seconds by which a deadline may be served too early: two nodes' clocks may differ by two."""
WAITED_S = 120.0
"""Seconds that a transaction may wait for its turn after it was decided when it is."""
AT_DEADLINES = ("AlarmEscalated", "StepSkipped", "ResponderSilent", "ResponderOverdue")

_What = tuple[str, str, str]
"""Of which alarm, what, and of whom."""


class InTime:
    """One office's promises: the deadline of each alarm, its next step, and by when people answer and are there."""

    def __init__(
        self, clocks: Callable[[], Sequence[NightClock]], now: Callable[[], float], wrong: Callable[[str], None]
    ) -> None:
        self._clocks = clocks
        self._now = now
        self._wrong = wrong
        self._ahead: dict[str, float] = {}
        """By how much an alarm's own time is ahead of the night's seconds, at least: it speaks before that is kept."""
        self._earliest: dict[_What, tuple[datetime, float]] = {}
        """What was promised for which instant, and the second of the night at which that is at the earliest."""

    def take(self, entry: Entry, after: Alarm) -> None:
        """Take note of what an entry promises."""
        ahead = entry.at.timestamp() - self._now()
        self._ahead[after.id] = max(ahead, self._ahead.get(after.id, ahead))
        for what, due_at in _promises(after):
            self._promise((after.id, *what), due_at, entry.at)

    def promised(self, alarm: str, due_at: datetime, at: datetime) -> None:
        """Take note of an alarm's deadline, set by what was said at an instant."""
        self._promise((alarm, "deadline", ""), due_at, at)

    def hold(self, entry: Entry, before: Alarm, deadline: datetime | None) -> None:
        """Hold an entry against what was promised: what follows from a deadline comes when it is due, and not before.

        And nothing comes with it that is due later only, for a clock that went ahead meanwhile.
        """
        if entry.event not in AT_DEADLINES or entry.actor != SERVICE or (deadline is not None and entry.at < deadline):
            return
        promises = dict(_promises(before))
        if deadline is not None:
            self._compare((before.id, "deadline", ""), deadline, entry)
        who = str(entry.facts.get("responder"))
        kind = {"ResponderSilent": "answer", "ResponderOverdue": "arrival"}.get(entry.event)
        what = (kind, who) if kind else ("step", "")
        if what in promises:
            self._compare((before.id, *what), promises[what], entry)

    def _compare(self, what: _What, due_at: datetime, entry: Entry) -> None:
        instant, earliest = self._earliest.get(what, (due_at, 0.0))
        early = earliest - self._now()
        if instant == due_at and early > EARLY_S:
            alarm, kind, who = what
            named = f"{kind} {who}".strip()
            self._wrong(f"the {named} of {alarm}, due at {due_at}, was served {early:.1f} s early ({entry.event})")

    def _promise(self, what: _What, due_at: datetime, at: datetime) -> None:
        if self._earliest.get(what, (None,))[0] != due_at:
            self._earliest[what] = (due_at, self._decided(what[0], at) + (due_at - at).total_seconds())

    def _decided(self, alarm: str, at: datetime) -> float:
        """Return when something was decided that is told with an instant, by any clock as it was; early in doubt.

        A press that waited in a spool is recorded late, and what follows from it is due by when it was made.
        """
        now, clocks = self._now(), self._clocks()
        said = [second for clock in clocks for second in clock.said(at) if now - WAITED_S <= second <= now]
        if said:
            return min(said)
        waited = max((one.now() - at).total_seconds() for one in clocks)
        return min(now - max(0.0, waited), at.timestamp() - self._ahead.get(alarm, -now))


def _promises(alarm: Alarm) -> Iterator[tuple[tuple[str, str], datetime]]:
    if not alarm.is_open:
        return
    yield ("step", ""), next_step_at(alarm)
    for key, one in alarm.responders.items():
        if one.accept_by:
            yield ("answer", key), one.accept_by
        if one.arrive_by:
            yield ("arrival", key), one.arrive_by
