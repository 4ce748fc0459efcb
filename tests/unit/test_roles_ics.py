"""Calendars in and out: what comes of events, what is told of broken ones, and that nothing hangs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # shipped without types; the oracle only
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from roles.document import load
from roles.hours import Hours
from roles.ics_line import LARGEST, MOST_EVENTS
from roles.ics_read import Imported, read_calendar
from roles.ics_rule import WEEKDAYS, Budget, days_of, read_rule
from roles.ics_write import write_calendar
from roles.plan import Plan
from roles.presence import shifts_on
from roles.roster_edit import put_days

FIRST, LAST = date(2026, 11, 27), date(2027, 6, 30)
TEXT = """\
trygg: 1
office: vik
name: Kontoret Vik   # ours
country: SE
languages: [en]
time_zone: Europe/Stockholm
open_on_holidays: true
hours: {mon-sun: "00:00-24:00"}
expires: 2027-06-30
people: {anna: {name: Anna Berg}, bo: {name: Bo Lind}}
rosters:
  # the guards come and go
  guards:
    who: [anna]
    hours: {}
    days:
      2026-11-01: "08:00-12:00"   # long ago
roles:
  lead: {title: Lead, duty: Lead., holders: [guards], deputies: [bo]}
response:
  emergency:
    steps: [{call: [lead]}]
    repeat: {every: 30, call: [everybody]}
    last_resort: "112"
