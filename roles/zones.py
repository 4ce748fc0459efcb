"""The zones as a graph on foot: how long it takes from one to another, and who is nearest to each."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from types import MappingProxyType
from typing import Final
from weakref import WeakKeyDictionary

from roles.plan import Person, Plan

LARGEST_PREPARED: Final = 50_000
"""Pairs of zone and person that are worked out ahead; sixty people and forty zones make 2,400."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A person with the walking time from her home zone to a zone; None where no way is known."""

    person: Person
    walk: timedelta | None


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """The walking times of one plan; each zone is worked out once, when it is first asked for."""

    zones: frozenset[str]
    people: tuple[Person, ...]
    neighbours: Mapping[str, Mapping[str, timedelta]]
    _times: dict[str, Mapping[str, timedelta]] = field(default_factory=dict)
    _nearest: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)
    _walks: dict[str, Mapping[str, timedelta | None]] = field(default_factory=dict)

    def from_zone(self, zone: str) -> Mapping[str, timedelta]:
        """Return the walking times from a zone to every zone that can be reached from it."""
        times = self._times.get(zone)
        if times is None:
            times = self._times[zone] = shortest([zone] if zone in self.zones else [], self.neighbours)
        return times

    def nearest_first(self, zone: str) -> tuple[Candidate, ...]:
        """Return everybody with the walk to a zone: by walking time, then name, then id; those without a way last."""
        candidates = self._nearest.get(zone)
        if candidates is None:
            times = self.from_zone(zone)
            known = [Candidate(person=one, walk=times.get(one.home or "")) for one in self.people]
            candidates = self._nearest[zone] = tuple(sorted(known, key=_order))
        return candidates

    def walk_to(self, zone: str) -> Mapping[str, timedelta | None]:
        """Return everybody's walk to a zone, by person."""
        known = self._walks.get(zone)
        if known is None:
            known = self._walks[zone] = MappingProxyType({one.person.id: one.walk for one in self.nearest_first(zone)})
        return known


_walks: WeakKeyDictionary[Plan, Walks] = WeakKeyDictionary()


def walks(plan: Plan) -> Walks:
    """Return the walking times of a plan; they are worked out once for each plan object."""
    known = _walks.get(plan)
    if known is None:
        known = _walks[plan] = Walks(frozenset(plan.zones), tuple(plan.people.values()), neighbours(plan))
    return known


def prepare(plan: Plan) -> None:
    """Work out what answering a press from any of a plan's zones will need; what is left is worked out when asked for.

    A plan that is larger than any office is prepared in part, so that a faulty document cannot fill the memory.
    """
    for zone in islice(plan.zones, LARGEST_PREPARED // max(len(plan.people), 1)):
        walks(plan).walk_to(zone)


def seconds_between(plan: Plan) -> Mapping[str, Mapping[str, int | None]]:
    """Return the walking seconds between all pairs of zones; None where one cannot be reached from the other."""
    between: dict[str, Mapping[str, int | None]] = {}
    for start in plan.zones:
        times = walks(plan).from_zone(start)
        between[start] = {end: _seconds(times.get(end)) for end in plan.zones}
    return between


def neighbours(plan: Plan) -> Mapping[str, Mapping[str, timedelta]]:
    """Return the zones next to each zone, with the shortest walk to each; a walk the plan cannot mean is left out."""
    beside: dict[str, dict[str, timedelta]] = defaultdict(dict)
    for walk in plan.walks:
        if walk.time < timedelta(0) or walk.start not in plan.zones or walk.end not in plan.zones:
            continue
        for here, there in ((walk.start, walk.end), (walk.end, walk.start)):
            beside[here][there] = min(walk.time, beside[here].get(there, walk.time))
    return dict(beside)


def shortest(starts: Iterable[str], beside: Mapping[str, Mapping[str, timedelta]]) -> Mapping[str, timedelta]:
    """Return the walking time from the nearest of some zones to every zone that can be reached (Dijkstra)."""
    times: dict[str, timedelta] = {}
    waiting = [(timedelta(0), start) for start in sorted(starts)]
    while waiting:
        time, zone = heapq.heappop(waiting)
        if zone in times:
            continue
        times[zone] = time
        for there, walk in beside.get(zone, {}).items():
            if there not in times:
                heapq.heappush(waiting, (time + walk, there))
    return times


def _order(candidate: Candidate) -> tuple[bool, timedelta, str, str]:
    person, walk = candidate.person, candidate.walk
    return (walk is None, walk or timedelta(0), person.name, person.id)


def _seconds(time: timedelta | None) -> int | None:
    return None if time is None else int(time.total_seconds())
