"""When an office is open: wall clocks that jump, midnight, holidays and closing days."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.calendar import holiday, is_closed, is_open, period_at, periods
from roles.fallback import fallback_plan
from roles.hours import Hours
from roles.plan import Plan

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def _office(*hours: tuple[str, str], country: str = "SE", languages: tuple[str, ...] = ("sv",)) -> Plan:
    daily = tuple(Hours(start=time.fromisoformat(start), until=time.fromisoformat(until)) for start, until in hours)
    return replace(
        fallback_plan(None, office="vik"),
        country=country,
        languages=languages,
        time_zone="Europe/Stockholm",
        hours=MappingProxyType(dict.fromkeys(range(7), daily)),
    )


def _local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM, fold=fold)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00:00", True),
        ("2026-11-23T11:59:59", True),
        ("2026-11-23T12:00:00", False),
        ("2026-11-23T13:00:00", True),
        ("2026-11-23T16:30:00", False),
    ],
)
def test_periods_are_half_open(at: str, expected: bool) -> None:
    """The office is open from the first instant of a period and closed from its last."""
    assert is_open(_office(("08:00", "12:00"), ("13:00", "16:30")), _local(at)) is expected


def test_a_weekday_without_hours_is_closed() -> None:
    """A day that the plan does not name has no period."""
    plan = replace(_office(), hours=MappingProxyType({0: (Hours(start=time(8), until=time(16)),)}))
    assert is_open(plan, _local("2026-11-23T10:00"))
    assert not is_open(plan, _local("2026-11-24T10:00"))


def test_the_instant_may_come_in_any_time_zone() -> None:
    """Eight in the morning in Stockholm is seven in UTC in winter and six in summer."""
    plan = _office(("08:00", "16:00"))
    assert is_open(plan, datetime(2026, 11, 23, 7, tzinfo=UTC))
    assert not is_open(plan, datetime(2026, 11, 23, 6, 59, tzinfo=UTC))
    assert is_open(plan, datetime(2026, 7, 1, 6, tzinfo=UTC))


def test_a_period_past_midnight_belongs_to_the_day_it_began() -> None:
    """An evening until two in the morning is open after midnight, also when the next day is a holiday."""
    plan = _office(("18:00", "02:00"))
    assert is_open(plan, _local("2026-11-24T01:59"))
    assert not is_open(plan, _local("2026-11-24T02:00"))
    assert is_open(plan, _local("2027-01-06T01:00"))
    assert not is_open(plan, _local("2027-01-07T01:00"))


def test_a_day_and_night_office_is_never_closed() -> None:
    """Hours from midnight to midnight leave no instant out, over the change of the clock too."""
    plan = _office(("00:00", "00:00"))
    at = _local("2026-10-24T12:00").astimezone(UTC)
    assert all(is_open(plan, at + timedelta(minutes=30 * step)) for step in range(96))


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 8), ("2026-03-29", 7), ("2026-10-25", 9)])
def test_a_night_is_as_long_as_the_clock_makes_it(day: str, hours: int) -> None:
    """From midnight to eight is an hour less when the clock goes forward and an hour more when it goes back."""
    period = next(periods(_office(("00:00", "08:00")), date.fromisoformat(day)))
    assert period.until_at - period.start_at == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("hours", "start_at", "until_at"),
    [
        (("02:30", "05:00"), "2026-03-29T01:00", "2026-03-29T03:00"),
        (("01:00", "02:15"), "2026-03-29T00:00", "2026-03-29T01:00"),
    ],
)
def test_a_time_that_the_clock_skips_is_when_it_skips(hours: tuple[str, str], start_at: str, until_at: str) -> None:
    """A period that begins or ends in the skipped hour begins or ends at the jump."""
    period = next(periods(_office(hours), date(2026, 3, 29)))
    assert period.start_at == datetime.fromisoformat(start_at).replace(tzinfo=UTC)
    assert period.until_at == datetime.fromisoformat(until_at).replace(tzinfo=UTC)


def test_a_period_wholly_inside_the_skipped_hour_does_not_happen() -> None:
    """What the clock never shows is no opening."""
    assert list(periods(_office(("02:10", "02:50")), date(2026, 3, 29))) == []


def test_a_time_shown_twice_is_the_first_of_the_two() -> None:
    """A period until half past two in the doubled hour ends when the clock first shows it."""
    plan = _office(("01:00", "02:30"))
    assert is_open(plan, _local("2026-10-25T02:29", fold=0))
    assert not is_open(plan, _local("2026-10-25T02:31", fold=0))
    assert not is_open(plan, _local("2026-10-25T02:29", fold=1))


@pytest.mark.parametrize(
    ("country", "day"),
    [("SE", "2026-06-19"), ("SE", "2026-12-24"), ("SE", "2027-01-06"), ("NO", "2026-05-17"), ("NO", "2026-04-02")],
)
def test_public_holidays_are_closed(country: str, day: str) -> None:
    """Holidays of the country close the office, Midsommarafton and Julafton in Sweden too."""
    plan = _office(("00:00", "00:00"), country=country)
    assert is_closed(plan, date.fromisoformat(day))
    assert not is_closed(replace(plan, open_on_holidays=True), date.fromisoformat(day))


def test_own_closing_days_close_an_office_that_is_open_on_holidays() -> None:
    """What the office decided itself holds whatever it does on holidays."""
    plan = replace(_office(("08:00", "16:00")), open_on_holidays=True, closed=frozenset({date(2026, 11, 23)}))
    assert not is_open(plan, _local("2026-11-23T10:00"))
    assert is_open(plan, _local("2026-11-24T10:00"))


@pytest.mark.parametrize(
    ("country", "languages", "name"),
    [("SE", ("sv",), "Nyårsdagen"), ("NO", ("nb",), "Første nyttårsdag"), ("SE", ("en", "sv"), "New Year's Day")],
)
def test_a_holiday_has_its_name_in_the_first_language(country: str, languages: tuple[str, ...], name: str) -> None:
    """Holidays are named in the office's own language."""
    assert holiday(_office(country=country, languages=languages), date(2027, 1, 1)) == name


def test_a_country_nobody_knows_has_no_holidays() -> None:
    """A plan with errors in it does not stop the calendar."""
    assert holiday(_office(country=""), date(2027, 1, 1)) is None


CLOCK = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(CLOCK, CLOCK, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001  it becomes aware below
def test_the_period_at_an_instant_holds_that_instant(start: time, until: time, at: datetime) -> None:
    """An instant is in the period that is answered for it, and open is the same as having one."""
    plan = replace(_office(), hours=MappingProxyType(dict.fromkeys(range(7), (Hours(start=start, until=until),))))
    instant = at.replace(tzinfo=UTC)
    period = period_at(plan, instant)
    assert is_open(plan, instant) == (period is not None)
    assert period is None or period.start_at <= instant < period.until_at
