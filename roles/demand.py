"""From the plan's roles to what is asked of a matching: in which turn, how many, and who could."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final, assert_never
from weakref import WeakKeyDictionary

from roles.matching import Demand
from roles.plan import All, Listed, Nearest, Person, Plan, Role
from roles.zones import Candidate

LEAST_TO_GO_IN: Final = 2
"""Nobody goes in alone: so many are called at least to a role that goes in and is filled by place."""

_NOTHING: Final[frozenset[str]] = frozenset()
_named: WeakKeyDictionary[Plan, dict[str, tuple[Role, tuple[str, ...]]]] = WeakKeyDictionary()


def turn_of(role: Role | None) -> int:
    """Return when a role is filled, the lowest first.

    Roles held by name are filled first, then those held by whoever is near, then everybody: so that the guard is not
    taken for the nearest colleague before he is looked for as the guard.
    """
    if role is None:
        return 0
    match role.holders:
        case Listed():
            return 1
        case Nearest():
            return 2
        case All():
            return 3
        case _:
            assert_never(role.holders)


def count_of(role: Role) -> int:
    """Return how many a role needs; one that everybody holds needs at least one."""
    match role.holders:
        case Listed():
            return max(role.needed, 1)
        case Nearest():
            return max(role.needed, LEAST_TO_GO_IN if role.goes_in else 1)
        case All():
            return 1
        case _:
            assert_never(role.holders)


def limit_of(role: Role) -> timedelta | None:
    """Return how far somebody who is chosen for being near may have to walk; None where the plan sets no limit."""
    within = role.holders.within if isinstance(role.holders, Nearest) else None
    if not role.goes_in:
        return within
    return role.arrive_within if within is None else min(within, role.arrive_within)


def in_reach(plan: Plan, role: Role, near: Sequence[Candidate], *, is_placed: bool) -> tuple[str, ...]:
    """Return who could hold a role as the plan wants it, first wish first; `near` is everybody, the nearest first.

    `is_placed` tells whether the place of the press is known: where it is not, nobody is too far away.
    """
    if isinstance(role.holders, Nearest):
        limit = limit_of(role) if is_placed else None
        able = (one for one in near if goes(plan, role, one.person.id) and is_trained(role, one.person))
        return tuple(one.person.id for one in able if limit is None or (one.walk is not None and one.walk <= limit))
    return tuple(who for who in named_in(plan, role) if goes(plan, role, who))


def named_in(plan: Plan, role: Role) -> tuple[str, ...]:
    """Return the people and contacts that a role names, holders before deputies, each once; worked out once."""
    of_plan = _named.get(plan)
    if of_plan is None:
        of_plan = _named[plan] = {}
    known = of_plan.get(role.id)
    if known is not None and known[0] is role:
        return known[1]
    ids = role.holders.ids if isinstance(role.holders, Listed) else ()
    named = tuple(who for who in dict.fromkeys([*ids, *role.deputies]) if who in plan.people or who in plan.contacts)
    of_plan[role.id] = (role, named)
    return named


def goes(plan: Plan, role: Role, who: str) -> bool:
    """Tell whether somebody goes in, if the role does."""
    person = plan.people.get(who)
    return person is None or person.goes_in or not role.goes_in


def is_trained(role: Role, person: Person) -> bool:
    """Tell whether somebody has all the training that a role asks of those who are chosen for being near."""
    return not isinstance(role.holders, Nearest) or set(role.holders.training) <= set(person.training)


def can_hold(plan: Plan, role: Role, who: str) -> bool:
    """Tell whether somebody goes in if the role does, and is trained for it; deputies are as the plan names them."""
    person = plan.people.get(who)
    return goes(plan, role, who) and (person is None or who in role.deputies or is_trained(role, person))


def demand_of(role: Role, candidates: Iterable[str]) -> Demand:
    """Return what a role asks for; whoever goes in or was chosen for being near can do nothing else beside it."""
    alone = role.goes_in or isinstance(role.holders, Nearest)
    return Demand(
        role.id, count_of(role), tuple(candidates), alone, frozenset(role.not_with) if role.not_with else _NOTHING
    )
