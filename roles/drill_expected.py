"""What the simulation expects of a drill: when somebody answers, when one is there and when two, which steps come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from roles.demand import named_in
from roles.drill import DrillScenario, lead_at
from roles.plan import Plan
from roles.roster import Assignment
from roles.simulate import simulate
from roles.simulate_answers import Habit, usual
from roles.simulate_run import NOTHING, Answer, Press


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """How long after the press each thing comes; None for what does not. `steps` are all that come, the first too."""

    answered: timedelta | None
    there: timedelta | None
    two_there: timedelta | None
    steps: tuple[timedelta, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """What the plan itself asks for: by when the first who is called has to have answered, and to be there."""

    answered: timedelta | None
    there: timedelta | None
    two_there: timedelta | None


def expected(
    plan: Plan,
    scenario: DrillScenario,
    at: datetime,
    *,
    presser: str | None = None,
    away: frozenset[str] = frozenset(),
    here: frozenset[str] = frozenset(),
    habits: Mapping[str, Habit] | None = None,
) -> Expected:
    """Return what is expected of a drill that begins at an instant (aware).

    Args:
        plan: the plan in force.
        scenario: what is drilled.
        at: the moment of the press.
        presser: who plays the one who presses.
        away: who is absent today.
        here: who is there today although no roster says so.
        habits: measured answer times, by role.
    """
    lead = lead_at(plan, at) if scenario.twist == "lead_away" else None
    press = Press(
        at=at,
        zone=scenario.zone,
        presser=presser,
        kind=scenario.kind,
        is_drill=True,
        away=away | ({lead} if lead else frozenset()),
        here=here - ({lead} if lead else frozenset()),
    )
    others = usual(plan, habits)
    silent = _first(plan, press) if scenario.twist == "first_silent" else None

    def answer(call: Assignment) -> Answer:
        return NOTHING if call.person is not None and call.person == silent else others(call)

    run = simulate(plan, press, answer)
    steps = [timedelta(0), *(one.after for one in run.moments if one.what == "step" and not one.round)]
    return Expected(
        answered=run.nth("accepted"),
        there=run.nth("arrived"),
        two_there=run.nth("arrived", 2),
        steps=tuple(steps) if run.moments else (),
    )


def target(plan: Plan, kind: str) -> Target:
    """Return what the plan asks for at a kind of alarm, by the roles of its first step that somebody here can hold."""
    response = plan.response_to(kind)
    called = response.steps[0].call if response and response.steps else ()
    roles = [plan.roles[id_] for id_ in called if id_ in plan.roles and not plan.roles[id_].is_card]
    answered = min((one.accept_within for one in roles), default=None)
    times = sorted(one.accept_within + one.arrive_within for one in roles for _ in range(max(one.needed, 1)))
    return Target(
        answered=answered,
        there=times[0] if times else None,
        two_there=times[1] if len(times) > 1 else None,
    )


def practising(plan: Plan, kind: str) -> frozenset[str]:
    """Return the roles that a drill of a kind practises: all that its response may call, but for those outside."""
    response = plan.response_to(kind)
    called = {id_ for step in response.steps for id_ in step.call} if response else set()
    return frozenset(id_ for id_ in called & plan.roles.keys() if any(_inside(plan, id_)))


def _inside(plan: Plan, role: str) -> Iterator[bool]:
    named = named_in(plan, plan.roles[role])
    yield not named  # the nearest, or everybody
    yield from (who in plan.people for who in named)


def _first(plan: Plan, press: Press) -> str | None:
    """Return the person who is called first."""
    run = simulate(plan, press, until=timedelta(0))
    people = (who for one in run.moments if one.what == "called" for who in one.who if who in plan.people)
    return next(people, None)
