"""What follows from a command: events, or a refusal in words. Pure: time and roster are arguments."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from service.alarm.alarm import Alarm
from service.alarm.answering import accept, acknowledge, arrive, decline, recognise, report_call
from service.alarm.call import Roster
from service.alarm.closing import answer_item, by_output, close_office, come, describe, look_again, passed
from service.alarm.closing_command import (
    AnswerItem,
    CloseOffice,
    DescribeReturn,
    HearAnswer,
    HearNeighbour,
    InClosing,
    LookAgain,
    ReleaseOutputs,
)
from service.alarm.commands import (
    Accept,
    Acknowledge,
    AddNote,
    AnswerPoliceCall,
    AnyButRaise,
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
    Help,
    MeasureZone,
    NeedMore,
    PassDeadline,
    Raise,
    ReportCall,
    ReportNotice,
    ReportOutput,
    SayMistake,
    TakeLead,
    TellSituation,
)
from service.alarm.deadline import deadline, next_step_at
from service.alarm.ending import add_note, close, end
from service.alarm.escalate import escalate
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.guide_commands import Guide, Instruct, ReportDoor, ReportZone
from service.alarm.helping import hand_over, need_more, tell_situation
from service.alarm.instant import instant
from service.alarm.instruct import guide
from service.alarm.join import risen
from service.alarm.lead import followed, hand, take
from service.alarm.mistake import say_mistake
from service.alarm.muster_commands import AccountFor, BeginMuster, CountVisitors, EndMuster, Mustered
from service.alarm.mustering import call_missing, muster, over
from service.alarm.neighbour import hear_answer, hear_neighbour
from service.alarm.notice import report_notice
from service.alarm.output import release, report_output, switched
from service.alarm.place import doubt, measure, pressed_there
from service.alarm.police import ask, count_press
from service.alarm.police_call import answer_call, begin_call, end_call
from service.alarm.pressed_as_test import finish, is_test_press
from service.alarm.raising import begin, join
from service.alarm.refusal import Refusal
from service.alarm.states import Ask, allows

ASKS: dict[type, Ask] = {
    Raise: Ask.JOIN,
    Acknowledge: Ask.ACKNOWLEDGE,
    Accept: Ask.ACCEPT,
    Decline: Ask.DECLINE,
    Arrive: Ask.ARRIVE,
    AskForPolice: Ask.ASK_FOR_POLICE,
    CountPress: Ask.COUNT_PRESS,
    PassDeadline: Ask.PASS_DEADLINE,
    ReportCall: Ask.REPORT_CALL,
    ReportNotice: Ask.REPORT_NOTICE,
    ReportOutput: Ask.REPORT_OUTPUT,
    MeasureZone: Ask.MEASURE_ZONE,
    Instruct: Ask.INSTRUCT,
    ReportDoor: Ask.REPORT_DOOR,
    ReportZone: Ask.REPORT_ZONE,
    DoubtZone: Ask.DOUBT_ZONE,
    TakeLead: Ask.TAKE_LEAD,
    HandLead: Ask.HAND_LEAD,
    HandOver: Ask.HAND_OVER,
    NeedMore: Ask.NEED_MORE,
    BeginPoliceCall: Ask.BEGIN_POLICE_CALL,
    AnswerPoliceCall: Ask.ANSWER_POLICE_CALL,
    EndPoliceCall: Ask.END_POLICE_CALL,
    TellSituation: Ask.TELL_SITUATION,
    SayMistake: Ask.SAY_MISTAKE,
    BeginMuster: Ask.BEGIN_MUSTER,
    AccountFor: Ask.ACCOUNT_FOR,
    CountVisitors: Ask.COUNT_VISITORS,
    EndMuster: Ask.END_MUSTER,
    CloseOffice: Ask.CLOSE_OFFICE,
    AnswerItem: Ask.ANSWER_ITEM,
    LookAgain: Ask.LOOK_AGAIN,
    DescribeReturn: Ask.DESCRIBE_RETURN,
    HearAnswer: Ask.ANSWER_ITEM,
    HearNeighbour: Ask.CLOSE_OFFICE,
    ReleaseOutputs: Ask.RELEASE_OUTPUTS,
    Clear: Ask.CLEAR,
    Cancel: Ask.CANCEL,
    Close: Ask.CLOSE,
    AddNote: Ask.ADD_NOTE,
}


def decide(alarm: Alarm | None, command: Command, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Args:
        alarm: the open alarm that a trigger would join, or the alarm a person acts on; None where there is none.
        command: what is asked.
        roster: who can be called for the roles that `wanted.wanted` names, resolved at this moment.
        at: now.

    Raises:
        Refusal: when the alarm's state or the asker's rights do not allow it.
    """
    if isinstance(command, Raise):
        if alarm and command.press_key in alarm.press_keys:
            return ()  # heard again: evidence only, whatever has become of its alarm
        if alarm and (alarm.closing is None) != (command.closing is None):
            alarm = None  # no closing swallows a press, and no press a closing
        if alarm and alarm.closing is not None and alarm.is_open:
            return ()  # it has begun, whoever says so once more
        command = risen(alarm, command)
        if alarm and alarm.is_open:
            joined = _located(alarm, followed(alarm, join(alarm, command, roster, at), roster, at), command, at)
            return _with_next_deadline(alarm, alarm.id, switched(alarm, alarm.id, joined, at))
        begun = switched(None, command.alarm, begin(command, roster, at), at)
        return _with_next_deadline(None, command.alarm, begun)
    if alarm is None:
        raise Refusal("unknown_alarm", "There is no such alarm; look it up in the list of alarms.")
    ask = ASKS[type(command)]
    if not allows(alarm.state, ask):
        if isinstance(command, PassDeadline | MeasureZone | Instruct):
            return ()
        raise Refusal("wrong_state", _why_not(alarm, ask))
    is_lead = isinstance(command, Accept | Arrive) and command.is_lead
    answer = _answer if alarm.closing is None else _answer_in_closing
    events = followed(alarm, answer(alarm, command, roster, at), roster, at, is_lead=is_lead)
    return _with_next_deadline(alarm, alarm.id, switched(alarm, alarm.id, events, at))


