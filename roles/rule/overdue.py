"""Rules about what is overdue: somebody whom the plan knows is told, quietly, and in a time that helps."""

from collections.abc import Iterator
from typing import Final

from roles.demand import named_in
from roles.overdue import LONGEST, SHORTEST, TIMES, WITHOUT_DELAY
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import did_you_mean, shown

QUIETLY: Final = frozenset({"push", "email"})
"""Ways that ring at nobody's desk."""


def unknown_in_overdue(subject: Subject) -> Iterator[Problem]:
    """Whoever is told of what is overdue is a role to which people are called; above it can be a contact, too."""
    plan, overdue = subject.plan, subject.plan.overdue
    if overdue is None:
        return
    roles = [role.id for role in plan.roles.values() if not role.is_card]
    if overdue.manager is not None and overdue.manager not in roles:
        message = Sentence("There is no role %(word)s to which anybody is called.", word=shown(overdue.manager))
        yield Problem(("overdue", "manager"), message, did_you_mean(overdue.manager, roles))
    known = [*roles, *plan.contacts]
    if overdue.above is not None and overdue.above not in known:
        message = Sentence("There is no role and no contact %(word)s.", word=shown(overdue.above))
        yield Problem(("overdue", "above"), message, did_you_mean(overdue.above, known))


def bad_overdue_time(subject: Subject) -> Iterator[Problem]:
    """Each time is from an hour to ninety days, and what has to be told without delay takes a day at most."""
    overdue = subject.plan.overdue
    for key in TIMES if overdue else ():
        lasts = getattr(overdue, key)
        longest = WITHOUT_DELAY if key == "authority_within" else LONGEST
        if SHORTEST <= lasts <= longest:
            continue
        message = (
            Sentence("The authority is told without delay: somebody is told within 1 h to 24 h.")
            if key == "authority_within"
            else Sentence("What is overdue is told of after 1 h to 90 d.")
        )
        usual = {"write_within": "24 h", "authority_within": "1 h", "manager_after": "1 d"}.get(key, "7 d")
        yield Problem(("overdue", key), message, Sentence("Write for example: %(line)s", line=f"{key}: {usual}"))


def never_told_of_overdue(subject: Subject) -> Iterator[Problem]:
    """Whoever is told of what is overdue has a way that rings at nobody's desk: a notification or mail."""
    plan, overdue = subject.plan, subject.plan.overdue
    for key in ("manager", "above") if overdue else ():
        named = getattr(overdue, key)
        if named in plan.contacts:
            ways = [plan.contacts[named].reached_by]
        elif named in plan.roles:
            people = [who for who in named_in(plan, plan.roles[named]) if who in plan.people]
            ways = [plan.people[who].reached_by for who in people]
        else:
            continue
        if not any(QUIETLY & set(reached_by) for reached_by in ways):
            message = Sentence(
                "Nobody of %(word)s can be told quietly of what is overdue: Trygg calls nobody for it.",
                word=shown(named),
            )
            yield Problem(("overdue", key), message, Sentence("Add push or email to reached_by of one of them."))
