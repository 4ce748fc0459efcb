"""What timers ask of the store and of dispatch."""

from datetime import datetime
from typing import Protocol

from service.dispatch.outcome import Listener, Outcome
from service.store.port import Deadline
from service.timeline.entry import Entry, Head


class Stored(Protocol):
    """What timers read of the store."""

    async def deadlines(self) -> list[Deadline]:
        """Return all pending deadlines."""
        ...

    async def heads(self) -> list[Head]:
        """Return the ends of all chains."""
        ...

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return entries after a position, in order."""
        ...

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        """Return all entries of one alarm, in order."""
        ...


class ReadSoon(Protocol):
    """How to read what is due soon, where much is pending that is due in weeks."""

    async def __call__(self, before: datetime) -> list[Deadline]:
        """Return the pending deadlines that are due before an instant."""
        ...


class Dispatching(Protocol):
    """What timers ask of dispatch."""

    def listen(self, listener: Listener) -> None:
        """Have a listener told after each commit."""
        ...

    async def pass_deadline(self, office: str, alarm: str, due_at: datetime) -> Outcome | None:
        """Take a deadline and what follows from it; None when somebody else took it."""
        ...
