"""Rules about watched meetings: an alarm that somebody answers, in time, and not at every late goodbye."""

from collections.abc import Iterator

from roles.level import LEVELS
from roles.meeting import CHECKS, LONGEST, SHORTEST
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import did_you_mean, shown


def unknown_meeting_kind(subject: Subject) -> Iterator[Problem]:
    """A meeting that is overdue raises a kind of alarm that Trygg or the plan knows."""
    plan = subject.plan
    known = [*LEVELS, *(kind for kind in plan.responses if kind not in LEVELS)]
    if plan.meetings is not None and plan.meetings.kind not in known:
        message = Sentence("There is no kind of alarm %(word)s.", word=shown(plan.meetings.kind))
        yield Problem(("meetings", "kind"), message, did_you_mean(plan.meetings.kind, known))


def bad_meeting_time(subject: Subject) -> Iterator[Problem]:
    """Whoever is asked about a meeting has from half a minute to half an hour; between two checks 5 min to 4 h pass."""
    meetings = subject.plan.meetings
    if meetings is None:
        return
    if meetings.grace > LONGEST:
        message = Sentence("Nobody would miss her for longer than half an hour after the end.")
        yield Problem(("meetings", "grace"), message, Sentence("Write for example: grace: 5 min"))
    for key, lasts in (("ask_person", meetings.ask_person), ("ask_watcher", meetings.ask_watcher)):
        if not SHORTEST <= lasts <= LONGEST:
            message = Sentence("Whoever is asked has from 30 s to 30 min to answer.")
            yield Problem(("meetings", key), message, Sentence("Write for example: %(key)s: 2 min", key=key))
    if meetings.check_every is not None and not CHECKS[0] <= meetings.check_every <= CHECKS[1]:
        message = Sentence("Whoever works alone says that she is well every 5 minutes to 4 hours.")
        yield Problem(("meetings", "check_every"), message, Sentence("Write for example: check_every: 30 min"))
