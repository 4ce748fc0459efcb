"""How quickly people answer a call, and how their answers are drawn. Chance is an argument: nothing here is random.

Every default is assumed, and says so. What `roles.measure` makes of an office's record goes by role, never by person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import log
from typing import Final, assert_never

from roles.everybody import role_of
from roles.plan import All, Listed, Nearest, Plan
from roles.roster import Assignment
from roles.simulate_run import Answer, Answering

Chance = Callable[[], float]
"""Gives a number from 0 (included) to 1 (excluded), each time another one."""

ASSUMED: Final = "assumed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Habit:
    """How those who hold a role answer a call.

    `answers` is the share that answers at all, `declines` the share of the answers that is a no, `median` and `p90` the
    time to the answer, `arrives` the share of those who say yes who are there and say that too. `source` tells where
    the figures come from, `calls` is of how many they are (0: none, they are assumed).
    """

    answers: float
    declines: float
    median: timedelta
    p90: timedelta
    arrives: float = 0.95
    source: str = ASSUMED
    calls: int = 0


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


# For comparison: BS 8484:2016 asks a manned monitoring centre to take 80 % of its alarms within 10 s and 98.5 % within
# 40 s (read second-hand). A colleague who is in a meeting or away from any screen is assumed to be slower, or silent.
HABITS: Final[Mapping[str, Habit]] = {
    "nearest": Habit(answers=0.85, declines=0.05, median=_seconds(8), p90=_seconds(20)),
    "named": Habit(answers=0.85, declines=0.05, median=_seconds(10), p90=_seconds(30)),
    "everybody": Habit(answers=0.6, declines=0.1, median=_seconds(12), p90=_seconds(40)),
    "staff": Habit(answers=0.7, declines=0.05, median=_seconds(25), p90=_seconds(60)),
    "outside": Habit(answers=0.9, declines=0.02, median=_seconds(20), p90=_seconds(60)),
}
"""What is assumed for each kind of call until a role has been measured."""

SET_OFF: Final = timedelta(seconds=3)
"""Between a yes and the first step; assumed."""
WALK_MEDIAN: Final = 1.2
WALK_P90: Final = 2.0
"""How much longer a walk takes than the plan says: doors, stairs, somebody in the way; assumed."""
PROMISE_MEDIAN: Final = 0.7
"""Without a known way 9 of 10 are there by the role's deadline, and half by this part of it; assumed."""

_SECOND: Final = timedelta(seconds=1)
_LOG_9: Final = log(9)
_LIKELIEST: Final = 0.995  # beyond it a drawn time would grow without end


def drawn(plan: Plan, chance: Chance, habits: Mapping[str, Habit] | None = None) -> Answering:
    """Return answers drawn by chance; `habits` are measured ones, by role, that win over what is assumed."""
    known = habits or {}

    def answer(call: Assignment) -> Answer:
        habit = known.get(call.role) or HABITS[kind_of(plan, call)]
        # Always so many draws for each call, so that two plans with one seed differ by their calls alone.
        is_answered, is_no, is_there = chance() < habit.answers, chance() < habit.declines, chance() < habit.arrives
        after, walk = chance(), chance()
        if not is_answered:
            return Answer()
        time = _whole(within(habit.median / _SECOND, habit.p90 / _SECOND, after))
        if is_no:
            return Answer(says="declines", after=time)
        return Answer(says="accepts", after=time, arrives=_whole(_way(call, walk)) if is_there else None)

    return answer


def usual(plan: Plan, habits: Mapping[str, Habit] | None = None) -> Answering:
    """Return answers without any chance in them: everybody comes, in half of the cases sooner than so."""
    known = habits or {}

    def answer(call: Assignment) -> Answer:
        habit = known.get(call.role) or HABITS[kind_of(plan, call)]
        return Answer(says="accepts", after=_whole(habit.median / _SECOND), arrives=_whole(_way(call, 0.5)))

    return answer


def kind_of(plan: Plan, call: Assignment) -> str:
    """Return which of the assumed habits a call falls under."""
    if call.person is None:
        return "outside" if call.reach == "outside" else "staff"
    role = role_of(plan, call.role)
    if role is None:
        return "everybody"
    match role.holders:
        case Listed():
            return "named"
        case Nearest():
            return "nearest"
        case All():
            return "everybody"
        case _:
            assert_never(role.holders)


def within(median: float, p90: float, chance: float) -> float:
    """Return the value below which a share `chance` of a log-logistic distribution lies, given by two of its points.

    It is the simplest one that is never negative, has a long tail like answer times have, and needs no tables.
    """
    if median <= 0 or p90 <= median:
        return max(median, 0.0)
    chance = min(max(chance, 1 - _LIKELIEST), _LIKELIEST)
    # At 0.9 the odds are 9, so the exponent that takes 9 to p90/median takes every odds to its value.
    odds: float = (chance / (1 - chance)) ** (log(p90 / median) / _LOG_9)
    return median * odds


def _way(call: Assignment, chance: float) -> float:
    """Return the seconds from a yes to being there."""
    if call.walk is None or call.person is None:
        promise = call.arrive_within / _SECOND
        return within(PROMISE_MEDIAN * promise, promise, chance)
    return SET_OFF / _SECOND + call.walk / _SECOND * within(WALK_MEDIAN, WALK_P90, chance)


def _whole(seconds: float) -> timedelta:
    return timedelta(milliseconds=round(seconds * 1000))
