"""Who should be there on a day: shifts that reach into it, and the opening hours for whoever is in no roster."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.document import load
from roles.expected import expected, next_opening
from roles.plan import Plan
from roles.presence import off_duty

TEXT = """\
trygg: 1
office: vik
name: Kontoret Vik
country: SE
languages: [en]
time_zone: Europe/Stockholm
hours: {mon-fri: ["08:00-12:00", "13:00-16:30"]}
people: {anna: {name: Anna Berg}, bo: {name: Bo Lind}, eva: {name: Eva Ek}}
rosters:
  nights: {who: bo, hours: {mon: "22:00-06:00"}, days: {2026-12-02: "09:00-10:00"}}
  never: {who: eva, hours: {}}
roles:
  lead: {title: Lead, duty: Lead., holders: [anna, bo]}
response:
  emergency:
    steps: [{call: [lead]}]
    repeat: {every: 30, call: [everybody]}
    last_resort: "112"
"""
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def _plan() -> Plan:
    loaded = load(TEXT, source="vik.yaml")
    assert loaded.plan is not None, loaded.findings
    return loaded.plan


PLAN = _plan()


def _said(day: str, who: str) -> list[str]:
    hours = [(one.start_at, one.until_at) for one in expected(PLAN, date.fromisoformat(day))[who]]
    return ["-".join(f"{at.astimezone(STOCKHOLM):%d %H:%M}" for at in both) for both in hours]


@pytest.mark.parametrize(
    ("day", "who", "hours"),
    [
        ("2026-11-30", "anna", ["30 08:00-30 12:00", "30 13:00-30 16:30"]),
        ("2026-11-29", "anna", []),  # a Sunday
        ("2026-11-30", "bo", ["30 22:00-01 06:00"]),
        ("2026-12-01", "bo", ["30 22:00-01 06:00"]),  # it reaches into Tuesday
        ("2026-12-02", "bo", ["02 09:00-02 10:00"]),
        ("2026-11-30", "eva", []),
        ("2026-12-25", "anna", []),
    ],
)
def test_everybody_has_her_hours_of_the_day(day: str, who: str, hours: list[str]) -> None:
    """Shifts over midnight count for both days; whoever is in no roster has the opening hours."""
    assert _said(day, who) == hours


@given(st.datetimes(datetime(2026, 10, 20), datetime(2027, 4, 10)))  # noqa: DTZ001  made aware below
def test_whoever_is_there_by_a_roster_is_expected(naive: datetime) -> None:
    """At no instant does a roster place anybody in the office whom the day's hours do not have."""
    at = naive.replace(tzinfo=UTC)
    hours = expected(PLAN, at.astimezone(STOCKHOLM).date())
    for who in ("bo", "eva"):
        assert (who not in off_duty(PLAN, at)) == any(at in period for period in hours[who])


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-30T07:50", "2026-11-30T08:00"),
        ("2026-11-30T08:00", None),
        ("2026-11-30T12:30", "2026-11-30T13:00"),
        ("2026-11-30T16:30", None),
        ("2026-11-29T07:50", None),
    ],
)
def test_the_next_opening_of_the_day(at: str, opens: str | None) -> None:
    """Before the doors open, and over lunch, it is the next opening that counts."""
    moment = datetime.fromisoformat(at).replace(tzinfo=STOCKHOLM)
    wanted = None if opens is None else datetime.fromisoformat(opens).replace(tzinfo=STOCKHOLM)
    assert next_opening(PLAN, moment) == wanted
    assert wanted is None or wanted - moment <= timedelta(hours=1)
