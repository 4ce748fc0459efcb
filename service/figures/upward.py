"""What is told upward: counts of offices by quarter and year, the small ones kept back. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from service.figures.months import Month, Times
from service.figures.suppress import SMALL, is_small, tellable, with_sums

Measure = Literal["alarms", "mistakes", "guard_first", "colleague_first", "police", "closings", "shut_hours"]
State = Literal["told", "kept_back", "not_there"]

MEASURES: Final[tuple[Measure, ...]] = (
    "alarms",
    "mistakes",
    "guard_first",
    "colleague_first",
    "police",
    "closings",
    "shut_hours",
)
ENOUGH_FOR_MOST: Final = 20
"""Answers from which on the slowest five of a hundred are more than one alarm."""
YEARS: Final = 2
"""The last so many years, the present one among them."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter, or a year (quarter 5: it stands behind its quarters)."""

    year: int
    quarter: int

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        return self.quarter > 4

    @property
    def name(self) -> str:
        """Return 2026-Q3, or 2026."""
        return f"{self.year}" if self.is_year else f"{self.year}-Q{self.quarter}"

    @property
    def months(self) -> tuple[str, str]:
        """Return its first month, and the one after its last."""
        if self.is_year:
            return f"{self.year}-01", f"{self.year + 1}-01"
        after = (self.year, self.quarter * 3 + 1) if self.quarter < 4 else (self.year + 1, 1)
        return f"{self.year}-{self.quarter * 3 - 2:02}", f"{after[0]}-{after[1]:02}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One count: told, kept back because it or another one is small, or of a time before the office was there."""

    state: State
    count: int = 0
    """Only where it is told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """One measure: a row for each office, the last one (office None) for all of them."""

    measure: Measure
    periods: tuple[Period, ...]
    rows: tuple[tuple[str | None, tuple[Cell, ...]], ...]


def periods_until(month: str) -> tuple[Period, ...]:
    """Return the finished quarters and years up to a month that goes on: what is not over is not told."""
    year, quarter = int(month[:4]), (int(month[5:]) - 1) // 3
    last = year if quarter else year - 1
    found = []
    for one in range(last - YEARS + 1, last + 1):
        found += [Period(one, number) for number in range(1, 5) if one < year or number <= quarter]
        found += [Period(one, 5)] if one < year else []
    return tuple(found)


def counted(months: Iterable[Month], offices: Sequence[str], periods: Sequence[Period]) -> tuple[Counted, ...]:
    """Return every measure; which cells are told is worked out over all offices that are named."""
    known = [one for one in months if one.office in set(offices)]
    began = {office: min((one.month for one in known if one.office == office), default="9999-99") for office in offices}
    real = [one for one in known if one.mode == "actual"]
    told: dict[Measure, dict[Period, list[bool]]] = {measure: {} for measure in MEASURES}
    values: dict[Measure, dict[Period, list[int]]] = {measure: {} for measure in MEASURES}
    for year in sorted({one.year for one in periods}):
        of_year = [one for one in periods if one.year == year]
        _year(real, offices, of_year, values, told)
    return tuple(
        Counted(
            measure=measure,
            periods=tuple(periods),
            rows=tuple(
                (office, tuple(_cell(values[measure][one][row], told[measure][one][row], _there(began, office, one))
                               for one in periods))
                for row, office in enumerate((*offices, None))
            ),
        )
        for measure in MEASURES
    )  # fmt: skip


def _there(began: Mapping[str, str], office: str | None, period: Period) -> bool:
    since = min(began.values(), default="9999-99") if office is None else began[office]
    return since < period.months[1]


def _cell(count: int, is_told: bool, is_there: bool) -> Cell:
    if not is_there:
        return Cell(state="not_there")
    return Cell(state="told", count=count) if is_told else Cell(state="kept_back")


def _year(
    real: Sequence[Month],
    offices: Sequence[str],
    periods: Sequence[Period],
    values: dict[Measure, dict[Period, list[int]]],
    told: dict[Measure, dict[Period, list[bool]]],
) -> None:
    """Work one year out. A part is told only where its alarms are, and where what it leaves over is not small."""
    quarters = [one for one in periods if not one.is_year]
    whole = len(quarters) == 4

    by_quarter: dict[tuple[str, Period], list[Month]] = {}
    for month in real:
        quarter = Period(int(month.month[:4]), (int(month.month[5:]) + 2) // 3)
        by_quarter.setdefault((month.office, quarter), []).append(month)

    def table(count: Callable[[Month], int]) -> list[list[int]]:
        return with_sums(
            [[sum(map(count, by_quarter.get((office, quarter), ()))) for quarter in quarters] for office in offices]
        )

    alarms = table(lambda one: one.alarms)
    shown = tellable(alarms, [[is_small(one) for one in row] for row in alarms], whole=whole)
    flags: dict[Measure, list[list[bool]]] = {"alarms": shown}
    counts: dict[Measure, list[list[int]]] = {"alarms": alarms}
    parts: tuple[tuple[tuple[Measure, Callable[[Month], int]], ...], ...] = (
        (("mistakes", lambda one: one.mistakes),),
        (("guard_first", lambda one: one.guard_first), ("colleague_first", lambda one: one.colleague_first)),
        (("police", lambda one: one.police),),
    )
    for together in parts:
        tables = [table(count) for _, count in together]
        small = [
            [
                not shown[r][c] or _is_small_part([one[r][c] for one in tables], alarms[r][c])
                for c in range(len(alarms[r]))
            ]
            for r in range(len(alarms))
        ]
        masks = [tellable(one, small, whole=whole, caps=alarms) for one in tables]
        both = [[all(mask[r][c] for mask in masks) for c in range(len(alarms[r]))] for r in range(len(alarms))]
        for (measure, _), one in zip(together, tables, strict=True):
            counts[measure], flags[measure] = one, both
    closings = table(lambda one: one.closings)
    counts["closings"] = closings
    flags["closings"] = tellable(closings, [[is_small(one) for one in row] for row in closings], whole=whole)
    counts["shut_hours"] = [[-(-one // 3600) for one in row] for row in table(lambda one: one.shut)]
    flags["shut_hours"] = flags["closings"]
    for measure in MEASURES:
        for period in periods:
            column = -1 if period.is_year else quarters.index(period)
            values[measure][period] = [row[column] for row in counts[measure]]
            told[measure][period] = [row[column] for row in flags[measure]]


def _is_small_part(parts: Sequence[int], whole: int) -> bool:
    """Say whether a part, or what all of them leave over, is small."""
    return any(is_small(one, whole) for one in parts) or is_small(sum(parts), whole)


def tellable_times(times: Times | None, alarms: Cell) -> tuple[int | None, int | None]:
    """Return within what half and 95 of 100 were answered (ms), as far as it may be told: never of a few alarms."""
    if times is None or alarms.state != "told" or times.answered < SMALL:
        return None, None
    return times.half, times.most if times.answered >= ENOUGH_FOR_MOST else None
