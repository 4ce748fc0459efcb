"""Incidents with more than one press, and drills: what joins, what turns into what, who is nobody's help."""

from dataclasses import replace

import pytest

from parts.incident import ASSIST, POLICE, Incident, called, names, outside, press, told
from service.alarm.react import react
from service.alarm.refusal import Refusal
from service.alarm.response import Condition, Script
from service.alarm.states import Mode, State


def test_two_people_press() -> None:
    """A second person's press joins the open alarm, is counted, and gets feedback on her own device."""
    office = Incident()
    office.do(press(open_key="as/room-114"))
    joined = office.do(press("press-2", open_key="as/room-114", device="as/pendant-2", presser="lena"))
    assert names(joined) == ["AlarmJoined"]
    assert office.standing.pressers == {"eva", "lena"}
    office.accept("anna")
    assert told(office.intents, lambda i: i.address == "as/pendant-2") == ["received", "seen", "coming"]


def test_a_doubtful_press_counts_for_nobody() -> None:
    """A press that may be a copy raises an alarm or joins one, and is never counted as a person who pressed."""
    office = Incident()
    office.do(press(doubtful=True))
    office.do(press("press-2", doubtful=True, presser="lena"))
    assert office.standing.pressers == frozenset()


def test_drill() -> None:
    """A drill goes the same way and reaches nobody outside, and no screen says that the police were called."""
    office = Incident()
    office.do(press(mode=Mode.DRILL))
    office.accept("anna")
    assert office.standing.engaged == frozenset(), "a drill keeps nobody from a real alarm"
    office.after(300)
    assert outside(office.intents) == []
    assert POLICE not in office.standing.responders
    assert office.standing.mode is Mode.DRILL


def test_a_real_press_in_a_drill() -> None:
    """A real press in a drill is real: all answers to the drill are forgotten and everybody is called anew."""
    office = Incident()
    office.do(press(mode=Mode.DRILL, presser="maja"))
    office.arrive("anna")
    assert office.due_in() == 15
    office.after(15)
    assert office.due_in() is None
    turned = office.do(press("press-2"))
    assert names(turned) == ["AlarmJoined", "ResponderCalled", "ResponderCalled"]
    assert office.standing.mode is Mode.ACTUAL
    assert office.standing.state is State.RAISED
    assert office.standing.presser == "eva"
    assert told(office.intents)[-1] == "received", "what her button said about the drill is not true any more"
    office.after(120)
    assert POLICE in outside(office.intents)


def test_a_drill_press_in_a_real_alarm() -> None:
    """A drill's press never makes a real alarm a drill."""
    office = Incident()
    office.do(press())
    office.do(press("press-2", mode=Mode.DRILL))
    assert office.standing.mode is Mode.ACTUAL


def test_assistance_turns_into_an_emergency() -> None:
    """A press of a kind that calls more roles begins that kind's response, and those who are coming stay."""
    office = Incident()
    office.do(press(kind="assist", script=ASSIST))
    office.accept("anna")
    office.do(press("press-2", gesture="long"))
    assert office.standing.kind == "emergency"
    assert "anna" in office.answering("accepted")
    office.after(120)
    assert POLICE in outside(office.intents)


def test_an_emergency_does_not_turn_into_assistance() -> None:
    """A press of a kind that calls nobody further joins and takes nothing away."""
    office = Incident()
    office.do(press())
    assert names(office.do(press("press-2", kind="assist", script=ASSIST))) == ["AlarmJoined"]
    assert office.standing.kind == "emergency"


def test_neither_kind_loses_the_roles_of_the_other() -> None:
    """Where two kinds call different roles, those of the earlier one are called with the repeat."""
    medical = Script(
        steps=(),
        repeat_every=ASSIST.repeat_every,
        repeat_call=("aid",),
        done_when=Condition(),
        last_resort="113",
        level=3,
    )
    office = Incident({"aid": ("frida",), "police": (POLICE,)})
    office.do(press())
    assert called(office.do(press("press-2", kind="medical", script=medical))) == ["frida"]
    assert called(office.after(60)) == [POLICE]


