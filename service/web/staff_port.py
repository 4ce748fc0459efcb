"""What the pages about what the staff is asked, and about what measures did, ask of the rest of the service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from service.access.visitor import Visitor
from service.alarm.actor import Actor
from service.figures.effect import Effect
from service.measure.commands import PlanMeasure
from service.measure.measure import Ending
from service.pulse.pulse import Pulse, Way
from service.revision.commands import Command
from service.revision.revision import Revision
from service.web.report_port import Piece, Step

Answered = Literal["taken", "used", "gone"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionTold:
    """A revision as its page shows it."""

    id: str
    revision: Revision
    said: Sequence[Piece]
    """Who took part, comments and decisions, in the order in which they came."""
    steps: Sequence[Step]
    may_hold: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureTold:
    """A measure, and what was before and after it."""

    id: str
    words: str
    """A sentence for a task of aftercare, else as somebody wrote it."""
    owner: str | None
    until: datetime
    ending: Ending | None
    ended_at: datetime | None
    follows: str | None
    """The id of the report or revision that it follows from."""
    effect: Effect | None
    """None where it is not done, or is a task of aftercare."""


class StaffPort(Protocol):
    """Knows pulses, revisions and what measures did; each raises StoreError where it cannot now."""

    def now(self) -> datetime:
        """Return what time it is."""
        ...

    def key(self) -> str:
        """Return a new key of chance, of a form that must count once."""
        ...

    async def pulses(self, office: str) -> Sequence[tuple[str, Pulse]]:
        """Return an office's newest pulses with their ids, the newest first."""
        ...

    async def running(self, office: str) -> tuple[str, Pulse] | None:
        """Return the pulse that can be answered now."""
        ...

    async def code(self, office: str, visitor: Visitor) -> str | None:
        """Return the visitor's own code in the pulse that is open; None where she has none. Nothing is written."""
        ...

    async def slips(self, office: str) -> Sequence[str] | None:
        """Return the codes of the slips of the pulse that is open; None where there are none."""
        ...

    async def open_pulse(self, office: str, visitor: Visitor, *, weeks: int, way: Way, slips: int) -> None:
        """Open the questions; raises UndertakingRefusal."""
        ...

    async def call_off(self, office: str, pulse: str, visitor: Visitor) -> None:
        """Throw away what was answered; raises UndertakingRefusal."""
        ...

    async def asked(self, office: str, code: str) -> Pulse | None:
        """Return the pulse that a code answers; None where there is none."""
        ...

    async def answer(self, office: str, code: str, answers: Sequence[int]) -> Answered:
        """Take an answer."""
        ...

    async def revisions(self, office: str) -> Sequence[tuple[str, Revision]]:
        """Return an office's newest revisions with their ids, the newest first."""
        ...

    async def revision(self, office: str, revision: str, visitor: Visitor) -> RevisionTold | None:
        """Return a revision; None where there is none under this id."""
        ...

    async def begin(self, office: str, held_on: date, visitor: Visitor) -> str:
        """Begin the revision of a day and return its id; raises UndertakingRefusal."""
        ...

    async def ask(self, office: str, revision: str, visitor: Visitor, make: Callable[[Actor, bool], Command]) -> None:
        """Ask something of a revision, with who she is and whether she holds it; raises UndertakingRefusal."""
        ...

    async def plan(self, office: str, key: str, visitor: Visitor, make: Callable[[Actor, bool], PlanMeasure]) -> None:
        """Plan a measure; the same key is the same one. Raises UndertakingRefusal."""
        ...

    async def done(self, office: str, measure: str, visitor: Visitor) -> None:
        """Say that a measure is done; raises UndertakingRefusal."""
        ...

    async def measure(self, office: str, measure: str) -> MeasureTold | None:
        """Return a measure with what was before and after; None where there is none under this id."""
        ...
