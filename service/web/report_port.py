"""What the pages about reports ask of the rest of the service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from service.access.visitor import Visitor
from service.alarm.actor import Actor
from service.measure.commands import Command as MeasureCommand
from service.measure.commands import PlanMeasure
from service.measure.measure import Ending
from service.report.commands import Command, ReportNearMiss
from service.report.report import Report


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """What somebody wrote in a report."""

    event: str
    at: datetime
    by: str | None
    """By name; None for nobody known."""
    by_reporter: bool
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A measure as a report's page shows it."""

    id: str
    words: str
    """A sentence for a task of aftercare, else as somebody wrote it."""
    owner: str | None
    """By name; None where nobody is known, or the reader is not told."""
    until: datetime
    ending: Ending | None
    may_end: bool
    """Whether the reader may say that it is done, move it, hand it over or drop it."""
    why: Sequence[str] = ()
    """Why it was moved or dropped, as somebody wrote it, the first first; empty where the reader is not told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A report as one reader may see it."""

    id: str
    report: Report
    reporter: str | None
    said: Sequence[Piece]
    """Hers first."""
    steps: Sequence[Step]
    may_write: bool
    may_follow: bool
    sees: bool
    """Whether the reader may read the office's reports, and not only her own."""
    at: datetime
    """When it was looked up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A page of a list of reports."""

    rows: Sequence[tuple[str, Report]]
    """With their ids."""
    ends_at: int | None
    """What the next page is asked for with; None where there is none."""


class ReportsPort(Protocol):
    """Knows an office's reports, and takes what is written in them; each raises StoreError where it cannot now."""

    def now(self) -> datetime:
        """Return what time it is."""
        ...

    def code(self) -> str:
        """Return a new key of chance: of a near miss, or of a form that must count once."""
        ...

    async def open(self, office: str, visitor: Visitor, after: int | None) -> Shown:
        """Return a page of unfinished reports that a visitor may read, the oldest first: the office's, or her own."""
        ...

    async def finished(self, office: str, visitor: Visitor, before: int | None) -> Shown:
        """Return a page of finished reports that a visitor may read, the newest first: the office's, or her own."""
        ...

    async def one(self, office: str, report: str, visitor: Visitor) -> Told | None:
        """Return a report; None where there is none that the visitor may read."""
        ...

    async def of_alarm(self, office: str, alarm: str, visitor: Visitor) -> str | None:
        """Return the id of the report about an alarm; None where there is none that the visitor may read."""
        ...

    async def ask(self, office: str, report: str, visitor: Visitor, make: Callable[[Actor, bool], Command]) -> None:
        """Ask something of a report that the visitor may read, with who she is and whether she follows up.

        Raises:
            UndertakingRefusal: its state or her rights do not allow it.
        """
        ...

    async def plan(self, office: str, key: str, visitor: Visitor, make: Callable[[Actor, bool], PlanMeasure]) -> None:
        """Plan a measure; the same key is the same one. Raises UndertakingRefusal."""
        ...

    async def ask_measure(
        self, office: str, measure: str, visitor: Visitor, make: Callable[[Actor, bool], MeasureCommand]
    ) -> None:
        """Ask something of a measure, with who the visitor is and whether she follows up; raises UndertakingRefusal."""
        ...

    async def begin(self, office: str, alarm: str) -> str | None:
        """Begin the report about an alarm, and return its id; None where it is not real, not over or not here."""
        ...

    async def tell(self, office: str, code: str, visitor: Visitor, make: Callable[[Actor], ReportNearMiss]) -> None:
        """Take a near miss; the same code is the same one. Raises UndertakingRefusal."""
        ...

    async def came_of(self, office: str, code: str) -> Told | None:
        """Return what came of the near miss with a code, without names and words; None where there is none."""
        ...
