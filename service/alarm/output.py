"""Sirens, lamps and locks: what a step switches on, what is left alone and why, and what became of each."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, Literal

from service.alarm.alarm import Alarm, told_as
from service.alarm.closed_office import Closing
from service.alarm.closing_command import ReleaseOutputs
from service.alarm.commands import ReportOutput
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.instant import instant
from service.alarm.response import Switch
from service.alarm.states import Mode

Withheld = Literal["calm", "place_unknown", "drill", "said_mistake", "fire", "behind"]
"""Why an output that a step names is left alone."""

_BEGINS_ANEW: Final = frozenset({"AlarmJoined", "PressesCounted"})


def switched(alarm: Alarm | None, alarm_id: str, events: tuple[Event, ...], at: datetime) -> tuple[Event, ...]:
    """Return the events with what the house does because of them: each step that is taken switches its outputs."""
    after, added = alarm, list[Event]()
    for event in events:
        after = evolve(after, alarm_id, event)
        added += _of_step(after, event, at)
    return (*events, *added)


def report_output(alarm: Alarm, command: ReportOutput, at: datetime) -> tuple[Event, ...]:
    """Return the event that says what became of an output; nothing where it is known, or none of this alarm's."""
    known = alarm.outputs.get(command.output)
    if known is None or known.state == told_as(on=command.on, proven=command.reason is None):
        return ()
    facts: dict[str, Any] = {"output": command.output, "on": command.on, "tries": command.tries}
    if command.reason is None:
        return (Event(name="OutputConfirmed", at=at, actor=command.actor, facts=facts),)
    return (Event(name="OutputFailed", at=at, actor=command.actor, facts={**facts, "reason": command.reason}),)


def _of_step(alarm: Alarm, event: Event, at: datetime) -> Iterator[Event]:
    step = _step_taken(event)
    is_only_expected = alarm.closing is not None and alarm.closing.stage != "closing"
    if step is None or alarm.mode is Mode.TEST or is_only_expected:
        return
    for switch in alarm.script.switch_at(step):
        facts: dict[str, Any] = {"output": switch.output, "kind": switch.kind, "zone": switch.zone, "step": step}
        because = _withheld(alarm, switch)
        if because:
            yield Event(name="OutputWithheld", at=at, actor=event.actor, facts={**facts, "because": because})
        else:
            facts |= {"on": True, "until": instant(at + switch.on_for)}
            yield Event(name="OutputCommanded", at=at, actor=event.actor, facts=facts)


def _step_taken(event: Event) -> int | None:
    if event.name in ("AlarmRaised", "ClosingBegun") or (event.name in _BEGINS_ANEW and event.facts.get("anew")):
        return 0
    return event.facts["step"] if event.name == "AlarmEscalated" else None


def _withheld(alarm: Alarm, switch: Switch) -> Withheld | None:
    """Say why an output is left alone: nothing sounds or shines where the threat is, or may be for all that is known.

    A lock gives nobody away, and is drilled like everything else only where the plan says so. It locks nobody in with
    a danger: not while a closing does not know that nothing is behind it, and never after a fire.
    """
    is_seen, closing = switch.kind != "door", alarm.closing
    is_doubted = alarm.located is not None and alarm.located.doubted_at is not None
    has_said = alarm.mistake is not None and alarm.mistake.stands
    reasons: tuple[tuple[bool, Withheld], ...] = (
        (alarm.mode is Mode.DRILL and not switch.in_drills, "drill"),
        (not is_seen and alarm.released, "fire"),
        (not is_seen and closing is not None and _may_be_behind(closing, switch), "behind"),
        (not is_seen and switch.output in alarm.let_go, "behind"),
        # The same after either of her codes: a siren would give away which one it was.
        (is_seen and has_said, "said_mistake"),
        (is_seen and closing is None and (alarm.zone is None or is_doubted), "place_unknown"),
        (is_seen and switch.zone in alarm.calm, "calm"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _may_be_behind(closing: Closing, switch: Switch) -> bool:
    return closing.behind is None or bool(closing.behind & {switch.zone, *switch.beside})


def release(alarm: Alarm, command: ReleaseOutputs, at: datetime) -> tuple[Event, ...]:
    """Return what follows when locks are let go: which, and why; nothing when none of them is on."""
    outputs = held(alarm, command.zones)
    if not outputs and (command.because != "fire" or alarm.released):
        return ()
    facts: dict[str, Any] = {"outputs": list(outputs), "because": command.because}
    released = Event(name="OutputsReleased", at=at, actor=command.actor, facts=facts)
    return (released, *_undone(alarm, frozenset(outputs), command, at))


def _undone(alarm: Alarm, outputs: frozenset[str], command: ReleaseOutputs, at: datetime) -> Iterator[Event]:
    """Take back what locks have answered that are let go: their doors do not stand locked any more."""
    for item in alarm.closing.items if alarm.closing else ():
        if item.state == "done" and item.by is None and outputs & frozenset(item.outputs):
            facts = {"item": item.id, "answer": "cannot", "by": None, "how": "output"}
            yield Event(name="ItemAnswered", at=at, actor=command.actor, facts=facts)


def held(alarm: Alarm, zones: frozenset[str] | None) -> tuple[str, ...]:
    """Return the locks that an alarm holds in or beside some zones, anywhere for None; not those told to let go."""
    doors = {s.output: s for step in alarm.script.steps for s in step.switch if s.kind == "door"}
    return tuple(
        sorted(
            output
            for output, switched in alarm.outputs.items()
            if output in doors
            and output not in alarm.let_go
            and switched.state not in ("off", "stuck")
            and _is_meant(doors[output], zones)
        )
    )


def _is_meant(switch: Switch, zones: frozenset[str] | None) -> bool:
    return zones is None or bool(zones & {switch.zone, *switch.beside})
