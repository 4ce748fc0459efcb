"""The rule for the police in a plan: how it is read, told and compared, and whether it can be met."""

from datetime import date
from pathlib import Path

import pytest

import roles
from roles.diff import differences
from roles.document import load
from roles.explain import show
from roles.plan import Condition, Finding, Plan, Police

TODAY = date(2026, 11, 23)
AS = (Path(roles.__file__).parent / "examples" / "as.yaml").read_text()
RULE = "when: [two_pressers, responder, lead]"
STEP = "call: [police-contact]"
ALONE = """
rosters:
  day: {who: [anna, bo, cecilia, david, elin, farid, gunilla, ida], hours: {mon-thu: "08:00-16:00", fri: "08:00-15:00"}}
  guard: {who: [hassan], hours: {mon-thu: "08:00-16:30", fri: "08:00-15:00"}}
"""
"""Hassan is there half an hour longer than the others."""


def _plan(text: str) -> Plan:
    loaded = load(text, source="as.yaml", today=TODAY)
    assert loaded.plan, loaded.findings
    return loaded.plan


def _cannot(text: str) -> list[Finding]:
    return [one for one in load(text, source="as.yaml", today=TODAY).findings if one.code == "R064"]


def test_the_rule_is_read() -> None:
    """A plan says which role the rule calls, who may call for it, and who leads."""
    plan = _plan(AS)
    assert plan.responses["emergency"].police == Police(
        call=("police-contact",), when=("two_pressers", "responder", "lead")
    )
    assert plan.responses["assist"].police is None
    assert plan.lead == "manager"


def test_a_step_may_ask_for_a_second_press() -> None:
    """The condition of a step may count different people who pressed; that of the whole response may not."""
    plan = _plan(AS.replace("unless: {arrived: 1}", "if: {pressers: 2}").replace(STEP, "call: [guard]"))
    assert plan.responses["emergency"].steps[2].only_if == Condition(pressers=2)
    wrong = load(AS.replace("done_when: {arrived: 2}", "done_when: {pressers: 2}"), source="as.yaml").findings
    assert "D007" in [one.code for one in wrong]


def test_an_unknown_word_in_the_rule_is_answered() -> None:
    """Whoever mistypes a way to call for the police is asked what she meant, at the very word."""
    [found] = [
        f for f in load(AS.replace("two_pressers,", "two_presers,"), source="as.yaml").findings if f.code == "D010"
    ]
    assert "two_pressers" in found.remedy
    assert AS.splitlines()[found.line - 1].strip().startswith("police:")


def test_it_is_told_in_words() -> None:
    """What Trygg has understood of the rule can be read aloud."""
    told = "\n".join(show(_plan(AS)))
    assert "The lead: Chef och larmansvarig" in told
    assert (
        "the police: call Polisens kontaktperson when two different people have pressed "
        "or somebody who is called asks for them or the lead asks for them" in told
    )
    changed = "\n".join(show(_plan(AS.replace("unless: {accepted: 2}", "if: {pressers: 2}"))))
    assert "after 20 s, if 2 have pressed: call" in changed


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[two_pressers, responder, lead]", "[two_pressers, lead]", "the police: was call"),
        ("lead: manager\n", "lead: guard\n", "In an alarm: the lead: was Chef och larmansvarig, is Väktare"),
        ("unless: {accepted: 2}", "if: {pressers: 2}", "if 2 have pressed"),
    ],
)
def test_it_is_compared(old: str, new: str, words: str) -> None:
    """A change of the rule, of who leads, or of a step's condition is told in words."""
    found = differences(_plan(AS), _plan(AS.replace(old, new)))
    assert any(words in one.words for one in found), found


def test_the_order_of_the_ways_makes_no_difference() -> None:
    """Who may call for the police is a set."""
    assert differences(_plan(AS), _plan(AS.replace(RULE, "when: [lead, responder, two_pressers]"))) == ()


