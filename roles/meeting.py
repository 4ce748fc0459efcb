"""What a plan says of watched meetings: how patient the watch is, and which kind of alarm it raises."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

GRACE: Final = timedelta(minutes=5)
ASK_PERSON: Final = timedelta(minutes=2)
ASK_WATCHER: Final = timedelta(minutes=3)
SHORTEST: Final = timedelta(seconds=30)
LONGEST: Final = timedelta(minutes=30)
"""The shortest and longest time that anybody is asked; no grace is longer than the longest."""
CHECKS: Final = (timedelta(minutes=5), timedelta(hours=4))
"""How often whoever works alone says that she is well: the shortest and the longest time between."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingPlan:
    """How meetings are watched in an office."""

    grace: timedelta = GRACE
    """How long past the expected end nobody is asked."""
    ask_person: timedelta = ASK_PERSON
    """How long she has to say that she is well before the watcher is asked."""
    ask_watcher: timedelta = ASK_WATCHER
    """How long the watcher has before an alarm is raised."""
    check_every: timedelta | None = None
    """How often she says that she is well on a home visit and in lone work; None: only at the end."""
    kind: str = "emergency"
    """The kind of alarm that is raised."""


USUAL: Final = MeetingPlan()
"""How meetings are watched where the plan says nothing of them."""
