"""What the pages ask of the rest of the service."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from roles.plan import Plan
from service.timeline.entry import Entry

Facts = Mapping[str, Any]
"""An office's static facts, as `GET /api/v1/offices/{office}` answers them; `time_zone` is an IANA name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One alarm's part of the timeline."""

    office: str
    alarm: str
    entries: Sequence[Entry]
    """All entries of this alarm in the order of their positions; never empty."""
    verified: bool | None = None
    """Whether the chain over these entries was found whole; None when nobody has looked."""


class ReviewPort(Protocol):
    """Reads what has happened."""

    async def list(self, office: str, before: int | None, limit: int) -> Sequence[Record]:
        """Return an office's alarms, the newest first, raised before a position (None: the very newest)."""
        ...

    async def one(self, alarm: str) -> Record | None:
        """Return one alarm's record, None where there is no such alarm."""
        ...


Standing = Literal["in_force", "draft", "makeshift"]
"""What a plan is worth: the one an alarm would run, one that nobody has put in force, or Trygg's own stopgap."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """A plan as it is to be printed."""

    plan: Plan
    standing: Standing = "in_force"
    invented: bool = False
    """Whether the office exists only for trying out."""
    expires: date | None = None
    """The last day on which this version holds, at most twelve months on; the document's own when left out."""


class PrintPort(Protocol):
    """Knows the plans that are in force, for paper."""

    def in_force(self, office: str) -> Printed | None:
        """Return an office's plan in force, None where there is no such office."""
        ...

    def now(self) -> datetime:
        """Return what time it is."""
        ...


class DemoPort(Protocol):
    """The demo's simulated pendants."""

    async def press(self, number: int) -> bool:
        """Press a pendant; False where there is none with this number."""
        ...

    def states(self) -> Mapping[str, Any]:
        """Return `{"pendants": [...]}` as the page draws it."""
        ...

    def subscribe(self) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the states again whenever they change; ends when the service stops."""
        ...
