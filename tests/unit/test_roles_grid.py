"""The grid of a week: it says what coverage proves, for the worst moment of each half hour."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roles
from parts.drawn_plan import drawn
from roles.calendar import Period, is_open, on_the_clock
from roles.coverage import Gap, coverage
from roles.demand import count_of, in_reach
from roles.document import load
from roles.everybody import role_of
from roles.grid import Column, grid
from roles.hours import Hours
from roles.plan import All, Plan, Role
from roles.presence import off_duty
from roles.zones import walks

EXAMPLES = Path(roles.__file__).parent / "examples"
SOME = settings(max_examples=max(1, settings().max_examples // 2))
CHRISTMAS = date(2026, 12, 21)
"""The Monday of a week with holidays."""


def _gaps(plan: Plan, week: date) -> tuple[Gap, ...]:
    start_at = datetime.combine(week, time(), tzinfo=ZoneInfo(plan.time_zone))
    return coverage(plan, start_at=start_at, until_at=start_at + timedelta(days=7)).gaps


def _period(plan: Plan, column: Column) -> Period:
    return next(on_the_clock(plan, column.day, (Hours(start=column.start, until=column.until),)))


def _minutes(period: Period) -> Iterator[datetime]:
    at = period.start_at
    while at < period.until_at:
        yield at
        at += timedelta(minutes=1)


def _beside_presser(plan: Plan, role: Role, at: datetime) -> int:
    """Count who could hold a role at an instant in the worst zone when the worst one presses, minute by minute."""
    there = plan.people.keys() - off_duty(plan, at)
    counts = []
    for zone in plan.zones:
        able = set(in_reach(plan, role, walks(plan).nearest_first(zone), is_placed=True))
        able = set(there) if isinstance(role.holders, All) else able & (there | plan.contacts.keys())
        counts.append(len(able) - any(who in plan.people for who in able))
    return min(counts)


@SOME
@given(st.integers(0, 2**32))
def test_a_cell_is_short_exactly_where_coverage_has_a_gap(seed: int) -> None:
    """Below what is needed where a gap overlaps the half hour, enough where none does, empty where nobody works."""
    _, plan = drawn(seed)
    gaps = _gaps(plan, CHRISTMAS)
    made = grid(plan, CHRISTMAS)
    by_all = {
        id_ for id_ in (*plan.roles, "everybody") if isinstance(getattr(role_of(plan, id_), "holders", None), All)
    }
    for line in made.lines:
        same = by_all if line.role in by_all else {line.role}
        for column, cell in zip(made.columns, line.cells, strict=True):
            period = _period(plan, column)
            short = [
                gap
                for gap in gaps
                if gap.role in same
                and any(one.start_at < period.until_at and period.start_at < one.until_at for one in gap.periods)
            ]
            assert (cell is None) == column.is_closed == (not any(is_open(plan, at) for at in _minutes(period)))
            if cell is not None:
                assert (cell.have < line.needed) == bool(short)
            if cell is not None and not short:
                role = role_of(plan, line.role)
                assert role is not None
                open_minutes = (at for at in _minutes(period) if is_open(plan, at))
                assert cell.have == min(_beside_presser(plan, role, at) for at in open_minutes)


@pytest.mark.parametrize("name", ["as", "no-guard", "shifts"])
def test_every_example_fits_its_grid(name: str) -> None:
    """Lines and columns agree in every example, and every role that a step calls has a line."""
    plan = load((EXAMPLES / f"{name}.yaml").read_text(), source=name).plan
    assert plan is not None
    made = grid(plan, date(2026, 11, 27))
    assert made.week == date(2026, 11, 23)
    assert {len(line.cells) for line in made.lines} == {len(made.columns)}
    called = {id_ for one in plan.responses.values() for step in one.steps for id_ in step.call}
    assert {line.role for line in made.lines} == called
    assert [line.needed for line in made.lines if line.role in plan.roles] == [
        count_of(plan.roles[line.role]) for line in made.lines if line.role in plan.roles
    ]


def test_a_half_hour_counts_its_worst_moment_and_holidays_have_names() -> None:
    """Ida is out for ten minutes: that half hour is short. Christmas is closed and says so."""
    text = (
        (EXAMPLES / "as.yaml")
        .read_text()
        .replace(
            "\nroles:", '\nrosters:\n  lunch: {who: bo, hours: {mon-fri: ["08:00-12:10", "12:20-16:30"]}}\n\nroles:', 1
        )
    )
    text = text.replace("holders: [ida]", "holders: [ida, bo]")
    plan = load(text, source="as.yaml").plan
    assert plan is not None
    made = grid(plan, date(2026, 12, 21))
    door = next(line for line in made.lines if line.role == "door")
    short = [
        (column.day.day, f"{column.start:%H:%M}")
        for column, cell in zip(made.columns, door.cells, strict=True)
        if cell is not None and cell.have < door.needed
    ]
    assert short == [(21, "12:00"), (22, "12:00")]
    off = {column.day.day: column.off for column in made.columns}
    assert (off[22], str(off[23]), off[24], off[25]) == (None, "The office’s own closing day", "Julafton", "Juldagen")
    assert all(column.is_closed for column in made.columns if column.day.day > 22)


@pytest.mark.parametrize(("week", "hours"), [(date(2026, 3, 23), 23), (date(2026, 10, 19), 25)])
def test_the_day_on_which_the_clock_moves(week: date, hours: int) -> None:
    """An office that never closes has as many hours in its grid as the day has, the skipped one left out."""
    text = (EXAMPLES / "as.yaml").read_text()
    plan = load(text, source="as.yaml").plan
    assert plan is not None
    always = dict.fromkeys(range(7), (Hours(start=time(0), until=time(0)),))
    plan = replace(plan, hours=always, open_on_holidays=True, expires=None)
    sunday = [column for column in grid(plan, week).columns if column.day == week + timedelta(days=6)]
    length = sum((_period(plan, one).until_at - _period(plan, one).start_at for one in sunday), timedelta(0))
    assert length == timedelta(hours=hours)
    assert not any(column.is_closed for column in sunday)


def test_nothing_is_shown_beyond_the_proof() -> None:
    """After the day on which the plan expires nothing was proven, so the cells are empty."""
    plan = load((EXAMPLES / "as.yaml").read_text(), source="as.yaml").plan
    assert plan is not None
    made = grid(replace(plan, expires=date(2026, 11, 24)), date(2026, 11, 23))
    told = {column.day.day for column, cell in zip(made.columns, made.lines[0].cells, strict=True) if cell}
    assert told == {23, 24}
    assert _gaps(plan, date(2026, 11, 23))[0].periods[0].start_at == datetime(2026, 11, 23, 7, tzinfo=UTC)
