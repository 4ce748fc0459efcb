"""One predicted press in words, and what many of them come to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import roles
from roles.document import load
from roles.plan import Plan
from roles.roster import Assignment
from roles.simulate import simulate
from roles.simulate_answers import HABITS, Habit, drawn, kind_of, usual, within
from roles.simulate_many import Forecast, Scene, Scenes, forecast
from roles.simulate_run import PARTS, Answer, Further, Moment, Press, Run
from roles.simulate_told import report
from roles.simulate_words import tell

EXAMPLES = Path(roles.__file__).parent / "examples"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=STOCKHOLM)
IN_114 = Press(at=MONDAY, zone="room-114", presser="anna")
ALWAYS = Scene(since=MONDAY)


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@cache
def _example(name: str) -> Plan:
    plan = load((EXAMPLES / f"{name}.yaml").read_bytes(), source=f"{name}.yaml").plan
    assert plan is not None
    return plan


def _lines(press: Press, *, is_usual: bool = False) -> list[str]:
    plan = _example("as")
    return list(tell(plan, simulate(plan, press, usual(plan) if is_usual else None, rounds=1)))


def test_a_press_that_nobody_answers_reads_like_the_incident() -> None:
    """Each step stands at its second, with whom it calls and why, up to the words that name the last resort."""
    lines = _lines(IN_114)
    assert lines[:6] == [
        "Monday 23.11.2026 10.00, in Rum 114: Anna Berg presses.",
        "0 s: Bo Lind, Elin Dahl, Hassan Yusuf and Ida Holm are called.",
        "    Bo Lind (Nearest colleague, waits at the door): Nearest: 11 seconds on foot.",
        "    Elin Dahl (Nearest colleague, goes in): Nearest: 15 seconds on foot.",
        "    Hassan Yusuf (Guard, goes in): Holds the role.",
        "    Ida Holm (Door): Holds the role.",
    ]
    assert (
        "20 s: Bo Lind and Elin Dahl have not answered; nobody has accepted: step 2; "
        "Farid Karimi, Cecilia Ström and Gunilla Nyström are called."
    ) in lines
    last = next(line for line in lines if line.startswith("90 s"))
    assert "nobody is coming: the screens say to ring 112" in last
    assert lines[-2:] == [
        "Help is not there as the plan asks for it.",
        "So it goes on every 30 s, until somebody comes.",
    ]


def test_a_press_that_all_answer_leaves_the_next_step_out() -> None:
    """With enough people on their way the next step is not taken, and the run ends with help being there."""
    lines = _lines(IN_114, is_usual=True)
    assert "20 s: step 2 is left out (accepted: 4)." in lines
    assert "24.2 s: Bo Lind is there." in lines
    assert lines[-1] == "Help is there as the plan asks for it."


def test_with_the_broker_down_nothing_arrives() -> None:
    """The prediction says so, calls nobody, and says which presses do arrive."""
    press = replace(IN_114, down=frozenset({"broker"}))
    run = simulate(_example("as"), press)
    assert (run.is_heard, run.moments) == (False, ())
    assert any("does not arrive" in line for line in _lines(press))


def test_with_the_screens_down_it_is_told_who_cannot_know() -> None:
    """Whoever is called by a screen does not answer; the guard company is reached by telephone and comes."""
    plan = _example("as")
    run = simulate(plan, replace(IN_114, down=frozenset({"screens"})), usual(plan), rounds=1)
    assert {"bo", "elin", "hassan", "ida"} <= set(run.unaware)
    assert {one.who for one in run.moments if one.what == "accepted"} == {("guard-company",), ("police",)}
    assert "Called, but cannot know it: Bo Lind" in tell(plan, run)[-3]


def test_with_the_telephone_down_calls_outside_fail_at_once() -> None:
    """A call that cannot leave is told in the second in which it is made."""
    run = simulate(_example("as"), replace(IN_114, away=frozenset({"hassan"}), down=frozenset({"telephone"})))
    failed = [(one.after, one.who) for one in run.moments if one.what == "failed"]
    assert failed[0] == (_seconds(0), ("guard-company",))


def test_a_drill_calls_nobody_outside() -> None:
    """However long nobody answers, no contact is called, and the words say why."""
    plan = _example("as")
    run = simulate(plan, replace(IN_114, is_drill=True))
    assert not any(who in plan.contacts for one in run.moments for who in one.who)
    assert "This is a drill: nobody outside is called." in tell(plan, run)


def test_seconds_are_elapsed_ones_when_the_clock_jumps() -> None:
    """A press just before the clock goes back is followed second by second, not by what the wall shows."""
    night = Press(at=datetime(2026, 10, 25, 2, 59, 50, tzinfo=STOCKHOLM))
    assert night.later(_seconds(20)) == datetime(2026, 10, 25, 1, 0, 10, tzinfo=UTC)


def test_a_run_ends_where_it_is_asked_to() -> None:
    """Nothing is told of what would happen after the last second that was asked for."""
    run = simulate(_example("as"), IN_114, until=_seconds(59))
    assert max(one.after for one in run.moments) == _seconds(50)


@given(
    name=st.sampled_from(["as", "no-guard", "shifts"]),
    seed=st.integers(0, 10_000),
    down=st.frozensets(st.sampled_from(PARTS)),
    is_drill=st.booleans(),
)
def test_every_run_can_be_told(name: str, seed: int, down: frozenset[str], *, is_drill: bool) -> None:
    """No sentence is left with a hole in it, and each line is a sentence or a name with its reason."""
    plan, chance = _example(name), Random(seed).random
    scene = replace(ALWAYS, is_drill=is_drill, down=frozenset(part for part in PARTS if part in down))
    run = simulate(plan, Scenes(plan, scene).press(chance), drawn(plan, chance))
    for line in tell(plan, run):
        assert "%(" not in line
        assert line.endswith(".")


def _many(name: str = "as", scene: Scene = ALWAYS, *, seed: int = 1, runs: int = 200) -> Forecast:
    return forecast(_example(name), scene, chance=Random(seed).random, runs=runs)


def test_the_same_seed_gives_the_same_forecast() -> None:
    """A forecast can be repeated, and another seed gives another one."""
    assert _many() == _many()
    assert _many() != _many(seed=2)


def test_two_plans_get_the_same_presses() -> None:
    """What differs between two forecasts with one seed is the plans' doing: Ida presses as often in both."""
    plan = _example("as")
    lone = replace(plan, roles={**plan.roles, "colleague": replace(plan.roles["colleague"], needed=5)})
    both = [forecast(one, ALWAYS, chance=Random(1).random, runs=300) for one in (plan, lone)]
    assert both[0].unfilled["door"] == both[1].unfilled["door"] > 0


