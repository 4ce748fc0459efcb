"""Plan, moment and zone → who does what, with a reason for each name.

Whatever the plan or the question looks like, this answers: it never raises, never names the presser or somebody
absent, and names somebody as long as anybody else is there.
"""

from collections.abc import Iterator, Sequence, Set
from datetime import timedelta
from typing import Final, assert_never

from roles.choose import Choice, Chooser, chooser
from roles.everybody import ROLE
from roles.plan import All, Listed, Nearest, Person, Plan
from roles.presence import rostered
from roles.question import Question
from roles.roster import Assignment, Position, Presence, Reason, Roster, Unfilled
from roles.turn import Turn, turns_of

__all__ = ["Question", "resolve"]

_UNKNOWN: Final = Reason(code="unknown_role")


def resolve(plan: Plan, question: Question) -> Roster:
    """Return who does what, roles in the order of the question.

    Nobody is called whom the rosters do not place in the office at that instant, unless she is known to be there today
    or nobody else is there at all.
    """
    state = chooser(plan, question)
    turns = turns_of(plan, question.roles)
    state.match(turns)
    filled: dict[str, list[Choice]] = {id_: [] for id_ in turns.ids}
    unfilled = {id_: Unfilled(role=id_, missing=1, reason=_UNKNOWN) for id_ in turns.unknown}
    for turn in turns.known:
        filled[turn.role.id], missing = _fill(state, turn)
        if missing:
            unfilled[turn.role.id] = missing
    choices = [choice for chosen in filled.values() for choice in chosen]
    if not choices and not _is_only_outside(tuple(unfilled.values())):
        role = next(iter(turns.ids), ROLE.id)
        choices, missing = state.everybody(ROLE, Reason(code="instead", args={"role": role}), off_duty_too=True)
        if missing:
            unfilled[ROLE.id] = missing
    return Roster(
        assignments=tuple(_assignments(state, choices)),
        unfilled=tuple(unfilled[id_] for id_ in dict.fromkeys([*turns.ids, ROLE.id]) if id_ in unfilled),
    )


def _fill(state: Chooser, turn: Turn) -> tuple[list[Choice], Unfilled | None]:
    holders = turn.role.holders
    match holders:
        case Listed():
            return state.by_name(turn, holders)
        case Nearest():
            return state.by_place(turn, holders)
        case All():
            return state.everybody(turn.role)
        case _:
            assert_never(holders)


def _is_only_outside(unfilled: Sequence[Unfilled]) -> bool:
    """Tell whether all that is missing is what a drill must not call: then nobody is called in its place."""
    return bool(unfilled) and all(one.reason.code == "outside_not_called" for one in unfilled)


def _assignments(state: Chooser, choices: Sequence[Choice]) -> Iterator[Assignment]:
    """Yield each choice as an assignment with its position.

    Of those who go in, the first to arrive waits at the door, so that nobody goes in alone.
    """
    people, here, walk_of = state.plan.people, state.question.here, state.walk.get
    by_roster = rostered(state.plan)
    going = [index for index, choice in enumerate(choices) if choice.role.goes_in and _goes_in(people.get(choice.who))]
    first = min(going, key=lambda index: _arrival(walk_of(choices[index].who)), default=None)
    for index, (role, who, reason) in enumerate(choices):
        position: Position = "waits_at_door" if index == first else "goes_in" if index in going else "duty"
        walk, deadlines = walk_of(who), (role.accept_within, role.arrive_within)
        if who in people:
            presence = _presence(state, who, by_roster)
            yield Assignment(role.id, who, None, reason, walk, *deadlines, position, "inside", who in here, presence)
        else:
            reach = state.plan.contacts[who].reach
            yield Assignment(role.id, None, who, reason, walk, *deadlines, position, reach, who in here, "outside")


def _presence(state: Chooser, who: str, by_roster: Set[str]) -> Presence:
    """Say from what a person is taken to be there."""
    if who in state.question.here:
        return "here_today"
    if who in state.off_duty:
        return "off_duty"
    return "by_roster" if who in by_roster else "by_hours"


def _goes_in(person: Person | None) -> bool:
    return person is None or person.goes_in


def _arrival(walk: timedelta | None) -> tuple[bool, timedelta]:
    return (walk is None, walk or timedelta(0))
