"""Who is expected in which zone at an instant; visitors are not known, and nobody is followed to find out."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from roles.plan import Plan
from roles.presence import off_duty


def expected_zones(
    plan: Plan,
    at: datetime,
    *,
    away: Collection[str] = (),
    here: Collection[str] = (),
    last_known: Mapping[str, str | None] | None = None,
) -> Mapping[str, str | None]:
    """Return those who should be in the office at an instant (aware), with the zone each is taken to be in.

    Args:
        plan: the plan, with its rosters.
        at: the instant.
        away: who is known to be absent; believed before the rosters.
        here: who is known to be there although no roster says so.
        last_known: where somebody was last seen in this alarm, in place of her home zone.
    """
    off = off_duty(plan, at) - frozenset(here)
    known = last_known or {}
    return {
        who: known.get(who) or person.home for who, person in plan.people.items() if who not in away and who not in off
    }


def heads(zones: Mapping[str, str | None]) -> Mapping[str, int]:
    """Return how many people are taken to be in each zone; who has no zone is in none."""
    return Counter(zone for zone in zones.values() if zone is not None)
