"""What those who help say while they help: roles handed over, more help, the police on the telephone, the situation."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parts.incident import PLAN, POLICE, RULED, Incident, by, called, names, outside, press, seconds
from service.alarm.commands import (
    Accept,
    Acknowledge,
    AnswerPoliceCall,
    AskForPolice,
    BeginPoliceCall,
    Command,
    Decline,
    EndPoliceCall,
    HandOver,
    NeedMore,
    TakeLead,
    TellSituation,
)
from service.alarm.deadline import deadline
from service.alarm.evolve import replay
from service.alarm.refusal import Refusal
from service.alarm.snapshot import read, write
from service.alarm.states import Mode, State


def _raised(**changes: Any) -> Incident:
    office = Incident()
    office.do(press(**changes))
    return office


def _code(office: Incident, command: Command) -> str:
    with pytest.raises(Refusal) as refused:
        office.do(command)
    return refused.value.code


def test_a_role_is_handed_to_somebody_who_is_called_for_it() -> None:
    """Who hands over is released; who takes it has the role's own deadlines, and silence goes on from there."""
    office = _raised()
    office.accept("anna")
    within = {"colleague": (seconds(25), seconds(90))}
    handed = office.do(HandOver(actor=by("anna"), to="hugo", within=within, words="jag har en besökare"))
    assert names(handed) == ["RoleHandedOver", "ResponderCalled"]
    assert handed[0].words == "jag har en besökare"
    assert office.answering("declined") == {"anna"}
    hugo = office.standing.responders["hugo"]
    assert (hugo.role, hugo.accept_by, hugo.arrive_within) == ("colleague", office.now + seconds(25), seconds(90))
    silent = office.after(25)
    assert "hugo" in [e.facts["responder"] for e in silent if e.name == "ResponderSilent"]
    assert "cecilia" in office.standing.responders, "and somebody else is called for the role"


def test_who_is_there_without_a_role_takes_it_where_she_is() -> None:
    """Nobody who has come is called away from being there; her arrival goes on counting."""
    office = _raised()
    office.arrive("hugo")
    assert names(office.do(HandOver(actor=by("anna"), to="hugo"))) == ["RoleHandedOver"]
    hugo = office.standing.responders["hugo"]
    assert (hugo.role, hugo.state) == ("colleague", "arrived")
    assert office.standing.is_answered


def test_help_that_was_there_and_hands_over_is_no_help_any_more() -> None:
    """The response goes on until who takes the role is there."""
    office = _raised()
    office.arrive("anna")
    assert deadline(office.standing) is not None, "Bo is still awaited"
    office.do(HandOver(actor=by("anna"), to="hugo"))
    assert not office.standing.is_answered
    office.arrive("hugo")
    assert office.standing.is_answered


def test_to_whom_a_role_cannot_be_handed() -> None:
    """Not to oneself, not to who pressed, not to somebody who has a role; and only a role that one has."""
    office = _raised()
    assert _code(office, HandOver(actor=by("anna"), to="anna")) == "hand_over_whom"
    assert _code(office, HandOver(actor=by("anna"), to="eva")) == "hand_over_whom"
    assert _code(office, HandOver(actor=by("anna"), to="bo")) == "has_role"
    assert _code(office, HandOver(actor=by("hugo"), to="frida")) == "no_role"
    assert _code(office, HandOver(actor=by(None), to="frida")) == "no_role"
    office.decline("anna")
    assert _code(office, HandOver(actor=by("anna"), to="frida")) == "no_role"


def test_outside_is_called_by_the_plans_rule_alone() -> None:
    """A role goes to a contact outside only once the police have been asked for; in a drill it never does."""
    centre = HandOver(actor=by("anna"), to="contact:centre", reach="outside")
    office = _raised(script=RULED)
    assert _code(office, centre) == "outside_by_rule"
    office.do(AskForPolice(actor=by("anna"), is_lead=False))
    office.do(centre)
    assert outside(office.intents) == [POLICE, "contact:centre"]
    assert _code(_raised(mode=Mode.DRILL), centre) == "hand_over_outside"


def test_more_help_takes_the_next_step_at_once() -> None:
    """The step comes although two are coming, and the one after it at its own time from there."""
    office = _raised()
    office.accept("anna")
    office.accept("bo")
    office.after(3)
    asked = office.do(NeedMore(actor=by("anna"), count=2))
    assert names(asked) == ["MoreAskedFor", "AlarmEscalated", "ResponderCalled"]
    assert called(asked) == ["maja"]
    assert asked[0].facts["count"] == 2
    assert office.standing.step_at == office.now


