"""The coverage of one week as a grid: roles by half hours, how many people could hold each role, and how many it needs.

It says what `coverage` proves, in another form: a cell holds fewer than are needed exactly where coverage has a gap in
that half hour, and a half hour counts for its worst moment, its worst zone and its worst presser.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from roles.calendar import Period, holiday, on_the_clock
from roles.coverage import Coverage, coverage
from roles.demand import count_of, in_reach
from roles.everybody import role_of
from roles.hours import Hours
from roles.plan import All, Plan, Role
from roles.presence import Stretch, stretches
from roles.sentence import Sentence
from roles.zones import Candidate, walks

MOST_NAMED: Final = 8
"""Names that a cell gives at most; it counts all of them."""

_HALF: Final = timedelta(minutes=30)
_DAYS: Final = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One half hour of the week as the office's clock shows it; `until` of the last one of a day is midnight.

    `off` names the holiday or closing day; `is_closed` tells that the office is not open at any moment of it.
    """

    day: date
    start: time
    until: time
    off: str | None
    is_closed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """How many could hold a role in the worst moment of a half hour, and who they would be if nobody pressed."""

    have: int
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One role over the week; a cell is None where the office is closed or nothing was proven."""

    role: str
    needed: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """One week: its Monday, the half hours, and a line for each role that some step calls."""

    week: date
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


class _Slot(NamedTuple):
    column: Column
    period: Period
    stretches: tuple[Stretch, ...]


def grid(plan: Plan, week: date) -> Grid:
    """Return the grid of the week that a day lies in."""
    monday = week - timedelta(days=week.weekday())
    found = _proven(plan, monday)
    slots = list(_slots(plan, monday, found))
    counter = _Counter(plan)
    lines = [
        Line(
            role=role.id,
            needed=count_of(role),
            cells=tuple(counter.cell(role, slot, found) for slot in slots),
        )
        for role in _called(plan)
    ]
    return Grid(week=monday, columns=tuple(slot.column for slot in slots), lines=tuple(lines))


def _called(plan: Plan) -> list[Role]:
    """Return the roles that some step calls, in the order of the plan."""
    called = {id_ for response in plan.responses.values() for step in response.steps for id_ in step.call}
    ids = [*(id_ for id_ in plan.roles if id_ in called), *sorted(called - plan.roles.keys())]
    return [role for id_ in ids if (role := role_of(plan, id_)) is not None]


def _proven(plan: Plan, monday: date) -> Coverage:
    start_at = datetime.combine(monday, time(), tzinfo=ZoneInfo(plan.time_zone))
    return coverage(plan, start_at=start_at, until_at=start_at + timedelta(days=_DAYS))


def _slots(plan: Plan, monday: date, found: Coverage) -> Iterator[_Slot]:
    """Yield the half hours between the first opening and the last closing of the week's clock, day by day."""
    there = list(stretches(plan, found.start_at, found.until_at))
    zone = ZoneInfo(plan.time_zone)
    days = [monday + timedelta(days=count) for count in range(_DAYS)]
    halves = _halves(plan, there, zone)
    at = 0
    for day in days:
        off = _off(plan, day)
        periods = [(half, period) for half in halves for period in on_the_clock(plan, day, (half,))]
        open_today: list[_Slot] = []
        for half, period in periods:
            while at < len(there) and there[at].until_at <= period.start_at:
                at += 1
            within, ahead = [], at
            while ahead < len(there) and there[ahead].start_at < period.until_at:
                within.append(there[ahead])
                ahead += 1
            column = Column(day=day, start=half.start, until=half.until, off=off, is_closed=not within)
            open_today.append(_Slot(column, period, tuple(within)))
        is_usual = bool(plan.hours.get(day.weekday()))
        if is_usual or any(not slot.column.is_closed for slot in open_today):
            yield from open_today


def _halves(plan: Plan, there: Sequence[Stretch], zone: ZoneInfo) -> list[Hours]:
    """Return the half hours of a day between which everything lies that the office's week has."""
    spans = [(one.start, one.until) for hours in plan.hours.values() for one in hours]
    # Where hours were moved by the clock, or reach past midnight:
    spans += [(one.start_at.astimezone(zone).time(), one.until_at.astimezone(zone).time()) for one in there]
    if not spans:
        return []
    is_past_midnight = any(until <= start for start, until in spans)
    first = 0 if is_past_midnight else min(_minutes(start) // 30 for start, _ in spans)
    last = 48 if is_past_midnight else max(-(-_minutes(until) // 30) for _, until in spans)
    return [Hours(start=_clock(half), until=_clock(half + 1)) for half in range(first, last)]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute + bool(at.second or at.microsecond)


def _clock(half: int) -> time:
    return (datetime.combine(date(2000, 1, 1), time(), tzinfo=UTC) + _HALF * half).time()


def _off(plan: Plan, day: date) -> str | None:
    """Return why the office is closed on a day: the holiday's name, or its own choice; None when it is not."""
    if day in plan.closed:
        return Sentence("The office’s own closing day")
    return None if plan.open_on_holidays else holiday(plan, day)


class _Counter:
    """Counts who could hold a role; sets of people come again, so what was counted is kept."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._reach: dict[str, list[frozenset[str]]] = {}
        self._known: dict[tuple[str, frozenset[str]], Cell] = {}

    def cell(self, role: Role, slot: _Slot, found: Coverage) -> Cell | None:
        """Return the cell of a role in a half hour."""
        if not slot.stretches:
            return None
        worst = min((self._count(role, one.present) for one in slot.stretches), key=lambda cell: cell.have)
        missing = max(
            (gap.missing for gap in found.gaps if gap.role == role.id and _overlap(gap.periods, slot.period)), default=0
        )
        return replace(worst, have=max(count_of(role) - missing, 0)) if missing else worst

    def _count(self, role: Role, present: frozenset[str]) -> Cell:
        known = self._known.get((role.id, present))
        if known is None:
            known = self._known[role.id, present] = min(
                (self._beside(able) for able in self._able(role, present)), key=lambda cell: cell.have
            )
        return known

    def _able(self, role: Role, present: frozenset[str]) -> Iterator[frozenset[str]]:
        """Yield for each zone who could hold a role at a press there."""
        if isinstance(role.holders, All):
            yield present
            return
        there = present | self._plan.contacts.keys()
        reach = self._reach.get(role.id)
        if reach is None:
            reach = self._reach[role.id] = list(dict.fromkeys(self._reaches(role)))
        for able in reach:
            yield able & there

    def _reaches(self, role: Role) -> Iterator[frozenset[str]]:
        plan = self._plan
        for zone in plan.zones or (None,):
            near = (
                walks(plan).nearest_first(zone)
                if zone is not None
                else [Candidate(person=one, walk=None) for one in plan.people.values()]
            )
            yield frozenset(in_reach(plan, role, near, is_placed=zone is not None))

    def _beside(self, able: frozenset[str]) -> Cell:
        """Count who is left beside the presser that would be missed most: one of them, if any works here."""
        pressers = any(who in self._plan.people for who in able)
        names = tuple(self._plan.name_of(who) for who in sorted(able)[:MOST_NAMED])
        return Cell(have=len(able) - pressers, names=names)


def _overlap(periods: Sequence[Period], slot: Period) -> bool:
    return any(one.start_at < slot.until_at and slot.start_at < one.until_at for one in periods)
