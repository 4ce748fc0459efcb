"""What can be asked of a muster: to begin, to count people and visitors, to end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from service.alarm.actor import Actor
from service.alarm.muster import How, Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class BeginMuster:
    """Everybody is counted: by the plan as soon as the alarm is raised, or because a person asks for it."""

    actor: Actor
    because: Literal["plan", "asked"]
    people: Mapping[str, str | None]
    """Who is expected → where she was last known to be; None where nobody knows."""
    within: timedelta
    """How long whoever is unaccounted for is waited for; never less than half a minute."""
    call: tuple[str, ...] = ()
    """The roles that are called for those who are missing or need help."""
    at: str | None = None
    """The zone in which people meet."""
    routes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Person → the routes on which she is called for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountFor:
    """A person says of herself or of others how they are."""

    actor: Actor
    people: tuple[str, ...]
    state: Standing
    """unaccounted takes back what was said of the wrong person."""
    how: How
    """By which way she says it; what is said of others is vouched in any case."""
    zone: str | None = None
    """Where they are; None where she does not say."""
    with_them: bool = False
    """Whether she is with them: only then does who needs help count as safe by her word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CountVisitors:
    """A person says how many visitors are in a zone; of visitors only the number is known."""

    actor: Actor
    count: int
    zone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EndMuster:
    """The count is over, said by who leads, who helps, or whom the plan names."""

    actor: Actor
    entitled: bool
    words: str = ""
    """Why, where somebody is still unaccounted for or needs help."""


Mustered = BeginMuster | AccountFor | CountVisitors | EndMuster
"""What is said in a muster."""
