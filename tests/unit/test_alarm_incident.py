"""Incidents, told as they would be told afterwards. Anna, Bo, Cecilia and David are colleagues, Maja is the manager."""

from dataclasses import replace

import pytest

from parts.incident import ASSIST, PLAN, POLICE, Incident, by, call, called, names, outside, press, told
from service.alarm.actor import SERVICE
from service.alarm.call import Roster
from service.alarm.commands import Clear, Decline, PassDeadline, ReportCall
from service.alarm.decide import decide
from service.alarm.refusal import Refusal
from service.alarm.response import Condition, Script
from service.alarm.states import State


def test_nobody_answers() -> None:
    """Silence never ends the response: colleagues, manager, police, and then everybody again and again, with 112."""
    office = Incident()
    assert called(office.do(press())) == ["anna", "bo"]
    assert office.due_in() == 15
    silent = office.after(15)
    assert names(silent) == ["ResponderSilent", "ResponderSilent", "ResponderCalled", "ResponderCalled"]
    assert called(silent) == ["cecilia", "david"]
    assert called(office.after(5)) == ["maja"]
    assert outside(office.intents) == []
    assert called(office.after(40)) == [POLICE]
    assert outside(office.intents) == [POLICE]
    for round_ in (1, 2, 3):
        again = office.after(30)
        assert [e.facts["last_resort"] for e in again if e.name == "ResponseExhausted"] == ["112"]
        [reminded] = [e.facts["responders"] for e in again if e.name == "RespondersReminded"]
        assert reminded == ["anna", "bo", "cecilia", POLICE, "david", "maja"]
        assert len(outside(office.intents)) == 1 + round_, "the police contact goes on being called"
    assert office.standing.state is State.RAISED


def test_one_accepts_and_never_comes() -> None:
    """An acceptance is not an arrival: the plan goes on beside it, and when it is overdue, another one is called."""
    office = Incident()
    office.do(press())
    office.accept("anna")
    office.after(60)
    assert POLICE in office.standing.responders, "one who is coming does not hold up the police"
    assert "anna" in office.answering("silent")
    assert [e.facts["responder"] for e in office.events if e.name == "ResponderOverdue"] == ["anna"]
    assert "ResponseExhausted" in names(office.after(30))
    assert "anna" in office.answering("called"), "reminded: she may have had a reason"


def test_two_accept_one_is_overdue_while_a_step_is_left_out() -> None:
    """A step that is left out because enough are coming still replaces the one who has fallen silent."""
    office = Incident()
    office.do(press())
    office.accept("anna")
    office.accept("david")
    office.unserved(25)
    late = office.after(0)
    assert names(late) == ["ResponderSilent", "StepSkipped", "ResponderCalled"]
    assert called(late) == ["cecilia"]


def test_down_for_two_hours_while_somebody_was_awaited() -> None:
    """After two hours without the service both are marked, replaced, and the plan takes one step and keeps its pace."""
    office = Incident()
    office.do(press())
    office.unserved(7200)
    came_back = office.after(0)
    assert names(came_back)[:3] == ["ResponderSilent", "ResponderSilent", "AlarmEscalated"]
    assert called(came_back) == ["cecilia", "david", "maja"]
    assert office.due_in() == 15


def test_seen_and_left() -> None:
    """Somebody who has seen it and leaves changes no deadline."""
    office = Incident()
    office.do(press())
    before = office.due_in()
    assert names(office.see("anna")) == ["AlarmAcknowledged"]
    assert office.due_in() == before
    assert "ResponseExhausted" in names(office.after(120))
    assert told(office.intents) == ["received", "seen"]


def test_there_and_left_again() -> None:
    """When the only one there says that she cannot stay, the response goes on at once."""
    office = Incident()
    office.do(press())
    office.arrive("anna")
    office.decline("bo")
    office.after(300)
    assert "cecilia" in office.answering("silent")
    assert office.due_in() is None
    office.decline("anna")
    assert office.due_in() is not None
    assert "AlarmEscalated" in names(office.after(0))


def test_declined() -> None:
    """Who cannot come is replaced at once by somebody for the same role, and everybody else stays called."""
    office = Incident()
    office.do(press())
    declined = office.decline("anna")
    assert names(declined) == ["AlarmAcknowledged", "ResponderDeclined", "ResponderCalled"]
    assert called(declined) == ["cecilia"]
    assert office.answering("called") == {"bo", "cecilia"}


