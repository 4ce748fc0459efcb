"""What can be asked of the closing of an office, and of the locks that an alarm has switched on."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from service.alarm.actor import Actor
from service.alarm.closed_office import Answer
from service.alarm.closed_office import Plan as ClosingPlan
from service.alarm.next_door import Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseOffice:
    """Somebody is expected back, or people are held at the reception, and now the office closes."""

    actor: Actor
    plan: ClosingPlan
    words: str = ""
    """The instruction that goes with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerItem:
    """A person answers a line of a closing's checklist."""

    actor: Actor
    item: str
    answer: Answer
    words: str = ""
    is_known: bool = False
    """Whether Trygg knows who says it: then a line of somebody else's is answered for her, by name. A shared screen is
    believed as it is tapped."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LookAgain:
    """A person has looked at a closing again: it goes on."""

    actor: Actor
    after: timedelta
    """Until it is looked at the next time."""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DescribeReturn:
    """A person says what whoever may come back looks like; erased when the closing ends."""

    actor: Actor
    words: str
    """Clothes, or a vehicle."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseOutputs:
    """The locks that an alarm has switched on are let go, at once: there is a fire, or somebody says so."""

    actor: Actor
    because: Literal["fire", "behind", "asked"]
    """A fire, whoever may be behind the door, or a person's word."""
    zones: frozenset[str] | None = None
    """Only locks in these zones; None for all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HearAnswer:
    """A neighbour's own Trygg tells what is answered there to the closing of this office."""

    actor: Actor
    responder: str
    """The neighbour, as a contact of the plan."""
    answer: Answer
    stage: Standing
    """What was answered: that somebody is expected, or that the office closes."""
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HearNeighbour:
    """The Trygg of an office next door tells what has become of its closing."""

    actor: Actor
    plan: ClosingPlan
    words: str = ""


InClosing = CloseOffice | AnswerItem | LookAgain | DescribeReturn | HearAnswer | HearNeighbour
"""What is said while an office closes."""
