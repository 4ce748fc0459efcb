"""Times of a calendar: dates, local times and durations as RFC 5545 writes them, and the clock each is told by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from roles.ics_line import Line
from roles.sentence import Sentence
from roles.word import shown

_DATE: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MOMENT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
_DURATION: Final = re.compile(r"\+?P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?)")


class TimeError(ValueError):
    """A time cannot be read; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What one clock shows: `zone` is whose, `is_day` says that only the day is meant."""

    wall: datetime
    zone: ZoneInfo
    is_day: bool = False

    def at(self, day: date) -> "Moment":
        """Return the same time on another day."""
        return Moment(wall=datetime.combine(day, self.wall.time()), zone=self.zone, is_day=self.is_day)

    @property
    def instant(self) -> datetime:
        """Return the instant in UTC; a time that the clock shows twice is the first of the two."""
        return self.wall.replace(tzinfo=self.zone).astimezone(UTC)

    def shown_by(self, zone: ZoneInfo) -> datetime:
        """Return what another clock shows at this moment; a day is the same day everywhere."""
        if self.is_day or zone.key == self.zone.key:
            return self.wall
        return self.instant.astimezone(zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Finds the clock a time is told by: the office's own for one that names none."""

    own: ZoneInfo
    also: Mapping[str, str]

    def read(self, line: Line, value: str | None = None) -> Moment:
        """Return the time that a line (or one value of it) tells; raises TimeError when it tells none."""
        text = (line.value if value is None else value).strip()
        try:
            if match := _DATE.fullmatch(text):
                year, month, day = map(int, match.groups())
                return Moment(wall=datetime(year, month, day), zone=self.own, is_day=True)  # noqa: DTZ001  a wall clock
            if match := _MOMENT.fullmatch(text):
                *numbers, mark = match.groups()
                year, month, day, hour, minute, second = map(int, numbers)
                wall = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001  a wall clock
                return Moment(wall=wall, zone=ZoneInfo("UTC") if mark else self._zone(line))
        except ValueError as error:
            if isinstance(error, TimeError):
                raise
        raise TimeError(Sentence("%(text)s is no date and no time of a calendar.", text=shown(text)))

    def _zone(self, line: Line) -> ZoneInfo:
        name = line.params.get("TZID")
        if name is None:
            return self.own
        for candidate in (name, self.also.get(name), WINDOWS_TO_OLSON.get(name), name.lstrip("/").split("/", 2)[-1]):
            try:
                return ZoneInfo(candidate or "")
            except (ValueError, OSError, KeyError):  # unknown names are KeyErrors, folders and strange ones the others
                continue
        raise TimeError(Sentence("There is no time zone %(zone)s.", zone=shown(name)))


def read_duration(text: str) -> timedelta:
    """Return the duration that a value tells; raises TimeError when it tells none, or one that is not after nothing."""
    match = _DURATION.fullmatch(text.strip().upper())
    if match is not None:
        weeks, days, hours, minutes, seconds = (int(one or 0) for one in match.groups())
        found = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        if found > timedelta(0):
            return found
    raise TimeError(Sentence("%(text)s is no duration.", text=shown(text)))