def test_more_help_once_it_is_there_makes_the_response_go_on() -> None:
    """Who is there and needs more is not left alone with a response that is complete."""
    office = _raised()
    office.arrive("anna")
    office.do(NeedMore(actor=by("anna")))
    assert not office.standing.is_answered
    assert POLICE in called(office.after(40))
    office.arrive("maja")
    assert office.standing.is_answered


def test_more_help_after_the_last_step_is_the_repeat() -> None:
    """Where there is no further step, the repeat comes at once: whoever was silent is asked again."""
    office = _raised()
    office.after(61)
    office.do(Acknowledge(actor=by("anna")))
    asked = office.do(NeedMore(actor=by("anna")))
    assert names(asked)[:2] == ["MoreAskedFor", "AlarmEscalated"]
    assert asked[1].facts["round"] == 1


def test_more_help_leaves_out_a_step_that_waits_for_more_who_press() -> None:
    """That somebody needs more does not make two people who pressed; the step after it is taken instead."""
    steps = (PLAN.steps[0], replace(PLAN.steps[1], only_if=replace(PLAN.steps[1].unless, accepted=0, pressers=2)))
    office = _raised(script=replace(PLAN, steps=(*steps, PLAN.steps[2])))
    asked = office.do(NeedMore(actor=by("anna")))
    assert names(asked) == ["AlarmAcknowledged", "MoreAskedFor", "StepSkipped", "AlarmEscalated", "ResponderCalled"]
    assert called(asked) == [POLICE]


def test_two_taps_are_one() -> None:
    """The same person who asks again at once has tapped twice; another one, or the same one later, has not."""
    office = _raised()
    office.do(NeedMore(actor=by("anna")))
    assert office.do(NeedMore(actor=by("anna"))) == ()
    assert names(office.do(NeedMore(actor=by("bo"))))[0] == "MoreAskedFor"
    office.unserved(6)
    assert names(office.do(NeedMore(actor=by("bo"))))[0] == "MoreAskedFor"
    assert _code(office, NeedMore(actor=by(None))) == "nobody_named"


def test_a_call_to_the_police_is_what_somebody_says_of_it() -> None:
    """Begun, answered, ended: each is said, each by name, and none follows from another."""
    office = _raised()
    assert names(office.do(BeginPoliceCall(actor=by("anna"), number="112"))) == ["AlarmAcknowledged", "PoliceCallBegun"]
    assert office.do(BeginPoliceCall(actor=by("anna"), number="112")) == ()
    assert names(office.do(BeginPoliceCall(actor=by("bo")))) == ["PoliceCallBegun"], "Bo joins visibly"
    assert _code(office, EndPoliceCall(actor=by("anna"), because="done")) == "police_not_answered"
    [answered] = office.do(AnswerPoliceCall(actor=by("anna")))
    assert answered.facts["by"] == "anna"
    assert office.do(AnswerPoliceCall(actor=by("anna"))) == ()
    assert _code(office, EndPoliceCall(actor=by("anna"), because="unanswered")) == "police_answered"
    office.do(EndPoliceCall(actor=by("anna"), because="broken"))
    assert set(office.standing.police_calls) == {"bo"}
    assert _code(office, EndPoliceCall(actor=by("anna"), because="done")) == "no_police_call"


def test_who_says_that_the_police_answered_has_called_them() -> None:
    """Nobody has to tap twice while she speaks with the police."""
    office = _raised()
    office.do(Acknowledge(actor=by("anna")))
    assert names(office.do(AnswerPoliceCall(actor=by("anna")))) == ["PoliceCallBegun", "PoliceAnswered"]


def test_a_call_is_told_to_its_end_after_the_alarm_has_ended() -> None:
    """The danger is over while Anna is still on the telephone; that she has hung up can still be said."""
    office = _raised()
    office.do(AnswerPoliceCall(actor=by("anna")))
    office.clear("maja", entitled=True)
    assert names(office.do(EndPoliceCall(actor=by("anna"), because="done"))) == ["PoliceCallEnded"]
    assert office.standing.state is State.CLEARED


@pytest.mark.parametrize("mode", [Mode.DRILL, Mode.TEST])
def test_nothing_of_a_drill_says_that_the_police_were_called(mode: Mode) -> None:
    """Each word about a call to the police is refused, and a real press begins with nothing said."""
    office = _raised(mode=mode)
    for command in (
        BeginPoliceCall(actor=by("anna")),
        AnswerPoliceCall(actor=by("anna")),
        EndPoliceCall(actor=by("anna"), because="done"),
    ):
        assert _code(office, command) == "police_drill"
    office.do(TellSituation(actor=by("anna"), told={"weapons": "seen"}))
    office.do(NeedMore(actor=by("anna")))
    office.do(press("press-2"))
    assert (office.standing.situation, office.standing.more_asked, office.standing.police_calls) == ({}, None, {})


