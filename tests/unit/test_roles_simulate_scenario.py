"""Scenarios that a plan has to pass: how they are read, what is wrong with them, and what fails."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import roles
from roles.document import load
from roles.plan import Plan
from roles.simulate_judge import judge, scenarios_failed
from roles.simulate_scenario import load_scenarios
from service.cli.plan import app

EXAMPLES = Path(roles.__file__).parent / "examples"
PLAN = load((EXAMPLES / "as.yaml").read_bytes(), source="as.yaml").plan
HEAD = """\
scenarios:
  - name: Nobody answers
    press: {zone: room-114, at: 2026-11-23 10:00, presser: anna}
    expect:
"""
AGAIN = HEAD.replace("    expect:", "    presses: [{after: 12 s, presser: bo}]\n    expect:")


def _plan() -> Plan:
    assert PLAN is not None
    return PLAN


def _findings(text: str) -> list[str]:
    plan = _plan()
    loaded = load_scenarios(text, plan, source="s.yaml")
    unmet = [one for scenario in loaded.scenarios for one in judge(plan, scenario, source="s.yaml").findings]
    return [str(one) for one in (*loaded.findings, *unmet)]


def test_the_example_passes() -> None:
    """The scenarios that come with the example office say what its plan does."""
    assert _findings((EXAMPLES / "scenarios" / "as.yaml").read_text()) == []


@pytest.mark.parametrize(
    ("expectation", "told"),
    [
        ("called: manager, within: 19 s", "“manager” is not called within 19 s, but after 20 s (Gunilla Nyström)."),
        ("called: everybody", "“everybody” is not called."),
        ("not_called: police", "“police” is called after 60 s (Polisens kontaktperson)."),
        ("accepted: 2, within: 20 s", "fewer than 2 have said yes within 20 s."),
        ("arrived: 1", "fewer than 1 are there."),
        ("last_resort: no", "after 90 s the screens tell the last resort: nobody is coming."),
        ("last_resort: yes, within: 1 min", "the screens do not tell the last resort within 60 s, but after 90 s"),
        ("unfilled: door", "nobody is missing for “door”."),
        ("filled: everybody", "“everybody” is never called."),
    ],
)
def test_what_is_not_as_expected_is_told_at_its_line(expectation: str, told: str) -> None:
    """Each kind of expectation that fails names the scenario, the line, and what the plan does instead."""
    (finding,) = _findings(f"{HEAD}      - {{called: colleague, within: 0 s}}\n      - {{{expectation}}}\n")
    assert finding.startswith(f"s.yaml:6:9: error T010: “Nobody answers”: {told}")


@pytest.mark.parametrize(
    "expectation",
    [
        "called: [colleague, hassan]",
        "not_called: police, within: 59 s",
        "filled: door",
        "last_resort: yes",
        "called: police",
    ],
)
def test_what_is_as_expected_is_not_told(expectation: str) -> None:
    """Roles, people and contacts may be named."""
    assert _findings(f"{HEAD}      - {{{expectation}}}\n") == []


def test_an_answer_is_counted_from_its_call() -> None:
    """Bo says yes after ten seconds and is there half a minute after he was called; one is not two."""
    text = HEAD.replace("    expect:", "    answers: {bo: {accepts: 10 s, arrives: 30 s}}\n    expect:")
    assert _findings(f"{text}      - {{arrived: 1, within: 30 s}}\n      - {{accepted: 1, within: 10 s}}\n") == []
    (finding,) = _findings(f"{text}      - {{arrived: 1, within: 29 s}}\n")
    assert "fewer than 1 are there within 29 s, but after 30 s" in finding


def test_somebody_else_presses_too() -> None:
    """A second person's press calls the police contact; the same person's does not, nor when the rule is another."""
    assert _findings(f"{AGAIN}      - {{not_called: police, within: 11 s}}\n") == []
    same = AGAIN.replace("presser: bo}", "presser: anna}")
    (finding,) = _findings(f"{same}      - {{called: police, within: 13 s}}\n")
    assert "but after 60 s" in finding


def test_somebody_called_asks_for_the_police() -> None:
    """Who was called may ask, whether she comes or not; who was not called is not asked."""
    for answer in ("asks_for_police: 7 s", "accepts: 3 s, asks_for_police: 7 s", "declines: 3 s, asks_for_police: 7 s"):
        text = HEAD.replace("    expect:", f"    answers: {{bo: {{{answer}}}}}\n    expect:")
        assert _findings(f"{text}      - {{called: police, within: 7 s}}\n") == []


def test_a_role_that_stays_short_is_told() -> None:
    """The planted gap: with Ida away nobody is at the door."""
    text = HEAD.replace("presser: anna", "presser: anna, away: [ida]")
    assert _findings(f"{text}      - {{unfilled: door}}\n") == []
    (finding,) = _findings(f"{text}      - {{filled: door}}\n")
    assert "“door” stays without enough people." in finding


@pytest.mark.parametrize(
    ("text", "place", "code", "told"),
    [
        ("scenarios: []\n", "1:1", "D008", "There is no scenario here."),
        (HEAD + "      - {called: []}\n", "5:9", "T004", "An expectation names somebody."),
        (HEAD + "      - {accepted: 0}\n", "5:9", "T004", "An expectation is about at least one person."),
        (HEAD + "      - {called: door, within: -1}\n", "5:9", "T004", "Nothing happens before the press."),
        (HEAD + "      []\n", "2:5", "T004", "Nothing is expected here."),
        (HEAD.replace("2026-11-23 10:00", "0001-01-01 00:00"), "3:33", "T002", "“0001-01-01 00:00” is no day"),
        ("", "1:1", "D008", "The document is empty."),
        (
            "scenarios:\n  - name: A\n    press: {at: 2026-11-23 10:00}\n",
            "2:5",
            "D008",
            "The key “expect” is missing here.",
        ),
        (HEAD.replace("room-114", "rom-114"), "3:19", "T001", "There is no zone “rom-114” in the plan."),
        (HEAD.replace("anna", "ana"), "3:60", "T001", "There is no person “ana” in the plan."),
        (HEAD.replace("2026-11-23 10:00", "monday"), "3:33", "T002", "“monday” is no day with a time."),
        (HEAD.replace("presser: anna", "down: phone"), "3:57", "T001", "There is no part “phone” in the plan."),
        (AGAIN.replace("bo}", "boo}"), "4:38", "T001", "There is no person “boo” in the plan."),
        (AGAIN.replace("12 s", "-1 s"), "4:15", "T003", "A further press comes after the first one."),
        (AGAIN.replace(", presser: bo}", "}"), "4:15", "D008", "The key “presser” is missing here."),
        (
            HEAD.replace("    expect:", "    answers: {bo: {asks_for_police: -1}}\n    expect:")
            + "      - {called: police}\n",
            "4:19",
            "T003",
            "Somebody called asks for the police after she is called.",
        ),
        (HEAD.replace("presser: anna", "who: anna"), "3:51", "D007", "There is no key “who” here."),
        (
            HEAD + "      - {called: manger}\n",
            "5:18",
            "T001",
            "There is no role, person or contact “manger” in the plan.",
        ),
        (HEAD + "      - {within: 20 s}\n", "5:9", "T004", "An expectation is about one thing."),
        (HEAD + "      - {called: door, arrived: 1}\n", "5:9", "T004", "An expectation is about one thing."),
        (
            HEAD + "      - {called: door}\n    answers: {bo: {}}\n",
            "6:19",
            "T003",
            "It is not clear what “bo” answers.",
        ),
        (
            HEAD + "      - {called: door}\n    answers: {bo: {accepts: 9, arrives: 5}}\n",
            "6:19",
            "T003",
            "An answer comes after its call, and somebody is there after she has said yes.",
        ),
        (
            HEAD + "      - {called: &door door}\n",
            "5:18",
            "D004",
            "Anchors (&) and aliases (*) are not read in a plan.",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_its_place(text: str, place: str, code: str, told: str) -> None:
    """Each finding has its line and column, and a word that is known instead where there is one."""
    found = _findings(text)
    assert any(one.startswith(f"s.yaml:{place}: error {code}: {told}") for one in found), found


@given(text=st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet="scenarios: -{}[]\n\"'01Tnamepres"))
def test_no_text_makes_it_raise(text: str) -> None:
    """Whatever a file holds, it is told what is wrong, or it is a file of scenarios."""
    loaded = load_scenarios(text, _plan(), source="s.yaml")
    assert bool(loaded.findings) != bool(loaded.scenarios)


def _run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["simulate", *args])
    return result.exit_code, result.output


def test_the_command_tells_a_press_twice_and_many() -> None:
    """With a zone one press is told second by second; the forecast follows; the scenarios beside the plan are asked."""
    code, said = _run(str(EXAMPLES / "as.yaml"), "--zone", "room-114", "--by", "anna", "--runs", "20")
    assert code == 0
    assert "6 of 6 scenarios pass" in said
    assert said.index("If nobody answers:") < said.index("If everybody answers in the usual time:")
    assert "20 presses, with drawn answers:" in said


def test_the_command_ends_with_1_when_a_scenario_fails(tmp_path: Path) -> None:
    """The finding is printed as a compiler would, and the rest is told all the same."""
    scenarios = tmp_path / "s.yaml"
    scenarios.write_text(f"{HEAD}      - {{called: manager, within: 19 s}}\n")
    code, said = _run(str(EXAMPLES / "as.yaml"), "--scenarios", str(scenarios), "--runs", "10")
    assert code == 1
    assert "s.yaml:5:9: error T010:" in said
    assert "0 of 1 scenarios pass" in said
    assert "10 presses" in said


def test_the_command_shows_two_plans_side_by_side() -> None:
    """The other plan's figures stand under each."""
    plan, other = str(EXAMPLES / "shifts.yaml"), str(EXAMPLES / "no-guard.yaml")
    code, said = _run(plan, "--against", other, "--runs", "10", "--from", "2026-11-23")
    assert code == 0
    assert said.count("no-guard.yaml  half") == 3


