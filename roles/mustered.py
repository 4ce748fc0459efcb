"""Who is counted in a muster: everybody whom rosters and the day's facts place in the office, and where."""

from collections.abc import Collection, Mapping
from datetime import datetime

from roles.plan import Plan
from roles.presence import off_duty


def mustered(
    plan: Plan, at: datetime, *, absent: Collection[str], here: Collection[str], left: Collection[str]
) -> Mapping[str, str | None]:
    """Return who is expected in the office at an instant, and her usual place; None where the plan knows none.

    As everywhere, whoever is in no roster counts as there. In doubt somebody is looked for who is at home.

    Args:
        plan: the plan in force.
        at: the instant (aware).
        absent: who is absent today, as was said.
        here: who is here today, as was said, whatever her roster says.
        left: who has left and is perhaps still named.
    """
    away = {*left, *absent, *(off_duty(plan, at) - frozenset(here))}
    return {
        who: person.home if person.home in plan.zones else None
        for who, person in plan.people.items()
        if who not in away
    }