"""


def _plan(text: str = TEXT) -> Plan:
    loaded = load(text, source="vik.yaml")
    assert loaded.plan is not None, loaded.findings
    return loaded.plan


PLAN = _plan()
GUARDS = PLAN.rosters["guards"]


def _read(text: str, plan: Plan = PLAN, *, last: date = LAST) -> Imported:
    return read_calendar(text, plan=plan, roster=plan.rosters["guards"], first=FIRST, last=last, source="g.ics")


def _events(*events: str) -> str:
    told = [f"BEGIN:VEVENT\n{event}\nEND:VEVENT" for event in events]
    return "\r\n".join("\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *told, "END:VCALENDAR", ""]).split("\n"))


def _said(found: Imported) -> Mapping[str, str]:
    return {
        f"{day:%m-%d}": " ".join(f"{one.start:%H:%M}-{one.until:%H:%M}" for one in hours)
        for day, hours in found.days.items()
        if hours
    }


EIGHT = "DTSTART;TZID=Europe/Stockholm:20261201T080000\nDTEND;TZID=Europe/Stockholm:20261201T160000"
NIGHT = "DTSTART;TZID=Europe/Stockholm:20261201T220000\nDTEND;TZID=Europe/Stockholm:20261202T060000"


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([EIGHT], {"12-01": "08:00-16:00"}),
        ([NIGHT], {"12-01": "22:00-06:00"}),
        ([f"{EIGHT}\nSTATUS:CANCELLED", NIGHT], {"12-01": "22:00-06:00"}),
        (["DTSTART:20261201T070000Z\nDURATION:PT8H30M"], {"12-01": "08:00-16:30"}),
        (["DTSTART:20261201T080000\nDTEND:20261201T120000"], {"12-01": "08:00-12:00"}),
        (["DTSTART;VALUE=DATE:20261201"], {"12-01": "00:00-00:00"}),
        (["DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203"], {"12-01": "00:00-00:00", "12-02": "00:00-00:00"}),
        (
            ["DTSTART:20261201T200000\nDTEND:20261203T060000"],
            {"12-01": "20:00-00:00", "12-02": "00:00-00:00", "12-03": "00:00-06:00"},
        ),
        (["DTSTART;TZID=W. Europe Standard Time:20261201T080000\nDURATION:PT1H"], {"12-01": "08:00-09:00"}),
        (["DTSTART;TZID=Europe/Helsinki:20261201T080000\nDURATION:PT1H"], {"12-01": "07:00-08:00"}),
        ([EIGHT, "DTSTART:20261201T120000\nDTEND:20261201T180000"], {"12-01": "08:00-18:00"}),
        ([f"{EIGHT}\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3"],
         {"12-01": "08:00-16:00", "12-03": "08:00-16:00", "12-08": "08:00-16:00"}),
        ([f"{EIGHT}\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=Europe/Stockholm:20261202T080000"],
         {"12-01": "08:00-16:00", "12-03": "08:00-16:00"}),
        ([f"{EIGHT}\nRRULE:FREQ=DAILY;COUNT=2\nRDATE:20261210T070000Z"],
         {"12-01": "08:00-16:00", "12-02": "08:00-16:00", "12-10": "08:00-16:00"}),
        ([f"{EIGHT}\nRRULE:FREQ=DAILY;UNTIL=20261203T065959Z"],
         {"12-01": "08:00-16:00", "12-02": "08:00-16:00"}),
        ([f"UID:a\n{EIGHT}\nRRULE:FREQ=DAILY;COUNT=2",
          "UID:a\nRECURRENCE-ID:20261202T070000Z\nDTSTART:20261204T120000\nDTEND:20261204T130000"],
         {"12-01": "08:00-16:00", "12-04": "12:00-13:00"}),
        ([f"UID:a\n{EIGHT}\nRRULE:FREQ=DAILY;COUNT=2",
          "UID:a\nRECURRENCE-ID:20261202T070000Z\nDTSTART:20261202T070000Z\nDURATION:PT1H\nSTATUS:CANCELLED"],
         {"12-01": "08:00-16:00"}),
        # Over the night on which the clock goes forward the shift keeps what the clock shows.
        (["DTSTART;TZID=Europe/Stockholm:20270326T220000\nDTEND;TZID=Europe/Stockholm:20270327T060000\n"
          "RRULE:FREQ=DAILY;COUNT=3"],
         {"03-26": "22:00-06:00", "03-27": "22:00-06:00", "03-28": "22:00-06:00"}),
        ([f"{EIGHT}\nSUMMARY:a long \n word\nBEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM"], {"12-01": "08:00-16:00"}),
    ],
)  # fmt: skip
def test_events_become_dated_shifts(events: list[str], said: Mapping[str, str]) -> None:
    """Series, exceptions, moved and cancelled ones, days, nights, zones and floating times, each to the minute."""
    found = _read(_events(*events))
    assert _said(found) == said
    assert found.is_whole, found.findings


BROKEN = [
    ("hello", "I002", 1),
    ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "I002", 3),
    ("BEGIN:VCALENDAR\nEND:VEVENT\n", "I002", 2),
    ("BEGIN:VCALENDAR\nno colon here\nEND:VCALENDAR\n", "I002", 2),
    (_events("DTEND:20261201T080000"), "I003", 3),
    (_events("DTSTART:20261201T080000"), "I003", 3),
    (_events("DTSTART:20261201T080000\nDTEND:20261201T080000"), "I003", 5),
    (_events("DTSTART:20261201T080000\nDTEND:20280101T080000"), "I003", 5),
    (_events("DTSTART:20261301T080000\nDURATION:PT1H"), "I004", 4),
    (_events("DTSTART:20261201T080000\nDURATION:an hour"), "I004", 5),
    (_events("DTSTART;TZID=Mars/Olympus:20261201T080000\nDURATION:PT1H"), "I004", 4),
    (_events("DTSTART;TZID=../../etc/passwd:20261201T080000\nDURATION:PT1H"), "I004", 4),
    (_events("DTSTART:99991231T080000\nDURATION:P2D"), "I004", 3),
    (_events(f"{EIGHT}\nRRULE:FREQ=SECONDLY"), "I005", 6),
    (_events(f"{EIGHT}\nRRULE:FREQ=HOURLY;COUNT=5"), "I005", 6),
    (_events(f"{EIGHT}\nRRULE:FREQ=DAILY;BYHOUR=8,9"), "I005", 6),
    (_events(f"{EIGHT}\nRRULE:FREQ=DAILY;INTERVAL=0"), "I005", 6),
    (_events(f"{EIGHT}\nRRULE:FREQ=DAILY;INTERVAL=-1"), "I005", 6),
    (_events(f"{EIGHT}\nRRULE:FREQ=DAILY;COUNT=2;UNTIL=20270101"), "I005", 6),
    (_events(f"{EIGHT}\nRRULE:FREQ=WEEKLY;BYDAY=XX"), "I005", 6),
    (_events(f"{EIGHT}\nRRULE:FREQ=WEEKLY;BYDAY=2MO"), "I005", 6),
    (_events(f"{EIGHT}\nRRULE:FREQ=WEEKLY;UNTIL=never"), "I005", 6),
    (_events(f"{EIGHT}\nRRULE:"), "I005", 6),
    (_events(f"{EIGHT}\nEXDATE:yesterday"), "I004", 6),
    (_events(f"{EIGHT}\nRDATE;VALUE=PERIOD:20261210T070000Z/PT5H"), "I006", 6),
    (_events(f"UID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261202T070000Z\n{EIGHT}"), "I006", 5),
    ("x" * (LARGEST + 1), "I001", 1),
    (_events(f"SUMMARY:{'x' * 30_000}\n{EIGHT}"), "I001", 4),
    (_events(*["DTSTART:20261201T080000\nDURATION:PT1H"] * (MOST_EVENTS + 1)), "I001", 3 + 4 * MOST_EVENTS),
]


@pytest.mark.parametrize(("text", "code", "line"), BROKEN)
def test_what_is_broken_is_told_with_its_line(text: str, code: str, line: int) -> None:
    """A broken calendar is a finding at its line with what to do, and nothing of it may be used."""
    found = _read(text)
    assert not found.is_whole
    assert (code, line) in {(one.code, one.line) for one in found.findings}, found.findings
    assert all(one.remedy and one.source == "g.ics" for one in found.findings)


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        ("20261201T080000", "FREQ=DAILY;COUNT=1000000000"),
        ("20261201T080000", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
        ("00010101T080000", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5"),
        ("00010101T080000", "FREQ=DAILY;COUNT=9999999999"),
        ("00010101T080000", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300"),
        ("20261201T080000", "FREQ=WEEKLY;INTERVAL=9999999999"),
    ],
)
def test_a_hostile_rule_costs_a_bounded_number_of_steps(start: str, rule: str) -> None:
    """Two hundred such series use up the calendar's budget and are told, or end by themselves."""
    event = f"DTSTART:{start}\nDURATION:PT1H\nRRULE:{rule}"
    found = _read(_events(*[event] * 200))
    assert found.is_whole or {one.code for one in found.findings} == {"I007"}