@pytest.mark.parametrize(
    "args", ["--zone rom-114", "--at soon", "--by ana", "--away bob", "--down phone", "--kind fire"]
)
def test_the_command_used_wrongly_ends_with_2(args: str) -> None:
    """A word that the plan does not know is named, and nothing is predicted."""
    code, said = _run(str(EXAMPLES / "as.yaml"), *args.split())
    assert code == 2
    assert "presses, with drawn answers" not in said


def test_a_plan_with_errors_is_not_predicted(tmp_path: Path) -> None:
    """What keeps it from being used is told, with 1."""
    broken = tmp_path / "broken.yaml"
    broken.write_text("trygg: 1\n")
    code, said = _run(str(broken))
    assert code == 1
    assert "D008" in said


def test_a_changed_plan_that_fails_a_scenario_is_found() -> None:
    """Whoever publishes asks one function: nothing for a plan that passes, and each line that it no longer keeps."""
    text = (EXAMPLES / "scenarios" / "as.yaml").read_text()
    document = (EXAMPLES / "as.yaml").read_text()
    plan, slower = (
        load(one, source="as.yaml").plan for one in (document, document.replace("- after: 20 s", "- after: 90 s", 1))
    )
    assert plan is not None
    assert slower is not None
    assert scenarios_failed(plan, text) == ()
    assert {one.code for one in scenarios_failed(slower, text)} == {"T010"}
    assert [one.code for one in scenarios_failed(plan, "scenarios: 7")] != []


def test_the_other_plan_is_told_second_by_second_too() -> None:
    """One press by two plans: each of them says what it would make happen."""
    plan, other = str(EXAMPLES / "as.yaml"), str(EXAMPLES / "as.yaml")
    _, said = _run(plan, "--against", other, "--runs", "0", "--zone", "room-114", "--from", "2026-11-23")
    assert said.count("If nobody answers:") == 2
