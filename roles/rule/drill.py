"""Rules about how often an office drills."""

from collections.abc import Iterator

from roles.cadence import POSSIBLE, SELDOM, Cadence
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence

_NONE = Cadence()


def never_drilled(subject: Subject) -> Iterator[Problem]:
    """Between two drills lies at least a month, and at most ten years: anything else can be no cadence."""
    asked = subject.plan.drills or _NONE
    for key, months in (("at_least_every", asked.whole), ("micro", asked.micro)):
        if months is not None and months not in POSSIBLE:
            message = Sentence("Nobody can drill every %(months)s months.", months=months)
            yield Problem(("drills", key), message, Sentence("Write, for example: at_least_every: 6 months"))


def seldom_drilled(subject: Subject) -> Iterator[Problem]:
    """Who has not drilled for a year has forgotten it: a whole drill at least yearly, a short one oftener than that."""
    asked = subject.plan.drills or _NONE
    if asked.whole is not None and SELDOM < asked.whole < POSSIBLE.stop:
        message = Sentence("Between two drills lie up to %(months)s months.", months=asked.whole)
        yield Problem(("drills", "at_least_every"), message, Sentence("Let the office drill at least once a year."))
    if asked.whole and asked.micro and asked.micro > asked.whole:
        message = Sentence("The drill of two minutes comes less often than the whole one.")
        yield Problem(("drills", "micro"), message, Sentence("Let the short one come more often, or leave it out."))
