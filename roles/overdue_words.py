"""What is overdue in words: by when it is done, who is told, and what is compared of that."""

from roles.diff_part import Side, Sides
from roles.overdue import TIMES, USUAL, OverduePlan
from roles.phrase import roles_in_words
from roles.plan import Plan
from roles.route_words import long_in_words
from roles.sentence import Sentence


def overdue_in_words(plan: Plan, overdue: OverduePlan, *, language: str | None) -> Sentence:
    """Return by when reports are done, and who is told of what is late."""
    return Sentence(
        "Reports: written within %(write)s, finished within %(finish)s; of what is late its owner is told, after "
        "%(manager_after)s %(manager)s, after %(above_after)s more %(above)s",
        write=long_in_words(overdue.write_within),
        finish=long_in_words(overdue.finish_within),
        manager_after=long_in_words(overdue.manager_after),
        manager=_manager(plan, overdue, language),
        above_after=long_in_words(overdue.above_after),
        above=_above(plan, overdue, language),
    )


def overdue_sides(plan: Plan, language: str | None) -> Sides:
    """Return what is compared of what is overdue, whether the plan says it or leaves it as usual."""
    one = plan.overdue or USUAL
    times = {key: Side(getattr(one, key), long_in_words(getattr(one, key))) for key in TIMES}
    return {
        **times,
        "manager": Side(one.manager, _manager(plan, one, language)),
        "above": Side(one.above, _above(plan, one, language)),
    }


def _manager(plan: Plan, overdue: OverduePlan, language: str | None) -> Sentence | str:
    known = roles_in_words(plan, [overdue.manager], language=language) if overdue.manager else ""
    return known or Sentence("whoever leads")


def _above(plan: Plan, overdue: OverduePlan, language: str | None) -> Sentence | str:
    if overdue.above is not None and overdue.above in plan.contacts:
        return plan.contacts[overdue.above].name
    known = roles_in_words(plan, [overdue.above], language=language) if overdue.above else ""
    return known or Sentence("nobody")