def test_a_forecast_tells_how_often_each_step_is_needed() -> None:
    """Shares are shares, the first step is always taken, and the second person is never there before the first."""
    found = _many()
    assert found.steps[0] == 1
    assert all(0 <= share <= 1 for share in (*found.steps, found.last_resort, found.answered))
    assert found.steps[1] >= found.steps[2]
    assert found.arrived.p50 is not None
    assert found.second.p50 is not None
    assert found.accepted.p50 is not None
    assert found.accepted.p50 <= found.arrived.p50 <= found.second.p50
    assert found.unfilled.keys() == {"door"}  # the planted gap: whenever Ida presses


def test_with_the_screens_down_the_last_resort_is_told_more_often() -> None:
    """A forecast shows what is worth mending: without screens help comes late, and from outside."""
    well, ill = _many(), _many(scene=replace(ALWAYS, down=frozenset({"screens"})))
    assert well.steps[2] < 0.1 < ill.steps[2]
    assert well.answered > ill.answered
    assert ill.arrived.p90 is None or (well.arrived.p90 or _seconds(0)) < ill.arrived.p90


def test_what_is_not_given_is_drawn() -> None:
    """Zones are those that visitors enter, instants lie in the opening hours, pressers are there and not away."""
    plan = _example("shifts")
    scenes, chance = Scenes(plan, replace(ALWAYS, away=frozenset({"isak"}))), Random(3).random
    presses = [scenes.press(chance) for _ in range(300)]
    assert {one.zone for one in presses} == {"entrance", "reception", "room-1", "room-2"}
    assert "isak" not in {one.presser for one in presses}
    assert {one.at.astimezone(STOCKHOLM).hour for one in presses} == set(range(8, 18))
    assert all(one.presser != "jon" or one.at.astimezone(STOCKHOLM).hour >= 12 for one in presses)


def test_an_office_that_never_opens_is_asked_at_the_instant_given() -> None:
    """Without opening hours there is nothing to draw from, and still an answer."""
    plan = replace(_example("as"), hours={})
    assert Scenes(plan, ALWAYS).press(Random(1).random).at == MONDAY


