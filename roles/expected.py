"""Who should be there on a day, and at which hours: by the rosters, or by the opening hours for whoever is in none."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from roles.calendar import Period, periods
from roles.plan import Plan
from roles.presence import rostered, shifts_on


def expected(plan: Plan, day: date) -> Mapping[str, tuple[Period, ...]]:
    """Return everybody's hours that reach into a local day, in order; nobody is left out, whoever has none has none."""
    midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(plan.time_zone)).astimezone(UTC)
    hours: dict[str, set[tuple[datetime, datetime]]] = {who: set() for who in plan.people}
    # What began yesterday may reach past midnight.
    for begun in (day - timedelta(days=1), day):
        for shift in shifts_on(plan, begun):
            for who in shift.people:
                if who in hours and shift.until_at > midnight:
                    hours[who].add((shift.start_at, shift.until_at))
        for period in periods(plan, begun):
            for who in hours.keys() - rostered(plan):
                if period.until_at > midnight:
                    hours[who].add((period.start_at, period.until_at))
    return {
        who: tuple(Period(start_at=start, until_at=until) for start, until in sorted(found))
        for who, found in hours.items()
    }


def next_opening(plan: Plan, at: datetime) -> datetime | None:
    """Return when the office opens next on the local day of an instant (aware); None when it is open, or not today."""
    today = at.astimezone(ZoneInfo(plan.time_zone)).date()
    found = sorted(periods(plan, today), key=lambda one: one.start_at)
    if any(at in one for day in (today - timedelta(days=1), today) for one in periods(plan, day)):
        return None
    return next((one.start_at for one in found if one.start_at > at), None)