def test_the_situation_is_told_bit_by_bit() -> None:
    """Only what is told changes; words stay apart from facts, and nothing new is no entry."""
    office = _raised()
    office.do(Acknowledge(actor=by("anna")))
    [first] = office.do(TellSituation(actor=by("anna"), told={"weapons": "unknown"}, entrance="gården"))
    assert (first.facts["weapons"], first.entrance, "entrance" in first.facts) == ("unknown", "gården", False)
    office.do(TellSituation(actor=by("bo"), told={"weapons": "seen", "person": "here"}))
    assert office.standing.situation == {"weapons": "seen", "person": "here"}
    assert office.do(TellSituation(actor=by("bo"), told={"weapons": "seen"})) == ()
    assert _code(office, TellSituation(actor=by("bo"), told={})) == "nothing_told"
    assert _code(office, TellSituation(actor=by(None), told={"weapons": "seen"})) == "nobody_named"


def test_said_by_telephone_for_somebody_else() -> None:
    """Who passes it on, for whom, how and in which words stand in the entry; a call of the service has no channel."""
    office = _raised()
    actor = replace(by("anna", behalf_of="bo"), channel="telephone")
    said = office.do(Decline(actor=actor, responder="bo", words="sitter i möte"))
    declined = next(e for e in said if e.name == "ResponderDeclined")
    assert (declined.actor.who, declined.actor.behalf_of) == ("anna", "bo")
    assert (declined.facts["channel"], declined.words) == ("telephone", "sitter i möte")
    [replaced] = [e for e in said if e.name == "ResponderCalled"]
    assert "channel" not in replaced.facts
    assert declined.actor.as_json().keys() == {"who", "via", "behalf_of"}, "the chain's form stays"


def test_every_failure_has_a_name() -> None:
    """Nobody on duty, no way to reach, declined, silent, not come, nobody at all: each is an event of its own."""
    office = Incident({"colleague": ("anna", "bo", "cecilia"), "police": (POLICE,)})
    office.do(press(script=RULED))
    office.decline("bo")
    office.accept("anna")
    office.after(300)
    office.fail_call(POLICE)
    assert {
        "RoleUnfilled",  # the manager: nobody on duty
        "CallFailed",
        "ResponderDeclined",
        "ResponderSilent",
        "ResponderOverdue",
        "ResponseExhausted",
    } <= set(names(office.events))


who = st.sampled_from(["anna", "bo", "maja", "hugo"])


@settings(max_examples=40)
@given(
    said=st.lists(
        st.tuples(st.sampled_from(["see", "accept", "lead", "hand", "more", "police", "tell"]), who), max_size=8
    ),
    wait=st.lists(st.integers(0, 12), min_size=8, max_size=8),
)
def test_saying_so_is_no_end(said: list[tuple[str, str]], wait: list[int]) -> None:
    """After any sequence of words, and nobody there, silence never lasts longer than the plan's own deadlines."""
    office = _raised()
    longest = max([PLAN.repeat_every, *(step.after for step in PLAN.steps)])
    for (what, name), pause in zip(said, wait, strict=False):
        commands: dict[str, Command] = {
            "see": Acknowledge(actor=by(name)),
            "accept": Accept(actor=by(name), responder=name),
            "lead": TakeLead(actor=by(name)),
            "hand": HandOver(actor=by(name), to="frida"),
            "more": NeedMore(actor=by(name)),
            "police": AnswerPoliceCall(actor=by(name)),
            "tell": TellSituation(actor=by(name), told={"weapons": "none"}),
        }
        before = dict(office.standing.responders)
        try:
            office.do(commands[what])
        except Refusal:
            assert what == "hand"
        if what not in ("hand", "more"):
            others = {key: r for key, r in before.items() if key != name}
            assert others.items() <= office.standing.responders.items(), "nobody is called off by another's answer"
        due = deadline(office.standing)
        assert due is not None
        assert due <= office.now + longest
        office.after(pause)
    steps = [e.at for e in office.after(260) if e.name in ("AlarmEscalated", "StepSkipped")]
    assert all(b - a <= longest for a, b in pairwise(steps))
    assert "ResponseExhausted" in names(office.events), "and in the end the screens say that nobody is coming"
    assert replay(office.standing.id, office.events) == office.standing
    assert read(write(office.standing)) == office.standing
