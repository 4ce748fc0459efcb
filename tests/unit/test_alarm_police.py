"""The police contact by rule: who may call for it, what never counts, and what an upgrade finds of it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from parts.incident import ASSIST, PLAN, POLICE, RULED, Incident, by, call, called, names, outside, press
from service.alarm.call import Roster
from service.alarm.commands import AskForPolice
from service.alarm.evolve import replay
from service.alarm.refusal import Refusal
from service.alarm.response import Condition, Police, Script, Step
from service.alarm.snapshot import read, write
from service.alarm.states import Mode, State

RULE = Police(call=("police",), when=("two_pressers", "responder", "lead"))


def _only(*when: Any) -> Script:
    return replace(PLAN, police=Police(call=("police",), when=when))


def _raised(script: Script = RULED, **changes: Any) -> Incident:
    office = Incident()
    office.do(press(script=script, **changes))
    return office


def test_two_people_press() -> None:
    """A second press by somebody else calls the police contact at once, once, and the plan goes on beside it."""
    office = _raised()
    second = office.do(press("press-2", presser="lena", script=RULED))
    assert names(second) == ["AlarmJoined", "PoliceAskedFor", "ResponderCalled"]
    assert called(second) == [POLICE]
    asked = second[1].facts
    assert (asked["because"], asked["by"], asked["pressers"]) == ("two_pressers", None, ["eva", "lena"])
    assert outside(office.intents) == [POLICE]
    assert office.due_in() == 15, "the colleagues are awaited as before"
    assert names(office.do(press("press-3", presser="olle", script=RULED))) == ["AlarmJoined"]
    assert office.standing.state is State.RAISED, "to press is not to have recognised the alarm"


@pytest.mark.parametrize(
    "second",
    [
        {"presser": "eva"},
        {"presser": None},
        {"presser": "lena", "doubtful": True},
        {"presser": "lena", "mode": Mode.DRILL},
    ],
)
def test_what_is_no_second_person(second: dict[str, Any]) -> None:
    """The same person again, a nameless press, a possible copy, and a drill's press do not count."""
    office = _raised()
    assert names(office.do(press("press-2", script=RULED, **second))) == ["AlarmJoined"]
    assert outside(office.intents) == []


def test_a_doubtful_first_press_is_no_first_person() -> None:
    """Two people have pressed for certain only when neither press may be a copy."""
    office = _raised(doubtful=True)
    assert names(office.do(press("press-2", presser="lena", script=RULED))) == ["AlarmJoined"]
    assert "PoliceAskedFor" in names(office.do(press("press-3", presser="eva", script=RULED)))


def test_a_press_heard_again_is_nothing() -> None:
    """A press whose key is known is evidence only, whoever is said to have made it."""
    office = _raised()
    assert office.do(press(presser="lena", script=RULED)) == ()


def test_a_responder_asks() -> None:
    """Anybody who was called may ask; the event names her, and she has recognised the alarm."""
    office = _raised()
    asked = office.ask_police("bo")
    assert names(asked) == ["AlarmAcknowledged", "PoliceAskedFor", "ResponderCalled"]
    assert (asked[1].facts["because"], asked[1].facts["by"], asked[1].facts["roles"]) == ("responder", "bo", ["police"])
    assert outside(office.intents) == [POLICE]


def test_asked_twice_is_asked_once() -> None:
    """The second one who asks changes nothing, also after the call has failed."""
    office = _raised()
    office.ask_police("bo")
    office.fail_call(POLICE)
    assert office.ask_police("anna") == ()
    assert outside(office.intents) == [POLICE]
    assert names(office.events).count("PoliceAskedFor") == 1


def test_a_contact_that_was_called_before_is_called_again() -> None:
    """Where the timed step's call came to nothing, asking makes a new one; where it is still out, it does not."""
    again = Roster(calls=(call(POLICE, "police"),))
    for failed, calls in ((False, []), (True, [POLICE])):
        office = _raised()
        office.after(60)
        if failed:
            office.fail_call(POLICE)
        assert called(office.do(AskForPolice(actor=by("bo"), is_lead=False), roster=again)) == calls
        assert outside(office.intents) == [POLICE, *calls]


def test_who_may_not_ask() -> None:
    """Who pressed, somebody unnamed, and somebody nobody called are refused, each in words with 112 in them."""
    office = _raised()
    for who, code in (("eva", "police_presser"), (None, "police_nobody_named"), ("hugo", "police_not_entitled")):
        with pytest.raises(Refusal, match="112") as refused:
            office.ask_police(who)
        assert refused.value.code == code
    office.arrive("hugo")
    assert "PoliceAskedFor" in names(office.ask_police("hugo")), "who has come and sees it may"


def test_a_second_presser_who_was_called_may_ask() -> None:
    """Only who pressed first is one of the two already."""
    office = _raised(_only("responder"))
    office.do(press("press-2", presser="bo", script=_only("responder")))
    assert "PoliceAskedFor" in names(office.ask_police("bo"))


def test_the_lead_asks() -> None:
    """The lead may ask without having been called, where the rule says so, but not when she has pressed."""
    office = _raised()
    assert office.ask_police("maja", is_lead=True)[1].facts["because"] == "lead"
    with pytest.raises(Refusal) as refused:
        _raised(_only("two_pressers", "responder")).ask_police("maja", is_lead=True)
    assert refused.value.code == "police_not_entitled"
    with pytest.raises(Refusal) as refused:
        _raised(_only("lead")).ask_police("bo")
    assert refused.value.code == "police_not_entitled"
    with pytest.raises(Refusal) as refused:
        _raised(presser="maja").ask_police("maja", is_lead=True)
    assert refused.value.code == "police_presser"


