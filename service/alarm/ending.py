"""How an alarm ends: cleared or cancelled by somebody entitled to it, and closed when its record is complete."""

from datetime import datetime

from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.answering import acknowledge
from service.alarm.commands import AddNote, Cancel, Clear, Close
from service.alarm.events import Event
from service.alarm.refusal import Refusal
from service.alarm.states import Mode, ResponderState


def end(alarm: Alarm, command: Clear | Cancel, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody entitled says that the danger is over, or that it was set off by mistake.

    Raises:
        Refusal: when nobody is named, the speaker is not entitled to end it, or somebody has to go and look first.
    """
    if isinstance(command, Clear) and command.is_drill_over:
        return _end_drill(alarm, command.actor, at)
    _must_be_entitled(alarm, command.actor, command.entitled and not command.own_eyes)
    _must_have_looked(alarm, command)
    is_clear = isinstance(command, Clear)
    if alarm.closing is not None and alarm.closing.stage in ("hold", "neighbour"):
        return ended_hold(command.actor, at)
    ended = Event(
        name="AlarmCleared" if is_clear else "AlarmCancelled",
        at=at,
        actor=command.actor,
        facts={"by": command.actor.by, "seen_her": command.seen_her},
        words=command.words or None,
    )
    return (*(acknowledge(alarm, command.actor, at) if is_clear else ()), ended)


def ended_hold(actor: Actor, at: datetime) -> tuple[Event, ...]:
    """Return how a hold at the reception ends, or the closing next door: with a name, or by time with none.

    Nothing of it is left to write.
    """
    return (
        Event(name="AlarmCleared", at=at, actor=actor, facts={"by": actor.by, "seen_her": None}),
        Event(name="AlarmClosed", at=at, actor=actor, facts={"by": actor.by, "outcome": "over"}),
    )


def close(command: Close, at: datetime) -> tuple[Event, ...]:
    """Return what follows when the record is said to be complete."""
    facts = {"by": command.actor.by, "outcome": command.outcome}
    return (Event(name="AlarmClosed", at=at, actor=command.actor, facts=facts, words=command.words or None),)


def add_note(command: AddNote, at: datetime) -> tuple[Event, ...]:
    """Return what somebody adds to the record, whatever state the alarm is in.

    Raises:
        Refusal: when there are no words in it.
    """
    if not command.words.strip():
        raise Refusal("empty_note", "Say in `words` what there is to know.")
    return (Event(name="NoteAdded", at=at, actor=command.actor, facts={"by": command.actor.by}, words=command.words),)


def _end_drill(alarm: Alarm, actor: Actor, at: datetime) -> tuple[Event, ...]:
    """Return what ends a drill's alarm with the drill, in nobody's name; one that has turned real goes on."""
    if alarm.mode is not Mode.DRILL:
        raise Refusal(
            "not_a_drill", "This alarm is real: it does not end with a drill. Answer it like every other one."
        )
    return (Event(name="AlarmCleared", at=at, actor=actor, facts={"by": None, "seen_her": None}),)


def _must_be_entitled(alarm: Alarm, actor: Actor, entitled: bool) -> None:
    speaker = actor.speaker
    if speaker is None:
        raise Refusal("nobody_named", "Say who you are: an alarm ends only when a person entitled to it says so.")
    responder = alarm.responders.get(speaker)
    # In a closing everybody who has done her part is "there": that entitles nobody to open the office again.
    there = alarm.closing is None and responder is not None and responder.state is ResponderState.ARRIVED
    if speaker == alarm.presser or speaker in alarm.pressers:
        raise Refusal(
            "presser",
            "Who pressed cannot end the alarm alone: somebody who has come and seen her says that the danger is over.",
        )
    if not (entitled or there):
        raise Refusal(
            "not_entitled",
            "Only somebody who has arrived, or whom the plan names for it, can end this alarm; ask one of them.",
        )


def _must_have_looked(alarm: Alarm, command: Clear | Cancel) -> None:
    """Ask for somebody who has seen her with her own eyes: a voice on a telephone may be somebody else's to command.

    Once who pressed has said that it was a mistake there is no other way. Else the lead can answer "no" and say in
    words how she knows. Where nobody asked (None), the record says so.
    """
    if alarm.mistake is not None and command.seen_her is not True:
        raise Refusal(
            "not_seen",
            "Who pressed has said that it was a mistake. Somebody goes there, sees her, and then ends the alarm.",
        )
    if command.own_eyes and command.seen_her is not True:
        raise Refusal("not_seen", "Say that you have seen who pressed yourself: only then can you end the alarm here.")
    leads = command.is_lead or (alarm.lead is not None and alarm.lead.responder == command.actor.speaker)
    if command.seen_her is False and not (leads and command.words.strip()):
        raise Refusal(
            "not_seen",
            "Go and look first, or have somebody go. Without that the lead alone can end it, and says in words how she "
            "knows.",
        )
