"""When people are there: opening hours, and the shifts of a roster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """One period of opening in local time, half-open; it ends on the next day when `until` is not after `start`."""

    start: time
    until: time


@dataclass(frozen=True, kw_only=True, slots=True)
class Shifts:
    """One roster of the plan: who is there at which hours, in a rotation of as many weeks as it has.

    The first week is the one that `since` lies in; a roster of one week needs no date. `days` are dated shifts: on such
    a day they stand in for the week's hours, and an empty one is a day off. Whoever is in no roster at all counts as
    there. `named` are the plan's words, `people` whom these mean.
    """

    id: str
    name: str
    named: tuple[str, ...]
    people: tuple[str, ...]
    weeks: tuple[Mapping[int, tuple[Hours, ...]], ...]
    since: date | None = None
    days: Mapping[date, tuple[Hours, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """Return the shifts that begin on a local day, whether the office is open on it or not."""
        if day in self.days:
            return self.days[day]
        if len(self.weeks) == 1:
            return self.weeks[0].get(day.weekday(), ())
        since = self.since or date(1970, 1, 5)  # a rotation without a date is an error; any Monday will do
        weeks = ((day - since).days + since.weekday()) // 7  # from the Monday of that week on
        return self.weeks[weeks % len(self.weeks)].get(day.weekday(), ())
