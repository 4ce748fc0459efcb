"""How ready a place is, as one table: what each state says, and whether it is a fault that shows."""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """How a room or a door stands."""

    UNKNOWN = "unknown"
    """Nobody has looked it over yet, and it is not due."""
    READY = "ready"
    FAILED = "failed"
    """Something was not as it should be when it was last looked over."""
    OVERDUE = "overdue"
    """It should have been looked over by now."""
    PROPPED = "propped"
    """The door was seen held open, and nobody has said since that it is shut."""
    WITHDRAWN = "withdrawn"
    """The plan no longer has it looked over."""


FAULTS: Final = frozenset({State.FAILED, State.OVERDUE, State.PROPPED})
"""The states in which nobody should rely on the place."""

ANSWERS: Final = ("yes", "no", "not_here")
"""What can be answered to a question: a yes is good, and `not_here` means that there is no such thing here."""
