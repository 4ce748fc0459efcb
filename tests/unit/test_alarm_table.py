"""Every ask in every state: what the table says is what the decider does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from parts.closed import CLOSES, EXPECTS
from parts.incident import ASSIST, PENDANT, RULED, START, Incident, by, press
from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm, Lead, PoliceCall, Responder, Switched
from service.alarm.call import Roster
from service.alarm.closed_office import lines, read_begun
from service.alarm.closing_command import AnswerItem, CloseOffice, DescribeReturn, LookAgain, ReleaseOutputs
from service.alarm.commands import (
    Accept,
    Acknowledge,
    AddNote,
    AnswerPoliceCall,
    Arrive,
    AskForPolice,
    BeginPoliceCall,
    Cancel,
    Clear,
    Close,
    Command,
    CountPress,
    Decline,
    DoubtZone,
    EndPoliceCall,
    HandLead,
    HandOver,
    MeasureZone,
    NeedMore,
    PassDeadline,
    ReportCall,
    ReportNotice,
    ReportOutput,
    SayMistake,
    TakeLead,
    TellSituation,
)
from service.alarm.decide import ASKS, decide
from service.alarm.events import EVENTS, Event
from service.alarm.evolve import evolve
from service.alarm.guide_commands import Instruct, ReportDoor, ReportZone
from service.alarm.muster import Accounted, Muster
from service.alarm.muster_commands import AccountFor, BeginMuster, CountVisitors, EndMuster
from service.alarm.refusal import Refusal
from service.alarm.states import OPEN, TABLE, Ask, Mode, ResponderState, State, allows

LATER = START + 10 * ASSIST.repeat_every
COMMANDS: dict[Ask, Command] = {
    Ask.JOIN: press("press-2", mode=Mode.DRILL),
    Ask.TURN: press("press-2"),
    Ask.ACKNOWLEDGE: Acknowledge(actor=by("anna")),
    Ask.ACCEPT: Accept(actor=by("anna"), responder="anna"),
    Ask.DECLINE: Decline(actor=by("anna"), responder="anna"),
    Ask.ARRIVE: Arrive(actor=by("anna"), responder="anna"),
    Ask.ASK_FOR_POLICE: AskForPolice(actor=by("anna"), is_lead=False),
    Ask.COUNT_PRESS: CountPress(actor=by("lena"), presser="lena"),
    Ask.PASS_DEADLINE: PassDeadline(actor=SERVICE),
    Ask.REPORT_CALL: ReportCall(actor=SERVICE, responder="anna", route=None, outcome="failed", reason="no_route"),
    Ask.REPORT_NOTICE: ReportNotice(
        actor=SERVICE, notice="a-1.2.0.sms", responder="anna", role="colleague", route="sms", state="delivered"
    ),
    Ask.REPORT_OUTPUT: ReportOutput(actor=SERVICE, output="siren", on=True, tries=1),
    Ask.INSTRUCT: Instruct(actor=SERVICE, zones=({"zone": "yard", "do": "stay"},), basis="d"),
    Ask.REPORT_DOOR: ReportDoor(actor=by("anna"), door="glass", state="locked"),
    Ask.REPORT_ZONE: ReportZone(actor=by("anna"), zone="yard", state="compromised"),
    Ask.MEASURE_ZONE: MeasureZone(actor=SERVICE, zone="yard", confidence="clear", by="gateway"),
    Ask.DOUBT_ZONE: DoubtZone(actor=by("anna")),
    Ask.TAKE_LEAD: TakeLead(actor=by("anna")),
    Ask.HAND_LEAD: HandLead(actor=by("bo"), to="carl"),
    Ask.HAND_OVER: HandOver(actor=by("anna"), to="david"),
    Ask.NEED_MORE: NeedMore(actor=by("anna"), count=2),
    Ask.BEGIN_POLICE_CALL: BeginPoliceCall(actor=by("anna"), number="112"),
    Ask.ANSWER_POLICE_CALL: AnswerPoliceCall(actor=by("anna")),
    Ask.END_POLICE_CALL: EndPoliceCall(actor=by("lena"), because="broken"),
    Ask.TELL_SITUATION: TellSituation(actor=by("anna"), told={"weapons": "seen"}),
    Ask.SAY_MISTAKE: SayMistake(actor=by("eva"), under_duress=False, plan="v1", emergency=RULED),
    Ask.BEGIN_MUSTER: BeginMuster(actor=by("maja"), because="asked", people={"bo": None}, within=timedelta(minutes=3)),
    Ask.ACCOUNT_FOR: AccountFor(actor=by("anna"), people=("anna",), state="safe", how="screen"),
    Ask.COUNT_VISITORS: CountVisitors(actor=by("anna"), count=4),
    Ask.END_MUSTER: EndMuster(actor=by("maja"), entitled=True, words="everybody has gone home"),
    Ask.CLOSE_OFFICE: CloseOffice(actor=by("maja"), plan=CLOSES),
    Ask.ANSWER_ITEM: AnswerItem(actor=by("anna"), item="door", answer="done"),
    Ask.LOOK_AGAIN: LookAgain(actor=by("maja"), after=timedelta(minutes=30)),
    Ask.DESCRIBE_RETURN: DescribeReturn(actor=by("maja"), words="a blue jacket"),
    Ask.RELEASE_OUTPUTS: ReleaseOutputs(actor=by("maja"), because="fire"),
    Ask.CLEAR: Clear(actor=by("maja"), entitled=True),
    Ask.CANCEL: Cancel(actor=by("maja"), entitled=True, words="by mistake"),
    Ask.ADD_NOTE: AddNote(actor=by("maja"), words="The police came after all."),
    Ask.CLOSE: Close(actor=by("maja"), outcome="over", words=""),
}
IN_CLOSING = {Ask.CLOSE_OFFICE, Ask.ANSWER_ITEM, Ask.LOOK_AGAIN, Ask.DESCRIBE_RETURN}
PRESSES = {Ask.JOIN, Ask.TURN}
OF_MUSTER = {Ask.ACCOUNT_FOR, Ask.COUNT_VISITORS, Ask.END_MUSTER}
OF_POLICE = {Ask.BEGIN_POLICE_CALL, Ask.ANSWER_POLICE_CALL, Ask.END_POLICE_CALL}


def standing_in(state: State) -> Alarm:
    """A drill with Anna and Bo called, brought into a state by what people ask."""
    office = Incident()
    office.do(press(mode=Mode.DRILL, script=RULED))
    if state is not State.RAISED:
        office.see()
    if state is State.CANCELLED:
        office.cancel("maja")
    if state in (State.CLEARED, State.CLOSED):
        office.clear("maja", entitled=True)
    if state is State.CLOSED:
        office.close("maja")
    assert office.standing.state is state
    return office.standing


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("ask", Ask)
def test_every_ask_in_every_state(ask: Ask, state: State) -> None:
    """What the table allows makes something happen and leads where it says; all else is refused in words."""
    alarm, command = standing_in(state), COMMANDS[ask]
    if ask in OF_POLICE:  # a drill has no call to the police
        alarm = replace(alarm, mode=Mode.ACTUAL, police_calls={"lena": PoliceCall(at=START, number="112")})
    if ask is Ask.HAND_LEAD:  # Bo leads, and Carl is there
        there = Responder(state=ResponderState.ARRIVED, role=None)
        lead = Lead(responder="bo", since=START, because="taken")
        alarm = replace(alarm, lead=lead, responders={**alarm.responders, "carl": there})
    if ask is Ask.REPORT_OUTPUT:  # it was switched by this alarm
        alarm = replace(alarm, outputs={"siren": Switched(until=LATER, state="commanded")})
    if ask in OF_MUSTER:  # one is on, and of Anna nobody knows
        people = {"anna": Accounted()}
        on = Muster(begun_at=START, within=timedelta(minutes=3), due_at=LATER + timedelta(minutes=1), people=people)
        alarm = replace(alarm, muster=on)
    if ask in IN_CLOSING:
        began = EXPECTS if ask is Ask.CLOSE_OFFICE else CLOSES
        alarm = replace(alarm, closing=read_begun(began.facts(lines(began, ()), START)))
    if ask in PRESSES and state not in OPEN:
        assert decide(alarm, command, Roster(), LATER)[0].name == "AlarmRaised"
    elif allows(state, ask):
        events = decide(alarm, command, Roster(), LATER)
        after = alarm
        for event in events:
            after = evolve(after, alarm.id, event)
        assert after.state is TABLE[state][ask]
        assert events or (ask, state) == (Ask.ACKNOWLEDGE, State.ACKNOWLEDGED), "only a second 'seen' says nothing new"
    elif ask in (Ask.PASS_DEADLINE, Ask.MEASURE_ZONE, Ask.INSTRUCT):
        assert decide(alarm, command, Roster(), LATER) == (), "what comes too late by itself bothers nobody"
    else:
        with pytest.raises(Refusal) as refused:
            decide(alarm, command, Roster(), LATER)
        assert refused.value.code == "wrong_state"
        assert str(state) in str(refused.value)


def test_every_command_has_its_ask() -> None:
    """No command is without a row in the table, and no row without a command."""
    assert {*ASKS.values(), Ask.TURN} == set(Ask)
    assert set(TABLE) == set(State)


def test_an_alarm_nobody_raised() -> None:
    """Whatever is asked of an alarm that does not exist is refused; only a press raises one."""
    for ask in set(Ask) - PRESSES:
        with pytest.raises(Refusal, match="no such alarm"):
            decide(None, COMMANDS[ask], Roster(), START)


def test_a_timeline_that_begins_in_the_middle() -> None:
    """Events without an alarm, or a second beginning, are an error that says which alarm it is."""
    seen = Event(name="AlarmAcknowledged", at=START, actor=PENDANT, facts={"by": None})
    with pytest.raises(ValueError, match="begins with AlarmAcknowledged"):
        evolve(None, "a-1", seen)
    [raised, *_] = decide(None, press(), Roster(), START)
    with pytest.raises(ValueError, match="a second time"):
        evolve(standing_in(State.RAISED), "a-1", raised)


def test_no_event_outside_the_vocabulary() -> None:
    """An event's name is one of those that the reference describes."""
    assert "AlarmForgotten" not in EVENTS
    with pytest.raises(ValueError, match="AlarmForgotten"):
        Event(name="AlarmForgotten", at=START, actor=PENDANT, facts={})


@pytest.mark.parametrize("told_at", [START.replace(tzinfo=None), START.replace(year=1), START.replace(year=9999)])
def test_a_device_whose_clock_is_wrong(told_at: object) -> None:
    """Whatever a device believes the time to be, its press raises an alarm at the time of the service."""
    [raised, *_] = decide(None, replace(press(), pressed_at=told_at), Roster(), START)  # type: ignore[arg-type]
    assert raised.at == START
