"""Who is there by the rosters: shifts, rotations, midnight, clocks that jump, and what it means for who is called."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from roles.calendar import is_open
from roles.document import load
from roles.fallback import fallback_plan
from roles.hours import Hours, Shifts
from roles.plan import Listed, Plan
from roles.presence import off_duty, stretches
from roles.reasons import PRESENCES, say
from roles.resolve import Question, resolve
from roles.roster import Roster

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOBODY: frozenset[str] = frozenset()
OFFICE = """\
trygg: 1
office: vik
name: Kontoret Vik
country: SE
languages: [en]
time_zone: Europe/Stockholm
hours: {mon-fri: "08:00-20:00"}
zones: {desk: {name: Desk, kind: desk}}
people:
  anna: {name: Anna Berg, home: desk}
  bo: {name: Bo Lind, home: desk}
  eva: {name: Eva Ek, home: desk}
  hassan: {name: Hassan Yusuf, home: desk}
groups:
  day-team: {name: The day team, who: [anna, bo]}
rosters:
  early: {name: Early, who: [day-team], hours: {mon-fri: "08:00-12:00"}}
  guards:
    who: hassan
    from: 2026-11-25
    weeks:
      - {mon-fri: "08:00-16:00"}
      - {mon-thu: "12:00-20:00", fri: ["08:00-10:00", "18:00-20:00"]}
roles:
  lead: {title: Lead, duty: Lead., holders: [day-team], deputies: [eva]}
  guard: {title: Guard, duty: Go., holders: [guards], deputies: [anna]}
response:
  emergency:
    steps: [{call: [lead, guard]}]
    repeat: {every: 30, call: [everybody]}
    last_resort: "112"
"""


def _plan(text: str = OFFICE) -> Plan:
    plan = load(text, source="vik.yaml").plan
    assert plan is not None
    return plan


PLAN = _plan()


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def _roster(at: str, *, absent: frozenset[str] = NOBODY, here: frozenset[str] = NOBODY) -> Roster:
    question = Question(at=_local(at), roles=("lead", "guard"), zone="desk", absent=absent, here=here)
    return resolve(PLAN, question)


def _who(roster: Roster) -> list[tuple[str, str, str, str]]:
    return [(one.role, one.person or "", one.reason.code, one.presence) for one in roster.assignments]


def test_a_role_may_name_a_group_or_a_roster() -> None:
    """A group's and a roster's people are the holders, in their order, and the plan's own words are kept."""
    lead, guard = PLAN.roles["lead"], PLAN.roles["guard"]
    assert (lead.holders, lead.named) == (Listed(ids=("anna", "bo")), ("day-team",))
    assert (guard.holders, guard.named) == (Listed(ids=("hassan",)), ("guards",))
    assert PLAN.rosters["early"].people == ("anna", "bo")


def test_a_member_of_a_group_that_stands_in_is_asked_once() -> None:
    """Somebody who holds a role and is in the group of its deputies is its holder, not her own deputy."""
    plan = _plan(OFFICE.replace("holders: [guards], deputies: [anna]", "holders: [anna], deputies: [day-team]"))
    assert (plan.roles["guard"].holders, plan.roles["guard"].deputies) == (Listed(ids=("anna",)), ("bo",))


def test_only_those_on_duty_are_called() -> None:
    """In the morning the day team leads; in the afternoon the deputy does, who is in no roster."""
    assert _who(_roster("2026-11-23T09:00")) == [
        ("lead", "anna", "holder", "by_roster"),
        ("guard", "hassan", "holder", "by_roster"),
    ]
    assert _who(_roster("2026-11-23T12:00")) == [
        ("lead", "eva", "deputy_for_off_duty", "by_hours"),
        ("guard", "hassan", "holder", "by_roster"),
    ]
    assert say(_roster("2026-11-23T12:00").assignments[0].reason, {}).startswith("Deputy for anna, who is not on duty")
    assert {one.presence for one in _roster("2026-11-23T12:00").assignments} <= set(PRESENCES)


