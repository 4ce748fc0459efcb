"""Rules about looking rooms and doors over: each is known, in turn, and none that matters is forgotten."""

from collections.abc import Iterator

from roles.doors import boundary_doors
from roles.inspection import LONGEST, SHORTEST, inspected, unknown_places
from roles.plan import Plan
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import did_you_mean, shown


def unknown_place(subject: Subject) -> Iterator[Problem]:
    """What is looked over is a zone or a door of the plan."""
    plan = subject.plan
    for turn, index, place in unknown_places(plan):
        message = Sentence("There is no zone and no door %(word)s in the plan.", word=shown(place))
        yield Problem(("inspections", turn, "of", index), message, did_you_mean(place, [*plan.zones, *plan.doors]))
    for one in plan.inspections.values():
        if not one.of:
            message = Sentence("Nothing is looked over here.")
            yield Problem(("inspections", one.id), message, Sentence("Write what: of: [room-114, staff-door]"))


def unknown_looker(subject: Subject) -> Iterator[Problem]:
    """Whoever looks rooms and doors over holds a role of the plan."""
    for turn in subject.plan.inspections.values():
        if turn.by is not None and turn.by not in subject.plan.roles:
            message = Sentence("There is no role %(word)s in the plan.", word=shown(turn.by))
            yield Problem(("inspections", turn.id, "by"), message, did_you_mean(turn.by, subject.plan.roles))


def strange_turn(subject: Subject) -> Iterator[Problem]:
    """Rooms and doors are looked over once a day at most, and once a year at least."""
    for turn in subject.plan.inspections.values():
        if not SHORTEST <= turn.every <= LONGEST:
            message = Sentence("%(turn)s is not due in a time that anybody keeps.", turn=shown(turn.name))
            yield Problem(("inspections", turn.id, "every"), message, Sentence("Write for example: every: 30 d"))


def untold_question(subject: Subject) -> Iterator[Problem]:
    """A question of the plan's own says what is asked."""
    for turn in subject.plan.inspections.values():
        for word, say in turn.own.items():
            if not any(text.strip() for text in say.values()):
                message = Sentence("It is not said what %(word)s asks.", word=shown(word))
                remedy = Sentence("Write it so that a yes is good, for example: say: Is the cupboard locked?")
                yield Problem(("inspections", turn.id, "also", word), message, remedy)


def forgotten_place(subject: Subject) -> Iterator[Problem]:
    """Where a plan has rooms and doors looked over, no meeting room, refuge or boundary door is left out."""
    plan = subject.plan
    if not plan.inspections:
        return
    known = inspected(plan)
    for zone in plan.zones.values():
        if zone.kind in ("meeting_room", "retreat_room") and zone.id not in known:
            yield _forgotten(("zones", zone.id), zone.name, zone.id, plan)
    for door in boundary_doors(plan):
        if door.id not in known:
            yield _forgotten(("doors", door.id), door.name, door.id, plan)


def _forgotten(path: tuple[str, ...], name: str, id_: str, plan: Plan) -> Problem:
    message = Sentence("Nobody looks %(place)s over.", place=shown(name))
    turn = next(iter(plan.inspections))
    return Problem(path, message, Sentence("Write it under inspections: %(turn)s: of: [%(id)s]", turn=turn, id=id_))