RULES = st.builds(
    lambda freq, parts: ";".join([f"FREQ={freq}", *parts]),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.tuples(
        st.sampled_from(["", "INTERVAL=2", "INTERVAL=3"]),
        st.sampled_from(["", "COUNT=1", "COUNT=7", "COUNT=400"]),
        st.sampled_from(["", "BYMONTH=1,3,12"]),
        st.sampled_from(["", "BYMONTHDAY=1,-1", "BYMONTHDAY=13,31"]),
        st.sampled_from(["", "BYDAY=MO,FR", "BYDAY=2TU,-1SU", "BYDAY=SA"]),
        st.sampled_from(["", "BYSETPOS=1,-1", "BYSETPOS=2"]),
        st.sampled_from(["", "WKST=SU"]),
    ).map(lambda parts: [part for part in parts if part]),
)


@given(RULES, st.dates(date(2025, 1, 1), date(2026, 12, 31)))
@example(text="FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=2", start=date(2025, 1, 1))  # a Wednesday
@example(text="FREQ=WEEKLY;INTERVAL=2;COUNT=7;BYDAY=MO,FR;BYSETPOS=1,-1;WKST=SU", start=date(2025, 1, 1))
def test_rules_name_the_days_that_dateutil_says(text: str, start: date) -> None:
    """Another program's reading of the same rules is the oracle."""
    if ("FREQ=WEEKLY" in text and ("BYMONTHDAY" in text or "2TU" in text)) or ("DAILY" in text and "2TU" in text):
        return
    if "BYSETPOS" in text and not ("BYDAY" in text or "BYMONTHDAY" in text or "BYMONTH=" in text):
        return
    last = start + timedelta(days=800)
    found = list(days_of(read_rule(text), start, start, last, Budget(10**9)))
    if len(found) < 3:
        return  # the oracle looks for what never comes until the year 9999
    assert found == list(takewhile(lambda day: day <= last, _oracle(text, start)))