def test_everybody_declines() -> None:
    """When all have declined, the screens go on saying that nobody comes and whom to ring."""
    office = Incident(office={"colleague": ("anna", "bo")})
    office.do(press())
    office.decline("anna")
    office.decline("bo")
    assert names(office.after(200)).count("ResponseExhausted") >= 3


def test_who_may_clear() -> None:
    """Nobody unnamed, nobody who is merely coming; somebody who has arrived may, and so may one who speaks for her."""
    office = Incident()
    office.do(press())
    office.accept("anna")
    for who, code in ((None, "nobody_named"), ("anna", "not_entitled"), ("bo", "not_entitled")):
        with pytest.raises(Refusal) as refused:
            office.clear(who)
        assert refused.value.code == code
    office.arrive("anna")
    [cleared] = office.do(Clear(actor=by(None, behalf_of="anna"), entitled=False))
    assert cleared.facts["by"] == "anna"


@pytest.mark.parametrize("seen", [None, False])
def test_who_ends_it_by_her_own_eyes_has_come_and_has_seen(seen: bool | None) -> None:
    """Although the plan names her she has to be there, and to have said that she has seen who pressed."""
    office = Incident()
    office.do(press())
    ask = Clear(actor=by("anna"), entitled=True, seen_her=True, is_lead=True, words="Eva says so", own_eyes=True)
    assert _refused(office, ask) == "not_entitled"
    office.arrive("anna")
    assert _refused(office, replace(ask, seen_her=seen)) == "not_seen"
    assert names(office.do(ask)) == ["AlarmCleared"]


def _refused(office: Incident, command: Clear) -> str:
    with pytest.raises(Refusal) as refused:
        office.do(command)
    return refused.value.code


def test_somebody_comes_who_was_not_called() -> None:
    """Who comes without being called counts, with a time to arrive; when it passes, she is overdue like anybody."""
    office = Incident()
    office.do(press())
    office.accept("hugo")
    assert office.standing.responders["hugo"].role is None
    late = office.after(180)
    assert [e.facts["responder"] for e in late if e.name == "ResponderOverdue"] == ["hugo"]
    office.arrive("hugo")
    assert office.standing.is_answered


def test_silent_then_accepted() -> None:
    """Who was silent may still come; the one called instead stays called."""
    office = Incident()
    office.do(press())
    office.after(15)
    office.accept("anna")
    assert {"cecilia", "david"} <= office.answering("called")
    assert office.standing.responders["anna"].arrive_by is not None


def test_arrived_without_having_accepted() -> None:
    """Who is simply there is there; a later acceptance of hers changes nothing."""
    office = Incident()
    office.do(press())
    assert names(office.arrive("bo")) == ["AlarmAcknowledged", "ResponderArrived"]
    assert office.accept("bo") == ()


def test_still_awaited_when_enough_are_there() -> None:
    """Who said that she comes is missed when she does not, also when somebody else is there already."""
    office = Incident()
    office.do(press())
    office.accept("anna")
    office.arrive("bo")
    assert office.due_in() == 60
    assert names(office.after(60)) == ["ResponderOverdue"]
    assert office.due_in() is None


def test_a_call_that_failed_is_replaced() -> None:
    """A call that could not be made counts as silence at once, and somebody else is called for the role."""
    office = Incident()
    office.do(press())
    assert office.fail_call("anna", outcome="handed_over") == ()
    assert called(office.fail_call("anna")) == ["cecilia"]
    assert office.fail_call("anna") == ()


def test_a_failed_call_after_the_end() -> None:
    """A failure reported after the end is noted and calls nobody."""
    office = Incident()
    office.do(press())
    office.cancel("maja")
    report = ReportCall(actor=SERVICE, responder="anna", route=None, outcome="failed", reason="no_route")
    assert names(office.do(report, roster=Roster(calls=(call("cecilia", "colleague"),)))) == ["CallFailed"]


def test_the_clock_goes_back_an_hour() -> None:
    """After a jump back, the next thing anybody does counts the plan's steps from now: no hour of silence."""
    office = Incident()
    office.do(press())
    office.after(25)
    office.unserved(-3600)
    office.see("anna")
    assert office.due_in() is not None
    assert (office.due_in() or 0) <= 40


