"""What a command came to, once it is durable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.store.port import Delivery
from service.timeline.entry import Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What one transaction wrote. It exists only after the commit."""

    office: str
    alarm: str
    state: str
    entries: tuple[Entry, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    routes: frozenset[str] = frozenset()
    """Routes on which something is to be sent at once."""
    due_at: datetime | None = None
    """The alarm's next deadline."""
    orders: bool = False
    """Whether an output is to be switched now."""
    undertaking: str = ""
    """The id of the undertaking that this is about; `due_at` is then its own."""
    begun: tuple["Outcome", ...] = ()
    """What the same transaction has begun beside it, undertakings of their own: told right after this."""
    known_press: bool = False
    """The press had been heard before: evidence only."""
    feedback: Mapping[str, Any] = field(default_factory=lambda: {"state": "received"})
    """What the presser is told: `service.alarm.feedback.standing`."""


Listener = Callable[[Outcome], None]
"""Told after each commit, in the loop's thread; must not block."""
