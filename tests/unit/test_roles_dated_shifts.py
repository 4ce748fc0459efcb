"""Dated shifts: they stand in for the week, cross midnight and the nights on which the clock jumps, and can be told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from roles.coverage import coverage
from roles.diff import differences
from roles.document import load
from roles.explain import show
from roles.plan import Finding, Plan
from roles.presence import off_duty, shifts_on
from roles.schema import schema

OFFICE = """\
trygg: 1
office: vik
name: Kontoret Vik
country: SE
languages: [en]
time_zone: Europe/Stockholm
open_on_holidays: true
hours: {mon-sun: "00:00-24:00"}
zones: {desk: {name: Desk, kind: desk}}
people:
  anna: {name: Anna Berg, home: desk}
  bo: {name: Bo Lind, home: desk}
rosters:
  guards:
    who: [anna]
    hours: {mon-fri: "08:00-16:30"}
    days: {2026-12-01: "08:00-12:00", 2026-12-24: nothing}
roles:
  lead: {title: Lead, duty: Lead., holders: [guards], deputies: [bo]}
response:
  emergency:
    steps: [{call: [lead]}]
    repeat: {every: 30, call: [everybody]}
    last_resort: "112"
"""
DAYS = '{2026-12-01: "08:00-12:00", 2026-12-24: nothing}'


MANY = ",\n      ".join(f"{date.fromordinal(730_000 + count)}: nothing" for count in range(900))


def _plan(days: str = DAYS, *, zone: str = "Europe/Stockholm", country: str = "SE") -> Plan:
    text = OFFICE.replace(DAYS, days).replace("Europe/Stockholm", zone).replace("country: SE", f"country: {country}")
    loaded = load(text, source="vik.yaml")
    assert loaded.plan is not None, loaded.findings
    return loaded.plan


def _found(days: str) -> tuple[Finding, ...]:
    return load(OFFICE.replace(DAYS, days), source="vik.yaml").findings


def _is_there(plan: Plan, at: str) -> bool:
    return "anna" not in off_duty(plan, datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(plan.time_zone)))


@pytest.mark.parametrize(
    ("at", "is_there"),
    [
        ("2026-11-30T14:00", True),  # a Monday as any other
        ("2026-12-01T11:59", True),
        ("2026-12-01T12:00", False),
        ("2026-12-02T14:00", True),
        ("2026-12-24T10:00", False),
    ],
)
def test_a_dated_shift_stands_in_for_the_weeks_hours(at: str, is_there: bool) -> None:
    """On its day the dated shift holds and the week does not; on every other day the week does."""
    assert _is_there(_plan(), at) is is_there


@pytest.mark.parametrize("empty", ["nothing", "[]", "null", '""'][:3])
def test_a_day_off_can_be_written_in_three_ways(empty: str) -> None:
    """The word, an empty list and no value at all say the same."""
    assert not _is_there(_plan(f"{{2026-12-01: {empty}}}"), "2026-12-01T10:00")


def test_a_roster_may_have_dated_shifts_alone() -> None:
    """Without a week, its people are there on the dates that are written, and on no others."""
    plan = load(OFFICE.replace('    hours: {mon-fri: "08:00-16:30"}\n', ""), source="vik.yaml").plan
    assert plan is not None
    assert (_is_there(plan, "2026-12-01T10:00"), _is_there(plan, "2026-12-02T10:00")) == (True, False)


@pytest.mark.parametrize("place", [("Europe/Stockholm", "SE"), ("Europe/Oslo", "NO")])
@pytest.mark.parametrize(
    ("day", "hours", "start", "until"),
    [
        # The night the clock goes forward: one hour less; the night it goes back: one hour more.
        ("2027-03-27", "22:00-06:00", "2027-03-27T21:00", "2027-03-28T04:00"),
        ("2026-10-24", "22:00-06:00", "2026-10-24T20:00", "2026-10-25T05:00"),
        # A shift that begins in the hour that is skipped begins when it is skipped.
        ("2027-03-28", "02:30-06:00", "2027-03-28T01:00", "2027-03-28T04:00"),
        # An hour that is shown twice: the first of the two.
        ("2026-10-25", "02:30-06:00", "2026-10-25T00:30", "2026-10-25T05:00"),
        ("2026-12-31", "22:00-06:00", "2026-12-31T21:00", "2027-01-01T05:00"),
        ("2026-12-01", "08:00-24:00", "2026-12-01T07:00", "2026-12-01T23:00"),
    ],
)
def test_a_dated_shift_over_midnight_and_the_jumps_of_the_clock(
    place: tuple[str, str], day: str, hours: str, start: str, until: str
) -> None:
    """To the minute in UTC, in both countries."""
    plan = _plan(f'{{{day}: "{hours}"}}', zone=place[0], country=place[1])
    (shift,) = shifts_on(plan, date.fromisoformat(day))
    assert shift.start_at == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert shift.until_at == datetime.fromisoformat(until).replace(tzinfo=UTC)


def test_a_proof_is_cut_at_dated_shifts() -> None:
    """Where a dated shift ends early, whoever alone could hold the role is missing from that minute on."""
    text = OFFICE.replace(", deputies: [bo]", "").replace("[{call: [lead]}]", "[{call: [lead]}]")
    plan = load(text.replace('"00:00-24:00"', '"08:00-16:30"'), source="vik.yaml").plan
    assert plan is not None
    start, until = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
    found = coverage(plan, start_at=start, until_at=until)
    assert datetime(2026, 12, 1, 11, tzinfo=UTC) in {p.start_at for gap in found.gaps for p in gap.periods}


def test_dated_shifts_are_shown_and_compared() -> None:
    """Whoever looks at a plan, or at what changes, is told the dates month by month."""
    assert "  2026-12-01: 08:00–12:00; 2026-12-24: no shift" in show(_plan())
    (difference,) = differences(_plan(), _plan('{2026-12-01: "08:00-12:00"}'))
    assert difference.path == ("rosters", "guards", "days")
    assert "2026-12-24: no shift, is 2026-12-01: 08:00–12:00" in difference.words


@pytest.mark.parametrize(
    ("days", "code", "word"),
    [
        ("{2026-13-01: nothing}", "D009", "2026-13-01"),
        ("{tomorrow: nothing}", "D009", "tomorrow"),
        ('{2026-12-01: "25:00-26:00"}', "D009", "25:00"),
        ("{2026-12-01: nothing, 2026-12-01: nothing}", "D006", "2026-12-01"),
        ("{2026-12-01: nothing, 20261201: nothing}", "D006", "2026-12-01"),
        ("[1, 2]", "D009", "list"),
        (f"{{{MANY}}}", "D014", "too many"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_dates_is_told(days: str, code: str, word: str) -> None:
    """A date that is none, twice, or one of too many is a finding with its place."""
    assert any(one.code == code and word in one.message and one.line >= 17 for one in _found(days)), _found(days)


def test_editors_know_dated_shifts() -> None:
    """The schema has them, with the word for a day off."""
    assert "nothing" in str(schema()["definitions"])
