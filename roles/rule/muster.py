"""Rules about the head count in an alarm: it begins, people find to it, and somebody looks for who is missing."""

from collections.abc import Iterator

from roles.level import LEVELS
from roles.muster import LONGEST, SHORTEST
from roles.plan import EVERYBODY
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import did_you_mean, shown


def unknown_kind(subject: Subject) -> Iterator[Problem]:
    """A muster begins with kinds of alarm that Trygg or the plan knows; with any other it would never begin."""
    plan = subject.plan
    known = [*LEVELS, *(kind for kind in plan.responses if kind not in LEVELS)]
    for index, kind in enumerate(plan.muster.kinds if plan.muster else ()):
        if kind not in known:
            message = Sentence("There is no kind of alarm %(word)s.", word=shown(kind))
            yield Problem(("muster", "kinds", index), message, did_you_mean(kind, known))


def unknown_muster(subject: Subject) -> Iterator[Problem]:
    """A muster is in a zone of the plan, and whoever looks for the missing holds a role to which people are called."""
    plan = subject.plan
    if plan.muster is None:
        return
    if plan.muster.at is not None and plan.muster.at not in plan.zones:
        message = Sentence("There is no zone %(word)s in the plan.", word=shown(plan.muster.at))
        yield Problem(("muster", "at"), message, did_you_mean(plan.muster.at, plan.zones))
    known = [EVERYBODY, *(role.id for role in plan.roles.values() if not role.is_card)]
    for index, role in enumerate(plan.muster.call):
        if role not in known:
            message = Sentence("There is no role %(word)s to which anybody is called.", word=shown(role))
            yield Problem(("muster", "call", index), message, did_you_mean(role, known))


def bad_muster_time(subject: Subject) -> Iterator[Problem]:
    """Whoever is missing is called for after half a minute at the earliest, and after half an hour at the latest."""
    muster = subject.plan.muster
    if muster is not None and not SHORTEST <= muster.within <= LONGEST:
        message = Sentence("Nobody who is missing would be called for in time: it has to be from 30 s to 30 min.")
        yield Problem(("muster", "within"), message, Sentence("Write for example: within: 3 min"))


def nobody_looks(subject: Subject) -> Iterator[Problem]:
    """Somebody is called for whoever is missing in a muster; a telephone that rings in a locked room finds nobody."""
    muster = subject.plan.muster
    if muster is not None and not muster.call:
        message = Sentence("Nobody is called when somebody is missing in the muster.")
        yield Problem(("muster",), message, Sentence("Write who looks for her: call: [%(role)s]", role="manager"))
