"""What an office does when it closes before somebody comes back: its checklist, and whom it tells outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

LOOK_AGAIN: Final = timedelta(minutes=30)
"""After how long a closing is looked at again where the plan does not say."""
SOONEST_LOOK: Final = timedelta(minutes=5)
LATEST_LOOK: Final = timedelta(hours=4)
"""Nobody forgets for longer that the office is closed, or that a door is locked."""
LONGEST_SAY: Final = 120
"""Characters of a line of the checklist: it stands on one button."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosingItem:
    """One line of the checklist: what is to be done, by which role, at which doors, and which outputs do it."""

    id: str
    say: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    role: str | None = None
    doors: tuple[str, ...] = ()
    switch: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """How an office closes: the lines of its checklist by their ids, staff outside, neighbours, and the next look.

    `outside` names a role or a group whose people are told not to come in; `neighbours` are contacts; `entrances` are
    those by which somebody may come back, ids of `emergency_call`; where none is named it may be any of them.
    """

    items: Mapping[str, ClosingItem]
    entrances: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    outside: str | None = None
    look_again: timedelta = LOOK_AGAIN
