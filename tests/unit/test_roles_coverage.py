"""Coverage as an office reads it: proven until when, or who is missing where and when, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

import roles
from roles.coverage import Coverage, coverage
from roles.document import load
from roles.gaps import CAUSES, SENTENCES, WEEKDAYS, say_gap
from roles.plan import Person, Plan, Zone
from roles.sample import sample
from roles.told import report
from service.cli.plan import app

EXAMPLES = Path(roles.__file__).parent / "examples"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 11, 23, tzinfo=STOCKHOLM)
OFFICE = """\
trygg: 1
office: vik
name: Kontoret Vik
country: SE
languages: [en]
time_zone: Europe/Stockholm
hours: {mon-thu: "08:00-16:00"}
expires: 2027-06-30
zones:
  room-114: {name: Room 114, kind: meeting_room}
  hall: {name: The hall, kind: corridor}
  attic: {name: The attic, kind: staff_room}
walks: [[room-114, hall, 6], [hall, attic, 50]]
people:
  anna: {name: Anna Berg, home: hall}
  bo: {name: Bo Lind, home: hall}
  eva: {name: Eva Ek, home: attic, goes_in: false}
  ida: {name: Ida Holm, home: hall}
rosters:
  lunch: {who: ida, hours: {mon-wed: "08:00-16:00", thu: ["08:00-12:00", "12:40-16:00"]}}
roles:
  door: {title: the door, duty: D, holders: [ida], deputies: [anna]}
  lead: {title: the lead, duty: D, holders: [bo], deputies: [eva]}
response:
  emergency:
    steps: [{call: [door, lead]}]
    repeat: {every: 30, call: [everybody]}
    last_resort: "112"
