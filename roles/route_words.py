"""How people are reached, and what follows an alarm, in words."""

from collections.abc import Iterable
from datetime import timedelta

from roles.after_alarm import FollowUp
from roles.phrase import duration_in_words, role_in_words
from roles.plan import Plan
from roles.route import Patience
from roles.sentence import Sentence, joined
from roles.term import ROUTE_WORDS, word_said

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def routes_in_words(routes: Iterable[str]) -> str:
    """Return routes in their order; nothing when there are none."""
    return joined([word_said(route, ROUTE_WORDS) for route in routes])


def patience_in_words(patience: Patience) -> Sentence:
    """Return how long a route is waited for."""
    answered = duration_in_words(patience.answered_within)
    if patience.delivered_within is None:
        return Sentence("an answer within %(answered)s", answered=answered)
    return Sentence(
        "delivered within %(delivered)s, an answer within %(answered)s",
        delivered=duration_in_words(patience.delivered_within),
        answered=answered,
    )


def follow_up_in_words(plan: Plan, task: FollowUp, *, language: str | None = None) -> Sentence:
    """Return who follows an alarm up, and by when."""
    role = role_in_words(plan, task.role, language=language)
    return Sentence("%(role)s, within %(time)s", role=role, time=long_in_words(task.within))


def long_in_words(time: timedelta) -> Sentence:
    """Return a duration in whole days or hours where it is that, else in seconds."""
    if time and time % _DAY == timedelta(0):
        days = time // _DAY
        return Sentence("%(days)s day", days=days) if days == 1 else Sentence("%(days)s days", days=days)
    if time and time % _HOUR == timedelta(0):
        return Sentence("%(hours)s h", hours=time // _HOUR)
    return duration_in_words(time)
