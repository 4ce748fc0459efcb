"""What can be asked of a drill. What the plan and the office say about it comes with the command."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from service.alarm.actor import Actor

Scope = Literal["whole", "micro"]
"""A whole alarm until somebody ends it, or two minutes."""

Manner = Literal["announced", "unannounced"]

Because = Literal["asked", "real_alarm", "interrupted"]
"""Why a drill was broken off: somebody said so, a real alarm came (its own too, where it turned), Trygg stood still."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Who asks, as one can be told from another: the person of the plan, and the account that answers for it."""

    person: str | None = None
    account: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether it is anybody at all."""
        return self.person is not None or self.account is not None

    def is_same(self, other: "Author") -> bool:
        """Tell whether two may be one: by person or by account."""
        pairs = ((self.person, other.person), (self.account, other.account))
        return any(one is not None and one == also for one, also in pairs)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDrill:
    """A drill is to be held."""

    actor: Actor
    author: Author
    entitled: bool
    scenario: str
    zone: str | None
    """None where the office knows no such scenario."""
    kind: str
    twist: str
    scope: Scope
    manner: Manner
    at: datetime
    is_open: bool
    """Whether the office is open at that instant."""
    zones: tuple[str, ...] = ()
    """The zones that are drilled, the scenario's own among them."""
    roles: tuple[str, ...] = ()
    """The roles that are practised."""
    presser: str | None = None
    """The opaque key of who plays the one who presses."""
    joint: str | None = None
    """The id that joins it to another office's drill."""
    partners: tuple[str, ...] = ()
    """The offices of a joint drill, this one among them."""
    target: Mapping[str, int | None] | None = None
    """What the plan asks for, in ms."""
    expected: Mapping[str, Any] | None = None
    """What the simulation expects, in ms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GiveView:
    """The safety representative agrees to an unannounced drill, or objects to it."""

    actor: Actor
    author: Author
    entitled: bool
    agrees: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class StartDrill:
    """A drill begins now."""

    actor: Actor
    entitled: bool
    visitors: Literal["none", "there", "not_asked"]
    """What whoever begins it says of visitors in the drilled zones."""
    is_open: bool
    """Whether the office is open now."""
    is_known: bool
    """Whether the plan in force still has its room, kind and roles."""
    running: str | None
    """Another drill of the office that runs."""
    real_alarm: bool
    """Whether a real alarm of the office is open."""
    target: Mapping[str, int | None]
    """What the plan asks for, in ms."""
    expected: Mapping[str, Any]
    """What the simulation expects of a press now, in ms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallOff:
    """A planned drill is not to be held."""

    actor: Actor
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Abort:
    """A running drill ends at once, and counts as none."""

    actor: Actor
    entitled: bool
    because: Because


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """A running drill is over: its alarm was cleared."""

    actor: Actor
    entitled: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Judge:
    """What came of a drill has been worked out."""

    actor: Actor
    result: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class PassDue:
    """The time has come at which a drill lapses, presses, or ends by itself."""

    actor: Actor
    real_alarm: bool = False
    """Whether a real alarm of the office is open."""


Command = PlanDrill | GiveView | StartDrill | CallOff | Abort | End | Judge | PassDue