@pytest.mark.parametrize("when", ["[two_pressers]", "[responder]", "[lead]", "[two_pressers, responder, lead]"])
def test_everybody_there_can_meet_any_rule(when: str) -> None:
    """In an office without rosters whoever presses has somebody beside her who can call for the police."""
    assert _cannot(AS.replace(RULE, f"when: {when}")) == []


def test_one_person_alone_needs_a_step() -> None:
    """Where the rosters leave one person alone, a timed step stands in for the rule; without it the plan is refused."""
    alone = AS + ALONE
    assert _cannot(alone) == []
    [found] = _cannot(alone.replace(STEP, "call: [guard]"))
    assert "On 2026-11-23 at 16.00 Hassan Yusuf is here alone" in found.message
    assert "call: [police-contact]" in found.remedy
    assert "police: {" in AS.splitlines()[found.line - 1]


@pytest.mark.parametrize(
    "step",
    [
        "if: {pressers: 2}\n        call: [police-contact]",
        "if: {accepted: 1}\n        call: [police-contact]",
        "unless: {pressers: 1}\n        call: [police-contact]",
    ],
)
def test_a_step_that_waits_for_others_does_not_help_her(step: str) -> None:
    """A step that is taken only when somebody else presses or answers is none for one person alone."""
    text = AS.replace("unless: {arrived: 1}\n        call: [police-contact]", step)
    assert text != AS
    assert len(_cannot(text + ALONE)) == 1


def test_the_repeat_helps_her_too() -> None:
    """Where the repeat calls the police contact, one person alone is not left without."""
    text = AS.replace(STEP, "call: [guard]").replace("call: [everybody]}", "call: [everybody, police-contact]}", 1)
    assert _cannot(text + ALONE) == []


def test_a_lead_who_may_be_the_one_who_pressed() -> None:
    """Where only the lead may call for the police, somebody has to be able to stand in for her."""
    only = AS.replace(RULE, "when: [lead]")
    [found] = _cannot(only.replace("deputies: [cecilia, david]", "deputies: []"))
    assert "When Gunilla Nyström presses" in found.message
    assert _cannot(only) == []


def test_a_lead_who_may_be_off_duty() -> None:
    """Where only the lead may call for the police, she or a deputy is there as long as anybody is."""
    rosters = """
rosters:
  early: {who: [gunilla, cecilia, david], hours: {mon-thu: "08:00-12:00", fri: "08:00-12:00"}}
"""
    only = AS.replace(RULE, "when: [lead]")
    [found] = _cannot(only + rosters)
    assert "on 2026-11-23 at 12.00" in found.message
    assert _cannot(AS + rosters) == []


def test_a_responder_whom_nobody_calls() -> None:
    """Where only responders may call for the police, the response calls somebody beside the presser."""
    text = AS.replace(RULE, "when: [responder]")
    text = text.replace("call: [colleague, guard, door]", "call: [door]").replace("call: [colleague, manager]", STEP, 1)
    text = text.replace("repeat: {every: 30 s, call: [everybody]}", "repeat: {every: 30 s, call: [door]}", 1)
    [found] = _cannot(text)
    assert "When Ida Holm presses" in found.message


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31"])
def test_a_rotation_from_any_date_is_looked_at(since: str) -> None:
    """A rotation that begins at the ends of the calendar is no traceback, also where today is not known."""
    week = '{mon: "08:00-16:30"}'
    text = f"{AS}\nrosters:\n  odd: {{who: [anna], from: {since}, weeks: [{week}, {week}]}}\n"
    assert load(text, source="as.yaml").findings


def test_an_endless_plan_is_not_worked_out() -> None:
    """More shifts than any office has are left alone: whoever waits for the findings is not kept waiting."""
    people = "".join(f"  n{n}: {{name: N{n}, home: desk-1}}\n" for n in range(300))
    who = ", ".join(f"n{n}" for n in range(300))
    shifts = "".join(
        f'  r{n}: {{who: [{who}], hours: {{mon-sun: "00:00-{n % 24:02}:{n % 60:02}"}}}}\n' for n in range(1, 400)
    )
    assert _cannot(AS.replace("people:\n", f"people:\n{people}", 1) + f"\nrosters:\n{shifts}") == []
