"""What a plan says of the head count in an alarm: when it begins by itself, where people meet, who looks for whom."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

WITHIN: Final = timedelta(minutes=3)
"""How long whoever is unaccounted for is waited for where the plan does not say."""

SHORTEST: Final = timedelta(seconds=30)
LONGEST: Final = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class MusterPlan:
    """The muster of an office; with no `kinds` it begins only when somebody asks for it."""

    kinds: tuple[str, ...] = ()
    """The kinds of alarm with which it begins by itself."""
    at: str | None = None
    """The zone in which people meet; None where they stay where they are."""
    within: timedelta = WITHIN
    call: tuple[str, ...] = ()
    """The roles that are called for those who are missing or need help."""
