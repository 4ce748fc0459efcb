"""What a closing becomes by what happens to it; `evolve` names which event does what."""

from dataclasses import replace

from service.alarm.alarm import Alarm
from service.alarm.closed_office import read_begun
from service.alarm.events import Event
from service.alarm.instant import parse_instant


def after_begun(alarm: Alarm, event: Event) -> Alarm:
    """Return the alarm after an office that expected somebody has closed: its response begins anew."""
    return replace(alarm, closing=read_begun(event.facts), step=0, step_at=event.at, responders={}, seen_by=frozenset())


def after_answered(alarm: Alarm, event: Event) -> Alarm:
    """Return the alarm after a line of the checklist was answered."""
    facts, closing = event.facts, alarm.closing
    if closing is None:
        return alarm
    return replace(
        alarm,
        closing=closing.answered(facts["item"], facts["answer"], facts["by"], event.at, version=facts.get("version")),
    )


def after_looked_at(alarm: Alarm, event: Event) -> Alarm:
    """Return the alarm after it was looked at again, or should have been."""
    if alarm.closing is None:
        return alarm
    facts, closing = event.facts, alarm.closing
    looked_at = event.at if event.name == "ClosingLookedAt" else closing.looked_at
    closing = replace(closing, look_again_at=parse_instant(facts["look_again_at"]), looked_at=looked_at)
    if closing.next_door is not None and "version" in facts:
        closing = replace(closing, next_door=replace(closing.next_door, version=facts["version"]))
    return replace(alarm, closing=closing)


def after_released(alarm: Alarm, event: Event) -> Alarm:
    """Return the alarm after its locks were let go: after a fire it locks none again, else none behind which one is."""
    because, outputs = event.facts["because"], frozenset(event.facts["outputs"])
    let_go = alarm.let_go | outputs if because == "behind" else alarm.let_go
    return replace(alarm, released=alarm.released or because == "fire", let_go=let_go)
