"""How much of a gap is left when somebody more is named, or may come from farther: by matching alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from roles.coverage import Gap
from roles.demand import demand_of, goes, in_reach, limit_of, named_in, turn_of
from roles.everybody import role_of
from roles.matching import Matching, match
from roles.plan import All, Nearest, Plan, Role
from roles.zones import Candidate, walks

Extra = tuple[tuple[str, str], ...]
"""Role and person: who is named in addition."""

FARTHEST: Final = timedelta(minutes=5)
"""A longer walk is never proposed."""

_MOST_REACHES: Final = 12


class Deficit:
    """One gap as matchings: who is missing in each of its sets of people and zones, for each of its pressers."""

    def __init__(self, plan: Plan, gap: Gap, sets: Sequence[frozenset[str]], most_work: int) -> None:
        """Work out what is missing now; `work` counts the matchings that all of it takes."""
        self._plan = plan
        self._gap = gap
        self._contacts = frozenset(plan.contacts)
        self._zones: Sequence[str | None] = gap.zones or (None,)
        self._sets = sets
        self.work = 0
        self.people = frozenset().union(*sets)
        self.roles = _roles(plan, gap)
        self._able = {zone: [self._in_reach(role, zone) for role in self.roles] for zone in self._zones}
        self._aims: list[tuple[str | None, frozenset[str], dict[str | None, int]]] = []
        for zone in self._zones_that_differ():
            for present in sets:
                if self.work <= most_work:
                    self._aims.append((zone, present, self._short(zone, present, ())))
        self.whole = sum(max(sum(short.values()), 1) for _, _, short in self._aims) or 1

    def candidates(self, role_id: str) -> list[str]:
        """Return who could be named for a role in addition, the best first: least named elsewhere, nearest."""
        plan = self._plan
        role = plan.roles[role_id]
        named = named_in(plan, role)
        burden = {who: sum(who in named_in(plan, other) for other in plan.roles.values()) for who in self.people}
        there = {who: sum(who in present for present in self._sets) for who in self.people}
        could = [who for who in plan.people if who in self.people and who not in named and goes(plan, role, who)]
        return sorted(could, key=lambda who: (-there[who], burden[who], self._walk(who)))

    def with_extra(self, extra: Extra, most_work: int) -> int:
        """Return how much of the gap is left with somebody more named; all of it when that takes too much work."""
        return self._left(lambda zone, present: self._short(zone, present, extra), most_work)

    def with_reach(self, role_id: str, limit: timedelta, most_work: int) -> int:
        """Return how much of the gap is left when the nearest may come from so far."""
        index = next(number for number, role in enumerate(self.roles) if role.id == role_id)
        farther = farther_role(self.roles[index], limit)
        kept = self._able
        self._able = {
            zone: [self._in_reach(farther, zone) if number == index else one for number, one in enumerate(able)]
            for zone, able in kept.items()
        }
        try:
            return self._left(lambda zone, present: self._short(zone, present, ()), most_work)
        finally:
            self._able = kept

    def _left(self, short_of: Callable[[str | None, frozenset[str]], dict[str | None, int]], most_work: int) -> int:
        left = 0
        for zone, present, before in self._aims:
            if self.work > most_work:
                return self.whole
            for presser, count in short_of(zone, present).items():
                # What is missing in other roles is another gap: it may stay.
                left += max(0, count - max(before.get(presser, before.get(None, 0)) - self._gap.missing, 0))
        return left

    def _short(self, zone: str | None, present: frozenset[str], extra: Extra) -> dict[str | None, int]:
        """Return how many are missing in the whole step, by presser (None: whoever is needed nowhere)."""
        there = present | self._contacts
        demands = [
            demand_of(
                role,
                [
                    *(who for who in able if who in there),
                    *(who for id_, who in extra if id_ == role.id and who in there and who not in able),
                ],
            )
            for role, able in zip(self.roles, self._able[zone], strict=True)
        ]
        base = match(demands)
        pressers = self._gap.pressers or tuple(who for who in base.holds if who in self._plan.people)
        found: dict[str | None, int] = {} if self._gap.pressers else {None: self._missing(base)}
        for who in pressers:
            if who in present:
                found[who] = self._missing(base.without(who))
        return found

    def _missing(self, found: Matching) -> int:
        self.work += found.work
        return sum(count for _, count in found.missing())

    def _zones_that_differ(self) -> list[str | None]:
        """Return one zone for each way in which people are in reach of the roles."""
        return list({tuple(able): zone for zone, able in self._able.items()}.values())

    def _in_reach(self, role: Role, zone: str | None) -> tuple[str, ...]:
        near: Sequence[Candidate] = (
            walks(self._plan).nearest_first(zone)
            if zone is not None
            else [Candidate(person=one, walk=None) for one in self._plan.people.values()]
        )
        return in_reach(self._plan, role, near, is_placed=zone is not None)

    def _walk(self, who: str) -> timedelta:
        times = [_time(self._plan, who, zone) for zone in self._zones if zone is not None]
        return max((FARTHEST * 2 if time is None else time for time in times), default=timedelta(0))


def farther_role(role: Role, limit: timedelta) -> Role:
    """Return a role whose holders may come from so far."""
    holders = role.holders
    if isinstance(holders, Nearest) and holders.within is not None:
        holders = replace(holders, within=max(holders.within, limit))
    arrive = max(role.arrive_within, limit) if role.goes_in else role.arrive_within
    return replace(role, holders=holders, arrive_within=arrive)


def reaches(plan: Plan, gap: Gap, people: frozenset[str]) -> Iterator[timedelta]:
    """Yield how far somebody there would have to come from, the shortest way first, beyond what is allowed now."""
    now = limit_of(plan.roles[gap.role])
    times = {time for zone in gap.zones for who in people if (time := _time(plan, who, zone)) is not None}
    longer = sorted(time for time in times if now is not None and now < time <= FARTHEST)
    step = max(1, -(-len(longer) // _MOST_REACHES))
    yield from longer[step - 1 :: step]


def _time(plan: Plan, who: str, zone: str) -> timedelta | None:
    home = plan.people[who].home
    return None if home is None else walks(plan).from_zone(zone).get(home)


def _roles(plan: Plan, gap: Gap) -> list[Role]:
    """Return the roles of the gap's step that are filled one by one, in their turn, as the proof fills them."""
    response = plan.responses.get(gap.kind)
    call = response.steps[gap.step - 1].call if response and gap.step <= len(response.steps) else (gap.role,)
    roles = [role for id_ in dict.fromkeys(call) if (role := role_of(plan, id_)) is not None]
    return sorted((role for role in roles if not isinstance(role.holders, All)), key=turn_of)