def decide_reports(alarm: Alarm, commands: Iterable[ReportNotice], at: datetime) -> tuple[Event, ...]:
    """Return what follows from several reports of notices: what `decide` says of each, worked out together.

    They may be told in every state, and none changes what the service promises to do next.
    """
    events = tuple(event for command in commands for event in report_notice(command, at))
    return _with_next_deadline(alarm, alarm.id, events)


def _answer(alarm: Alarm, command: AnyButRaise, roster: Roster, at: datetime) -> tuple[Event, ...]:
    match command:
        case Acknowledge():
            return recognise(alarm, command.actor, at, command.words)
        case Accept():
            return accept(alarm, command, at)
        case Decline():
            return decline(alarm, command, roster, at)
        case Arrive():
            return arrive(alarm, command, at)
        case AskForPolice():
            asked = ask(alarm, command, roster, at)
            return (*acknowledge(alarm, command.actor, at), *asked)
        case CountPress():
            return count_press(alarm, command, roster, at)
        case PassDeadline():
            return _pass(alarm, command, roster, at)
        case ReportCall():
            return report_call(alarm, command, roster, at)
        case ReportNotice() | ReportOutput() | MeasureZone() | ReleaseOutputs():
            return _report(alarm, command, at)
        case SayMistake():
            return say_mistake(alarm, command, roster, at)
        case Clear() | Cancel() | Close() | AddNote():
            return _end(alarm, command, at)
        case _:
            return _help(alarm, command, roster, at)


def _end(alarm: Alarm, command: Clear | Cancel | Close | AddNote, at: datetime) -> tuple[Event, ...]:
    """Return what ends an alarm, or completes its record.

    A muster that is on ends with it, and says who is missing.
    """
    if isinstance(command, Close):
        return close(command, at)
    if isinstance(command, AddNote):
        return add_note(command, at)
    ended = end(alarm, command, at)
    return (*over(alarm, command.actor, at), *ended)