def test_pressed_again_while_help_is_there() -> None:
    """Who presses again although a colleague is there needs more help: others are called, with deadlines again."""
    office = Incident()
    office.do(press())
    office.arrive("anna")
    office.after(600)
    assert office.due_in() is None
    more = office.do(press("press-2"))
    assert called(more) == ["cecilia", "david"]
    assert not office.standing.is_answered
    assert "anna" in office.answering("arrived"), "she is still there, and still shown"
    office.arrive("cecilia")
    assert office.standing.is_answered


def test_a_doubtful_press_while_help_is_there() -> None:
    """A press that may be a copy does not begin the response anew."""
    office = Incident()
    office.do(press())
    office.arrive("anna")
    assert names(office.do(press("press-2", doubtful=True))) == ["AlarmJoined"]
    assert office.standing.is_answered


def test_the_same_press_a_hundred_times() -> None:
    """A press that is heard again and again is one press, also after its alarm has ended."""
    office = Incident()
    office.do(press())
    for _ in range(100):
        assert office.do(press()) == ()
    office.cancel("maja")
    assert office.do(press()) == ()
    office.close("maja")
    assert office.do(press()) == ()


@pytest.mark.parametrize("end", ["clear", "cancel", "close"])
def test_a_press_after_the_end(end: str) -> None:
    """A new press after clear, cancel or close raises an alarm of its own."""
    office = Incident()
    office.do(press())
    if end == "cancel":
        office.cancel("maja")
    else:
        office.clear("maja", entitled=True)
    if end == "close":
        office.close("maja")
    assert names(office.do(press("press-2")))[0] == "AlarmRaised"
    assert office.standing.id == "a-press-2"
    assert office.standing.press_keys == {"press-2"}


def test_the_presser_is_not_her_own_help() -> None:
    """Taps in the presser's name, forced or by mistake, complete no response and give no right to end it."""
    office = Incident()
    office.do(press())
    office.arrive("eva")
    assert not office.standing.is_answered
    assert office.due_in() == 15
    for entitled in (False, True):
        with pytest.raises(Refusal) as refused:
            office.clear("eva", entitled=entitled)
        assert refused.value.code == "presser", "whatever role she holds, she may be forced to say it"
    assert "ResponseExhausted" in names(office.after(120))


def test_the_presser_of_a_doubtful_press_is_not_her_own_help() -> None:
    """Also who is not counted as having pressed does not count as help to herself."""
    office = Incident()
    office.do(press(doubtful=True))
    office.arrive("eva")
    assert not office.standing.is_answered


def test_a_drill_makes_no_call_even_if_somebody_outside_stands_in_it() -> None:
    """Also where an older record names a contact in a drill, nothing is sent to it."""
    office = Incident()
    office.do(press(mode=Mode.DRILL))
    real = Incident()
    real.do(press())
    real.after(120)
    asked = [e for e in real.events if e.name in ("ResponderCalled", "RespondersReminded")]
    drill = replace(office.standing, responders=real.standing.responders)
    assert outside([i for e in asked for i in react(drill, real.standing, e)]) == [POLICE] * 3
    assert outside([i for e in asked for i in react(drill, drill, e)]) == []


def test_a_new_version_of_the_plan_between_two_presses() -> None:
    """A further press of the same kind joins the response in force, although a newer plan calls more roles."""
    office = Incident()
    office.do(press(script=replace(ASSIST, level=4)))
    assert names(office.do(press("press-2", plan="v2"))) == ["AlarmJoined"]
    assert office.standing.plan == "v1"


def test_a_contact_that_answers_a_drill_is_not_reminded_of_it() -> None:
    """Where somebody taps in the police contact's name during a drill, no reminder makes it look called."""
    office = Incident()
    office.do(press(mode=Mode.DRILL))
    office.accept(POLICE)
    office.after(600)
    assert POLICE in office.answering("silent")
    assert POLICE not in [key for e in office.events for key in e.facts.get("responders", ())]
