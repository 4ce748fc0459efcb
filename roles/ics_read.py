"""iCalendar text → the dated shifts of one roster, and everything in the calendar that cannot be one.

A shift is what the wall clock shows: an event that recurs keeps its hours when the clock is put forward or back. What
the week of the roster says already is not said again; a day on which the week has a shift and the calendar none is a
day off. The work is bounded whatever the text says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from roles.calendar import is_closed
from roles.hours import Hours, Shifts
from roles.ics_line import Event, Line, Remarks, read_lines
from roles.ics_rule import Budget, RuleError, days_of, read_rule
from roles.ics_time import Clocks, Moment, TimeError, read_duration
from roles.plan import Finding, Plan
from roles.sentence import Sentence
from roles.word import shown

MOST_LOOKED_AT: Final = 500_000
"""Days that all rules of a calendar may look at together; fifty people's daily shifts of ten years are 180,000."""

MOST_SHIFTS: Final = 100_000

MOST_DAYS: Final = timedelta(days=3_660)
"""The longest time that is read at once: ten years."""

LONGEST: Final = timedelta(days=31)
_DAY: Final = timedelta(days=1)
_MEND: Final = Sentence("Mend the event in the calendar, export it again, and repeat the import.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What came of a calendar: the roster's dated shifts from the first day to the last, and all findings.

    `last` is the day of the calendar's last shift: what the plan says of the days after it goes on holding. `days`
    holds what differs from the roster's week, empty for a day off; `shifts` counts all that the calendar has in that
    time. With an error among the findings it must not be used: somebody would be missing.
    """

    last: date
    days: Mapping[date, tuple[Hours, ...]] = field(default_factory=lambda: MappingProxyType({}))
    shifts: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Tell whether everything in the calendar was understood."""
        return all(one.severity != "error" for one in self.findings)


def read_calendar(text: str, *, plan: Plan, roster: Shifts, first: date, last: date, source: str) -> Imported:
    """Return the shifts that a calendar gives a roster on the days from `first` to `last`, both included.

    Of more than ten years only the first ten are read; `Imported.last` never lies behind them.
    """
    if last - first > MOST_DAYS:
        last = first + MOST_DAYS
    remarks = Remarks(source)
    reader = _Reader(plan, remarks, first, last)
    calendar = read_lines(text, remarks)
    reader.clocks = Clocks(reader.zone, calendar.zones)
    pieces = reader.pieces(calendar.events)
    hours = _by_day(pieces, first, last)
    closed = [day for day in hours if is_closed(plan, day)]
    if closed:
        remarks.add(
            "I009",
            1,
            Sentence(
                "%(count)s days with shifts are left out, because the office is closed; the first is %(day)s.",
                count=len(closed),
                day=closed[0].isoformat(),
            ),
            Sentence("Nothing needs to be done, unless the office is open on them."),
            "warning",
        )
    last = max(hours, default=first)
    days = {}
    for number in range((last - first).days + 1 if hours else 0):
        day = first + _DAY * number
        wanted = () if day in closed else hours.get(day, ())
        if not is_closed(plan, day) and wanted != _of_week(roster, day):
            days[day] = wanted
    if not hours and not remarks.findings:
        message = Sentence(
            "The calendar has no shift between %(first)s and %(last)s.", first=str(first), last=str(last)
        )
        remarks.add("I010", 1, message, Sentence("Export the roster's coming months."), "warning")
    return Imported(
        last=last, days=MappingProxyType(days), shifts=sum(map(len, hours.values())), findings=tuple(remarks.findings)
    )


def _of_week(roster: Shifts, day: date) -> tuple[Hours, ...]:
    week = Shifts(id="", name="", named=(), people=(), weeks=roster.weeks, since=roster.since)
    return tuple(sorted(week.hours_on(day), key=lambda one: one.start))


@dataclass(slots=True)
class _Reader:
    plan: Plan
    remarks: Remarks
    first: date
    last: date
    zone: ZoneInfo = field(init=False)
    clocks: Clocks = field(init=False)
    budget: Budget = field(init=False)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.plan.time_zone)
        self.clocks = Clocks(self.zone, {})
        self.budget = Budget(MOST_LOOKED_AT)

    def pieces(self, events: list[Event]) -> list[tuple[datetime, datetime]]:
        """Return every shift of the calendar as what the office's clock shows at its start and end."""
        moved: dict[str, list[Moment]] = {}
        for event in events:
            if (line := event.one("RECURRENCE-ID")) is not None and (at := self._moment(line)) is not None:
                moved.setdefault(_uid(event), []).append(at)
                if "RANGE" in line.params:
                    message = Sentence("This changes all later shifts of a series at once, which is not read here.")
                    remedy = Sentence("Let the series end, begin a new one, and export the calendar again.")
                    self.remarks.add("I006", line.number, message, remedy)
        found: list[tuple[datetime, datetime]] = []
        for event in events:
            try:
                for piece in self._shifts(event, moved.get(_uid(event), [])):
                    if len(found) >= MOST_SHIFTS or self.budget.left < 0:
                        break
                    found.append(piece)
            except (OverflowError, ValueError):
                message = Sentence("This event lies outside the years that a calendar can name.")
                self.remarks.add("I004", event.number, message, _MEND)
            if len(found) >= MOST_SHIFTS or self.budget.left < 0:
                message = Sentence("The calendar's series are too long to be worked out; this event is too much.")
                remedy = Sentence("Let series begin this year, and export the calendar again.")
                self.remarks.add("I007", event.number, message, remedy)
                break
        return found

    def _shifts(self, event: Event, moved: list[Moment]) -> Iterator[tuple[datetime, datetime]]:
        """Yield the shifts of one event that may reach the days asked for."""
        if (status := event.one("STATUS")) is not None and status.value.strip().upper() == "CANCELLED":
            return
        line = event.one("DTSTART")
        if line is None:
            message = Sentence("This event has no start (DTSTART).")
            self.remarks.add("I003", event.number, message, _MEND)
            return
        start = self._moment(line)
        length = None if start is None else self._length(event, start)
        if start is None or length is None:
            return
        is_single = event.one("RECURRENCE-ID") is not None
        self.budget.spend(0 if is_single else len(moved))
        gone = [] if is_single else [*moved, *self._moments(event, "EXDATE")]
        gone_at = {one.instant for one in gone if not one.is_day}
        gone_on = {one.wall.date() for one in gone if one.is_day}
        seen: set[datetime] = set()
        for one in [start] if is_single else self._occurrences(event, start, length):
            is_gone = one.instant in gone_at or one.wall.date() in gone_on
            if is_gone or one.instant in seen:
                continue
            seen.add(one.instant)
            yield from self._shown(event, one, length)

    def _shown(self, event: Event, one: Moment, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
        """Yield what the office's clock shows at the start and the end of one shift."""
        until = Moment(wall=one.wall + length, zone=one.zone, is_day=one.is_day)
        shown = tuple(moment.shown_by(self.zone).replace(second=0, microsecond=0) for moment in (one, until))
        if one.zone.key != self.zone.key and any(
            moment.instant.replace(second=0) != wall.replace(tzinfo=self.zone).astimezone(UTC)
            for moment, wall in zip((one, until), shown, strict=True)
            if not moment.is_day
        ):
            message = Sentence(
                "On %(day)s the clock shows this time twice; the first of the two is taken.",
                day=one.shown_by(self.zone).date().isoformat(),
            )
            remedy = Sentence("Let the shift begin and end outside the hour in which the clock is put back.")
            self.remarks.add("I008", event.number, message, remedy, "warning")
        if shown[0] < shown[1]:
            yield shown[0], shown[1]

    def _occurrences(self, event: Event, start: Moment, length: timedelta) -> Iterator[Moment]:
        rules = event.every("RRULE")
        if not rules:
            yield start
        reach = length + 2 * _DAY  # of a long shift, and of the farthest time zone
        first, last = _earlier(self.first, reach), min(self.last, date.max - 2 * _DAY) + 2 * _DAY
        for line in rules:
            try:
                rule = read_rule(line.value)
                until = None if rule.until is None else self.clocks.read(line, rule.until)
            except (RuleError, TimeError) as error:
                remedy = Sentence("Let the series repeat by day, week, month or year, and export the calendar again.")
                self.remarks.add("I005", line.number, error.sentence, remedy)
                continue
            for day in days_of(rule, start.wall.date(), first, last, self.budget):
                one = start.at(day)
                if until is not None and _is_after(one, until):
                    break
                yield one
        yield from self._moments(event, "RDATE")

    def _length(self, event: Event, start: Moment) -> timedelta | None:
        """Return how long a shift is by the clock; None, with a finding, when that cannot be told."""
        end, duration = event.one("DTEND"), event.one("DURATION")
        line = end or duration
        try:
            if end is not None:
                length = self.clocks.read(end).shown_by(start.zone) - start.wall
            elif duration is not None:
                length = read_duration(duration.value)
            else:
                length = _DAY if start.is_day else timedelta(0)
        except TimeError as error:
            self.remarks.add("I004", line.number if line else event.number, error.sentence, _MEND)
            return None
        if timedelta(0) < length <= LONGEST:
            return length
        if length > LONGEST:
            message = Sentence("This shift lasts %(days)s days.", days=length.days)
        else:
            message = Sentence("This shift has no end, or one that is not after its start.")
        self.remarks.add("I003", line.number if line else event.number, message, _MEND)
        return None

    def _moments(self, event: Event, name: str) -> list[Moment]:
        found = []
        for line in event.every(name):
            for value in line.value.split(","):
                if "/" in value:
                    message = Sentence("%(text)s is a period with a length of its own, which is not read here.",
                                       text=shown(value))  # fmt: skip
                    self.remarks.add("I006", line.number, message, _MEND)
                elif self.budget.spend(1) and (moment := self._moment(line, value)) is not None:
                    found.append(moment)
        return found

    def _moment(self, line: Line, value: str | None = None) -> Moment | None:
        try:
            return self.clocks.read(line, value)
        except TimeError as error:
            self.remarks.add("I004", line.number, error.sentence, _MEND)
            return None


def _by_day(pieces: list[tuple[datetime, datetime]], first: date, last: date) -> dict[date, tuple[Hours, ...]]:
    """Return pieces as shifts of the days they begin on; those that overlap become one, long ones end at midnight."""
    merged: list[tuple[datetime, datetime]] = []
    for start, until in sorted(set(pieces)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((start, until))
    days: dict[date, list[Hours]] = {}
    for begin, until in merged:
        start = begin
        while start < until:
            end = until if until - start <= _DAY else datetime.combine(start.date() + _DAY, time())
            if first <= start.date() <= last:
                days.setdefault(start.date(), []).append(Hours(start=start.time(), until=end.time()))
            start = end
    return {day: tuple(hours) for day, hours in sorted(days.items())}


def _uid(event: Event) -> str:
    line = event.one("UID")
    return line.value.strip() if line else f"line {event.number}"


def _is_after(one: Moment, until: Moment) -> bool:
    if one.is_day or until.is_day:
        return one.wall.date() > until.wall.date()
    return one.instant > until.instant


def _earlier(day: date, by: timedelta) -> date:
    return day - by if day - date.min > by else date.min
