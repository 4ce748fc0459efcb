"""Who is there by the rosters: at one instant, and in each stretch of the opening hours.

A shift is what the wall clock shows, like opening hours: it may cross midnight, and on the day the clock jumps it is
an hour shorter or longer. On a day the office is closed nobody's shift
begins, a dated one neither. Whoever is in no roster counts as there.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from roles.calendar import is_closed, on_the_clock, periods
from roles.hours import Shifts
from roles.plan import Plan

_DAY: Final = timedelta(days=1)
_MOST_DAYS_KEPT: Final = 16

LEFT: Final = "*left*"
"""A roster that no plan can name: without any shift."""


class Shift(NamedTuple):
    """One shift of one roster between two instants in UTC, half-open."""

    start_at: datetime
    until_at: datetime
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A stretch of opening, half-open, in which the same people are there from its first instant to its last."""

    start_at: datetime
    until_at: datetime
    present: frozenset[str]


_days: WeakKeyDictionary[Plan, dict[date, tuple[Shift, ...]]] = WeakKeyDictionary()

_rostered: WeakKeyDictionary[Plan, frozenset[str]] = WeakKeyDictionary()


def rostered(plan: Plan) -> frozenset[str]:
    """Return those who are in a roster: they are there in their shifts only."""
    known = _rostered.get(plan)
    if known is None:
        known = _rostered[plan] = frozenset(who for roster in plan.rosters.values() for who in roster.people)
    return known


def without(plan: Plan, left: Collection[str]) -> Plan:
    """Return a plan in which those who have left never have a shift, whatever it says; it still names them."""
    gone = tuple(who for who in plan.people if who in left)
    if not gone:
        return plan
    rosters = {
        id_: replace(one, people=tuple(who for who in one.people if who not in gone))
        for id_, one in plan.rosters.items()
    }
    rosters[LEFT] = Shifts(id=LEFT, name=LEFT, named=gone, people=gone, weeks=({},))
    return replace(plan, rosters=rosters)


def off_duty(plan: Plan, at: datetime) -> frozenset[str]:
    """Return those whom the rosters do not place in the office at an instant (aware)."""
    if not plan.rosters:
        return frozenset()
    today = at.astimezone(ZoneInfo(plan.time_zone)).date()
    known = _days.setdefault(plan, {})
    there: set[str] = set()
    # A shift that began yesterday may reach past midnight.
    for day in (today - _DAY, today):
        shifts = known.get(day)
        if shifts is None:
            if len(known) >= _MOST_DAYS_KEPT:
                known.clear()
            shifts = known[day] = tuple(shifts_on(plan, day))
        there.update(who for shift in shifts if shift.start_at <= at < shift.until_at for who in shift.people)
    return rostered(plan) - there


def shifts_on(plan: Plan, day: date) -> Iterator[Shift]:
    """Yield the shifts that begin on a local day."""
    if is_closed(plan, day):
        return
    for roster in plan.rosters.values():
        for period in on_the_clock(plan, day, roster.hours_on(day)):
            yield Shift(period.start_at, period.until_at, roster.people)


def stretches(plan: Plan, start_at: datetime, until_at: datetime) -> Iterator[Stretch]:
    """Yield the opening hours between two instants (aware), cut wherever somebody comes or goes.

    Nothing is sampled: between two neighbouring cuts nothing that a roster or the opening hours say can change.
    """
    # Two instants in one local time zone are compared by what the clock shows, and in autumn it shows an hour twice.
    start_at, until_at = start_at.astimezone(UTC), until_at.astimezone(UTC)
    zone = ZoneInfo(plan.time_zone)
    first, last = start_at.astimezone(zone).date() - _DAY, until_at.astimezone(zone).date()
    days = [first + _DAY * count for count in range((last - first).days + 1)]
    present = _present(plan, days)
    cuts = sorted(present)
    for opening in _openings(plan, days):
        begin, end = max(opening[0], start_at), min(opening[1], until_at)
        at = begin
        while at < end:
            index = bisect_right(cuts, at)
            until = min(cuts[index], end) if index < len(cuts) else end
            who = present[cuts[index - 1]] if index else frozenset(plan.people) - rostered(plan)
            yield Stretch(start_at=at, until_at=until, present=who)
            at = until


def _present(plan: Plan, days: list[date]) -> Mapping[datetime, frozenset[str]]:
    """Return who is there from each instant at which somebody comes or goes, until the next."""
    changes: dict[datetime, Counter[str]] = {}
    for day in days:
        for shift in shifts_on(plan, day):
            changes.setdefault(shift.start_at, Counter()).update(shift.people)
            changes.setdefault(shift.until_at, Counter()).subtract(shift.people)
    always = frozenset(plan.people) - rostered(plan)
    shared: dict[frozenset[str], frozenset[str]] = {}
    on_duty: Counter[str] = Counter()
    there = set(always)
    present: dict[datetime, frozenset[str]] = {}
    for at in sorted(changes):
        for who, change in changes[at].items():
            on_duty[who] += change
            (there.add if on_duty[who] > 0 else there.discard)(who)
        now = frozenset(there)
        present[at] = shared.setdefault(now, now)
    return present


def _openings(plan: Plan, days: list[date]) -> list[tuple[datetime, datetime]]:
    """Return the periods of opening in order; those that touch or overlap become one."""
    found: list[tuple[datetime, datetime]] = []
    for period in sorted((one for day in days for one in periods(plan, day)), key=lambda one: one.start_at):
        if found and period.start_at <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], period.until_at))
        else:
            found.append((period.start_at, period.until_at))
    return found
