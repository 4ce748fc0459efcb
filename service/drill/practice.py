"""When the next drill is due, and what has not practised: roles, shifts, rooms and people. Never a ranking.

Nothing here counts how often somebody took part or how quickly: only whether it was since the day that matters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from roles.cadence import SELDOM, months_after
from roles.demand import named_in
from roles.drill import origins
from roles.plan import Plan
from service.drill.commands import Scope

SOON: Final = timedelta(days=14)
"""So long before its day a drill is said to be due."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One drill that was held: on which local day, and who and what practised; `people` are the plan's ids."""

    day: date
    scope: Scope
    zone: str
    roles: frozenset[str]
    people: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unpractised:
    """One role, shift, room or person that has not practised lately; `since` is the day of the last time, if any."""

    id: str
    name: str
    since: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Practice:
    """Where an office stands: the days by which a drill is due (None: none is asked for), what has not practised."""

    whole_due: date | None
    micro_due: date | None
    roles: tuple[str, ...]
    """Ids of roles; what they are called is the reader's language."""
    roles_since: Mapping[str, date | None]
    shifts: tuple[Unpractised, ...]
    zones: tuple[Unpractised, ...]
    people: tuple[Unpractised, ...]


def practice(plan: Plan, held: Iterable[Held], today: date, *, began: date | None = None) -> Practice:
    """Return where an office stands.

    Args:
        plan: the plan in force.
        held: its judged drills, in any order.
        today: the office's day.
        began: the day the office began to count from where it has never drilled; today when left out.
    """
    drills = sorted(held, key=lambda one: one.day)
    limit = months_after(today, -((plan.drills.whole if plan.drills else None) or SELDOM))
    roles = _last((role, one.day) for one in drills for role in one.roles)
    zones = _last((one.zone, one.day) for one in drills)
    people = _last((who, one.day) for one in drills for who in one.people)
    shifts = _last((id_, people[who]) for id_, roster in plan.rosters.items() for who in roster.people if who in people)
    lapsed = [
        role.id for role in plan.roles.values() if _is_practised(plan, role.id) and _is_old(roles, role.id, limit)
    ]
    return Practice(
        whole_due=_due(plan.drills.whole if plan.drills else None, drills, ("whole",), began or today),
        micro_due=_due(plan.drills.micro if plan.drills else None, drills, ("whole", "micro"), began or today),
        roles=tuple(lapsed),
        roles_since={id_: roles.get(id_) for id_ in lapsed},
        shifts=_unpractised({id_: one.name for id_, one in plan.rosters.items() if one.people}, shifts, limit),
        zones=_unpractised({id_: plan.zones[id_].name for id_ in origins(plan)}, zones, limit),
        people=_unpractised({id_: one.name for id_, one in plan.people.items()}, people, limit),
    )


def _last(found: Iterable[tuple[str, date]]) -> Mapping[str, date]:
    last: dict[str, date] = {}
    for id_, day in found:
        last[id_] = max(day, last.get(id_, day))
    return last


def _is_old(last: Mapping[str, date], id_: str, limit: date) -> bool:
    return id_ not in last or last[id_] < limit


def _unpractised(names: Mapping[str, str], last: Mapping[str, date], limit: date) -> tuple[Unpractised, ...]:
    """Return those that have not practised since a day, by their names: no other order says anything of anybody."""
    found = (Unpractised(id=id_, name=name, since=last.get(id_)) for id_, name in names.items())
    old = (one for one in found if _is_old(last, one.id, limit))
    return tuple(sorted(old, key=lambda one: (one.name.casefold(), one.id)))


def _due(months: int | None, drills: Iterable[Held], scopes: tuple[Scope, ...], began: date) -> date | None:
    if not months or not 1 <= months <= 120:
        return None
    last = max((one.day for one in drills if one.scope in scopes), default=None)
    return began if last is None else months_after(last, months)


def _is_practised(plan: Plan, id_: str) -> bool:
    """Tell whether a role is anybody's of the office to practise: no card, and not only a contact's."""
    role = plan.roles[id_]
    named = named_in(plan, role)
    return not role.is_card and (not named or any(who in plan.people for who in named))
