"""What would close a gap, in words."""

from collections.abc import Sequence
from datetime import timedelta

from roles.coverage import Gap
from roles.demand import goes, named_in
from roles.everybody import role_of
from roles.plan import All, Plan
from roles.sentence import Sentence


def add_words(plan: Plan, role: str, who: Sequence[str], language: str) -> Sentence:
    """Return: add Elin Dahl as deputy for the door."""
    names, title = [plan.name_of(one) for one in who], title_of(plan, role, language)
    if len(names) == 1:
        return Sentence("Add %(name)s as deputy for %(role)s", name=names[0], role=title)
    both = Sentence("%(names)s and %(name)s", names=", ".join(names[:-1]), name=names[-1])
    return Sentence("Add %(names)s as deputies for %(role)s", names=both, role=title)


def reach_words(plan: Plan, role: str, limit: timedelta, language: str) -> Sentence:
    """Return: let the nearest come from up to 60 seconds away."""
    return Sentence(
        "Let whoever is nearest come from up to %(seconds)s seconds away for %(role)s",
        seconds=int(limit.total_seconds()),
        role=title_of(plan, role, language),
    )


def else_words(
    plan: Plan, gap: Gap, sets: Sequence[frozenset[str]], language: str, *, is_spent: bool = False
) -> Sentence:
    """Return what would close a gap that no change of names closes."""
    title = title_of(plan, gap.role, language)
    role = role_of(plan, gap.role)
    if is_spent:
        return Sentence(
            "Name one more person for %(role)s and look again: this plan is too large to try every name.", role=title
        )
    if role is None or isinstance(role.holders, All) or not sets:
        return Sentence("Too few are there then: it takes another shift, shorter opening hours or one more person.")
    named = named_in(plan, role)
    others = [who for who in frozenset().union(*sets) if who not in named]
    if not others:
        return Sentence(
            "Everybody who is there then is named for %(role)s already: it takes another shift, shorter opening hours "
            "or one more person.",
            role=title,
        )
    if not any(goes(plan, role, who) for who in others):
        return Sentence(
            "Whoever else is there then does not go in: for %(role)s it takes another shift, shorter opening hours or "
            "one more person.",
            role=title,
        )
    return Sentence(
        "Naming somebody who is there then is not enough for %(role)s: it takes another shift, shorter opening hours "
        "or one more person.",
        role=title,
    )


def title_of(plan: Plan, role: str, language: str) -> str:
    """Return a role's title in a language, or in the first the office has it in."""
    found = role_of(plan, role)
    titles = found.title if found else {}
    return next((titles[one] for one in (language, *plan.languages) if titles.get(one)), role)
