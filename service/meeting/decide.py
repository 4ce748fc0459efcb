"""What follows from a command to a watched meeting: events, or a refusal in words. Time and rights are arguments."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from roles.sentence import Sentence
from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.meeting.commands import Begin, CallHelp, CheckIn, Command, End, Extend, PassDue, PlanMeeting
from service.meeting.meeting import Meeting
from service.meeting.planning import must_be_plannable
from service.meeting.times import times_facts
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

LONGEST: Final = timedelta(days=1)
"""How long a meeting can be watched at most, with everything that it was extended by."""


def decide(meeting: Meeting | None, command: Command, at: datetime) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Args:
        meeting: the meeting so far; None before it is planned.
        command: what is asked.
        at: the moment.

    Raises:
        UndertakingRefusal: the meeting's state or the actor's rights do not allow it.
    """
    if isinstance(command, PlanMeeting):
        return _plan(command, at) if meeting is None else ()
    if meeting is None:
        raise UndertakingRefusal("unknown_meeting", Sentence("There is no such meeting; look it up in the list."))
    match command:
        case Begin():
            return _begin(meeting, command, at)
        case CheckIn():
            return _check_in(meeting, command, at)
        case Extend():
            return _extend(meeting, command, at)
        case End():
            return _end(meeting, command, at)
        case CallHelp():
            return _call_help(meeting, command, at)
        case PassDue():
            return _pass_due(meeting, command, at)
        case _:
            assert_never(command)


def _plan(command: PlanMeeting, at: datetime) -> tuple[Event, ...]:
    _may(command.entitled)
    must_be_plannable(command, at, LONGEST)
    facts: dict[str, Any] = {
        "place": command.place,
        "zone": command.zone,
        "person": command.person,
        "colleague": command.colleague,
        "watcher": command.watcher,
        "begins_at": instant(max(at, command.begins_at)),
        "ends_at": instant(command.ends_at),
        **times_facts(command.times),
        "alarm_kind": command.alarm_kind,
    }
    where = (command.where or "").strip()
    planned = _event("MeetingPlanned", at, command.actor, facts, {"place": where} if where else {})
    return (planned, _event("MeetingBegun", at, command.actor)) if command.begins_at <= at else (planned,)


def _begin(meeting: Meeting, command: Begin, at: datetime) -> tuple[Event, ...]:
    _may(command.entitled)
    _must_go_on(meeting)
    if meeting.stage != "planned":
        return ()
    if at >= meeting.ends_at:
        raise UndertakingRefusal(
            "ends_before_it_starts", Sentence("The meeting was to be over by now. Plan it anew, with another end.")
        )
    return (_event("MeetingBegun", at, command.actor),)


def _check_in(meeting: Meeting, command: CheckIn, at: datetime) -> tuple[Event, ...]:
    _may(command.entitled)
    _must_not_be_over(meeting)
    if meeting.stage == "alarmed":
        return _late(meeting, command, at)
    if meeting.stage == "planned":
        raise UndertakingRefusal("not_begun", Sentence("The meeting has not begun. Begin it, and the watch is on."))
    return (_event("CheckedIn", at, command.actor, {"late": False}),)


def _late(meeting: Meeting, command: CheckIn | End, at: datetime) -> tuple[Event, ...]:
    """Keep a word that comes after the alarm, which stays: only people end an alarm.

    A home visit ends with its alarm and not before: whoever is on the way reads in it where to go, and whoever sits
    across could make her say that she is well.
    """
    late = _event("CheckedIn", at, command.actor, {"late": True})
    return (late,) if meeting.place == "home_visit" else (late, _ended(at, command.actor, "well"))


def _extend(meeting: Meeting, command: Extend, at: datetime) -> tuple[Event, ...]:
    _may(command.entitled)
    _must_go_on(meeting)
    if not timedelta(minutes=1) <= command.by <= LONGEST:
        raise UndertakingRefusal(
            "bad_extension", Sentence("A meeting is extended by a minute at least, a day at most.")
        )
    ends_at = max(meeting.ends_at, at) + command.by
    if ends_at - meeting.begins_at > LONGEST:
        raise UndertakingRefusal(
            "too_long", Sentence("A meeting is watched for a day at most. End it, and plan another one.")
        )
    return (_event("MeetingExtended", at, command.actor, {"ends_at": instant(ends_at)}),)


def _end(meeting: Meeting, command: End, at: datetime) -> tuple[Event, ...]:
    _may(command.entitled)
    if meeting.is_over:
        return ()
    if meeting.stage == "alarmed" and meeting.place == "home_visit":
        return _late(meeting, command, at)
    return (_ended(at, command.actor, "not_held" if meeting.stage == "planned" else "ended"),)


def _call_help(meeting: Meeting, command: CallHelp, at: datetime) -> tuple[Event, ...]:
    _may(command.entitled)
    _must_not_be_over(meeting)
    if meeting.stage == "planned":
        raise UndertakingRefusal("not_begun", Sentence("The meeting has not begun. In danger, press the alarm."))
    if meeting.stage == "alarmed":
        return ()
    return (_alarmed(at, command.actor, command.alarm, "asked_for"),)


def _pass_due(meeting: Meeting, command: PassDue, at: datetime) -> tuple[Event, ...]:
    """Take the next step of a watch that nobody has answered; nothing before its time."""
    if meeting.due_at is None or at < meeting.due_at:
        return ()
    match meeting.stage:
        case "planned":
            return (_event("MeetingBegun", at, command.actor),)
        case "running":
            return (_event("PersonAsked", at, command.actor, _until(at + meeting.times.ask_person)),)
        case "asked":
            return (_event("WatcherAsked", at, command.actor, _until(at + meeting.times.ask_watcher)),)
        case "watcher_asked":
            return (_alarmed(at, command.actor, command.alarm, "overdue"),)
        case "alarmed":
            return () if command.alarm_is_open else (_ended(at, command.actor, "alarm_over"),)
        case "over":
            return ()


def _may(entitled: bool) -> None:
    if not entitled:
        raise UndertakingRefusal(
            "not_entitled",
            Sentence("Only she herself, who is beside her, the watcher and whoever leads can say this."),
        )


def _must_not_be_over(meeting: Meeting) -> None:
    if meeting.is_over:
        raise UndertakingRefusal("meeting_over", Sentence("The meeting is over; nothing is watched any more."))


def _must_go_on(meeting: Meeting) -> None:
    _must_not_be_over(meeting)
    if meeting.stage == "alarmed":
        raise UndertakingRefusal(
            "alarm_raised", Sentence("An alarm has been raised for this meeting. Say there how it stands.")
        )


def _until(until: datetime) -> dict[str, str]:
    return {"until": instant(until)}


def _alarmed(at: datetime, actor: Actor, alarm: str, why: str) -> Event:
    return _event("MeetingAlarmed", at, actor, {"alarm": alarm, "why": why})


def _ended(at: datetime, actor: Actor, ending: str) -> Event:
    return _event("MeetingEnded", at, actor, {"ending": ending})


def _event(
    name: str,
    at: datetime,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Event:
    return Event(name=name, at=at, actor=actor, facts=facts or {}, personal=personal or {})
