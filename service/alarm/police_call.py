"""The police on the telephone: who calls, whether they have answered, how the call ended. Never assumed, always said.

Each person has one call at a time. Whoever begins one while another is on joins it visibly. A drill or a test has none,
so that nothing says that the police were called.
"""

from datetime import datetime

from service.alarm.alarm import Alarm
from service.alarm.answering import acknowledge
from service.alarm.commands import AnswerPoliceCall, BeginPoliceCall, EndPoliceCall
from service.alarm.events import Event
from service.alarm.refusal import Refusal
from service.alarm.states import Mode


def begin_call(alarm: Alarm, command: BeginPoliceCall, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody calls the police; nothing new while she is calling.

    Raises:
        Refusal: in a drill or a test, and when nobody is named.
    """
    caller = _caller(alarm, command.actor.speaker)
    seen = acknowledge(alarm, command.actor, at)
    if caller in alarm.police_calls:
        return seen
    facts = {"by": caller, "number": command.number}
    begun = Event(name="PoliceCallBegun", at=at, actor=command.actor, facts=facts, words=command.words or None)
    return (*seen, begun)


def answer_call(alarm: Alarm, command: AnswerPoliceCall, at: datetime) -> tuple[Event, ...]:
    """Return what follows when the police have answered; who has not said that she calls, says it by this.

    Raises:
        Refusal: in a drill or a test, and when nobody is named.
    """
    caller = _caller(alarm, command.actor.speaker)
    seen = acknowledge(alarm, command.actor, at)
    call = alarm.police_calls.get(caller)
    if call and call.answered_at:
        return seen
    begun = Event(name="PoliceCallBegun", at=at, actor=command.actor, facts={"by": caller, "number": None})
    answered = Event(
        name="PoliceAnswered", at=at, actor=command.actor, facts={"by": caller}, words=command.words or None
    )
    return (*seen, *(() if call else (begun,)), answered)


def end_call(alarm: Alarm, command: EndPoliceCall, at: datetime) -> tuple[Event, ...]:
    """Return what follows when a call to the police has ended, unanswered, broken or done.

    Raises:
        Refusal: in a drill or a test; when nobody is named or she is not calling; when what is said of
            its end does not go with whether the police have answered.
    """
    caller = _caller(alarm, command.actor.speaker)
    call = alarm.police_calls.get(caller)
    if call is None:
        raise Refusal("no_police_call", "You are not calling the police, as far as anybody has said.")
    if command.because == "done" and not call.answered_at:
        raise Refusal("police_not_answered", "Say first that the police have answered; or that nobody answered.")
    if command.because == "unanswered" and call.answered_at:
        raise Refusal("police_answered", "The police have answered this call; say that it is done, or was cut off.")
    facts = {"by": caller, "because": command.because}
    ended = Event(name="PoliceCallEnded", at=at, actor=command.actor, facts=facts, words=command.words or None)
    return (*acknowledge(alarm, command.actor, at), ended)


def _caller(alarm: Alarm, speaker: str | None) -> str:
    if alarm.mode is not Mode.ACTUAL:
        raise Refusal(
            "police_drill",
            "This is a drill or a test: the police are not called. If it has become real, press: that is always real.",
        )
    if speaker is None:
        raise Refusal("nobody_named", "Say who is on the telephone.")
    return speaker