def test_a_plan_without_a_rule() -> None:
    """Where the plan has no rule nobody can ask, and two people who press call nobody."""
    office = _raised(PLAN)
    with pytest.raises(Refusal, match="112") as refused:
        office.ask_police("bo")
    assert refused.value.code == "no_police_rule"
    assert names(office.do(press("press-2", presser="lena"))) == ["AlarmJoined"]


@pytest.mark.parametrize("mode", [Mode.DRILL, Mode.TEST])
def test_in_a_drill_it_is_practised_and_nothing_leaves(mode: Mode) -> None:
    """Asking works in a drill or a test, and nobody outside is called or looks called."""
    office = _raised(mode=mode)
    assert "PoliceAskedFor" in names(office.ask_police("bo"))
    office.do(press("press-2", presser="lena", mode=mode, script=RULED))
    office.after(300)
    assert outside(office.intents) == []
    assert POLICE not in office.standing.responders


def test_what_was_asked_in_a_drill_does_not_count() -> None:
    """When a drill turns real, presses and requests begin anew."""
    office = _raised(mode=Mode.DRILL)
    office.ask_police("bo")
    assert "PoliceAskedFor" not in names(office.do(press("press-2", presser="lena", script=RULED)))
    assert office.standing.police_asked_at is None
    assert outside(office.intents) == []
    assert called(office.do(press("press-3", presser="eva", script=RULED))) == [POLICE]


def test_a_press_that_brings_the_rule() -> None:
    """An assistance that a second person's press makes an emergency calls the police contact with its first step."""
    office = Incident()
    office.do(press(kind="assist", script=ASSIST))
    office.accept("anna")
    second = office.do(press("press-2", presser="lena", script=RULED))
    assert names(second)[:2] == ["AlarmJoined", "PoliceAskedFor"]
    assert POLICE in called(second)


def test_a_press_of_another_kind_takes_no_rule_away() -> None:
    """Where a further press begins a response without a rule, the earlier one's stays."""
    office = _raised()
    aid = replace(ASSIST, steps=(Step(call=("aid",), after=ASSIST.steps[0].after, unless=Condition()),))
    office.do(press("press-2", kind="medical", script=aid))
    assert office.standing.kind == "emergency"
    assert "PoliceAskedFor" in names(office.ask_police("bo"))


def test_help_is_there_and_still_the_police_are_needed() -> None:
    """Asking does not depend on how far the response is; what is awaited of the contact is looked at."""
    office = _raised()
    office.arrive("anna")
    office.after(20)
    assert office.due_in() is None
    assert called(office.ask_police("anna")) == [POLICE]
    assert office.due_in() == 15


def test_when_it_is_over_nobody_asks() -> None:
    """A cleared alarm is refused in words."""
    office = _raised()
    office.clear("maja", entitled=True)
    with pytest.raises(Refusal, match="cleared"):
        office.ask_police("bo")


@pytest.mark.parametrize(("second", "skipped"), [(None, True), ("eva", True), ("lena", False)])
def test_a_step_only_for_a_second_press(second: str | None, skipped: bool) -> None:
    """A step with `if` is taken when somebody else has pressed by its time, and left out otherwise; then it goes on."""
    steps = (*PLAN.steps[:2], replace(PLAN.steps[2], unless=Condition(), only_if=Condition(pressers=2)))
    office = _raised(replace(PLAN, steps=steps))
    office.do(press("press-2", presser=second))
    events = office.after(60)
    assert (POLICE in called(events)) is not skipped
    if skipped:
        [left_out] = [e.facts for e in events if e.name == "StepSkipped"]
        assert (left_out["because"], left_out["pressers"]) == ("if", 2)
    assert "ResponseExhausted" in names(office.after(30)), "silence never ends it"


def _earlier(stored: Any) -> Any:
    """Take away everything that a version without the rule did not write."""
    if isinstance(stored, dict):
        new = {"police_asked_at", "police", "if", "pressers"}
        kept = {"pressers"} if "press_keys" in stored else set[str]()  # an alarm had its pressers before
        return {key: _earlier(value) for key, value in stored.items() if key not in new - kept}
    return [_earlier(one) for one in stored] if isinstance(stored, list) else stored


def test_alarms_of_an_earlier_version_go_on() -> None:
    """A state and a timeline written before there was a rule are read as alarms without one, and go on."""
    office = _raised(PLAN)
    office.do(press("press-2", presser="lena"))
    stored = _earlier(json.loads(json.dumps(write(office.standing))))
    assert "police_asked_at" not in stored
    assert "if" not in json.dumps(stored)
    assert read(stored) == office.standing
    old = [replace(event, facts=_earlier(event.facts)) for event in office.events]
    assert replay(office.standing.id, old) == office.standing
    office.alarm = read(stored)
    assert POLICE in called(office.after(60))
    with pytest.raises(Refusal, match="no rule"):
        office.ask_police("bo")


def test_a_rule_survives_the_store() -> None:
    """Rule, condition and request are in the stored state and in the record."""
    steps = (*PLAN.steps[:2], replace(PLAN.steps[2], only_if=Condition(pressers=2)))
    office = _raised(replace(PLAN, steps=steps, police=RULE))
    office.ask_police("bo")
    assert read(json.loads(json.dumps(write(office.standing)))) == office.standing
    assert replay(office.standing.id, office.events) == office.standing
    assert office.standing.script.police == RULE
    assert office.standing.police_asked_at == office.now
