"""What the pages ask of the rest of the service."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, Protocol

from roles.plan import Plan
from roles.sentence import Translate
from service.access.visitor import Visitor
from service.alarm.alarm import Located
from service.figures.alarm import AlarmFigures
from service.figures.attention import Attention
from service.figures.done import HeldDrill
from service.figures.effect import PulseTold
from service.figures.months import Month, Times, Zone
from service.figures.sought import Sought
from service.figures.upward import Counted
from service.report.classification import Class, Severity
from service.timeline.entry import Entry
from service.timeline.extract import Extract
from service.timeline.foreseen import Foreseen

Facts = Mapping[str, Any]
"""An office's static facts, as `GET /api/v1/offices/{office}` answers them; `time_zone` is an IANA name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What is no entry of the timeline: which screens showed an alarm, and how soon its presser was told so.

    One node knows it, of the last alarms, until it starts again.
    """

    screens: Sequence[tuple[str, datetime, bool]] | None = None
    """Each screen by name, when it first showed the alarm, and whether as the agreed mark only; None: not known."""
    missing: Sequence[str] = ()
    """Paired screens that should have shown it and have not."""
    feedback: tuple[Literal["device", "phone"], float] | None = None
    """Where she was first told "received", and how many seconds after the press; None: not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One alarm's part of the timeline."""

    office: str
    alarm: str
    entries: Sequence[Entry]
    """All entries of this alarm in the order of their positions; never empty."""
    verified: bool | None = None
    """Whether the chain over these entries was found whole; None when nobody has looked."""
    seen: Seen = field(default_factory=Seen)
    heard: Sequence[tuple[str, int | None]] = ()
    """Who heard the presses (a gateway, else a topic), and how well (dBm); nobody where that is not known."""
    authors: Mapping[str, str] = field(default_factory=dict)
    """Names of those who have added notes and are in no plan: by account."""
    foreseen: Foreseen | None = None
    """What the simulation foresees of it by the same plan; None where nobody has worked it out, or nobody can."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One alarm in the list."""

    figures: AlarmFigures
    verified: bool | None = None
    """Whether the chain over its entries was found whole; None when nobody has looked."""


Button = str
"""A kind of button: its model or family; `NO_BUTTON` for a screen or a telephone, `NOT_KNOWN` for one that is gone."""
NO_BUTTON: Final = ""
NOT_KNOWN: Final = "?"


@dataclass(frozen=True, kw_only=True, slots=True)
class Charted:
    """What an office's charts are drawn from: the months from the first to the last, real alarms and drills apart."""

    months: Sequence[str]
    sums: Sequence[Month]
    times: Sequence[Times]
    """How soon real alarms were answered."""
    zones: Sequence[Zone]
    mistaken: Mapping[Button, int] = field(default_factory=dict)
    """How often each kind of button was pressed by mistake: a model, else a family."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """One alarm's record, as it is taken out of the service."""

    record: Record
    extract: Extract
    plan: str | None
    """The whole text of the version that was frozen into it; None where it is not kept any more."""


class TooLongError(Exception):
    """An alarm's part of the timeline is too long to be taken out while somebody waits."""


NoteWrong = Literal["empty", "too_long", "unreadable", "closed_to_her", "nobody"]
"""Why a note was not taken."""

LONGEST_NOTE: Final = 2000
"""Characters of a note."""


class NoteRefusedError(Exception):
    """A note was not taken; nothing was written."""

    def __init__(self, why: NoteWrong) -> None:
        """Say why."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDo:
    """A measure as the unit's meeting speaks of it."""

    words: str
    owner: str | None
    """By name."""
    until: datetime
    ending: Literal["done", "dropped"] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowedUp:
    """A report as the unit's meeting speaks of it: no name and no words of whoever was exposed."""

    happened_on: date
    zone: str | None
    is_near_miss: bool
    is_finished: bool
    classes: Sequence[Class]
    severity: Severity | None
    met_on: date | None
    decided: Sequence[str]
    measures: Sequence[ToDo]