def test_before_its_time() -> None:
    """A deadline looked at before it is due changes nothing."""
    office = Incident()
    office.do(press())
    office.unserved(14)
    assert office.do(PassDeadline(actor=SERVICE)) == ()
    office.unserved(-30)
    assert office.do(PassDeadline(actor=SERVICE)) == ()


def test_nobody_at_all() -> None:
    """With nobody to wait for, no step is waited for: the last resort is on the screens after one repeat."""
    office = Incident(office={})
    assert names(office.do(press())) == ["AlarmRaised", "RoleUnfilled"]
    assert office.due_in() == 0
    assert "ResponseExhausted" in names(office.after(int(PLAN.repeat_every.total_seconds())))


def test_a_plan_without_a_condition_is_not_complete_at_once() -> None:
    """A plan that asks for nothing, or only for acceptances, is never complete before somebody is there."""
    empty = Script(
        steps=(),
        repeat_every=ASSIST.repeat_every * 0,
        repeat_call=("colleague",),
        done_when=Condition(),
        last_resort="112",
    )
    office = Incident()
    office.do(press(script=empty))
    assert office.due_in() == 1, "a repeat of no length at all is not taken literally"
    office.accept("anna")
    assert not office.standing.is_answered
    office.arrive("anna")
    assert office.standing.is_answered


def test_there_left_and_back() -> None:
    """Who was there before help was asked for again, left and comes back, is further help."""
    office = Incident()
    office.do(press())
    office.arrive("anna")
    office.do(press("press-2"))
    office.decline("anna")
    office.arrive("anna")
    assert office.standing.is_answered


def test_the_police_come_without_having_been_called() -> None:
    """A contact that answers before the plan called it is shown as one from outside."""
    office = Incident()
    office.do(press())
    office.accept(POLICE)
    assert office.standing.responders[POLICE].reach == "outside"


def test_who_is_coming_is_not_called_again() -> None:
    """A roster that names somebody who is coming takes nothing from her."""
    office = Incident()
    office.do(press())
    office.accept("anna")
    office.unserved(20)
    roster = Roster(calls=(call("anna", "manager"), call("maja", "manager")))
    assert called(office.do(PassDeadline(actor=SERVICE), roster=roster)) == ["maja"]
    assert "anna" in office.answering("accepted")


def test_whose_answer_is_awaited_is_not_reminded() -> None:
    """Somebody called just before a repeat keeps her own deadline, and is named silent when it passes."""
    office = Incident(office={"colleague": ("anna", "bo", "cecilia")})
    office.do(press())
    office.after(89)
    assert office.answering("silent") == {"anna", "bo", "cecilia"}
    office.do(Decline(actor=by("anna"), responder="anna"), roster=Roster(calls=(call("frida", "colleague"),)))
    [reminded] = [e for e in office.after(1) if e.name == "RespondersReminded"]
    assert reminded.facts["responders"] == ["bo", "cecilia"]
    assert [e.facts["responder"] for e in office.after(14) if e.name == "ResponderSilent"] == ["frida"]


def test_engaged_are_those_who_come_or_are_awaited() -> None:
    """Who pressed, is coming, there, or has just been called is busy; others are free for another alarm."""
    office = Incident()
    office.do(press())
    office.accept("anna")
    assert office.standing.engaged == {"eva", "anna", "bo"}
    office.decline("bo")
    assert office.standing.engaged == {"eva", "anna", "cecilia"}
    office.arrive("anna")
    office.after(600)
    assert office.standing.engaged == {"eva", "anna"}
    office.clear("anna")
    assert office.standing.engaged == frozenset()


def test_the_order_in_which_a_state_was_stored_does_not_matter() -> None:
    """Two nodes that read the same state from different databases decide the same events in the same order."""
    office = Incident()
    office.do(press())
    office.unserved(15)
    turned_round = replace(office.standing, responders=dict(reversed(list(office.standing.responders.items()))))
    command = PassDeadline(actor=SERVICE)
    there, here = (decide(a, command, office.people(command), office.now) for a in (office.standing, turned_round))
    assert there == here
    assert called(here) == ["cecilia", "david"]
