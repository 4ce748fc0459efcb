"""Plan, moment and zone → who does what, with a reason for each name.

Whatever the plan or the question looks like, this answers: it never raises, never names the presser or somebody
absent, and names somebody as long as anybody else is there.
"""

from collections.abc import Iterator, Sequence, Set
from datetime import timedelta
from typing import assert_never

from roles.choose import Choice, Chooser, chooser
from roles.demand import turn_of
from roles.everybody import ROLE, role_of
from roles.plan import All, Listed, Nearest, Plan, Role
from roles.presence import rostered
from roles.question import Question
from roles.roster import Assignment, Position, Presence, Reason, Roster, Unfilled

__all__ = ["Question", "resolve"]


def resolve(plan: Plan, question: Question) -> Roster:
    """Return who does what, roles in the order of the question.

    Nobody is called whom the rosters do not place in the office at that instant, unless she is known to be there today
    or nobody else is there at all.
    """
    state = chooser(plan, question)
    roles = {id_: role_of(plan, id_) for id_ in dict.fromkeys(question.roles)}
    filled: dict[str, list[Choice]] = {}
    unfilled: dict[str, Unfilled] = {}
    in_turn = sorted(roles, key=lambda id_: turn_of(roles[id_]))
    chosen = [roles[id_] for id_ in in_turn]
    state.match([one for one in chosen if one is not None and not isinstance(one.holders, All)])
    for id_ in in_turn:
        filled[id_], missing = _fill(state, id_, roles[id_])
        if missing:
            unfilled[id_] = missing
    choices = [choice for id_ in roles for choice in filled[id_]]
    if not choices and not _is_only_outside(tuple(unfilled.values())):
        role = next(iter(roles), ROLE.id)
        choices, missing = state.everybody(ROLE, Reason(code="instead", args={"role": role}), off_duty_too=True)
        if missing:
            unfilled[ROLE.id] = missing
    return Roster(
        assignments=tuple(_assignments(state, choices)),
        unfilled=tuple(unfilled[id_] for id_ in dict.fromkeys([*roles, ROLE.id]) if id_ in unfilled),
    )


def _fill(state: Chooser, id_: str, role: Role | None) -> tuple[list[Choice], Unfilled | None]:
    if role is None:
        return [], Unfilled(role=id_, missing=1, reason=Reason(code="unknown_role"))
    match role.holders:
        case Listed():
            return state.by_name(role, role.holders)
        case Nearest():
            return state.by_place(role, role.holders)
        case All():
            return state.everybody(role)
        case _:
            assert_never(role.holders)


def _is_only_outside(unfilled: Sequence[Unfilled]) -> bool:
    """Tell whether all that is missing is what a drill must not call: then nobody is called in its place."""
    return bool(unfilled) and all(one.reason.code == "outside_not_called" for one in unfilled)


def _assignments(state: Chooser, choices: Sequence[Choice]) -> Iterator[Assignment]:
    """Yield each choice as an assignment with its position.

    Of those who go in, the first to arrive waits at the door, so that nobody goes in alone.
    """
    plan, question = state.plan, state.question
    going = {index for index, choice in enumerate(choices) if _goes_in(plan, choice)}
    by_roster = rostered(plan)
    first = min(going, key=lambda index: (*_arrival(state.walk.get(choices[index].who)), index), default=None)
    for index, (role, who, reason) in enumerate(choices):
        position: Position = "waits_at_door" if index == first else "goes_in" if index in going else "duty"
        contact = None if who in plan.people else plan.contacts[who]
        yield Assignment(
            role=role.id,
            person=None if contact else who,
            contact=who if contact else None,
            reason=reason,
            walk=state.walk.get(who),
            position=position,
            accept_within=role.accept_within,
            arrive_within=role.arrive_within,
            reach=contact.reach if contact else "inside",
            here=who in question.here,
            presence=_presence(state, who, by_roster),
        )


def _presence(state: Chooser, who: str, by_roster: Set[str]) -> Presence:
    """Say from what somebody is taken to be there."""
    if who not in state.plan.people:
        return "outside"
    if who in state.question.here:
        return "here_today"
    if who in state.off_duty:
        return "off_duty"
    return "by_roster" if who in by_roster else "by_hours"


def _goes_in(plan: Plan, choice: Choice) -> bool:
    person = plan.people.get(choice.who)
    return choice.role.goes_in and (person is None or person.goes_in)


def _arrival(walk: timedelta | None) -> tuple[bool, timedelta]:
    return (walk is None, walk or timedelta(0))
