"""What the rest knows of undertakings in the store: meetings, drills, checks, reports, measures, pulses, revisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Protocol

from service.timeline.entry import Entry

UndertakingKind = Literal["meeting", "drill", "check", "report", "measure", "pulse", "revision"]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptUndertaking:
    """One undertaking as it is kept."""

    office: str
    id: str
    kind: UndertakingKind
    is_over: bool
    due_at: datetime | None
    """When it is looked at again; never for what is over."""
    snapshot: Mapping[str, Any]
    """Its state as JSON values: opaque keys, enumerations and instants, nothing personal."""
    first_position: int = 0
    """Where it begins in the office's timeline; `undertakings(before=…)` counts by it."""
    last_position: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """By what an undertaking is found in lists and counts, beside its kind; its kind says it with each save."""

    about: str | None = None
    """What it follows from: a report's alarm, a measure's report."""
    person: str | None = None
    """Opaque key of whose it is: who was exposed, who does it."""
    is_settled: bool = False
    """Whether it is no matter for the unit's meeting, or not any more."""


UNLISTED: Final = Listing()


@dataclass(frozen=True, kw_only=True, slots=True)
class DueUndertaking:
    """When an undertaking has to be looked at again."""

    office: str
    id: str
    due_at: datetime


class UndertakingUnit(Protocol):
    """The undertakings' part of a `Unit`."""

    def undertaking(self, undertaking_id: str) -> KeptUndertaking | None:
        """Return an undertaking of this office."""
        ...

    def open_undertakings(self, kind: UndertakingKind) -> tuple[KeptUndertaking, ...]:
        """Return this office's undertakings of one kind that are not over, the oldest first."""
        ...

    def save_undertaking(
        self,
        undertaking_id: str,
        kind: UndertakingKind,
        snapshot: Mapping[str, Any],
        *,
        is_over: bool,
        due_at: datetime | None,
        entries: Sequence[Entry],
        listing: Listing = UNLISTED,
    ) -> None:
        """Keep an undertaking's state and its one due time; `entries` are those of it that were just appended."""
        ...

    def take_due(self, undertaking_id: str, due_at: datetime) -> bool:
        """Take the due time away if it is at or before that instant; True for exactly one taker."""
        ...

    def set_due(self, undertaking_id: str, due_at: datetime | None) -> None:
        """Have an undertaking that is not over looked at again at another time, its state being the same."""
        ...

    def erase_undertaking(self, undertaking_id: str) -> bool:
        """Erase what is personal in all entries of an undertaking, with its salt; the chain still holds.

        It is noted how far that was done: what is added to it later is found again. False where all was erased already.
        """
        ...

    def pulse_box(self, pulse: str) -> str | None:
        """Return the sealed box of a pulse's answers; None where there is none any more."""
        ...

    def keep_pulse_box(self, pulse: str, sealed: str) -> None:
        """Keep a sealed box in the place of the one before."""
        ...

    def drop_pulse_box(self, pulse: str) -> None:
        """Throw a box away."""
        ...


class UndertakingStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def undertaking(self, undertaking_id: str) -> KeptUndertaking | None:
        """Return an undertaking, of whichever office."""
        ...

    async def undertakings(
        self, office: str, kind: UndertakingKind, *, open_only: bool = False, before: int | None = None, limit: int = 50
    ) -> Sequence[KeptUndertaking]:
        """Return undertakings of one kind, the newest first, that begin before a position."""
        ...

    async def due_undertakings(self, before: datetime | None = None) -> Sequence[DueUndertaking]:
        """Return all pending due times, or those before an instant, the earliest first."""
        ...

    async def undertaking_entries(self, undertaking_id: str) -> list[Entry]:
        """Return all entries of one undertaking, in order."""
        ...

    async def open_undertaking_entries(self, office: str) -> list[Entry]:
        """Return the entries of an office's undertakings that are not over, in order: what screens are shown."""
        ...
