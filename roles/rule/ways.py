"""Rules about ways to safety: every zone has one, wherever an alarm comes from, to a refuge with room for all."""

from collections.abc import Iterator
from typing import Final

from roles.danger import danger_from
from roles.escape import OUT_OF_DOORS, instructions, is_refuge, is_way_out
from roles.ground import ground
from roles.heads import heads
from roles.plan import Plan, Zone
from roles.rule.problem import Problem, Subject
from roles.sentence import AND, Sentence, joined
from roles.sight import in_sight
from roles.word import PUBLIC_ZONES, did_you_mean, shown

MOST_LOOKED_AT: Final = 4_000_000
"""Origins times passages that are looked at; an office of 200 zones makes 200,000."""

MOST_NAMED: Final = 6
"""Zones that one finding names; the others are counted."""

_WORK_ROOMS: Final = ("meeting_room", "counter")


def no_refuge(subject: Subject) -> Iterator[Problem]:
    """An office that visitors come to has a refuge: without one nobody can be told where to go in an alarm."""
    plan = subject.plan
    first = next((zone for zone in plan.zones.values() if zone.kind in PUBLIC_ZONES), None)
    if first is not None and len(plan.zones) > 1 and not any(map(is_refuge, plan.zones.values())):
        message = Sentence("The office has no safe zone and no retreat room.")
        remedy = Sentence("Let a closed staff area be a safe zone: kind: safe_zone. A muster point is no refuge.")
        yield Problem(("zones",), message, remedy)


def cut_off(subject: Subject) -> Iterator[Problem]:
    """A way on foot leads from every zone to a refuge: whoever is in a zone without one can be told of none."""
    plan = subject.plan
    refuges = [zone.id for zone in plan.zones.values() if is_refuge(zone)]
    reached = _reached(plan, refuges, frozenset())
    for zone in plan.zones.values() if refuges else ():
        if zone.id not in reached and zone.kind not in (*OUT_OF_DOORS, "muster_point"):
            message = Sentence("No walk leads from %(zone)s to a refuge.", zone=shown(zone.name))
            remedy = Sentence("Write the walks between it and the other zones, and take out what is no zone.")
            yield Problem(("zones", zone.id), message, remedy)


def no_safe_way(subject: Subject) -> Iterator[Problem]:
    """Wherever an alarm comes from, staff have a safe way to a refuge or out, or a door that they can lock."""
    plan = subject.plan
    goals = [zone.id for zone in plan.zones.values() if is_refuge(zone) or is_way_out(zone)]
    refuges = [goal for goal in goals if is_refuge(plan.zones[goal])]
    asked = [zone for zone in _staffed(plan) if not zone.lockable and zone.id in _reached(plan, goals, frozenset())]
    for origin in _origins(plan) if refuges else ():
        danger = danger_from(plan, origin.id).zones
        reached = _reached(plan, [goal for goal in goals if goal not in danger], danger)
        stuck = [zone.name for zone in asked if zone.id != origin.id and zone.id not in reached]
        if stuck:
            message = Sentence(
                "An alarm in %(origin)s leaves no safe way from %(zones)s.",
                origin=shown(origin.name),
                zones=_named(stuck),
            )
            remedy = Sentence("Write a second way out as a walk, or have a lock put in where people can hide.")
            yield Problem(("zones", origin.id), message, remedy)


def no_room(subject: Subject) -> Iterator[Problem]:
    """The refuges that are left in an alarm have room for everybody who is sent there."""
    plan = subject.plan
    refuges = [zone for zone in plan.zones.values() if is_refuge(zone)]
    count = heads({who: person.home for who, person in plan.people.items()})
    if not refuges or any(zone.room_for is not None and zone.room_for < 1 for zone in refuges):
        return
    for origin in _origins(plan):
        danger = danger_from(plan, origin.id)
        left = [zone.room_for for zone in refuges if zone.id not in danger.zones]
        if any(room is None for room in left) and len(left) == left.count(None):
            continue
        told = instructions(plan, danger, count)
        stuck = [plan.zones[zone].name for zone, one in told.items() if one.why == "no_room"]
        if stuck:
            message = Sentence(
                "An alarm in %(origin)s leaves no room in a refuge for those from %(zones)s.",
                origin=shown(origin.name),
                zones=_named(stuck),
            )
            remedy = Sentence("Name another refuge, or write for how many there really is room: room_for: 12")
            yield Problem(("zones", origin.id), message, remedy)


def strange_door(subject: Subject) -> Iterator[Problem]:
    """A door opens by hand from a zone that it is between, and a lock locks a door of the plan."""
    plan = subject.plan
    for door in plan.doors.values():
        for index, zone in enumerate(door.opens_without_power_from):
            if zone not in door.between:
                message = Sentence("The door %(door)s is not beside %(zone)s.", door=shown(door.name), zone=shown(zone))
                yield Problem(
                    ("doors", door.id, "opens_without_power_from", index), message, did_you_mean(zone, door.between)
                )
    for output in plan.outputs.values():
        if output.door is not None and output.door not in plan.doors:
            message = Sentence("There is no door %(door)s in the plan.", door=shown(output.door))
            yield Problem(("outputs", output.id, "door"), message, did_you_mean(output.door, plan.doors))


def refuge_in_sight(subject: Subject) -> Iterator[Problem]:
    """Nobody can see into a refuge from where visitors are: an alarm there would take the refuge away."""
    plan = subject.plan
    for zone in plan.zones.values():
        seen_from = [plan.zones[one] for one in sorted(in_sight(plan, zone.id)) if is_refuge(zone)]
        public = next((one for one in seen_from if one.kind in PUBLIC_ZONES), None)
        if public is not None:
            message = Sentence(
                "The refuge %(zone)s can be seen from %(other)s.", zone=shown(zone.name), other=shown(public.name)
            )
            remedy = Sentence("Cover the glass, then take it out of in_sight_of; or name another room.")
            yield Problem(("zones", zone.id), message, remedy)


def _staffed(plan: Plan) -> list[Zone]:
    """Return the zones where somebody of the staff is to be expected: their places, and where they meet visitors."""
    homes = {person.home for person in plan.people.values()}
    quiet = (*OUT_OF_DOORS, "muster_point")
    return [
        zone
        for zone in plan.zones.values()
        if (zone.id in homes or zone.kind in _WORK_ROOMS) and zone.kind not in quiet and not is_refuge(zone)
    ]


def _origins(plan: Plan) -> list[Zone]:
    """Return the zones from which an alarm is looked at: all of them, in a plan of any size that an office has."""
    passages = sum(len(found) for found in ground(plan).beside.values()) + len(plan.zones)
    return list(plan.zones.values())[: MOST_LOOKED_AT // max(passages, 1)]


def _reached(plan: Plan, goals: list[str], danger: frozenset[str]) -> set[str]:
    """Return the zones with a way to one of some goals, through no zone in danger but the one it begins in."""
    beside = ground(plan).beside
    reached, waiting = set(goals), list(goals)
    while waiting:
        zone = waiting.pop()
        if zone in danger:
            continue
        for passage in beside[zone]:
            if passage.to not in reached:
                reached.add(passage.to)
                waiting.append(passage.to)
    return reached


def _named(names: list[str]) -> str:
    told = [shown(name) for name in names[:MOST_NAMED]]
    more = len(names) - len(told)
    return joined([*told, Sentence("%(count)s more", count=more)] if more else told, last=AND)
