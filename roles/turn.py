"""What the roles of a step ask for whatever the moment is: worked out once for each plan object, not by each press."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from roles.demand import count_of, demand_of, in_reach, named_in, turn_of
from roles.everybody import role_of
from roles.matching import Demand
from roles.plan import All, Plan, Role
from roles.zones import Candidate

MOST_STEPS: Final = 50
"""Steps that are kept of a plan."""

MOST_KNOWN: Final = 2_000
"""Pairs of role and zone that are kept of a plan; twelve roles and forty zones make 480."""


class Turn(NamedTuple):
    """A role that is asked for: whom it names, and how many it needs."""

    role: Role
    named: tuple[str, ...]
    needed: int


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """The roles of a step, each once.

    `ids` are all of them as they are asked for, `unknown` those that the plan does not have, `known` the others in the
    order in which they are filled, and `matched` those of these that are held by name or by place.
    """

    ids: tuple[str, ...]
    unknown: tuple[str, ...]
    known: tuple[Turn, ...]
    matched: tuple[Turn, ...]
    _asked: dict[tuple[str, str], Demand]
    """Of the plan: by role and zone."""
    _at: dict[str, list[Demand]] = field(default_factory=dict)

    def at(self, plan: Plan, zone: str, near: Sequence[Candidate]) -> list[Demand]:
        """Return what is asked for at a press in a zone with everybody free, `near` in the plan's own order."""
        demands = self._at.get(zone)
        if demands is None:
            if len(self._asked) + len(self.matched) > MOST_KNOWN:
                self._asked.clear()
            if len(self._at) * len(self.matched) >= MOST_KNOWN:
                self._at.clear()
            demands = self._at[zone] = [self._demand(plan, turn.role, zone, near) for turn in self.matched]
        return demands

    def _demand(self, plan: Plan, role: Role, zone: str, near: Sequence[Candidate]) -> Demand:
        asked = self._asked.get((role.id, zone))
        if asked is None:
            asked = self._asked[role.id, zone] = demand_of(role, in_reach(plan, role, near, is_placed=True))
        return asked


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is kept of one plan object; nothing in it may hold that object, or neither would ever end."""

    steps: dict[tuple[str, ...], Turns] = field(default_factory=dict)
    asked: dict[tuple[str, str], Demand] = field(default_factory=dict)


_of_plan: WeakKeyDictionary[Plan, _Known] = WeakKeyDictionary()


def turns_of(plan: Plan, roles: tuple[str, ...]) -> Turns:
    """Return what these roles of a plan ask for."""
    known = _of_plan.get(plan)
    if known is None:
        known = _of_plan[plan] = _Known()
    turns = known.steps.get(roles)
    if turns is None:
        if len(known.steps) >= MOST_STEPS:
            known.steps.clear()
        turns = known.steps[roles] = _made(plan, roles, known.asked)
    return turns


def _made(plan: Plan, roles: tuple[str, ...], asked: dict[tuple[str, str], Demand]) -> Turns:
    found = {id_: role_of(plan, id_) for id_ in roles}
    filled = sorted((role for role in found.values() if role is not None), key=turn_of)
    known = tuple(Turn(role, named_in(plan, role), count_of(role)) for role in filled)
    matched = tuple(turn for turn in known if not isinstance(turn.role.holders, All))
    return Turns(tuple(found), tuple(id_ for id_, role in found.items() if role is None), known, matched, asked)
