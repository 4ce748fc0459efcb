"""Which entrance help from outside is sent to: the one with the shortest way to where the alarm is."""

from collections.abc import Mapping
from datetime import timedelta

from roles.plan import Plan
from roles.zones import walks


def nearest_entrances(plan: Plan) -> Mapping[str, str]:
    """Return the nearest entrance to each zone by its id; a zone to which no way is known is left out.

    The first of the plan's entrances wins where two are equally near.
    """
    found: dict[str, str] = {}
    for zone in plan.zones:
        times = walks(plan).from_zone(zone)
        ways: list[tuple[timedelta, int, str]] = [
            (times[one.zone], order, one.id)
            for order, one in enumerate(plan.emergency_call.entrances.values())
            if one.zone is not None and one.zone in times
        ]
        if ways:
            found[zone] = min(ways)[2]
    return found
