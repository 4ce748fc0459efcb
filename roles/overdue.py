"""What a plan says of what is overdue: by when reports are written and finished, and who is told of what is late."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

WRITE: Final = timedelta(hours=24)
FINISH: Final = timedelta(days=7)
AUTHORITY: Final = timedelta(hours=1)
MANAGER: Final = timedelta(days=1)
ABOVE: Final = timedelta(days=7)
AGAIN: Final = timedelta(days=7)
SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=90)
"""The shortest and longest time of each, but of the one for the authority."""
WITHOUT_DELAY: Final = timedelta(days=1)
"""How long what has to be told without delay may take at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OverduePlan:
    """By when something is to be done in an office, and who is told when it is not."""

    write_within: timedelta = WRITE
    """By when whoever was exposed writes what happened, from the alarm's end."""
    finish_within: timedelta = FINISH
    """By when a report is finished."""
    authority_within: timedelta = AUTHORITY
    """After how long somebody is told that the authority has still to be, from when it is known to be serious."""
    manager: str | None = None
    """The role that is told of what its owner has not done; whoever leads where the plan names none."""
    manager_after: timedelta = MANAGER
    """How long after its owner."""
    above: str | None = None
    """The role, or the contact, that is told of what stays undone; nobody where the plan names none."""
    above_after: timedelta = ABOVE
    """How long after the manager."""
    again_every: timedelta = AGAIN
    """How often the last one is told again."""


USUAL: Final = OverduePlan()
"""What holds where the plan says nothing."""
TIMES: Final = (
    "write_within",
    "finish_within",
    "authority_within",
    "manager_after",
    "above_after",
    "again_every",
)