class ReviewPort(Protocol):
    """Reads what has happened, and takes what is added to it."""

    async def page(self, office: str, sought: Sought, before: int | None, limit: int) -> Sequence[Listed]:
        """Return an office's alarms, the newest first, raised before a position (None: the very newest)."""
        ...

    async def charted(self, office: str) -> Charted:
        """Return what an office's charts of the last twelve months are drawn from."""
        ...

    async def is_up_to_date(self, office: str) -> bool:
        """Bring the list and the charts up to date as far as somebody can wait for it; say whether they are."""
        ...

    async def one(self, alarm: str) -> Record | None:
        """Return one alarm's record, None where there is no such alarm."""
        ...

    async def for_the_unit(self, office: str) -> Sequence[FollowedUp]:
        """Return the reports that an office's unit has still to speak about or to see to, the newest first."""
        ...

    async def is_kept_from(self, alarm: str, person: str) -> bool:
        """Say whether an alarm's record is closed to somebody for now."""
        ...

    async def take(self, office: str, alarm: str, visitor: Visitor, form: str) -> Taken:
        """Return one alarm's record to be taken out; that a visitor takes it, and in which form, is recorded first.

        Raises:
            LookupError: the office has no such alarm.
            TooLongError: it is too long for that.
            StoreError: it cannot be recorded or read now, and nothing is taken.
        """
        ...

    async def note(self, office: str, alarm: str, visitor: Visitor, words: str) -> None:
        """Add a note to an alarm of an office, in a visitor's name.

        Raises:
            LookupError: the office has no such alarm.
            NoteRefusedError: it was not taken.
            StoreError: it cannot be written now.
        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptAttention:
    """How an office keeps its attention: today, and at the end of each month before."""

    office: str
    name: str
    now: Attention
    months: Sequence[tuple[date, int]]
    """Day and number, in tenths; the last one is today's."""
    drills: Sequence[HeldDrill] = ()
    """The drills that were held and judged."""
    pulses: Sequence[PulseTold] = ()
    """The pulses of which something is told, the newest first."""
    measures: Sequence[date] = ()
    """The days on which measures were done, aftercare left out."""


class AttentionPort(Protocol):
    """Knows how each office keeps its attention."""

    async def of(self, office: str) -> KeptAttention:
        """Return how a known office stands; raises StoreUnavailable."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Upward:
    """What is told upward of the offices that somebody may see."""

    offices: Sequence[tuple[str, str]]
    """Slug and name, by name."""
    counted: Sequence[Counted]
    """Worked out over all offices that there are, whoever asks: what one may see tells no more than what all may."""
    times: Mapping[tuple[str, str], Times]
    """By office and the name of a period."""
    drills: Mapping[tuple[str, str], tuple[int, int]]
    """By office and the name of a period: how many were held, and how many of those kept every time."""
    attention: Sequence[KeptAttention]
    whole: bool
    """Whether these are all offices: only then the sums of all of them are shown."""
    at: datetime


class UpwardPort(Protocol):
    """Knows what is told upward."""

    async def upward(self, mine: Callable[[str], bool]) -> Upward:
        """Return what is told of the offices that are somebody's to see; raises StoreUnavailable."""
        ...


class FiguresPort(AttentionPort, UpwardPort, Protocol):
    """Knows how offices stand, and what is told upward."""


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


Says = Literal["coming", "cannot", "arrived"]
"""What somebody answers by her link."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What an answer link stands for now: whom it asks, to what, and what she has said so far."""

    office: str
    who: str
    """Her opaque key, or `contact:` and a contact."""
    mode: Literal["actual", "drill", "test"]
    kind: str
    call: str
    """The short name by which she was called, as it stands in the text that brought the link."""
    said: Says | None
    """What holds of what she has said; None where she has not answered."""
    zone: str | None = None
    role: str | None = None
    position: str | None = None
    """goes_in, waits_at_door or duty; None where it is not known any more."""
    card: Callable[[Translate], Sequence[tuple[str, str]]] | None = None
    """What the police ask, title and value in a language, for a contact outside in a real alarm; None for others."""
    is_late: bool = False
    """Whether she was waited for in vain, and others have been called."""
    is_muster: bool = False
    """Whether it asks if she is safe: then `coming` says that she is, and `cannot` that she needs help."""
    is_over: bool = False
    """Whether the alarm has ended: nothing can be answered any more."""
    located: Located | None = None
    """What is known of the place: measured in this alarm, or doubted; None where it is only the usual one."""
    at: datetime | None = None
    """When it was looked up: a page that lies open grows old."""


class TooOftenError(Exception):
    """An answer was changed so many times in a minute that the last one is left to stand."""


class AnswerPort(Protocol):
    """Knows what answer links stand for, and takes the answers."""

    async def look(self, key: str, peer: str) -> Asked | None:
        """Return what a link stands for; None where it is not known, or too old. Nothing is changed by it.

        Args:
            key: the last part of the link's address.
            peer: where the request came from, so that whoever guesses keys does not keep the store busy.

        Raises:
            StoreError: it cannot be looked up now.
        """
        ...

    async def answer(self, key: str, peer: str, says: Says) -> Asked | None:
        """Take an answer, and return what the link stands for after it; None where it is not known, or too old.

        Raises:
            StoreError: it cannot be recorded now, or nobody knows whether it was.
            TooOftenError: what was said before still holds.
        """
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