def _oracle(text: str, start: date) -> Iterator[date]:
    """Yield the days that dateutil says, asked so that it keeps to RFC 5545 (3.3.10) in one thing that it does not.

    “A set of recurrence instances starts at the beginning of the interval defined by the FREQ rule part”: BYSETPOS
    counts the days of the first week that are before the start too, as dateutil does with months and years; with weeks
    it begins at the start (its issue 1398, open). So it is asked from that week's first day on, and counted here.
    """
    if "WEEKLY" not in text or "BYDAY" not in text or "BYSETPOS" not in text:
        yield from (at.date() for at in rrulestr(f"RRULE:{text}", dtstart=datetime.combine(start, time(8))))
        return
    parts = dict(part.split("=") for part in text.split(";"))
    count = int(parts.pop("COUNT", "0"))
    endless = ";".join(f"{name}={value}" for name, value in parts.items())
    week = start - timedelta(days=(start.weekday() - WEEKDAYS.index(parts.get("WKST", "MO"))) % 7)
    asked = (at.date() for at in rrulestr(f"RRULE:{endless}", dtstart=datetime.combine(week, time(8))))
    yield from islice((day for day in asked if day >= start), count or None)


def test_a_position_counts_from_the_beginning_of_the_first_week() -> None:
    """The second of Monday and Friday is Friday, also in the week of a Wednesday on which the rule begins."""
    rule, start = read_rule("FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=2"), date(2025, 1, 1)
    assert list(days_of(rule, start, start, date(2025, 1, 12), Budget(100))) == [date(2025, 1, 3), date(2025, 1, 10)]
    rule, start = read_rule("FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=1"), date(2025, 1, 1)
    assert list(days_of(rule, start, start, date(2025, 1, 14), Budget(100))) == [date(2025, 1, 6), date(2025, 1, 13)]


@given(RULES, st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.integers(0, 500))
def test_a_rule_looked_at_later_names_the_same_days(text: str, start: date, later: int) -> None:
    """Beginning to look in the middle of a series changes nothing of what follows."""
    try:
        rule = read_rule(text)
    except ValueError:
        return
    first, last = start + timedelta(days=later), start + timedelta(days=700)
    whole = [day for day in days_of(rule, start, start, last, Budget(10**9)) if day >= first]
    assert list(days_of(rule, start, first, last, Budget(10**9))) == whole


PERIODS = st.builds(
    lambda start, length: Hours(start=_clock(start), until=_clock(start + length)),
    st.integers(0, 95),
    st.integers(1, 40),
)
DAYS = st.dictionaries(st.dates(FIRST, date(2027, 4, 10)), PERIODS.map(lambda one: (one,)), max_size=25)
WEEKS = st.lists(st.dictionaries(st.integers(0, 6), PERIODS.map(lambda one: (one,))), min_size=1, max_size=2)


def _clock(quarters: int) -> time:
    return time(quarters // 4 % 24, quarters % 4 * 15)


def _presence(plan: Plan, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """Return from when to when anybody of the roster is there, touching shifts as one."""
    found: list[tuple[datetime, datetime]] = []
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    for one in sorted(shift for day in days for shift in shifts_on(plan, day)):
        if found and one.start_at <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], one.until_at))
        else:
            found.append((one.start_at, one.until_at))
    return found


