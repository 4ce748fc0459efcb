"""An alarm's state, computed from its events and from nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from service.alarm import muster
from service.alarm.alarm import (
    COMING,
    CONTACT,
    Alarm,
    Lead,
    Mistake,
    MoreAsked,
    PoliceCall,
    Responder,
    Switched,
    told_as,
)
from service.alarm.closed_office import read_begun
from service.alarm.closing_evolve import after_answered, after_begun, after_looked_at, after_released
from service.alarm.events import Event
from service.alarm.instant import parse_instant
from service.alarm.instruct import EVOLVE as GUIDANCE
from service.alarm.located import after_doubted, after_measured, by_press
from service.alarm.muster import Muster
from service.alarm.response import Script
from service.alarm.states import Mode, ResponderState, State


def evolve(alarm: Alarm | None, alarm_id: str, event: Event) -> Alarm:
    """Return the alarm after an event.

    Raises:
        ValueError: when an alarm's first event is not `AlarmRaised`, or a later one is.
    """
    if alarm is None:
        if event.name != "AlarmRaised":
            raise ValueError(f"the timeline of alarm {alarm_id} begins with {event.name}, not with AlarmRaised")
        return _raised(alarm_id, event)
    if event.name == "AlarmRaised":
        raise ValueError(f"alarm {alarm_id} is raised a second time; a press after its end raises an alarm of its own")
    after = _seen(_EVOLVE[event.name](alarm, event), event)
    # The clock went back: counted from a step in the future, the next one would be late by the whole jump.
    return replace(after, step_at=event.at) if event.at < after.step_at else after


def replay(alarm_id: str, events: Iterable[Event]) -> Alarm | None:
    """Return the alarm after all its events, None for none."""
    alarm: Alarm | None = None
    for event in events:
        alarm = evolve(alarm, alarm_id, event)
    return alarm


def _raised(alarm_id: str, event: Event) -> Alarm:
    facts = event.facts
    return Alarm(
        id=alarm_id,
        state=State.RAISED,
        mode=Mode(facts["mode"]),
        kind=facts["kind"],
        zone=facts["zone"],
        open_key=facts["open_key"],
        presser=facts["presser"],
        plan=facts["plan"],
        script=Script.from_json(facts["script"]),
        raised_at=event.at,
        step_at=event.at,
        press_keys=frozenset({facts["press_key"]}),
        pressers=frozenset({facts["presser"]} if facts["presser"] and not facts["doubtful"] else ()),
        devices={facts["device"]: facts["press"]} if facts["device"] else {},
        calm=frozenset(facts.get("calm", ())),
        located=by_press(event),
        closing=read_begun(facts["closing"]) if "closing" in facts else None,
    )


def _joined(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    presser = facts["presser"]
    joined = replace(
        alarm,
        press_keys=alarm.press_keys | {facts["press_key"]},
        pressers=alarm.pressers | ({presser} if presser and facts["counts"] else set()),
        devices={**alarm.devices, facts["device"]: facts["press"]} if facts["device"] else alarm.devices,
        kind=facts["kind"],
        script=Script.from_json(facts["script"]) if "script" in facts else alarm.script,
        plan=facts.get("plan", alarm.plan),
        calm=alarm.calm | frozenset(facts.get("calm", ())),
    )
    return _begun_anew(joined, event) if facts["anew"] else joined


def _begun_anew(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    there = {key for key, r in alarm.responders.items() if r.state is ResponderState.ARRIVED}
    anew = replace(
        alarm,
        # Her usual place is no news where it was measured where she is; what was pressed in a drill is another's alarm.
        zone=alarm.zone if alarm.is_measured and not facts.get("turned") else facts.get("zone") or alarm.zone,
        step=0,
        step_at=event.at,
        uncounted=alarm.uncounted | there,
        # Whoever presses again means it. That she was forced stays known.
        mistake=replace(alarm.mistake, stands=False) if alarm.mistake and alarm.mistake.under_duress else None,
    )
    if not facts.get("turned"):
        return anew
    # What was pressed, seen and answered in a drill says nothing about the real alarm; nor does a door that was locked.
    return replace(
        anew,
        guidance=None,
        mode=Mode(facts["mode"]),
        state=State.RAISED,
        presser=facts["presser"],
        pressers=frozenset({facts["presser"]} if facts["presser"] and facts["counts"] else ()),
        also_pressed=frozenset(),
        responders={},
        uncounted=frozenset(),
        feedback="received",
        seen_by=frozenset(),
        police_asked_at=None,
        lead=None,
        more_asked=None,
        police_calls={},
        situation={},
        mistake=None,
        located=None,
        muster=None,
    )


def _called(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    responder = Responder(
        state=ResponderState.CALLED,
        role=facts["role"],
        reach=facts["reach"],
        accept_by=parse_instant(facts["accept_by"]),
        arrive_within=timedelta(milliseconds=facts["arrive_within_ms"]),
        routes=tuple(facts.get("routes", ())),
    )
    return _with(alarm, facts["responder"], responder)


def _reminded(alarm: Alarm, event: Event) -> Alarm:
    again = {key: replace(alarm.responders[key], state=ResponderState.CALLED) for key in event.facts["responders"]}
    return replace(alarm, responders={**alarm.responders, **again})


def _step(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, step=event.facts["step"], step_at=event.at)


def _acknowledged(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, state=State.ACKNOWLEDGED, feedback=_further(alarm, "seen"))


def _accepted(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    responder = replace(
        _known(alarm, facts["responder"]),
        state=ResponderState.ACCEPTED,
        accept_by=None,
        arrive_by=parse_instant(facts["arrive_by"]),
    )
    return replace(_with(alarm, facts["responder"], responder), feedback=_further(alarm, "coming"))


def _declined(alarm: Alarm, event: Event) -> Alarm:
    declined = _answer(alarm, event, ResponderState.DECLINED)
    return replace(declined, uncounted=alarm.uncounted - {event.facts["responder"]})


def _silent(alarm: Alarm, event: Event) -> Alarm:
    return _answer(alarm, event, ResponderState.SILENT)


def _arrived(alarm: Alarm, event: Event) -> Alarm:
    return replace(_answer(alarm, event, ResponderState.ARRIVED), feedback=_further(alarm, "arrived"))


def _counted(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    counted = replace(alarm, also_pressed=alarm.also_pressed | set(facts["pressers"]))
    if "script" not in facts:
        return counted
    raised = replace(counted, kind=facts["kind"], script=Script.from_json(facts["script"]), plan=facts["plan"])
    return _begun_anew(raised, event) if facts["anew"] else raised


def _police_asked_for(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, police_asked_at=event.at)


def _lead_taken(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    return replace(alarm, lead=Lead(responder=facts["responder"], since=event.at, because=facts["because"]))


def _lead_lost(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, lead=None)


def _handed_over(alarm: Alarm, event: Event) -> Alarm:
    """Release who hands over; who is there already takes the role with her, everybody else is called for it."""
    released = replace(
        _answer(alarm, event, ResponderState.DECLINED), uncounted=alarm.uncounted - {event.facts["responder"]}
    )
    to = released.responders.get(event.facts["to"])
    if to is None or to.state not in COMING:
        return released
    return _with(released, event.facts["to"], replace(to, role=event.facts["role"]))


def _more_asked_for(alarm: Alarm, event: Event) -> Alarm:
    """Who is there already, and who asks, is not the help that is awaited from now on."""
    by = event.facts["by"]
    there = {key for key, r in alarm.responders.items() if r.state is ResponderState.ARRIVED}
    asks = {by} if by in alarm.responders and alarm.responders[by].state in COMING else set[str]()
    more = MoreAsked(by=by, at=event.at, count=event.facts["count"])
    return replace(alarm, more_asked=more, uncounted=alarm.uncounted | there | asks)


def _police_call_begun(alarm: Alarm, event: Event) -> Alarm:
    call = PoliceCall(at=event.at, number=event.facts["number"])
    return replace(alarm, police_calls={**alarm.police_calls, event.facts["by"]: call})


def _police_answered(alarm: Alarm, event: Event) -> Alarm:
    by = event.facts["by"]
    answered = replace(alarm.police_calls[by], answered_at=event.at)
    return replace(alarm, police_calls={**alarm.police_calls, by: answered})


def _police_call_ended(alarm: Alarm, event: Event) -> Alarm:
    ended = event.facts["by"]
    return replace(alarm, police_calls={by: call for by, call in alarm.police_calls.items() if by != ended})


def _situation_told(alarm: Alarm, event: Event) -> Alarm:
    told = {key: event.facts[key] for key in SITUATION if key in event.facts}
    return replace(alarm, situation={**alarm.situation, **told})


def _mistake_said(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    said = replace(alarm, mistake=Mistake(by=facts["by"], at=event.at, under_duress=facts["under_duress"]))
    if not facts["anew"]:
        return said
    there = {key for key, r in alarm.responders.items() if r.state is ResponderState.ARRIVED}
    return replace(
        said,
        plan=facts["plan"],
        script=Script.from_json(facts["script"]),
        step=0,
        step_at=event.at,
        uncounted=alarm.uncounted | there,
    )


def _output_commanded(alarm: Alarm, event: Event) -> Alarm:
    until = parse_instant(event.facts["until"])
    return replace(alarm, outputs={**alarm.outputs, event.facts["output"]: Switched(until=until, state="commanded")})


def _output_told(alarm: Alarm, event: Event) -> Alarm:
    output = event.facts["output"]
    state = told_as(on=event.facts["on"], proven=event.name == "OutputConfirmed")
    return replace(alarm, outputs={**alarm.outputs, output: replace(alarm.outputs[output], state=state)})


def _cleared(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, state=State.CLEARED, feedback="cleared")


def _cancelled(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, state=State.CANCELLED, feedback="cleared")


def _closed(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, state=State.CLOSED)


def _muster_begun(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, muster=muster.begun(alarm.muster, event))


def _mustered(step: Callable[[Muster, Event], Muster]) -> Callable[[Alarm, Event], Alarm]:
    return lambda alarm, event: replace(alarm, muster=step(alarm.muster, event)) if alarm.muster else alarm


def _noted(alarm: Alarm, event: Event) -> Alarm:
    return alarm


_EVOLVE = {
    "AlarmJoined": _joined,
    "ResponderCalled": _called,
    "RespondersReminded": _reminded,
    "RoleUnfilled": _noted,
    "AlarmEscalated": _step,
    "StepSkipped": _step,
    "ResponseExhausted": _noted,
    "AlarmAcknowledged": _acknowledged,
    "ResponderAccepted": _accepted,
    "ResponderDeclined": _declined,
    "ResponderArrived": _arrived,
    "ResponderSilent": _silent,
    "ResponderOverdue": _silent,
    "PressesCounted": _counted,
    "PoliceAskedFor": _police_asked_for,
    "CallFailed": _silent,
    "OutputCommanded": _output_commanded,
    "OutputWithheld": _noted,
    "OutputConfirmed": _output_told,
    "OutputFailed": _output_told,
    "ZoneMeasured": after_measured,
    "ZoneDoubted": after_doubted,
    **GUIDANCE,
    "NoticeHandedOver": _noted,
    "NoticeDelivered": _noted,
    "NoticeSeen": _noted,
    "NoticeAnswered": _noted,
    "NoticeFailed": _noted,
    "LeadTaken": _lead_taken,
    "LeadLost": _lead_lost,
    "RoleHandedOver": _handed_over,
    "MoreAskedFor": _more_asked_for,
    "PoliceCallBegun": _police_call_begun,
    "PoliceAnswered": _police_answered,
    "PoliceCallEnded": _police_call_ended,
    "SituationTold": _situation_told,
    "MistakeSaid": _mistake_said,
    "MusterBegun": _muster_begun,
    "PeopleAccounted": _mustered(muster.accounted),
    "VisitorsCounted": _mustered(muster.counted),
    "UnaccountedCalled": _mustered(muster.called),
    "MusterEnded": _mustered(muster.ended),
    "ClosingBegun": after_begun,
    "ItemAnswered": after_answered,
    "LookAgainDue": after_looked_at,
    "ClosingLookedAt": after_looked_at,
    "ReturnDescribed": _noted,
    "OutputsReleased": after_released,
    "NoteAdded": _noted,
    "AlarmCleared": _cleared,
    "AlarmCancelled": _cancelled,
    "AlarmClosed": _closed,
}

SITUATION = ("weapons", "injured", "person", "whereabouts", "meets")
"""What is told of the situation as a fact, in the order in which the police ask."""

FEEDBACK = ("received", "seen", "coming", "arrived", "cleared")
"""What a presser is told, in the order in which it can only go forward."""


def _further(alarm: Alarm, state: str) -> str:
    return max(alarm.feedback, state, key=FEEDBACK.index)


SEEING = {
    "AlarmAcknowledged": "by",
    "ResponderAccepted": "responder",
    "ResponderDeclined": "responder",
    "ResponderArrived": "responder",
}
"""Event → the fact that says who has recognised the alarm."""


def _seen(alarm: Alarm, event: Event) -> Alarm:
    key = event.facts.get(SEEING[event.name]) if event.name in SEEING else None
    if key is None or key in alarm.seen_by or key in alarm.pressers | {alarm.presser}:
        return alarm
    return replace(alarm, seen_by=alarm.seen_by | {key})


def _known(alarm: Alarm, key: str) -> Responder:
    reach = "outside" if key.startswith(CONTACT) else "inside"
    return alarm.responders.get(key) or Responder(state=ResponderState.CALLED, role=None, reach=reach)


def _answer(alarm: Alarm, event: Event, state: ResponderState) -> Alarm:
    key = event.facts["responder"]
    return _with(alarm, key, replace(_known(alarm, key), state=state, accept_by=None, arrive_by=None))


def _with(alarm: Alarm, key: str, responder: Responder) -> Alarm:
    return replace(alarm, responders={**alarm.responders, key: responder})
