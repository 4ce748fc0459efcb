"""Scenarios to drill: made from an office's own rooms and plan, bounded, the same every time, and never armed."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import roles
from roles.cadence import months_after
from roles.calendar import is_closed, is_open
from roles.document import load
from roles.drill import KINDS, TWISTS, find, lead_at, library, origins, time_of, twists
from roles.drill_expected import expected, practising, target
from roles.drill_words import BEFORE, scenario_in_words
from roles.plan import Plan
from roles.word import CLOSED_ZONES

EXAMPLES = Path(roles.__file__).parent / "examples"
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@cache
def _plan(name: str) -> Plan:
    plan = load((EXAMPLES / f"{name}.yaml").read_bytes(), source=f"{name}.yaml").plan
    assert plan is not None
    return plan


PLANS = st.sampled_from(["as", "no-guard", "shifts"]).map(_plan)


@given(PLANS, st.integers(0, 9), st.integers(-1, 60))
def test_a_library_is_bounded_and_the_same_every_time(plan: Plan, seed: int, most: int) -> None:
    """However many rooms there are, it has at most so many scenarios, all different, each found again by its name."""
    made = library(plan, seed=seed, most=most)
    assert made == library(plan, seed=seed, most=most)
    assert len(made) <= max(most, 0)
    assert len({one.id for one in made}) == len(made)
    assert all(find(plan, one.id) == one for one in made)


@given(PLANS, st.integers(0, 9))
def test_each_room_comes_before_any_comes_again(plan: Plan, seed: int) -> None:
    """The first so many scenarios are of as many rooms, all of them places where staff meet visitors or sit."""
    rooms = origins(plan)
    first = [one.zone for one in library(plan, seed=seed)[: len(rooms)]]
    assert sorted(first) == sorted(rooms)
    assert all(plan.zones[zone].kind not in CLOSED_ZONES for zone in rooms)


@given(PLANS, st.integers(0, 9))
def test_nothing_in_a_library_can_be_armed(plan: Plan, seed: int) -> None:
    """A scenario is made of fixed words: no free text, and no kind of alarm that the office made up itself."""
    own = replace(plan, responses=MappingProxyType({**plan.responses, "armed": plan.responses["emergency"]}))
    for one in library(own, seed=seed):
        assert one.kind in KINDS
        assert one.twist in TWISTS
    assert find(own, f"{origins(own)[0]}.armed.midday.none") is None


@pytest.mark.parametrize("id_", ["", "room-114", "room-114.emergency", "nowhere.emergency.midday.none", "a.b.c.d" * 99])
def test_a_name_that_is_none_is_no_scenario(id_: str) -> None:
    """What the office does not have is not found, whatever is asked."""
    assert find(_plan("as"), id_) is None


@given(PLANS, DAYS)
def test_an_hour_lies_in_the_opening_hours_or_nowhere(plan: Plan, day: date) -> None:
    """On a day on which the office is closed there is no hour to drill at."""
    for hour in ("opening", "midday", "closing"):
        at = time_of(plan, hour, day)
        if at is None:
            assert is_closed(plan, day) or not plan.hours.get(day.weekday())
        elif hour != "midday":
            assert is_open(plan, at)


@given(PLANS, st.integers(0, 47), st.sampled_from(["2026-11-23", "2026-11-24", "2026-11-27"]))
def test_what_is_expected_is_in_order(plan: Plan, which: int, day: str) -> None:
    """Nobody is there before anybody has answered, nor two before one; and it is the same every time it is asked."""
    made = library(plan)
    scenario = made[which % len(made)]
    at = time_of(plan, scenario.hour, date.fromisoformat(day))
    assert at is not None
    told = expected(plan, scenario, at)
    assert told == expected(plan, scenario, at)
    never = timedelta.max
    assert (told.answered or never) <= (told.there or never) <= (told.two_there or never)
    assert all(step <= after for step, after in zip(told.steps, told.steps[1:], strict=False))


def test_a_twist_changes_what_is_expected() -> None:
    """Where the first colleague is silent somebody else comes, later; where the lead is away, a deputy is called."""
    plan = _plan("as")
    at = time_of(plan, "midday", date(2026, 11, 23))
    assert at is not None
    plain, silent, away = (
        expected(plan, found, at)
        for twist in ("none", "first_silent", "lead_away")
        if (found := find(plan, f"room-114.emergency.midday.{twist}"))
    )
    assert silent.there is not None
    assert plain.there is not None
    assert silent.there > plain.there or silent.two_there != plain.two_there
    assert away.there == plain.there
    assert lead_at(plan, at) == "gunilla"


def test_an_office_without_a_lead_has_none_who_is_away() -> None:
    """A twist that nothing in the plan answers is not in the library."""
    assert "lead_away" not in twists(replace(_plan("as"), lead=None))
    assert "lead_away" in twists(_plan("as"))


def test_the_plans_own_times_are_the_target() -> None:
    """The first has answered by the soonest deadline of the roles called first, and two are there by the second one."""
    told = target(_plan("as"), "emergency")
    assert told.answered == timedelta(seconds=15)
    assert told.there == timedelta(seconds=75)
    assert told.two_there == timedelta(seconds=110)
    assert practising(_plan("as"), "emergency") == {"colleague", "guard", "door", "manager"}


def test_a_scenario_in_words() -> None:
    """One line says what is drilled, and another what to prepare, for every twist."""
    found = find(_plan("as"), "room-114.emergency.midday.lead_away")
    assert found is not None
    assert str(scenario_in_words(_plan("as"), found)).endswith("in Rum 114, in the middle of the day: the lead is away")
    assert set(BEFORE) == set(TWISTS)


@given(DAYS, st.integers(-24, 120))
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    """The day never moves into another month."""
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
