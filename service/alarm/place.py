"""Where she is: what is measured moves an alarm's place only where it is clear, and never silently."""

from datetime import datetime, timedelta
from typing import Any, Final

from service.alarm.alarm import Alarm, Located
from service.alarm.answering import acknowledge
from service.alarm.commands import DoubtZone, MeasureZone, Raise
from service.alarm.events import Event
from service.alarm.join import is_real
from service.alarm.refusal import Refusal
from service.alarm.states import Mode

AGAIN: Final = timedelta(minutes=2)
"""How old a measurement may be before the same one is told again: it is read with its age."""


def measure(alarm: Alarm, command: MeasureZone, at: datetime) -> tuple[Event, ...]:
    """Return the event that says where she was measured; nothing where that is no news, or not sure enough.

    A place that has a name is left only for one that is clear. Who has looked and not found her is believed more than
    a gateway that goes on hearing her there.
    """
    if alarm.mode is Mode.TEST or command.confidence == "unclear":
        return ()
    if command.zone != alarm.zone:
        is_news = command.confidence == "clear" or alarm.zone is None
    else:
        is_news = _is_news_of_same(alarm.located, command, at)
    return (_measured(alarm, command, at),) if is_news else ()


def pressed_there(alarm: Alarm, press: Raise, at: datetime) -> tuple[Event, ...]:
    """Return the event that a press which joins and says itself where it is makes of that."""
    known = alarm.located
    is_known = known is not None and known.zone == press.zone and known.doubted_at is None and known.by == "device"
    if not press.located or press.zone is None or not is_real(alarm, press) or alarm.mode is Mode.TEST or is_known:
        return ()
    said = MeasureZone(actor=press.actor, zone=press.zone, confidence="clear", by="device", calm=press.calm)
    return (_measured(alarm, said, at),)


def doubt(alarm: Alarm, command: DoubtZone, at: datetime) -> tuple[Event, ...]:
    """Return the events by which somebody says that she is not there; nothing where that was said already.

    Raises:
        Refusal: no place is named, or it has changed since whoever doubts it was shown it.
    """
    if alarm.zone is None:
        raise Refusal("no_place", "This alarm has no place that could be doubted.")
    if command.zone is not None and command.zone != alarm.zone:
        raise Refusal("place_moved", "The alarm's place has changed meanwhile: look where it is now.")
    if alarm.located is not None and alarm.located.doubted_at is not None:
        return ()
    facts = {"zone": alarm.zone, "by": command.actor.speaker}
    doubted = Event(name="ZoneDoubted", at=at, actor=command.actor, facts=facts)
    return (*acknowledge(alarm, command.actor, at), doubted)


def _is_news_of_same(known: Located | None, command: MeasureZone, at: datetime) -> bool:
    if known is None or known.zone is None:
        return known is None or known.doubted_at is None
    if known.doubted_at is not None:
        return False
    is_surer = command.confidence == "clear" and known.confidence != "clear"
    return is_surer or known.at is None or at - known.at >= AGAIN


def _measured(alarm: Alarm, command: MeasureZone, at: datetime) -> Event:
    facts: dict[str, Any] = {
        "zone": command.zone,
        "moved_from": alarm.zone,
        "confidence": command.confidence,
        "how": command.by,
        "calm": list(command.calm),
    }
    return Event(name="ZoneMeasured", at=at, actor=command.actor, facts=facts)
