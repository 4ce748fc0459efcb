"""The zones with the doors between them, made ready once for each plan: what ways are looked for on."""

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from roles.danger import Danger
from roles.plan import Plan, Walk
from roles.word import PUBLIC_ZONES

MILLISECOND: Final = timedelta(milliseconds=1)

AROUND_MS: Final = 60_000
"""So much longer a way may be that does not lead through a room where a visitor sits."""


class Passage(NamedTuple):
    """One way between neighbours: to which zone, how long it takes, and the doors of which one has to open."""

    to: str
    ms: int
    doors: tuple[str, ...]


class Step(NamedTuple):
    """One step of a way: into which zone, and through which door, where that has a name."""

    zone: str
    door: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A plan's zones with what lies beside each, in the order of their ids, and from where each door opens by hand."""

    beside: Mapping[str, tuple[Passage, ...]]
    by_hand: Mapping[str, frozenset[str]]
    visited: frozenset[str]
    """The zones where visitors are: a way leads through them only where it would be much longer otherwise."""

    def open_door(self, passage: Passage, start: str, danger: Danger) -> tuple[bool, str | None]:
        """Tell whether one gets from a zone through a passage, and through which door."""
        for door in passage.doors:
            if door in danger.closed_doors:
                continue
            if door not in danger.locked_doors or start in self.by_hand[door]:
                return True, door
        return not passage.doors, None

    def towards(self, goal: str, danger: Danger, forbidden: Collection[str]) -> "Towards":
        """Return the shortest ways from every zone to one, through no forbidden zone but the one they begin in."""
        # From the goal outwards (Dijkstra); a zone in danger is where a way can begin, and is never gone through.
        are_doors_shut = bool(danger.closed_doors or danger.locked_doors)
        cost: dict[str, int] = {}
        ms: dict[str, int] = {goal: 0}
        following: dict[str, Step] = {}
        best: dict[str, int] = {goal: 0}
        waiting: list[tuple[int, str]] = [(0, goal)]
        while waiting:
            so_far, zone = heapq.heappop(waiting)
            if zone in cost:
                continue
            cost[zone] = so_far
            if zone in forbidden:
                continue
            through = AROUND_MS if zone in self.visited and zone != goal else 0
            for passage in self.beside[zone]:
                start, there = passage.to, so_far + passage.ms + through
                if start in cost or there >= best.get(start, there + 1):
                    continue
                door = passage.doors[0] if passage.doors else None
                if are_doors_shut and passage.doors:
                    opens, door = self.open_door(passage, start, danger)
                    if not opens:
                        continue
                best[start] = there
                ms[start] = ms[zone] + passage.ms
                following[start] = Step(zone, door)
                heapq.heappush(waiting, (there, start))
        return Towards(goal, cost, ms, following)


class Towards(NamedTuple):
    """The ways to one zone: what each costs, visitors' rooms on it counted as longer, how long it takes, its next step.

    Cost and time are in milliseconds.
    """

    goal: str
    cost: Mapping[str, int]
    ms: Mapping[str, int]
    following: Mapping[str, Step]

    def way(self, start: str) -> tuple[Step, ...]:
        """Return the steps from a zone to the goal; the zone has to have a way."""
        steps, zone = [], start
        while zone != self.goal:
            step = self.following[zone]
            steps.append(step)
            zone = step.zone
        return tuple(steps)


_grounds: WeakKeyDictionary[Plan, Ground] = WeakKeyDictionary()


def ground(plan: Plan) -> Ground:
    """Return a plan's ground; it is made once for each plan object."""
    known = _grounds.get(plan)
    if known is None:
        known = _grounds[plan] = _made(plan)
    return known


def _made(plan: Plan) -> Ground:
    between: dict[frozenset[str], list[str]] = defaultdict(list)
    for door in plan.doors.values():
        between[frozenset(door.between)].append(door.id)
    beside: dict[str, list[Passage]] = {zone: [] for zone in sorted(plan.zones)}
    for walk in plan.walks:
        if walk.time < timedelta(0) or walk.start not in beside or walk.end not in beside or walk.start == walk.end:
            continue
        doors = _doors_of(plan, walk, between)
        ms = walk.time // MILLISECOND
        beside[walk.start].append(Passage(walk.end, ms, doors))
        beside[walk.end].append(Passage(walk.start, ms, doors))
    by_hand = {door.id: frozenset(door.opens_without_power_from) for door in plan.doors.values()}
    visited = frozenset(zone.id for zone in plan.zones.values() if zone.kind in PUBLIC_ZONES)
    return Ground({zone: tuple(sorted(found)) for zone, found in beside.items()}, by_hand, visited)


def _doors_of(plan: Plan, walk: Walk, between: Mapping[frozenset[str], list[str]]) -> tuple[str, ...]:
    """Return the doors of which one has to open: the one a walk names, else all that are between its zones."""
    if walk.door is not None and walk.door in plan.doors:
        return (walk.door,)
    return tuple(sorted(between.get(frozenset((walk.start, walk.end)), ())))
