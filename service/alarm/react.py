"""What has to be done outside the alarm because of an event. Intents are data: nothing happens here."""

from collections.abc import Collection, Iterable
from typing import Any

from service.alarm.alarm import Alarm
from service.alarm.events import Event, Intent
from service.alarm.feedback import standing
from service.alarm.states import Mode


def react(before: Alarm | None, after: Alarm, event: Event) -> tuple[Intent, ...]:
    """Return what an event asks of the world outside.

    A drill or a test never reaches outside the office: such an intent is not made, and the store refuses its row.

    Args:
        before: the alarm before the event; None when the event raised it.
        after: the alarm after the event.
        event: what happened.
    """
    return (
        *_feedback(before, after, event),
        *_call(after, event),
        *_call_missing(after, event),
        *_switch(before, after, event),
    )


def _feedback(before: Alarm | None, after: Alarm, event: Event) -> Iterable[Intent]:
    told = standing(after)
    if event.name == "AlarmJoined" and event.facts["device"]:
        yield _tell(event.facts["device"], event.facts["press"], told, moves=True)
    elif before is None or standing(before) != told:
        moves = before is None or before.feedback != after.feedback
        for device, press in after.devices.items():
            yield _tell(device, press, told, moves=moves)


def _tell(device: str, press: str | None, told: dict[str, Any], *, moves: bool) -> Intent:
    """Tell one device; without `moves` only words have changed, which a device without text need not hear."""
    content = {"press": press, **told, "moves": moves}
    return Intent(kind="feedback", reach="inside", address=device, content=content)


def _call(after: Alarm, event: Event) -> Iterable[Intent]:
    """Call whoever is called over a route; a contact outside without any is a person's task, and the screens say so."""
    if after.mode is Mode.TEST:
        return
    match event.name:
        case "ResponderCalled":
            called = [event.facts["responder"]]
        case "RespondersReminded":  # a reminder that nobody sends would be a silent end
            called = event.facts["responders"]
        case _:
            return
    for key in called:
        responder = after.responders[key]
        is_outside = responder.reach == "outside"
        if (responder.routes or is_outside) and (after.mode is Mode.ACTUAL or not is_outside):
            content: dict[str, Any] = {"role": responder.role, "kind": kind_of(after), "zone": after.zone}
            content |= {"located": True} if after.is_measured else {}
            content |= {"routes": list(responder.routes)} if responder.routes else {}
            yield Intent(kind="call", reach=responder.reach, address=key, content=content)


def _call_missing(after: Alarm, event: Event) -> Iterable[Intent]:
    """Call whoever is unaccounted for over her routes; she is asked whether she is safe, and called to nothing."""
    if event.name != "UnaccountedCalled" or after.mode is Mode.TEST:
        return
    for key, routes in event.facts["routes"].items():
        content = {"role": None, "kind": kind_of(after), "zone": after.zone, "routes": routes, "purpose": "muster"}
        yield Intent(kind="call", reach="inside", address=key, content=content)


_ENDS = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})


def _switch(before: Alarm | None, after: Alarm, event: Event) -> Iterable[Intent]:
    """Switch on what a step names; whatever an alarm has switched on ends with it, if not by time before.

    What sounds or shines where she turns out to be ends at once.
    """
    if event.name == "OutputCommanded":
        content = {"on": True, "until": event.facts["until"]}
        yield Intent(kind="output", reach="inside", address=event.facts["output"], content=content)
    elif event.name == "OutputsReleased":
        for output in event.facts["outputs"]:
            yield Intent(kind="output", reach="inside", address=output, content={"on": False, "until": None})
    elif event.name in _ENDS or event.name == "ZoneMeasured":
        calm = _loud(after, after.calm - before.calm) if before and event.name == "ZoneMeasured" else None
        for output, switched in sorted(after.outputs.items()):
            if switched.state not in ("off", "stuck") and (calm is None or output in calm):
                yield Intent(kind="output", reach="inside", address=output, content={"on": False, "until": None})


def _loud(alarm: Alarm, zones: Collection[str]) -> frozenset[str]:
    """Return the sirens and lamps in some zones."""
    return frozenset(
        s.output for step in alarm.script.steps for s in step.switch if s.kind != "door" and s.zone in zones
    )


def kind_of(alarm: Alarm) -> str:
    """Return what somebody outside is called to: an emergency, when who pressed is forced to say that it is none."""
    return "emergency" if alarm.is_under_duress else alarm.kind
