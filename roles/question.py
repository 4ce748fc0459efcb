"""What is asked of a plan at one moment of an alarm, and how each name stands in it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Final

from roles.contact import Reach
from roles.plan import Plan


class Standing(IntEnum):
    """How somebody stands in an alarm; the lower the value, the sooner called."""

    FREE = 0
    CALLED = 1
    ENGAGED = 2
    DECLINED = 3
    OFF_DUTY = 4
    GONE = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Who does what now? The instant (aware), the roles to call, and what is known about place and people.

    `zone` is where the press came from (None: not known), `absent` and `here` are today's facts, `engaged` are those
    busy in another alarm, `already` those called in this one before, `declined` those who said no in this one.
    `left` are those said to have left: they count as off duty, so that a mistake in a directory silences no alarm.
    `presser` is who pressed now, or first; `pressers` are all who have pressed in this alarm: none of them is called.
    `reach_limit` is the farthest a call may go: a drill or test never asks for "outside".
    """

    at: datetime
    roles: tuple[str, ...]
    zone: str | None = None
    presser: str | None = None
    pressers: frozenset[str] = field(default_factory=frozenset)
    absent: frozenset[str] = field(default_factory=frozenset)
    here: frozenset[str] = field(default_factory=frozenset)
    left: frozenset[str] = field(default_factory=frozenset)
    engaged: frozenset[str] = field(default_factory=frozenset)
    already: frozenset[str] = field(default_factory=frozenset)
    declined: frozenset[str] = field(default_factory=frozenset)
    reach_limit: Reach = "outside"

    def standing_of(self, who: str) -> Standing:
        """Return how a person or contact stands, whatever the roster says; the worst of what is known counts."""
        if self.has_pressed(who) or who in self.absent:
            return Standing.GONE
        if who in self.declined:
            return Standing.DECLINED
        if who in self.engaged:
            return Standing.ENGAGED
        return Standing.CALLED if who in self.already else Standing.FREE

    def has_pressed(self, who: str) -> bool:
        """Tell whether somebody pressed in this alarm: it is she who is to be helped."""
        return who == self.presser or who in self.pressers

    def may_call(self, plan: Plan, who: str) -> bool:
        """Tell whether a call to a person or contact stays within the reach limit."""
        contact = None if who in plan.people else plan.contacts.get(who)
        return contact is None or _FARNESS[contact.reach] <= _FARNESS[self.reach_limit]


_FARNESS: Final[dict[Reach, int]] = {"inside": 0, "staff": 1, "outside": 2}
