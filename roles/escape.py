"""Safe-zone dispatch: what each zone is told in an alarm. Go to a refuge by this way, leave, lock, or stay.

Whoever can get away unseen goes; who cannot, locks; where neither is possible, that is said. A way leads through no
zone that is in danger or in sight of it, through doors that open, to a refuge that has room for all who are sent there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from roles.danger import Danger
from roles.ground import Ground, Step, Towards, ground
from roles.plan import Plan, Zone
from roles.room import Group, place

Do = Literal["go", "stay_and_lock", "stay", "leave", "no_safe_way", "here"]
"""What a zone is told. `here` is where the alarm comes from."""

Why = Literal[
    "origin",
    "way",
    "in_refuge",
    "at_muster_point",
    "outside",
    "place_unknown",
    "no_refuge",
    "refuge_in_danger",
    "cut_off",
    "door_shut",
    "danger_in_the_way",
    "no_room",
]
"""Why it is told that."""

REFUGES: Final = ("safe_zone", "retreat_room")
"""The kinds of zones that one is sent to, the more roomy one first; a muster point is only for leaving."""

OUT_OF_DOORS: Final = ("street", "outside")
_OUT: Final = ("muster_point", *OUT_OF_DOORS)

NO_DANGER: Final = Danger(origin=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Instruction:
    """What one zone is told: what to do, where to, the steps of the way and its seconds, and why."""

    do: Do
    why: Why
    to: str | None = None
    way: tuple[Step, ...] = ()
    seconds: int | None = None


def instructions(plan: Plan, danger: Danger, heads: Mapping[str, int]) -> Mapping[str, Instruction]:
    """Return for each zone of a plan, in the plan's order, what it is told; `heads` is how many are in each.

    Who is there unexpected, and every visitor, is counted by nobody: a zone of nobody takes no room.
    """
    if danger.origin is None:
        return {id_: _unknown(zone, danger) for id_, zone in plan.zones.items()}
    return _Answers(plan, danger, heads).all()


def is_refuge(zone: Zone) -> bool:
    """Tell whether people can be sent to a zone; a retreat room that cannot be locked is none."""
    return zone.kind == "safe_zone" or (zone.kind == "retreat_room" and zone.lockable is not False)


def is_way_out(zone: Zone) -> bool:
    """Tell whether a zone is outside the house, or where people gather there: where one goes who has no refuge."""
    return zone.kind in _OUT


def _unknown(zone: Zone, danger: Danger) -> Instruction:
    """Return what a zone is told while nobody knows where the danger is: nobody is sent through it by chance."""
    if zone.id in danger.zones:
        return Instruction(do="no_safe_way", why="place_unknown")
    if zone.kind in OUT_OF_DOORS:
        return Instruction(do="leave", why="outside")
    return Instruction(do="stay_and_lock" if zone.lockable else "stay", why="place_unknown")


class _Answers:
    """The instructions of one moment, worked out together because a refuge has room for so many only."""

    def __init__(self, plan: Plan, danger: Danger, heads: Mapping[str, int]) -> None:
        self._plan = plan
        self._danger = danger
        self._heads = heads
        self._ground: Ground = ground(plan)
        self._in_danger = danger.zones
        self._refuges = sorted(
            filter(is_refuge, plan.zones.values()), key=lambda one: (REFUGES.index(one.kind), one.id)
        )
        self._open = [zone for zone in self._refuges if zone.id not in self._in_danger]
        self._to = {zone.id: self._towards(zone.id) for zone in self._open}
        outs = (zone for zone in plan.zones.values() if is_way_out(zone) and zone.id not in self._in_danger)
        self._out = [self._towards(zone.id) for zone in sorted(outs, key=lambda one: (_OUT.index(one.kind), one.id))]

    def all(self) -> Mapping[str, Instruction]:
        """Return every zone's instruction."""
        known = {id_: told for id_, zone in self._plan.zones.items() if (told := self._at_once(zone)) is not None}
        moving = [id_ for id_ in self._plan.zones if id_ not in known]
        placed = place(self._groups(moving), self._room())
        return {
            id_: known[id_] if id_ in known else self._moved(zone, placed.get(id_))
            for id_, zone in self._plan.zones.items()
        }

    def _at_once(self, zone: Zone) -> Instruction | None:
        """Return what a zone is told whatever room there is; None where it has to be found out."""
        if zone.id == self._danger.origin:
            return Instruction(do="here", why="origin")
        if zone.kind in OUT_OF_DOORS:
            return self._outside(zone.id)
        if zone.id in self._in_danger:
            return None
        if is_refuge(zone):
            return Instruction(do="stay_and_lock" if zone.lockable else "stay", why="in_refuge")
        return Instruction(do="stay", why="at_muster_point") if zone.kind == "muster_point" else None

    def _outside(self, zone: str) -> Instruction:
        """Return what is said to who is outside already: not to come in, and to gather where that can be reached."""
        told = self._nearest_out(zone, "outside")
        if told is not None and self._plan.zones[told.to or ""].kind == "muster_point":
            return told
        return Instruction(do="leave", why="outside")

    def _moved(self, zone: Zone, refuge: str | None) -> Instruction:
        if refuge is not None:
            return self._by(self._to[refuge], zone.id, "go", "way")
        why = self._why_not(zone.id)
        out = self._nearest_out(zone.id, why)
        if out is not None:
            return out
        if zone.lockable and zone.id not in self._in_danger:
            return Instruction(do="stay_and_lock", why=why)
        return Instruction(do="no_safe_way", why=why)

    def _groups(self, zones: list[str]) -> Iterator[Group]:
        """Yield who is to be placed, the most urgent first: who is in danger, then who cannot lock."""
        for zone in zones:
            ways = [(to.cost[zone], rank, id_) for rank, (id_, to) in enumerate(self._to.items()) if zone in to.cost]
            urgency = 0 if zone in self._in_danger else 2 if self._plan.zones[zone].lockable else 1
            yield Group(zone, max(self._heads.get(zone, 0), 0), urgency, tuple(id_ for _, _, id_ in sorted(ways)))

    def _room(self) -> dict[str, int | None]:
        """Return for how many more each refuge has room, without those who are in it already; None for any number."""
        return {
            zone.id: None if zone.room_for is None else max(zone.room_for - max(self._heads.get(zone.id, 0), 0), 0)
            for zone in self._open
        }

    def _why_not(self, zone: str) -> Why:
        """Say why nobody can go from a zone to a refuge."""
        if not self._refuges:
            return "no_refuge"
        if not self._open:
            return "refuge_in_danger"
        if any(zone in to.cost for to in self._to.values()):
            return "no_room"
        if zone not in self._joined:
            return "cut_off"
        return "door_shut" if zone in self._with_all_doors else "danger_in_the_way"

    @cached_property
    def _joined(self) -> frozenset[str]:
        """Return the zones from which there would be a way without any danger."""
        return self._reached(NO_DANGER)

    @cached_property
    def _with_all_doors(self) -> frozenset[str]:
        """Return the zones from which there would be a way if every door opened."""
        return self._reached(replace(self._danger, closed_doors=frozenset(), locked_doors=frozenset()))

    def _reached(self, danger: Danger) -> frozenset[str]:
        open_ = [refuge.id for refuge in self._refuges if refuge.id not in danger.zones]
        return frozenset(zone for id_ in open_ for zone in self._ground.towards(id_, danger, danger.zones).cost)

    def _nearest_out(self, zone: str, why: Why) -> Instruction | None:
        """Return how to leave by the nearest muster point; where none can be reached, by the nearest way out."""
        points, kinds = [to for to in self._out if zone in to.cost], self._plan.zones
        if not points:
            return None
        out = min(points, key=lambda to: (kinds[to.goal].kind != "muster_point", to.cost[zone], to.goal))
        return self._by(out, zone, "leave", why)

    def _by(self, to: Towards, zone: str, do: Do, why: Why) -> Instruction:
        return Instruction(do=do, why=why, to=to.goal, way=to.way(zone), seconds=-(-to.ms[zone] // 1000))

    def _towards(self, goal: str) -> Towards:
        return self._ground.towards(goal, self._danger, self._in_danger)
