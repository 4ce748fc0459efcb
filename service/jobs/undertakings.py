"""The due times of undertakings: they survive, and each is passed once, over restarts and nodes, as deadlines are."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from service.clock import Clock
from service.dispatch.faults import Faults
from service.dispatch.outcome import Listener, Outcome
from service.dispatch.undertake import Undertaking
from service.jobs.time_left import TimeLeft
from service.jobs.timers import Timers
from service.store.port import Deadline
from service.store.undertaking_port import DueUndertaking
from service.timeline.entry import Entry, Head


class Stored(Protocol):
    """What is read of the store."""

    async def due_undertakings(self, before: datetime | None = None) -> Sequence[DueUndertaking]:
        """Return all pending due times, or those before an instant."""
        ...

    async def heads(self) -> list[Head]:
        """Return the ends of all chains."""
        ...

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return entries after a position, in order."""
        ...

    async def undertaking_entries(self, undertaking_id: str) -> list[Entry]:
        """Return all entries of one undertaking, in order."""
        ...


class Listened(Protocol):
    """Where to hear of what was committed."""

    def listen(self, listener: Listener) -> None:
        """Have a listener told after each commit."""
        ...


def undertaking_times(
    store: Stored,
    undertaking: Undertaking,
    told: Listened,
    faults: Faults,
    clock: Clock,
    *,
    time_left: TimeLeft | None = None,
) -> Timers:
    """Return what counts the due times of undertakings down."""
    due = _Due(store, undertaking.knows)
    return Timers(due, _Passing(undertaking, told), faults, clock, time_left, soon=due.deadlines)


class _Due:
    """The due times as `Timers` reads deadlines: the undertaking's id stands where an alarm's would.

    Of an office that has no plan any more nothing is due; it may have hundreds of doors to be looked over.
    """

    def __init__(self, store: Stored, knows: Callable[[str], bool]) -> None:
        self._store = store
        self._knows = knows
        self.heads = store.heads
        self.entries = store.entries
        self.alarm_entries = store.undertaking_entries

    async def deadlines(self, before: datetime | None = None) -> list[Deadline]:
        """Return all pending due times, or those before an instant."""
        found = await self._store.due_undertakings(before)
        return [
            Deadline(office=one.office, alarm=one.id, due_at=one.due_at) for one in found if self._knows(one.office)
        ]


class _Passing:
    """Undertakings as `Timers` serves alarms."""

    def __init__(self, undertaking: Undertaking, told: Listened) -> None:
        self._undertaking = undertaking
        self._told = told

    def listen(self, listener: Listener) -> None:
        """Have a listener told of undertakings only."""

        def hear(outcome: Outcome) -> None:
            if outcome.undertaking:
                listener(
                    Outcome(
                        office=outcome.office,
                        alarm=outcome.undertaking,
                        state="",
                        entries=outcome.entries,
                        due_at=outcome.due_at,
                    )
                )

        self._told.listen(hear)

    async def pass_deadline(self, office: str, undertaking: str, due_at: datetime) -> Outcome | None:
        """Take a due time and what follows from it; None when somebody else took it."""
        done = await self._undertaking.pass_due(office, undertaking, due_at)
        return Outcome(office=office, alarm=undertaking, state="", entries=done.entries) if done else None
