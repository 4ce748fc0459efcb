"""Rules about sirens, lamps and locks: none is forgotten, and none makes it worse."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta

from roles.escape import NO_DANGER, is_way_out
from roles.ground import ground
from roles.notes import Path
from roles.output import LONGEST_ON
from roles.plan import Plan
from roles.rule.closing import switched_by_lines
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import did_you_mean, shown


def unknown_output(subject: Subject) -> Iterator[Problem]:
    """A step switches outputs of the plan, and an output stands in a zone of the plan."""
    plan = subject.plan
    for path, id_ in _switched(plan):
        if id_ not in plan.outputs:
            message = Sentence("There is no output %(word)s in the plan.", word=shown(id_))
            yield Problem(path, message, did_you_mean(id_, plan.outputs))
    for output in plan.outputs.values():
        if output.zone is None or output.zone not in plan.zones:
            message = Sentence("It is not said in which zone of the plan %(output)s is.", output=shown(output.name))
            remedy = Sentence("Write its zone: what sounds or shines where the threat is makes it worse.")
            yield Problem(("outputs", output.id), message, remedy)


def shut_in(subject: Subject) -> Iterator[Problem]:
    """No lock that is switched shuts people in: whoever is behind the door opens it by hand, with power or without."""
    # EN 179 and EN 1125 on emergency exits; work places need escape routes that open from inside.
    plan = subject.plan
    for output in plan.outputs.values():
        if output.kind == "door" and not output.opens_from_inside:
            message = Sentence("The lock %(output)s could shut people in.", output=shown(output.name))
            remedy = Sentence(
                "Lock only doors that open by hand from inside, and say so: opens_from_inside: true. Else take it out."
            )
            yield Problem(("outputs", output.id), message, remedy)
    yield from _no_way_out(plan)


def _no_way_out(plan: Plan) -> Iterator[Problem]:
    """Yield the locks that take the last way out, by what the plan says of their doors: all may lock at once."""
    locks = {
        output.door: output.id
        for output in plan.outputs.values()
        if output.kind == "door"
        and output.door is not None
        and output.door in plan.doors
        and plan.doors[output.door].opens_without_power_from
    }
    lost = _with_a_way_out(plan, ()) - _with_a_way_out(plan, locks) if locks else frozenset()
    for door in (one for one in locks if len(lost & set(plan.doors[one].between)) == 1):
        zone = next(iter(lost & set(plan.doors[door].between)))
        message = Sentence(
            "When %(door)s is locked, nobody gets out of %(zone)s by hand.",
            door=shown(plan.doors[door].name),
            zone=shown(plan.zones[zone].name),
        )
        remedy = Sentence(
            "Write from where the door opens by hand, if it does: opens_without_power_from: [%(zone)s]. Else take the "
            "lock out.",
            zone=zone,
        )
        yield Problem(("outputs", locks[door]), message, remedy)


def _with_a_way_out(plan: Plan, locked: Collection[str]) -> frozenset[str]:
    """Return the zones from which a way leads out of the house while some doors open by hand only."""
    danger = replace(NO_DANGER, locked_doors=frozenset(locked))
    outs = [zone.id for zone in plan.zones.values() if is_way_out(zone)]
    return frozenset(zone for out in outs for zone in ground(plan).towards(out, danger, ()).cost)


def never_ends(subject: Subject) -> Iterator[Problem]:
    """An output ends by time: after more than nothing, and after four hours at most."""
    for output in subject.plan.outputs.values():
        if not timedelta(0) < output.on_for <= LONGEST_ON:
            message = Sentence("%(output)s has to be on for some time, and for four hours at most.",
                               output=shown(output.name))  # fmt: skip
            yield Problem(("outputs", output.id, "for"), message, Sentence("Write for example: for: 2 min"))


def never_switched(subject: Subject) -> Iterator[Problem]:
    """An output that no step switches does nothing in an alarm."""
    plan = subject.plan
    used = {id_ for _, id_ in _switched(plan)}
    for output in plan.outputs.values():
        if output.id not in used:
            message = Sentence("No step switches %(output)s.", output=shown(output.name))
            yield Problem(("outputs", output.id), message, Sentence("Write it under a step: switch: [%(id)s]", id=output.id))  # noqa: E501  # fmt: skip


def _switched(plan: Plan) -> Iterator[tuple[Path, str]]:
    for response in plan.responses.values():
        for index, step in enumerate(response.steps):
            for place, id_ in enumerate(step.switch):
                yield ("response", response.kind, "steps", index, "switch", place), id_
    yield from switched_by_lines(plan)
