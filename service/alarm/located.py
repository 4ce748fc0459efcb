"""What is known in an alarm of where she is, after what was measured, said by the press itself, or doubted."""

from dataclasses import replace

from service.alarm.alarm import Alarm, Located
from service.alarm.events import Event
from service.alarm.muster import moved


def by_press(event: Event) -> Located | None:
    """Return what the press that raises the alarm says itself of where it is."""
    if not event.facts.get("located"):
        return None
    return Located(usual=None, zone=event.facts["zone"], at=event.at, by="device", confidence="clear")


def after_measured(alarm: Alarm, event: Event) -> Alarm:
    """Return the alarm after a measurement: its old calm zones stay calm, the new ones become so."""
    facts = event.facts
    located = Located(
        usual=alarm.located.usual if alarm.located else alarm.zone,
        zone=facts["zone"],
        at=event.at,
        by=facts["how"],
        confidence=facts["confidence"],
    )
    muster = moved(alarm.muster, alarm.presser, facts["zone"])
    calm = alarm.calm | frozenset(facts["calm"])
    return replace(alarm, zone=facts["zone"], calm=calm, located=located, muster=muster)


def after_doubted(alarm: Alarm, event: Event) -> Alarm:
    """Return the alarm after somebody has said that she is not there; its place stays until another is measured."""
    known = alarm.located or Located(usual=alarm.zone)
    return replace(alarm, located=replace(known, doubted_by=event.facts["by"], doubted_at=event.at))
