"""Rules about doors: around a safe zone, and on the way between zones."""

from collections.abc import Iterator

from roles.doors import boundary_doors
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import did_you_mean, shown


def no_boundary(subject: Subject) -> Iterator[Problem]:
    """A safe zone has doors that keep visitors out: without one it is no safer than the corridor."""
    plan = subject.plan
    guarded = {zone for door in boundary_doors(plan) for zone in door.between}
    for zone in plan.zones.values():
        if zone.kind == "safe_zone" and zone.id not in guarded:
            message = Sentence("No door is written down that keeps visitors out of %(zone)s.", zone=shown(zone.name))
            remedy = Sentence(
                "Write it under doors: staff-door: {between: [%(zone)s, …], kept_shut_by: …}", zone=zone.id
            )
            yield Problem(("zones", zone.id), message, remedy)


def nobody_at_boundary(subject: Subject) -> Iterator[Problem]:
    """Each door of a safe zone towards visitors is kept shut by a role: a door left open protects nobody."""
    for door in boundary_doors(subject.plan):
        if door.kept_shut_by is None:
            message = Sentence("Nobody keeps the door %(door)s of the safe zone shut.", door=shown(door.name))
            yield Problem(("doors", door.id), message, Sentence("Write which role does: kept_shut_by: door"))


def unknown_door(subject: Subject) -> Iterator[Problem]:
    """A door is between two different zones and kept shut by a role of the plan; a walk leads through its own door."""
    plan = subject.plan
    for door in plan.doors.values():
        if door.between[0] == door.between[1] != "":
            message = Sentence("The door %(door)s leads from a zone to itself.", door=shown(door.name))
            yield Problem(("doors", door.id, "between"), message, Sentence("Name the zones on both sides of it."))
        role = door.kept_shut_by
        if role is not None and role not in plan.roles:
            message = Sentence("There is no role %(word)s in the plan.", word=shown(role))
            yield Problem(("doors", door.id, "kept_shut_by"), message, did_you_mean(role, plan.roles))
    for index, walk in enumerate(plan.walks):
        if walk.door is None:
            continue
        if walk.door not in plan.doors:
            message = Sentence("There is no door %(door)s in the plan.", door=shown(walk.door))
            yield Problem(("walks", index, 3), message, did_you_mean(walk.door, plan.doors))
        elif {walk.start, walk.end} != set(plan.doors[walk.door].between):
            message = Sentence("The door %(door)s is not between these two zones.", door=shown(walk.door))
            remedy = Sentence("Name the door between them, or leave it out.")
            yield Problem(("walks", index, 3), message, remedy)