def test_said_to_be_here_counts_more_than_the_roster() -> None:
    """Bo has no shift in the afternoon, but it was said today that he is here: so he is called."""
    roster = _roster("2026-11-23T13:00", here=frozenset({"bo"}))
    assert _who(roster)[0] == ("lead", "bo", "holder", "here_today")
    assert roster.assignments[0].here


def test_away_today_counts_more_than_the_roster() -> None:
    """Anna is on duty by the roster and away today: she is not called."""
    assert _who(_roster("2026-11-23T09:00", absent=frozenset({"anna"})))[0][1] == "bo"


@pytest.mark.parametrize(
    ("at", "is_there"),
    [
        ("2026-11-23T09:00", True),  # the Monday of the week that the rotation's date lies in
        ("2026-11-23T17:00", False),
        ("2026-11-30T09:00", False),  # the second week
        ("2026-11-30T17:00", True),
        ("2026-12-04T09:59", True),
        ("2026-12-04T10:00", False),
        ("2026-12-04T18:00", True),
        ("2026-12-07T09:00", True),  # the first week again
        ("2026-11-16T17:00", True),  # a rotation reaches back before its date
        ("2026-12-25T09:00", False),  # on a day the office is closed no shift begins
    ],
)
def test_a_rotation_of_two_weeks(at: str, is_there: bool) -> None:
    """The first week is the one with the date in it, from Monday to Sunday, and then they take turns."""
    assert ("hassan" not in off_duty(PLAN, _local(at))) is is_there


def _nights(start: str, until: str) -> Plan:
    night = {day: (Hours(start=time.fromisoformat(start), until=time.fromisoformat(until)),) for day in range(7)}
    return replace(
        PLAN,
        hours=night,
        open_on_holidays=True,
        rosters={"night": Shifts(id="night", name="Night", named=(), people=("bo",), weeks=(night,))},
    )


def test_a_shift_across_midnight() -> None:
    """A shift that begins at ten in the evening is still going on at two, and over at six."""
    plan = _nights("22:00", "06:00")
    times = ("2026-11-24T21:59", "2026-11-24T22:00", "2026-11-25T02:00", "2026-11-25T05:59", "2026-11-25T06:00")
    assert ["bo" in off_duty(plan, _local(at)) for at in times] == [True, False, False, False, True]


