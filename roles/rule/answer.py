"""Rules about responses: steps that lead somewhere, and an end that is never silence."""

from collections.abc import Iterator
from datetime import timedelta

from roles.everybody import role_of
from roles.notes import Path
from roles.plan import Condition, Listed, Plan
from roles.rule.problem import Problem, Subject, seconds
from roles.sentence import Sentence
from roles.word import did_you_mean, shown


def no_step(subject: Subject) -> Iterator[Problem]:
    """Every response has steps, and each step calls somebody."""
    for kind, response in subject.plan.responses.items():
        if not response.steps:
            message = Sentence("The response to %(kind)s calls nobody.", kind=shown(kind))
            remedy = Sentence("Write a first step: - call: [everybody]")
            yield Problem(("response", kind), message, remedy)
        for index, step in enumerate(response.steps):
            if not step.call:
                message = Sentence("Step %(step)s calls nobody.", step=index + 1)
                remedy = Sentence("Name a role: call: [everybody]")
                yield Problem(("response", kind, "steps", index), message, remedy)


def no_last_resort(subject: Subject) -> Iterator[Problem]:
    """Every response ends in a last resort: whom the screens tell to call when nobody has answered."""
    for kind, response in subject.plan.responses.items():
        if response.last_resort is None:
            message = Sentence("The response to %(kind)s may end in silence: it has no last resort.", kind=shown(kind))
            yield Problem(("response", kind), message, Sentence('Write last_resort: {call: "112"}'))


def unreachable_last_resort(subject: Subject) -> Iterator[Problem]:
    """A last resort is a number to call, or a contact outside the office who has one."""
    contacts = subject.plan.contacts
    for kind, response in subject.plan.responses.items():
        resort = response.last_resort
        if resort is None or resort.phone:
            continue
        path: Path = ("response", kind, "last_resort", "call")
        who = resort.contact or ""
        if who in contacts:
            message = Sentence("The contact %(contact)s has no telephone number.", contact=shown(who))
            yield Problem(path, message, Sentence("Write one: phone: …"))
        else:
            message = Sentence("%(word)s is no number and no contact of the plan.", word=shown(who))
            remedy = Sentence('%(advice)s A number stands in quotes: "112"', advice=did_you_mean(who, contacts))
            yield Problem(path, message, remedy)


def no_repeat(subject: Subject) -> Iterator[Problem]:
    """Every response goes on calling after its last step, at an interval longer than nothing, until somebody comes."""
    for kind, response in subject.plan.responses.items():
        if response.repeat is None:
            message = Sentence("The response to %(kind)s may end in silence: it repeats nothing.", kind=shown(kind))
            remedy = Sentence("Write repeat: {every: 30 s, call: [everybody]}")
            yield Problem(("response", kind), message, remedy)
        elif response.repeat.every <= timedelta(0):
            message = Sentence("It repeats every %(seconds)s seconds.", seconds=seconds(response.repeat.every))
            remedy = Sentence("Write more than 0 seconds: every: 30 s")
            yield Problem(("response", kind, "repeat", "every"), message, remedy)


def negative_delay(subject: Subject) -> Iterator[Problem]:
    """A step comes after the one before it: no delay is negative."""
    for kind, response in subject.plan.responses.items():
        for index, step in enumerate(response.steps):
            if step.after < timedelta(0):
                message = Sentence(
                    "Step %(step)s comes %(seconds)s seconds after the one before.",
                    step=index + 1,
                    seconds=seconds(step.after),
                )
                remedy = Sentence("Write 0 seconds or more.")
                yield Problem(("response", kind, "steps", index, "after"), message, remedy)


def empty_condition(subject: Subject) -> Iterator[Problem]:
    """A condition asks for at least one who accepted, arrived or pressed: one that asks for nothing is always met."""
    for path, condition in _conditions(subject.plan):
        counts = (condition.accepted, condition.arrived, condition.pressers)
        if min(counts) < 0 or max(counts) < 1:
            message = Sentence("This condition asks for nobody.")
            yield Problem(path, message, Sentence("Write, for example: %(example)s", example="{arrived: 1}"))


def impossible_condition(subject: Subject) -> Iterator[Problem]:
    """A condition never asks for more people than the plan has beside the one who pressed."""
    others = max(len(subject.plan.people) - 1, 0) + len(subject.plan.contacts)
    for path, condition in _conditions(subject.plan):
        asked = max(condition.accepted, condition.arrived)
        if asked > others:
            message = Sentence("This asks for %(asked)s, but only %(others)s can answer.", asked=asked, others=others)
            yield Problem(path, message, Sentence("Ask for fewer."))
        elif condition.pressers > len(subject.plan.people):
            count = len(subject.plan.people)
            message = Sentence(
                "This asks for %(asked)s who press, but %(count)s work here.", asked=condition.pressers, count=count
            )
            yield Problem(path, message, Sentence("Ask for fewer."))


def outside_first(subject: Subject) -> Iterator[Problem]:
    """The first step calls somebody in the office: help from outside takes minutes, a colleague takes seconds."""
    plan = subject.plan
    for kind, response in plan.responses.items():
        roles = [role_of(plan, id_) for id_ in (response.steps[0].call if response.steps else ())]
        known = [role for role in roles if role is not None]
        if known and all(
            isinstance(role.holders, Listed) and not any(who in plan.people for who in role.holders.ids)
            for role in known
        ):
            path: Path = ("response", kind, "steps", 0, "call")
            message = Sentence("The first step calls nobody in the office.")
            yield Problem(path, message, Sentence("Call the nearest colleagues first."))


def _conditions(plan: Plan) -> Iterator[tuple[Path, Condition]]:
    for kind, response in plan.responses.items():
        yield ("response", kind, "done_when"), response.done_when
        for index, step in enumerate(response.steps):
            if step.unless is not None:
                yield ("response", kind, "steps", index, "unless"), step.unless
            if step.only_if is not None:
                yield ("response", kind, "steps", index, "if"), step.only_if
