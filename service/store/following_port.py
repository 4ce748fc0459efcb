"""What is asked of the store when reports and measures are followed up: lists, counts, reminders, what is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from service.store.undertaking_port import KeptUndertaking, UndertakingKind

Level = Literal["owner", "manager", "above"]
"""Who is told of something overdue: whose it is, then whom the plan names as manager, then whom above her."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of one overdue thing: told at most once."""

    about: str
    """What is overdue: an undertaking's id, or `attention/{part}/{id}`."""
    step: str
    """Which time it is: differs for each step of one thing."""
    level: Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminded:
    """That a step was taken, and how many people it has reached."""

    about: str
    step: str
    level: Level
    taken_at: datetime
    told: int | None
    """None while it is under way, and where the node died meanwhile: nobody knows whether it went out."""


Words = Literal["reports", "near_misses", "measures", "notes"]
"""Kinds of words that are kept for a time of their own; notes are those of alarms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgettable:
    """Something that is over and whose words are still kept."""

    id: str
    """An undertaking, or an alarm with notes."""
    last_at: datetime
    """When something was written of it last."""


class FollowingStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def listed(
        self,
        office: str,
        kind: UndertakingKind,
        *,
        person: str | None = None,
        is_over: bool | None = None,
        before: int | None = None,
        after: int | None = None,
        limit: int = 100,
    ) -> Sequence[KeptUndertaking]:
        """Return undertakings of one kind that begin before a position, the newest first; or after one, the oldest.

        Args:
            office: whose.
            kind: reports or measures.
            person: only those of this person, by opaque key.
            is_over: only those that are over, or that are not.
            before: the position that the page before ends with; the newest ones without it.
            after: the position that the page before ends with, the oldest first; 0 for the first page.
            limit: how many at most.
        """
        ...

    async def about(self, office: str, kind: UndertakingKind, about: str) -> Sequence[KeptUndertaking]:
        """Return what follows from something: the measures of a report; the newest first."""
        ...

    async def unsettled(self, office: str, limit: int) -> Sequence[KeptUndertaking]:
        """Return reports that the unit has still to speak about, or of which a measure is open; the newest first."""
        ...

    async def counted(self, office: str, kind: UndertakingKind) -> int:
        """Return how many undertakings of a kind an office has."""
        ...

    async def rate(self, office: str, since: datetime, until: datetime) -> tuple[int, int]:
        """Return how many of the alarms and near misses of a half-open period have a finished report, and of how many.

        Counted are real alarms that are closed or cancelled, by when they were raised, and near misses by when they
        were told.
        """
        ...

    async def near_misses_since(self, office: str, since: datetime) -> int:
        """Return how many near misses were told since an instant, on whichever node."""
        ...

    async def take_steps(self, office: str, steps: Sequence[Step], at: datetime) -> Sequence[Step]:
        """Take steps on oneself, and return those that nobody had taken; two nodes never have the same one."""
        ...

    async def told_steps(self, office: str, steps: Sequence[Step], told: int) -> None:
        """Keep how many people steps have reached."""
        ...

    async def reminded(self, office: str, limit: int) -> Sequence[Reminded]:
        """Return the steps that were taken last, the newest first."""
        ...

    async def forgettable(self, office: str, words: Words, now: datetime, limit: int) -> Sequence[Forgettable]:
        """Return what is over, is not held, and still has words of a kind, what was written of longest ago first.

        A hold on an alarm holds its notes, its report, and what is to be done after that report.
        """
        ...
