"""What is told upward: finished periods only, and no count in which somebody could be recognised."""

from hypothesis import given
from hypothesis import strategies as st

from service.figures.months import Month, Times
from service.figures.suppress import is_small
from service.figures.upward import (
    MEASURES,
    Cell,
    Counted,
    Period,
    counted,
    periods_until,
    tellable_times,
)

OFFICES = ("as", "backa", "dalby")


def month(office: str, name: str, alarms: int, **more: int) -> Month:
    """Return a month of real alarms."""
    names = [one for one in Month.__dataclass_fields__ if one not in ("office", "month", "mode")]
    return Month(office=office, month=name, mode="actual", **{**dict.fromkeys(names, 0), "alarms": alarms, **more})


months = st.builds(
    lambda office, number, alarms, mistakes, guard, colleague: month(
        office,
        f"2025-{number:02}",
        alarms,
        mistakes=min(mistakes, alarms),
        guard_first=min(guard, alarms),
        colleague_first=min(colleague, alarms - min(guard, alarms)),
    ),
    st.sampled_from(OFFICES),
    st.integers(1, 12),
    *[st.integers(0, 9)] * 4,
)


def told(found: tuple[Counted, ...], measure: str) -> dict[tuple[str | None, str], int]:
    """Return what is told of a measure, by office and period."""
    (one,) = (table for table in found if table.measure == measure)
    return {
        (office, period.name): cell.count
        for office, cells in one.rows
        for period, cell in zip(one.periods, cells, strict=True)
        if cell.state == "told"
    }


def test_only_what_is_over_is_told() -> None:
    """The quarter that goes on would change from day to day, and tell each alarm as it comes."""
    names = [one.name for one in periods_until("2026-11")]
    assert names == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2025", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert [one.name for one in periods_until("2026-02")][-1] == "2025"
    assert Period(2025, 4).months == ("2025-10", "2026-01")
    assert Period(2025, 2).months == ("2025-04", "2025-07")
    assert Period(2025, 5).months == ("2025-01", "2026-01")


@given(st.lists(months, max_size=40))
def test_nothing_small_is_told_and_nothing_small_is_left_over(given_months: list[Month]) -> None:
    """Whatever happened: no count below five, no part that leaves less than five, no part of what is kept back."""
    found = counted(given_months, OFFICES, periods_until("2026-02"))
    assert [one.measure for one in found] == list(MEASURES)
    alarms = told(found, "alarms")
    assert not any(is_small(count) for count in alarms.values())
    for measure in ("mistakes", "guard_first", "colleague_first", "police"):
        for where, count in told(found, measure).items():
            assert where in alarms, "a part is told only where its whole is"
            assert not is_small(count, alarms[where])
    guard, colleague = told(found, "guard_first"), told(found, "colleague_first")
    assert guard.keys() == colleague.keys()
    for where, count in guard.items():
        assert not is_small(count + colleague[where], alarms[where]), "who was there first in the others is no secret"


@given(st.lists(months, max_size=40))
def test_adding_up_what_is_told_agrees(given_months: list[Month]) -> None:
    """Where all quarters and their year are told they agree, and so do offices and their sum."""
    alarms = told(counted(given_months, OFFICES, periods_until("2026-02")), "alarms")
    for office in (*OFFICES, None):
        quarters = [alarms.get((office, f"2025-Q{n}")) for n in range(1, 5)]
        year = alarms.get((office, "2025"))
        if year is not None and None not in quarters:
            assert sum(one for one in quarters if one is not None) == year


def test_before_an_office_was_there_nothing_is_counted() -> None:
    """A quarter before the first alarm, drill or test is no quarter in which nothing happened."""
    found = counted([month("as", "2025-07", 12)], ("as", "backa"), periods_until("2026-02"))
    (rows,) = (dict(one.rows) for one in found if one.measure == "alarms")
    names = [one.name for one in found[0].periods]
    by_name = dict(zip(names, rows["as"], strict=True))
    assert by_name["2025-Q2"] == Cell(state="not_there")
    assert by_name["2025-Q3"] == Cell(state="told", count=12)
    assert by_name["2025-Q4"] == Cell(state="told", count=0)
    assert all(cell.state == "not_there" for cell in rows["backa"])


def test_times_of_a_few_alarms_are_nobodys_to_tell() -> None:
    """Half of four alarms is one person's evening; the slowest of nineteen is one alarm."""
    many = Times(office="as", month="2025-01", answered=20, half=9_000, most=40_000)
    some = Times(office="as", month="2025-01", answered=19, half=9_000, most=40_000)
    few = Times(office="as", month="2025-01", answered=4, half=9_000, most=40_000)
    open_, shut = Cell(state="told", count=30), Cell(state="kept_back")
    assert tellable_times(many, open_) == (9_000, 40_000)
    assert tellable_times(some, open_) == (9_000, None)
    assert tellable_times(few, open_) == (None, None)
    assert tellable_times(many, shut) == (None, None)
    assert tellable_times(None, open_) == (None, None)