def _pass(alarm: Alarm, command: PassDeadline, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what a deadline that has passed makes happen: in the response, and in the muster."""
    if is_test_press(alarm):
        return finish(command.actor, at)
    return _and_missing(alarm, escalate(alarm, command.actor, roster, at), command, roster, at)


def _and_missing(
    alarm: Alarm, events: tuple[Event, ...], command: PassDeadline, roster: Roster, at: datetime
) -> tuple[Event, ...]:
    """Return events, and after them the call for whoever is missing in a muster whose time has passed too."""
    after = alarm
    for event in events:
        after = evolve(after, alarm.id, event)
    return (*events, *call_missing(after, command.actor, roster, at))


def _located(alarm: Alarm, joined: tuple[Event, ...], press: Raise, at: datetime) -> tuple[Event, ...]:
    """Return what a press that joins makes happen, with where it is first of what follows where it says so itself."""
    after = evolve(alarm, alarm.id, joined[0])
    return (joined[0], *pressed_there(after, press, at), *joined[1:])


def _report(
    alarm: Alarm, command: ReportNotice | ReportOutput | MeasureZone | ReleaseOutputs, at: datetime
) -> tuple[Event, ...]:
    match command:
        case ReportNotice():
            return report_notice(command, at)
        case ReportOutput():
            reported = report_output(alarm, command, at)
            return (*reported, *by_output(alarm, reported, at))
        case ReleaseOutputs():
            return release(alarm, command, at)
        case MeasureZone():
            return measure(alarm, command, at)


def _answer_in_closing(alarm: Alarm, command: AnyButRaise, roster: Roster, at: datetime) -> tuple[Event, ...]:
    match command:
        case Accept() | Decline() | Arrive():
            return come(alarm, command, roster, at)
        case PassDeadline():
            return _and_missing(alarm, passed(alarm, command.actor, roster, at), command, roster, at)
        case _:
            return _answer(alarm, command, roster, at)


def _beside(alarm: Alarm, command: Guide | InClosing, roster: Roster, at: datetime) -> tuple[Event, ...]:
    match command:
        case Instruct() | ReportDoor() | ReportZone():
            return guide(alarm, command, at)
        case CloseOffice():
            return close_office(alarm, command, roster, at)
        case AnswerItem():
            return answer_item(alarm, command, roster, at)
        case LookAgain():
            return look_again(alarm, command, at)
        case DescribeReturn():
            return describe(alarm, command, at)
        case HearAnswer():
            return hear_answer(alarm, command, roster, at)
        case HearNeighbour():
            return hear_neighbour(alarm, command, roster, at)
        case _:
            assert_never(command)


def _help(
    alarm: Alarm, command: Help | Mustered | Guide | InClosing, roster: Roster, at: datetime
) -> tuple[Event, ...]:
    match command:
        case TakeLead():
            return take(alarm, command, at)
        case HandLead():
            return hand(alarm, command, at)
        case HandOver():
            return hand_over(alarm, command, at)
        case NeedMore():
            return need_more(alarm, command, roster, at)
        case BeginPoliceCall():
            return begin_call(alarm, command, at)
        case AnswerPoliceCall():
            return answer_call(alarm, command, at)
        case EndPoliceCall():
            return end_call(alarm, command, at)
        case TellSituation():
            return tell_situation(alarm, command, at)
        case DoubtZone():
            return doubt(alarm, command, at)
        case BeginMuster() | AccountFor() | CountVisitors() | EndMuster():
            return muster(alarm, command, roster, at)
        case _:
            return _beside(alarm, command, roster, at)


def _why_not(alarm: Alarm, ask: Ask) -> str:
    if ask is Ask.CLOSE and alarm.is_open:
        return f"This alarm is {alarm.state}: somebody has to clear or cancel it before it can be closed."
    return f"This alarm is {alarm.state}; it can no longer be asked to {ask}."


def _with_next_deadline(alarm: Alarm | None, alarm_id: str, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Write into each event what the service promises to do next, so that screens can count down to it."""
    after = alarm
    for event in events:
        after = evolve(after, alarm_id, event)
    if after is None:
        return events
    at = deadline(after)
    promise: dict[str, Any] = {"next_at": instant(at) if at else None}
    if after.is_open:
        promise["answered"] = after.is_answered
    if after.is_open and not after.is_answered and not after.calls_nobody:
        promise["step_at"] = instant(next_step_at(after))
    return tuple(replace(e, facts={**e.facts, **_channel(e), **promise}) for e in events)


def _channel(event: Event) -> dict[str, Any]:
    """Return how a person said what happened; what the service does because of it is said by nobody."""
    return {"channel": event.actor.channel} if event.actor.channel else {}
