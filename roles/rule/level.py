"""Rules about how grave an alarm is, and which presses raise it."""

from collections.abc import Iterator

from roles.kind import level_of
from roles.level import CALM, LEVELS
from roles.notes import Path
from roles.plan import Plan
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import did_you_mean, shown


def raised_to_nothing(subject: Subject) -> Iterator[Problem]:
    """A press raises an alarm to a kind that the plan has a response to: otherwise nobody would be called for it."""
    plan = subject.plan
    for path, _, to in _rules(plan):
        if to not in plan.responses:
            message = Sentence("The plan has no response to %(kind)s.", kind=shown(to))
            yield Problem(path, message, did_you_mean(to, plan.responses))


def not_raised(subject: Subject) -> Iterator[Problem]:
    """A press raises an alarm to a graver kind, never to a lesser or an equal one; so no rule leads back to itself."""
    plan = subject.plan
    for path, kind, to in _rules(plan):
        if to in plan.responses and level_of(plan, to) <= level_of(plan, kind):
            message = Sentence("%(to)s is not graver than %(kind)s.", to=shown(to), kind=shown(kind))
            remedy = Sentence("Name a graver kind: observe, assist, medical and emergency stand in this order.")
            yield Problem(path, message, remedy)


def raised_by_nothing(subject: Subject) -> Iterator[Problem]:
    """A rule that raises an alarm names at least one way to raise it."""
    for kind, response in subject.plan.responses.items():
        rule = response.raised_by
        if rule is not None and rule.further_press is None and rule.other_presser is None:
            message = Sentence("No press raises the alarm by this rule.")
            remedy = Sentence("Write, for example: %(example)s", example="raised_by: {further_press: emergency}")
            yield Problem(("response", kind, "raised_by"), message, remedy)


def level_of_known_kind(subject: Subject) -> Iterator[Problem]:
    """Only a kind of the office’s own says how grave it is: the others mean the same in every office."""
    for kind, response in subject.plan.responses.items():
        if response.level is not None and kind in (*LEVELS, *CALM):
            message = Sentence("How grave %(kind)s is cannot be changed.", kind=shown(kind))
            yield Problem(("response", kind, "level"), message, Sentence("Remove this line."))


def _rules(plan: Plan) -> Iterator[tuple[Path, str, str]]:
    """Yield each rule's place, the kind it holds for, and the kind it raises to."""
    for kind, response in plan.responses.items():
        rule = response.raised_by
        for key in ("further_press", "other_presser") if rule else ():
            if (to := getattr(rule, key)) is not None:
                yield ("response", kind, "raised_by", key), kind, to