@pytest.mark.parametrize("habit", HABITS.values(), ids=list(HABITS))
def test_drawn_times_have_the_median_and_the_p90_they_are_given(habit: Habit) -> None:
    """Half of the answers come before the median, nine of ten before the p90, and none takes for ever."""
    median, p90 = habit.median.total_seconds(), habit.p90.total_seconds()
    assert within(median, p90, 0.5) == pytest.approx(median)
    assert within(median, p90, 0.9) == pytest.approx(p90)
    assert 0 < within(median, p90, 0.0) < within(median, p90, 1.0) < 60 * p90


def test_measured_habits_win_over_assumed_ones() -> None:
    """A role that never answers in an office never answers in its forecast, and the words name where that is from."""
    plan = _example("as")
    mute = Habit(answers=0, declines=0, median=_seconds(1), p90=_seconds(2), source="measured in 40 alarms")
    habits = dict.fromkeys((*plan.roles, "everybody"), mute)
    found = forecast(plan, ALWAYS, chance=Random(1).random, runs=20, habits=habits)
    assert (found.accepted.share, found.accepted.p50, found.last_resort) == (0, None, 1)
    lines = report(plan, found, habits=habits)
    assert any("measured in 40 alarms" in line for line in lines)
    assert not any("assumed" in line for line in lines)


def test_each_call_has_its_kind() -> None:
    """The nearest, those named, everybody, the agency's own and those outside answer differently."""
    plan, run = _example("no-guard"), []

    def note(call: Assignment) -> Answer:
        run.append((call.person or call.contact, kind_of(plan, call)))
        return Answer()

    simulate(plan, Press(at=MONDAY, zone="samtale-1", presser="jonas"), note)
    assert dict(run)["naboetaten"] == "staff"
    assert dict(run)["politiet"] == "outside"
    assert {kind for _, kind in run} >= {"nearest", "named"}


def test_a_forecast_stands_beside_another_one() -> None:
    """Two plans' figures stand under each other, and a step that only one of them has says so."""
    plan, found = _example("as"), _many(runs=50)
    lines = report(plan, found, against=(_example("shifts"), _many("shifts", runs=50)))
    at = lines.index("  step 3 is taken")
    assert lines[at + 1].startswith("    as.yaml      ")
    assert lines[at + 2] == "    shifts.yaml  no such step"


def test_a_share_never_looks_like_all_or_nothing_when_it_is_not() -> None:
    """One press in ten thousand is not nothing; what did not happen within ten minutes is told as such."""
    found = replace(_many(runs=20), last_resort=0.0001, answered=0.9999)
    lines = report(_example("as"), replace(found, second=replace(found.second, p90=None)))
    assert any(line.endswith("< 0.1 %") for line in lines)
    assert any(line.endswith("> 99.9 %") for line in lines)
    assert any("9 of 10: not within 10 min" in line for line in lines)


def test_different_people_are_counted() -> None:
    """Somebody who says yes twice is still one."""
    yes = [
        Moment(after=_seconds(after), what="accepted", who=(who,)) for after, who in ((5, "bo"), (9, "bo"), (12, "ida"))
    ]
    run = Run(press=IN_114, moments=tuple(yes))
    assert [run.nth("accepted", count) for count in (1, 2, 3)] == [_seconds(5), _seconds(12), None]


def test_further_presses_and_a_request_are_told() -> None:
    """Who presses again, who presses too, who asks, and why a step waits, stand in the words of a run."""
    text = (EXAMPLES / "as.yaml").read_text()
    plan = load(text.replace("unless: {accepted: 2}", "if: {pressers: 2}"), source="as.yaml").plan
    assert plan is not None
    first = IN_114
    alone = "\n".join(tell(plan, simulate(plan, first, until=_seconds(30))))
    assert "step 2 is left out (only 1 of 2 have pressed)" in alone
    presses = (Further(after=_seconds(5), presser="anna"), Further(after=_seconds(9), presser="bo"))
    both = "\n".join(tell(plan, simulate(plan, replace(first, further=presses), until=_seconds(30))))
    assert "5 s: Anna Berg presses again." in both
    assert "9 s: Bo Lind presses too; two people have pressed: the police are asked for; Polisens" in both
    assert "pressed: 2: step 2" in both
    asked = simulate(plan, first, lambda _: Answer(asks=_seconds(4)), until=_seconds(5))
    assert "asks for the police; Polisens kontaktperson is called" in "\n".join(tell(plan, asked))