"""


def _plan(text: str = OFFICE) -> Plan:
    plan = load(text, source="vik.yaml").plan
    assert plan is not None
    return plan


def _week(plan: Plan, *, without_one: bool = False, weeks: int = 1) -> Coverage:
    return coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(weeks=weeks), without_one=without_one)


def _said(plan: Plan, *, without_one: bool = False, weeks: int = 1) -> list[str]:
    found = _week(plan, without_one=without_one, weeks=weeks)
    return [say_gap(plan, gap) for gap in (*found.gaps, *found.weaknesses)]


def test_a_gap_is_a_counter_example_in_words() -> None:
    """On Thursday from 12.00 to 12.40, when Ida is out, nobody minds the door if Anna is the one who presses."""
    assert _said(_plan()) == [
        "Thursday 26.11. 12.00–12.40: nobody for the door when Anna Berg presses in any zone, "
        "because Ida Holm is not on duty."
    ]


def test_the_plan_holds_until_the_first_gap() -> None:
    """The proof reaches as far as nothing is missing."""
    found = _week(_plan())
    assert not found.is_proven
    assert found.proven_until == datetime(2026, 11, 26, 12, tzinfo=STOCKHOLM)
    assert (found.opening, found.sets) == (timedelta(hours=32), 2)


def test_a_plan_without_gaps_is_proven_until_the_end() -> None:
    """With a second deputy for the door every role can be filled in every minute, and nothing is left to say."""
    plan = _plan(OFFICE.replace("deputies: [anna]", "deputies: [anna, eva]"))
    found = _week(plan, weeks=4)
    assert (found.is_proven, found.gaps) == (True, ())
    assert found.proven_until == MONDAY + timedelta(weeks=4)
    assert report(plan, found)[0] == "Kontoret Vik: proven until 2026-12-21 00.00, if the rosters are kept."


def test_a_gap_that_comes_again_is_told_once() -> None:
    """The same gap on four Thursdays is one sentence that says how often and until when."""
    (said,) = _said(_plan(), weeks=4)
    assert said.startswith(
        "Thursday 26.11. 12.00–12.40 (and 3 times more, the last on 17.12.2026): nobody for the door"
    )


def test_single_points_of_failure_have_names() -> None:
    """With Ida away only Anna minds the door, so that Ida, and Anna, may not be away; the same for Bo and Eva."""
    plan = _plan(OFFICE.replace(', thu: ["08:00-12:00", "12:40-16:00"]}', ', thu: "08:00-16:00"}'))
    found = _week(plan, without_one=True)
    assert found.is_proven
    assert set(found.single_points) == {"ida", "anna", "bo", "eva"}
    assert (
        "Monday 23.11. 08.00–16.00 (and 3 times more, the last on 26.11.2026): nobody for the door "
        "when Ida Holm is away and Anna Berg presses in any zone, because the plan names nobody else for it."
    ) in _said(plan, without_one=True)


def test_nobody_is_a_single_point_of_failure() -> None:
    """With three for each role any one of them may be away while another presses."""
    text = OFFICE.replace("deputies: [anna]", "deputies: [anna, eva]").replace(
        "deputies: [eva]", "deputies: [eva, anna]"
    )
    plan = _plan(text.replace('thu: ["08:00-12:00", "12:40-16:00"]', 'thu: "08:00-16:00"'))
    found = _week(plan, without_one=True)
    assert (found.gaps, found.weaknesses) == ((), ())
    assert "Nobody is a single point of failure: with any one person away no more roles are short." in report(
        plan, found
    )


def test_too_far_away_is_not_there() -> None:
    """Two colleagues within 20 seconds can be had on the ground floor, and nobody in the attic."""
    colleague = "  colleague: {title: {en: colleague}, duty: D, holders: {nearest: {within: 20}}, needed: 2}\n"
    plan = _plan(OFFICE.replace("roles:\n", f"roles:\n{colleague}").replace("[door, lead]", "[colleague]"))
    said = _said(plan)
    assert said[0].startswith("Monday 23.11. 08.00–16.00")
    assert any(
        line.endswith("nobody for colleague whoever presses in The attic, because nobody is within 20 seconds on foot.")
        for line in said
    )
    assert not any("Room 114" in line for line in said if "Monday" in line)


def test_one_person_cannot_go_in_twice() -> None:
    """Where the only two who go in are asked for three places, it is said which roles keep them."""
    going = OFFICE.replace("duty: D, holders: [ida]", "duty: D, goes_in: true, holders: [bo]").replace(
        "deputies: [anna]", "deputies: []"
    )
    plan = _plan(going.replace("duty: D, holders: [bo], deputies: [eva]", "duty: D, goes_in: true, holders: [bo, eva]"))
    because = "because Bo Lind is needed for the door and Eva Ek does not go in."
    assert _said(plan)[0].endswith(f"nobody for the lead whoever presses in any zone, {because}")


def test_the_farthest_walk_is_told_for_each_zone() -> None:
    """For each zone the longest walk that anybody called to go in may have, with the name."""
    guard = "  guard: {title: {en: guard}, duty: D, holders: [anna], deputies: [bo], goes_in: true}\n"
    plan = _plan(OFFICE.replace("roles:\n", f"roles:\n{guard}").replace("[door, lead]", "[guard]"))
    walks = {zone: (one.person, one.walk.total_seconds()) for zone, one in _week(plan).farthest.items()}
    assert {zone: seconds for zone, (_, seconds) in walks.items()} == {"room-114": 6, "hall": 0, "attic": 50}


def test_a_proof_does_not_outlive_its_plan() -> None:
    """A plan that expires in two weeks is proven until the end of that day, whatever was asked for."""
    plan = _plan(OFFICE.replace("2027-06-30", "2026-12-04").replace("deputies: [anna]", "deputies: [anna, eva]"))
    found = _week(plan, weeks=52)
    assert found.until_at == datetime(2026, 12, 5, tzinfo=STOCKHOLM)
    assert report(plan, found)[0].startswith("Kontoret Vik: proven until 2026-12-05 00.00, when the plan expires")


def test_an_expired_plan_can_still_be_looked_at() -> None:
    """An expired plan goes on running, so its gaps are still gaps."""
    assert len(_said(_plan(OFFICE.replace("2027-06-30", "2026-01-31")))) == 1


def test_nothing_is_proven_of_an_office_that_never_opens() -> None:
    """Without opening hours there is nothing to prove, and that is no proof."""
    plan = _plan(OFFICE.replace('{mon-thu: "08:00-16:00"}', "{}"))
    found = _week(plan)
    assert not found.is_proven
    assert "nothing to prove" in report(plan, found)[0]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 9), ("2026-10-25", 11)])
def test_a_gap_in_the_night_the_clock_jumps(day: str, hours: int) -> None:
    """A gap over a night in which the clock jumps is as long as that night really is."""
    nights = OFFICE.replace('{mon-thu: "08:00-16:00"}', '{sat: "20:00-06:00"}').replace(
        "deputies: [anna]", "deputies: []"
    )
    plan = _plan(
        nights.replace('{mon-wed: "08:00-16:00", thu: ["08:00-12:00", "12:40-16:00"]}', '{sun: "12:00-13:00"}')
    )
    sunday = datetime.fromisoformat(day).replace(tzinfo=STOCKHOLM)
    found = coverage(plan, start_at=sunday - timedelta(days=1), until_at=sunday + timedelta(days=1))
    (gap,) = found.gaps
    assert gap.periods[0].until_at - gap.periods[0].start_at == timedelta(hours=hours) == found.opening


def test_a_plan_too_large_to_prove_says_how_far_it_came() -> None:
    """Where the work has a bound, the proof ends there instead of claiming what was not looked at."""
    plan = _plan(OFFICE.replace("deputies: [anna]", "deputies: [anna, eva]"))
    found = coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(weeks=1), most_tried=20)
    assert (found.is_proven, found.is_cut_short, found.gaps) == (False, True, ())
    assert found.until_at == datetime(2026, 11, 26, 12, tzinfo=STOCKHOLM)
    assert report(plan, found)[0].startswith("Kontoret Vik: not proven from 2026-11-26 12.00 on")


def test_a_plan_larger_than_any_office_is_refused_at_once() -> None:
    """Six hundred people in six hundred zones are no office: nothing is claimed of it, and nobody waits for it."""
    people = {f"p{number}": Person(id=f"p{number}", name="P", home="z0") for number in range(600)}
    zones = {f"z{number}": Zone(id=f"z{number}", name="Z", kind="corridor") for number in range(600)}
    plan = replace(_plan(), people=people, zones=zones)
    found = _week(plan)
    assert (found.is_proven, found.is_cut_short, found.tried) == (False, True, 0)


@pytest.mark.parametrize("each_her_own", [False, True])
def test_a_large_office_is_proven_in_few_steps(each_her_own: bool) -> None:
    """What can make no difference is not tried: a few thousand matchings for each set of people are a proof."""
    plan = _plan(sample(people=40, roles=6, zones=10, each_her_own=each_her_own))
    found = _week(plan, without_one=True, weeks=3)
    assert found.is_proven
    assert found.weaknesses == ()
    assert found.tried < 3_000 * found.sets


def test_every_step_is_proven_not_only_the_first() -> None:
    """A role that only a later step calls is missing when its turn comes, so it is told as well."""
    plan = _plan(
        OFFICE.replace("[{call: [door, lead]}]", "[{call: [door]}, {after: 20, call: [lead]}]").replace(
            "holders: [bo], deputies: [eva]", "holders: [bo]"
        )
    )
    gaps = _week(plan).gaps
    assert [(gap.role, gap.kind, gap.step, gap.pressers) for gap in gaps if gap.role == "lead"] == [
        ("lead", "emergency", 2, ("bo",))
    ]


def test_the_words_are_marked_for_translation() -> None:
    """Every text has its message, and a sentence that is put together in another language takes its parts from it."""
    plan, translated = _plan(), {"Thursday": "Torsdag", "nobody for %(role)s": "ingen till %(role)s"}
    (gap,) = _week(plan).gaps
    said = say_gap(plan, gap, language="sv", translate=lambda message: translated.get(message, message))
    assert said.startswith("Torsdag 26.11. 12.00–12.40: ingen till the door when Anna Berg presses")
    assert all([*SENTENCES.values(), *CAUSES.values(), *WEEKDAYS])


def test_the_planted_gap_of_the_demo_plan_is_found() -> None:
    """The demo office has one gap, and it is the one that was planted: nobody stands in for Ida at the door."""
    plan = load((EXAMPLES / "as.yaml").read_bytes(), source="as.yaml").plan
    assert plan is not None
    found = coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(weeks=4), without_one=True)
    assert {(gap.role, gap.pressers) for gap in found.gaps} == {("door", ("ida",))}
    assert found.single_points == ("ida",)


def test_the_command_proves_or_shows_gaps(tmp_path: Path) -> None:
    """`trygg plan coverage` ends with 0 for a plan that holds, with 1 for gaps, single points and errors."""
    run = CliRunner()
    file = tmp_path / "vik.yaml"

    def ask(text: str, *words: str) -> tuple[int, str]:
        file.write_text(text, encoding="utf-8")
        result = run.invoke(app, ["coverage", str(file), "--from", "2026-11-23", *words])
        return result.exit_code, result.output

    holds = OFFICE.replace("deputies: [anna]", "deputies: [anna, eva]")
    assert ask(holds)[0] == 0
    code, told = ask(OFFICE, "--weeks", "1")
    assert (code, "nobody for the door when Anna Berg presses" in told) == (1, True)
    code, told = ask(holds, "--without-one")
    assert (code, "Single points of failure: " in told) == (1, True)
    code, told = ask(OFFICE.replace("holders: [ida]", "holders: [idda]"))
    assert (code, "Did you mean “ida”?" in told) == (1, True)
    assert ask(holds, "--weeks", "0")[0] == 2


def test_the_proof_is_the_same_in_any_time_zone() -> None:
    """The instants between which is asked may come in any time zone."""
    plan = _plan()
    start, until = MONDAY.astimezone(UTC), (MONDAY + timedelta(weeks=1)).astimezone(UTC)
    assert coverage(plan, start_at=start, until_at=until) == _week(plan)


def test_a_tangle_of_roles_is_given_up_in_good_time() -> None:
    """Twelve roles that all exclude each other are more than can be tried: the proof says that it was cut short."""
    names = [f"r{number}" for number in range(12)]
    role = "  {0}: {{title: T, duty: D, holders: [p0], deputies: [{1}], not_with: [{2}]}}\n"
    who = [f"p{number}" for number in range(11)]
    roles_ = "".join(role.format(one, ", ".join(who[1:]), ", ".join(set(names) - {one})) for one in names)
    people = "".join(f"  {one}: {{name: Person {one}, home: hall}}\n" for one in who)
    text = OFFICE.replace("roles:\n", f"roles:\n{roles_}").replace("people:\n", f"people:\n{people}")
    plan = _plan(text.replace("[door, lead]", f"[{', '.join(names)}]"))
    found = coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(weeks=1), without_one=True, most_tried=500)
    assert not found.is_proven


def test_the_office_that_works_in_shifts_is_proven_with_anybody_away() -> None:
    """Two teams that take turns and a guard in the afternoon: the plan holds, in every week of its rotation."""
    plan = load((EXAMPLES / "shifts.yaml").read_bytes(), source="shifts.yaml").plan
    assert plan is not None
    found = coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(weeks=10), without_one=True)
    assert (found.is_proven, found.weaknesses, found.sets) == (True, (), 6)


def test_who_is_told_nothing_and_where_nobody_pressed_is_named_and_is_no_gap() -> None:
    """Both stand beside the proof: whoever knows of another plan's people or zones changes nothing here."""
    plan = _plan()
    week = MONDAY + timedelta(weeks=1)
    calm = coverage(plan, start_at=MONDAY, until_at=week)
    found = coverage(plan, start_at=MONDAY, until_at=week, mute=("eva", "anna", "nobody"), untested=("attic", "cellar"))
    assert (found.cannot_be_told, found.untested) == (("anna", "eva"), ("attic",))
    assert replace(found, cannot_be_told=(), untested=()) == calm
    told = report(plan, found)
    assert told[-3].startswith("Their buttons cannot tell them anything")
    assert told[-3].endswith("somebody comes: Anna Berg, Eva Ek.")
    assert told[-2].endswith("it is not known that buttons work there: The attic.")
    assert not any("buttons" in line for line in report(plan, calm))