@pytest.mark.parametrize(("night", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-11-24", 8)])
def test_a_night_shift_while_the_clock_jumps(night: str, hours: int) -> None:
    """From ten to six is seven hours in the night the clock goes forward, and nine when it goes back."""
    plan = _nights("22:00", "06:00")
    evening = _local(f"{night}T21:00").astimezone(UTC)
    (stretch,) = stretches(plan, evening, evening + timedelta(hours=12))
    assert stretch.until_at - stretch.start_at == timedelta(hours=hours)
    assert "bo" in stretch.present
    inside = [evening + timedelta(minutes=30 * count) for count in range(24)]
    assert sum("bo" not in off_duty(plan, at) for at in inside) == hours * 2


def test_when_nobody_is_on_duty_everybody_is_called_and_it_is_said() -> None:
    """After the last shift no roster places anybody there: a press then is not met by silence."""
    everybody = Shifts(id="all", name="", named=(), people=tuple(PLAN.people), weeks=(PLAN.rosters["early"].weeks[0],))
    plan = replace(PLAN, rosters={"all": everybody})
    roster = resolve(plan, Question(at=_local("2026-11-23T17:00"), roles=("lead",), zone="desk", presser="eva"))
    assert [(one.person, one.reason.code) for one in roster.assignments] == [
        (who, "off_duty_but_nobody_else") for who in ("anna", "bo", "hassan")
    ]
    assert {one.presence for one in roster.assignments} == {"off_duty"}
    assert say(roster.assignments[0].reason, {}) == "Not on duty by the roster, but nobody else is there."


def test_opening_hours_are_cut_where_somebody_comes_or_goes() -> None:
    """On a Monday of the second week the day has two stretches, with the very people on duty in each."""
    monday = _local("2026-11-30T00:00").astimezone(UTC)
    found = [
        (f"{one.start_at.astimezone(STOCKHOLM):%H:%M}", f"{one.until_at.astimezone(STOCKHOLM):%H:%M}", one.present)
        for one in stretches(PLAN, monday, monday + timedelta(days=1))
    ]
    assert found == [
        ("08:00", "12:00", frozenset({"anna", "bo", "eva"})),
        ("12:00", "20:00", frozenset({"eva", "hassan"})),
    ]


@pytest.mark.parametrize("plan", [PLAN, _nights("22:00", "06:00"), _nights("02:15", "02:45")])
@pytest.mark.parametrize("first", ["2026-12-14T00:00", "2026-03-26T00:00", "2026-10-22T00:00"])
def test_stretches_and_the_single_instant_agree(plan: Plan, first: str) -> None:
    """In every quarter of an hour of two weeks, over holidays and clocks that jump, stretches and instants agree."""
    start = _local(first).astimezone(UTC)
    found = list(stretches(plan, start, start + timedelta(days=14)))
    for quarter in range(14 * 24 * 4):
        at = start + timedelta(minutes=15 * quarter)
        present = [one.present for one in found if one.start_at <= at < one.until_at]
        assert len(present) == is_open(plan, at)
        assert present in ([], [frozenset(plan.people) - off_duty(plan, at)])


def test_a_plan_without_rosters_is_as_before() -> None:
    """People in no roster are there whenever somebody presses, also at night."""
    plan = replace(PLAN, rosters={})
    assert off_duty(plan, _local("2026-11-23T03:00")) == frozenset()


def test_a_faulty_plan_leaves_nobody_out_for_her_shift() -> None:
    """When a plan has errors and everybody it names is called, rosters keep nobody from being called."""
    plan = fallback_plan(OFFICE.replace("holders:", "holder:"), office="vik")
    assert off_duty(plan, _local("2026-11-23T23:00")) == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('hours: {mon-fri: "08:00-12:00"}', 'hours: {mon-frii: "08:00-12:00"}', "D010"),
        ('hours: {mon-fri: "08:00-12:00"}', 'hours: {mon-fri: "8-12"}', "D009"),
        ('hours: {mon-fri: "08:00-12:00"}', "", "D008"),
        ("from: 2026-11-25", 'hours: {mon: "08:00-12:00"}', "D014"),
        ("from: 2026-11-25", "from: yesterday", "D009"),
        ("who: hassan", "whom: hassan", "D007"),
        ("who: [day-team]", "who: {anna: yes}", "D009"),
        ("weeks:\n", "weeks:\n" + '      - {mon: "08:00-09:00"}\n' * 60, "D014"),
    ],
)
def test_a_roster_that_cannot_be_read_is_told(old: str, new: str, code: str) -> None:
    """Each mistake in a roster is a finding with its line, and the plan is not used."""
    assert old in OFFICE
    loaded = load(OFFICE.replace(old, new, 1), source="vik.yaml")
    assert loaded.plan is None
    found = [finding.line for finding in loaded.findings if finding.code == code]
    assert found
    assert min(found) > OFFICE[: OFFICE.index("rosters:")].count("\n")


def test_groups_cannot_fill_the_memory() -> None:
    """A thousand roles that each name a group of a thousand are refused with a finding."""
    people = "".join(f"  p{number}: {{name: N{number}}}\n" for number in range(300))
    group = f"  crowd: {{who: [{', '.join(f'p{number}' for number in range(300))}]}}\n"
    roles = "".join(f"  r{number}: {{title: T, duty: D, holders: [crowd]}}\n" for number in range(300))
    text = OFFICE.replace("people:\n", f"people:\n{people}").replace("groups:\n", f"groups:\n{group}")
    loaded = load(text.replace("roles:\n", f"roles:\n{roles}"), source="vik.yaml", today=date(2026, 11, 23))
    assert "D013" in {finding.code for finding in loaded.findings}
