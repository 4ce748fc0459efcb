"""How calls were really answered → the habits of each role, never of a person.

A role is measured only where enough calls were made, and to enough different people: a figure of a role that one or two
hold would be a figure of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from roles.mend_words import title_of
from roles.plan import Plan
from roles.sentence import Sentence
from roles.simulate_answers import Habit

LEAST_CALLS: Final = 20
"""Calls from which on a role counts as measured."""

LEAST_PEOPLE: Final = 3
"""Different people who were called; a contact is nobody's person, and needs no others beside it."""

_USUAL_ARRIVES: Final = 0.95  # as assumed, until enough of those who came have said that they were there


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What became of one call: the answer and when it came, and whether who came was there in the end.

    `after` is None for a call that was not answered; `has_arrived` is None where the alarm was over before it was due.
    `who` tells calls to different people apart, and goes no further.
    """

    role: str
    who: str
    is_contact: bool = False
    after: timedelta | None = None
    is_no: bool = False
    has_arrived: bool | None = None


def habits(heard: Iterable[Heard], *, least: int = LEAST_CALLS) -> Mapping[str, Habit]:
    """Return the habits of each role that was called often enough; the others stay assumed."""
    by_role: dict[str, list[Heard]] = {}
    for one in heard:
        by_role.setdefault(one.role, []).append(one)
    return {role: _habit(calls) for role, calls in by_role.items() if _is_measured(calls, least)}


def assumed_in_words(plan: Plan, measured: Mapping[str, Habit], language: str) -> Sentence:
    """Return which roles' answer times are still assumed."""
    roles = [title_of(plan, role, language) for role in plan.roles if role not in measured]
    if not roles:
        return Sentence("No role’s answer times are assumed.")
    return Sentence("Answer times still assumed: %(roles)s.", roles=", ".join(roles))


def _is_measured(calls: Sequence[Heard], least: int) -> bool:
    people = {one.who for one in calls if not one.is_contact}
    return (
        len(calls) >= least
        and any(one.after is not None for one in calls)
        and (not people or len(people) >= LEAST_PEOPLE)
    )


def _habit(calls: Sequence[Heard]) -> Habit:
    times = sorted(one.after for one in calls if one.after is not None)
    noes = sum(one.is_no for one in calls if one.after is not None)
    came = [one.has_arrived for one in calls if one.has_arrived is not None]
    return Habit(
        answers=len(times) / len(calls),
        declines=noes / len(times),
        median=_rank(times, 50),
        p90=_rank(times, 90),
        arrives=sum(came) / len(came) if len(came) >= LEAST_CALLS else _USUAL_ARRIVES,
        source=Sentence("measured in %(count)s calls", count=len(calls)),
        calls=len(calls),
    )


def _rank(times: Sequence[timedelta], percent: int) -> timedelta:
    """Return the nearest-rank percentile."""
    return times[max(-(-len(times) * percent // 100), 1) - 1]
