"""What a channel keeps of what it has sent, for whoever has to find out why something did not arrive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One message and what came of it; no key, and nothing that only a key reads, is in it."""

    at: datetime
    receiver: str
    """The receiver's name in routes.toml."""
    place: str
    """`primary` or `secondary`."""
    sent: str
    """The message in clear, also where it went encrypted."""
    encrypted: bool
    answer: str
    """What the receiver said, or why that is worth nothing."""
    reason: str | None
    """None when it was acknowledged; else a code of `service.notify.port.REASONS`."""
    took: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceStanding:
    """How one of a receiver's places stands."""

    receiver: str
    place: str
    address: str
    """`host:port/tcp`."""
    acknowledged_at: datetime | None = None
    """When it last acknowledged anything."""
    failed_at: datetime | None = None
    """When it last did not; None when it has acknowledged since."""
    reason: str | None = None
    clock_ahead: timedelta = timedelta(0)
    """How far its clock is ahead of ours, as it has told itself."""


@runtime_checkable
class Keeps(Protocol):
    """A channel that keeps a journal, in memory and since the service began."""

    def journal(self, receiver: str | None = None) -> tuple[Entry, ...]:
        """Return what was sent and acknowledged lately, the oldest first, to one receiver or to all."""
        ...

    def standing(self, receiver: str | None = None) -> tuple[PlaceStanding, ...]:
        """Return how each place stands, of one receiver or of all."""
        ...