@given(DAYS, WEEKS, st.sampled_from(["Europe/Stockholm", "Europe/Oslo"]))
def test_a_roster_survives_the_way_out_and_in_again(
    days: dict[date, tuple[Hours, ...]], weeks: list[dict[int, tuple[Hours, ...]]], zone: str
) -> None:
    """Exported, and imported into a roster that has no shift yet: the same people are there at the same instants."""
    last = date(2027, 4, 11)
    roster = replace(GUARDS, weeks=tuple(weeks), since=FIRST, days=days)
    plan = replace(PLAN, time_zone=zone, rosters={"guards": roster})
    text = write_calendar(plan, roster, first=FIRST, last=last, made_at=datetime(2026, 11, 27, tzinfo=UTC))
    bare = replace(PLAN, time_zone=zone, rosters={"guards": replace(roster, weeks=({},), days={})})
    found = _read(text, bare, last=last)
    assert found.is_whole, found.findings
    again = replace(bare, rosters={"guards": replace(roster, weeks=({},), days=found.days)})
    assert _presence(again, FIRST, last) == _presence(plan, FIRST, last)


@given(st.text(max_size=400) | st.text("BEGIN:VCALNDRTUF=;,0123\r\n ", max_size=400))
def test_no_text_makes_it_raise(text: str) -> None:
    """Whatever a file holds becomes shifts or findings."""
    for whole in (text, _events(text), _events(f"{EIGHT}\n{text}")):
        _read(whole)


def test_an_import_changes_nothing_but_the_dated_shifts() -> None:
    """Comments and blanks stay, what is before the first day stays, and the same import again changes nothing."""
    found = _read(_events(EIGHT, NIGHT.replace("1201", "1203").replace("1202", "1204")))
    text = put_days(TEXT, PLAN, "guards", found.days, first=FIRST, last=found.last)
    assert text.replace('\n      2026-12-01: "08:00-16:00"\n      2026-12-03: "22:00-06:00"', "") == TEXT
    plan = _plan(text)
    assert put_days(text, plan, "guards", _read(_events(EIGHT, NIGHT.replace("1201", "1203").replace("1202", "1204")),
                                                plan).days, first=FIRST, last=found.last) == text  # fmt: skip


def test_a_new_roster_is_written_line_by_line() -> None:
    """Somebody named with the import gets a roster that a person can read."""
    found = _read(_events(f"{EIGHT}\nRRULE:FREQ=DAILY;COUNT=20"))
    text = put_days(TEXT, PLAN, "night", found.days, first=FIRST, last=found.last, who=["bo"])
    assert '  night:\n    who: [bo]\n    days:\n      2026-12-01: "08:00-16:00"\n' in text
    assert len(_plan(text).rosters["night"].days) == 20


def test_what_is_exported_is_a_calendar() -> None:
    """Another reader finds the time zone and an unchanging name for each event, on lines that are not too long."""
    monday = {0: (Hours(start=time(8), until=time(12)),)}
    roster = replace(GUARDS, name="Väktarna på " + "Storgatan " * 12, weeks=(monday,))
    made = [
        write_calendar(PLAN, roster, first=FIRST, last=LAST, made_at=datetime(2026, 11, day, tzinfo=UTC))
        for day in (26, 27)
    ]
    assert max(len(line.encode()) for line in made[0].split("\r\n")) <= 75
    assert "\n" not in made[0].replace("\r\n", "")
    calendars = [Calendar.from_ical(text) for text in made]
    names = [[str(event["UID"]) for event in calendar.walk("VEVENT")] for calendar in calendars]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0]) == 31
    assert [str(zone["TZID"]) for zone in calendars[0].walk("VTIMEZONE")] == ["Europe/Stockholm"]


def test_all_weekdays_have_a_name() -> None:
    """Seven of them, in the order of Python's."""
    assert len(WEEKDAYS) == 7


def test_the_time_that_is_read_is_bounded_whoever_asks() -> None:
    """A window of thousands of years is read for ten: an event that never ends fills no more."""
    text = _events("UID:1\nDTSTART:20261201T080000\nDTEND:20261201T120000\nRRULE:FREQ=DAILY")
    found = _read(text, last=date.max)
    assert found.last <= FIRST + timedelta(days=3_660)
    assert found.shifts <= 3_661
