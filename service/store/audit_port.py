"""What the store tells of what is still to be done, by which it is looked whether somebody does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["alarm", "undertaking", "feedback", "notice"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One thing that has to be done at an instant: a deadline, a due time, a delivery, a notice."""

    kind: Kind
    office: str
    id: str
    """Of the alarm, the undertaking, the delivery or the notice."""
    due_at: datetime
    """When it is due; of a notice that somebody is sending, when the lease ends."""


class AuditStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def owed(self, limit: int) -> list[Owed]:
        """Return of each kind so many that are due first, whether they are due already or not."""
        ...


class OutboxCount(Protocol):
    """Every method may raise StoreUnavailable."""

    async def outbox(self) -> Mapping[str, int]:
        """Return how much waits to be sent: calls by their route, and words to buttons as `feedback`."""
        ...


class WholeAudit(AuditStore, OutboxCount, Protocol):
    """What the store tells of what is still to be done."""
