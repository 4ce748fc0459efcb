"""Pieces of a plan in words, as `explain` and `diff` write them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import assert_never

from roles.plan import All, Condition, Holders, Hours, LastResort, Listed, Nearest, Plan, Step, Texts
from roles.word import WEEKDAYS


def duration_in_words(time: timedelta) -> str:
    """Return a duration in seconds."""
    return f"{time.total_seconds():.0f} s"


def hours_in_words(periods: tuple[Hours, ...]) -> str:
    """Return the periods of one day; nothing when there are none."""
    return ", ".join(f"{one.start:%H:%M}–{one.until:%H:%M}" for one in periods)


def week_in_words(week: Mapping[int, tuple[Hours, ...]]) -> str:
    """Return the hours of a week, days without any left out."""
    days = (f"{WEEKDAYS[day]} {hours_in_words(periods)}" for day, periods in sorted(week.items()) if periods)
    return "; ".join(days) or "never"


def text_of(plan: Plan, texts: Texts) -> str:
    """Return a text in the first of the office's languages that has it."""
    return next((texts[language] for language in plan.languages if texts.get(language)), "")


def role_in_words(plan: Plan, id_: str) -> str:
    """Return a role's title, or its id when the plan has no words for it."""
    return (text_of(plan, plan.roles[id_].title) if id_ in plan.roles else "") or id_


def roles_in_words(plan: Plan, ids: Iterable[str]) -> str:
    """Return the titles of several roles."""
    return ", ".join(role_in_words(plan, id_) for id_ in ids)


def names_of(plan: Plan, ids: Iterable[str]) -> str:
    """Return the names of people and contacts."""
    return ", ".join(plan.name_of(who) for who in ids) or "nobody"


def zone_in_words(plan: Plan, zone: str | None) -> str:
    """Return a zone's name."""
    known = plan.zones.get(zone or "")
    return known.name if known else "no zone"


def holders_in_words(plan: Plan, holders: Holders) -> str:
    """Return who holds a role."""
    match holders:
        case Listed(ids=ids):
            return names_of(plan, ids)
        case Nearest(within=within):
            return "the nearest" if within is None else f"the nearest within {duration_in_words(within)}"
        case All():
            return "everybody"
        case _:
            assert_never(holders)


def condition_in_words(condition: Condition) -> str:
    """Return how many must have answered."""
    counts = (("accepted", condition.accepted), ("arrived", condition.arrived))
    return " and ".join(f"{count} {'has' if count == 1 else 'have'} {word}" for word, count in counts if count)


def step_in_words(plan: Plan, step: Step) -> str:
    """Return when a step comes and whom it calls."""
    unless = f", unless {condition_in_words(step.unless)}" if step.unless else ""
    return f"after {duration_in_words(step.after)}{unless}: call {roles_in_words(plan, step.call)}"


def last_resort_in_words(plan: Plan, resort: LastResort) -> str:
    """Return whom the screens tell to call."""
    return f"{f'{plan.name_of(resort.contact)}, ' if resort.contact else ''}{resort.phone}"
