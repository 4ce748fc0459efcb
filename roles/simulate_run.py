"""What a predicted run is made of: a press, how each call is answered, and what happens when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from roles.contact import Reach
from roles.plan import EMERGENCY
from roles.roster import Assignment, Position, Reason

Part = Literal["broker", "screens", "telephone"]
"""What may be down: the way in from worn buttons, every screen and phone page, or the calls that leave the office."""

PARTS: Final[tuple[Part, ...]] = ("broker", "screens", "telephone")

What = Literal[
    "raised", "called", "reminded", "unfilled", "step", "skipped", "exhausted",
    "joined", "counted", "police", "acknowledged", "accepted", "declined", "arrived", "silent", "overdue", "failed",
]  # fmt: skip
"""What can happen to an alarm, in the words of its timeline."""

LONGEST: Final = timedelta(minutes=10)
"""How long after the press a run is followed, unless something else is asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Further:
    """A further press so long after the first: by the same person again it joins her alarm.

    By somebody else it raises an alarm of its own, which is not predicted, and is counted in the first one.
    """

    after: timedelta
    presser: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """One press: when (aware), where, by whom, of which kind, who is away or said to be here, and what is down.

    `further` are presses after it, in the same place and of the same kind. `is_drill` holds for tests too: neither
    calls anybody outside.
    """

    at: datetime
    zone: str | None = None
    presser: str | None = None
    kind: str = EMERGENCY
    is_drill: bool = False
    away: frozenset[str] = field(default_factory=frozenset)
    here: frozenset[str] = field(default_factory=frozenset)
    engaged: frozenset[str] = field(default_factory=frozenset)
    down: frozenset[Part] = field(default_factory=frozenset)
    further: tuple[Further, ...] = ()

    def later(self, after: timedelta) -> datetime:
        """Return the instant so long after the press, in UTC: elapsed time, whatever the clock on the wall does."""
        return self.at.astimezone(UTC) + after


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What somebody called does: nothing, or a yes or no so long after the call; who comes is there `arrives` later.

    `arrives` is counted from the yes; None for somebody who says yes and is never there. `asks` is how long after the
    call she asks for the police; None where she does not.
    """

    says: Literal["accepts", "declines", "nothing"] = "nothing"
    after: timedelta = timedelta(0)
    arrives: timedelta | None = None
    asks: timedelta | None = None


NOTHING: Final = Answer()

Answering = Callable[[Assignment], Answer]
"""How a call is answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One thing that happens so long after the press.

    `accepted`, `arrived` and `pressers` are how many were coming, were there and had pressed just before; `step` counts
    from 0, `round` from 1 when a step is a repeat; `kind` is what a press has raised the alarm to.
    """

    after: timedelta
    what: What
    who: tuple[str, ...] = ()
    role: str | None = None
    reason: Reason | None = None
    position: Position = "duty"
    walk: timedelta | None = None
    missing: int = 0
    step: int = 0
    round: int = 0
    accepted: int = 0
    arrived: int = 0
    pressers: int = 0
    kind: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What is predicted of one press.

    A run that is not heard (the broker is down) has no moments. `unaware` are those who were called by a way that is
    down, and so cannot know; `is_answered` tells whether help was there as the plan asks for it.
    """

    press: Press
    is_heard: bool = True
    moments: tuple[Moment, ...] = ()
    unaware: tuple[str, ...] = ()
    is_answered: bool = False

    def nth(self, what: What, count: int = 1) -> timedelta | None:
        """Return when so many different people had done something; None when that never happened."""
        seen: set[str] = set()
        for moment in self.moments:
            if moment.what == what:
                seen.update(moment.who)
                if len(seen) >= count:
                    return moment.after
        return None


def reached_by(reach: Reach) -> Part:
    """Return what a call goes over: outside by telephone, everybody else sees it on a screen or a phone page."""
    return "telephone" if reach == "outside" else "screens"
