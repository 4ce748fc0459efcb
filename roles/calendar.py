"""When an office is open: hours in local time, public holidays and its own closing days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from roles.hours import Hours
from roles.plan import Plan

# Days on which offices are closed though no law says so (Midsommarafton) are a category of their own in Sweden.
_CATEGORIES: Final = {"SE": ("public", "de_facto"), "NO": ("public",)}
_LANGUAGES: Final = {"sv": "sv", "nb": "no", "en": "en_US"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A stretch of opening between two instants in UTC, half-open."""

    start_at: datetime
    until_at: datetime

    def __contains__(self, at: datetime) -> bool:
        """Tell whether an instant lies in the period."""
        return self.start_at <= at < self.until_at


def is_open(plan: Plan, at: datetime) -> bool:
    """Tell whether the office is open at an instant (aware)."""
    return period_at(plan, at) is not None


def period_at(plan: Plan, at: datetime) -> Period | None:
    """Return the period of opening that an instant (aware) lies in; None when the office is closed."""
    today = at.astimezone(ZoneInfo(plan.time_zone)).date()
    # A period that began yesterday may reach past midnight.
    for day in (today - timedelta(days=1), today):
        for period in periods(plan, day):
            if at in period:
                return period
    return None


def periods(plan: Plan, day: date) -> Iterator[Period]:
    """Yield the periods that begin on a local day, in the order of the plan; none on a day the office is closed.

    Hours are what the wall clock shows: on the day it goes forward a period may be an hour shorter, on the day it
    goes back an hour longer. A time that the clock shows twice is the first of the two; one that it skips is the
    instant at which it skips.
    """
    if not is_closed(plan, day):
        yield from on_the_clock(plan, day, plan.hours.get(day.weekday(), ()))


def on_the_clock(plan: Plan, day: date, hours: Iterable[Hours]) -> Iterator[Period]:
    """Yield hours that begin on a local day as periods; one that the clock skips altogether is left out."""
    zone = ZoneInfo(plan.time_zone)
    for one in hours:
        period = _period(day, one, zone)
        if period.start_at < period.until_at:
            yield period


def is_closed(plan: Plan, day: date) -> bool:
    """Tell whether the office is closed all day: by its own choice, or on a public holiday."""
    return day in plan.closed or (not plan.open_on_holidays and holiday(plan, day) is not None)


def holiday(plan: Plan, day: date, *, language: str | None = None) -> str | None:
    """Return the name of the public holiday on a day, in the plan's first language if none is asked for; or None."""
    chosen = language or (plan.languages[0] if plan.languages else "en")
    return _holidays(plan.country, day.year, _LANGUAGES.get(chosen, "en_US")).get(day)


@lru_cache(maxsize=256)
def _holidays(country: str, year: int, language: str) -> dict[date, str]:
    if country not in _CATEGORIES:
        return {}
    return dict(holidays.country_holidays(country, years=year, language=language, categories=_CATEGORIES[country]))


def _period(day: date, hours: Hours, zone: ZoneInfo) -> Period:
    last = day if hours.until > hours.start else day + timedelta(days=1)
    return Period(
        start_at=_instant(datetime.combine(day, hours.start), zone),
        until_at=_instant(datetime.combine(last, hours.until), zone),
    )


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which a wall clock shows a time, or passes over it."""
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    # The clock skips this time: read with the offset from after the jump it lies before it, and the other way round.
    return _jump(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), instant, zone)


def _jump(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant between two at which the offset of a time zone changes."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)
