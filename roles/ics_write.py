"""A roster's shifts → iCalendar text (RFC 5545), as calendar programs read it.

Every shift stands by itself, under a name that stays the same from export to export: closed days, rotations and dated
shifts need no rule that another program might read in another way.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar import Event as Entry

from roles.calendar import is_closed, on_the_clock
from roles.hours import Shifts
from roles.phrase import names_of
from roles.plan import Plan

PRODUCT: Final = "-//Trygg//Rosters//EN"


def write_calendar(plan: Plan, roster: Shifts, *, first: date, last: date, made_at: datetime) -> str:
    """Return the shifts of a roster that begin on the days from `first` to `last`, both included.

    `made_at` (aware) is when the export was made; two exports of one roster differ in nothing else.
    """
    zone = ZoneInfo(plan.time_zone)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{plan.name}: {roster.name}")
    calendar.add("x-wr-timezone", plan.time_zone)
    if plan.time_zone != "UTC":
        year = timedelta(days=366)
        calendar.add_component(Timezone.from_tzinfo(zone, plan.time_zone, first - year, last + year))
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if is_closed(plan, day):
            continue
        for period in on_the_clock(plan, day, roster.hours_on(day)):
            start, until = (at.astimezone(zone) for at in (period.start_at, period.until_at))
            event = Entry()
            event.add("uid", f"{start:%Y%m%dT%H%M}-{roster.id}@{plan.office}.trygg")
            event.add("dtstamp", made_at.astimezone(UTC))
            event.add("dtstart", start)
            event.add("dtend", until)
            event.add("summary", roster.name)
            event.add("description", names_of(plan, roster.people))
            calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode()
