"""An alarm's state, computed from its events and from nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from service.alarm.events import Event
from service.alarm.instant import parse_instant
from service.alarm.response import Condition, Script
from service.alarm.states import OPEN, Mode, ResponderState, State

COMING = frozenset({ResponderState.ACCEPTED, ResponderState.ARRIVED})
CONTACT = "contact:"
"""How the key of an outside contact begins; every other key is a person's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Responder:
    """One person or contact called to act, or who came without being called."""

    state: ResponderState
    role: str | None
    """None for somebody who came without being called."""
    reach: str = "inside"
    accept_by: datetime | None = None
    """Until when an answer is awaited; only while called, None once reminded: the next repeat asks again."""
    arrive_within: timedelta | None = None
    arrive_by: datetime | None = None
    """Until when the arrival is awaited; only while accepted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """The latched thing with a life cycle."""

    id: str
    state: State
    mode: Mode
    kind: str
    zone: str | None
    open_key: str
    presser: str | None
    plan: str
    script: Script
    raised_at: datetime
    step: int = 0
    """The index of the step last taken or left out; `len(script.steps)` and above count the repeats."""
    step_at: datetime
    """When that step was taken: the next one counts from here."""
    responders: Mapping[str, Responder] = field(default_factory=dict)
    press_keys: frozenset[str] = frozenset()
    pressers: frozenset[str] = frozenset()
    """Different people known to have pressed in this alarm, doubtful presses left out."""
    also_pressed: frozenset[str] = frozenset()
    """Different people known to have pressed in other open alarms of the office; they may be help in this one."""
    uncounted: frozenset[str] = frozenset()
    """Who was there already when help was asked for again: they are not the help that is awaited."""
    devices: Mapping[str, str | None] = field(default_factory=dict)
    """Devices that pressed → the press's own id: where feedback goes."""
    feedback: str = "received"
    """The furthest state the presser has been told."""
    police_asked_at: datetime | None = None
    """When the police were asked for by the plan's rule; whether a call reached them is for the responders to tell."""

    @property
    def is_open(self) -> bool:
        """Whether a further press joins and deadlines run."""
        return self.state in OPEN

    @property
    def coming(self) -> int:
        """How many responders are coming or there; who pressed is not her own help."""
        return sum(r.state in COMING for r in self._counted())

    @property
    def arrived(self) -> int:
        """How many responders are there; who pressed is not her own help."""
        return sum(r.state is ResponderState.ARRIVED for r in self._counted())

    @property
    def pressed(self) -> frozenset[str]:
        """Who is known to have pressed, here or in another open alarm: whom rules and conditions count."""
        return self.pressers | self.also_pressed

    def meets(self, condition: Condition) -> bool:
        """Whether enough responders are coming or there, and enough people have pressed."""
        return (
            self.coming >= condition.accepted
            and self.arrived >= condition.arrived
            and len(self.pressed) >= condition.pressers
        )

    @property
    def is_answered(self) -> bool:
        """Whether the plan's response is complete; never before somebody is there, whatever the plan asks for."""
        return self.arrived > 0 and self.meets(self.script.done_when)

    @property
    def engaged(self) -> frozenset[str]:
        """Who is busy with this alarm and should not be called to another one; a drill keeps nobody from that."""
        if not self.is_open or self.mode is not Mode.ACTUAL:
            return frozenset()
        return frozenset(key for key, r in self.responders.items() if r.state in COMING or r.accept_by)

    def _counted(self) -> Iterable[Responder]:
        left_out = self.pressers | self.uncounted | {self.presser}
        return (r for key, r in self.responders.items() if key not in left_out)


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
    after = _EVOLVE[event.name](alarm, event)
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
    )


def _joined(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    presser = facts["presser"]
    joined = replace(
        alarm,
        press_keys=alarm.press_keys | {facts["press_key"]},
        pressers=alarm.pressers | ({presser} if presser and facts["counts"] else set()),
        devices={**alarm.devices, facts["device"]: facts["press"]} if facts["device"] else alarm.devices,
    )
    return _begun_anew(joined, event) if facts["anew"] else joined


def _begun_anew(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    there = {key for key, r in alarm.responders.items() if r.state is ResponderState.ARRIVED}
    anew = replace(
        alarm,
        kind=facts["kind"],
        zone=facts["zone"] or alarm.zone,
        plan=facts["plan"],
        script=Script.from_json(facts["script"]),
        step=0,
        step_at=event.at,
        uncounted=alarm.uncounted | there,
    )
    if not facts["turned"]:
        return anew
    # What was pressed, seen and answered in a drill says nothing about the real alarm.
    return replace(
        anew,
        mode=Mode(facts["mode"]),
        state=State.RAISED,
        presser=facts["presser"],
        pressers=frozenset({facts["presser"]} if facts["presser"] and facts["counts"] else ()),
        also_pressed=frozenset(),
        responders={},
        uncounted=frozenset(),
        feedback="received",
        police_asked_at=None,
    )


def _called(alarm: Alarm, event: Event) -> Alarm:
    facts = event.facts
    responder = Responder(
        state=ResponderState.CALLED,
        role=facts["role"],
        reach=facts["reach"],
        accept_by=parse_instant(facts["accept_by"]),
        arrive_within=timedelta(milliseconds=facts["arrive_within_ms"]),
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
    return replace(alarm, also_pressed=alarm.also_pressed | set(event.facts["pressers"]))


def _police_asked_for(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, police_asked_at=event.at)


def _cleared(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, state=State.CLEARED, feedback="cleared")


def _cancelled(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, state=State.CANCELLED, feedback="cleared")


def _closed(alarm: Alarm, event: Event) -> Alarm:
    return replace(alarm, state=State.CLOSED)


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
    "AlarmCleared": _cleared,
    "AlarmCancelled": _cancelled,
    "AlarmClosed": _closed,
}

FEEDBACK = ("received", "seen", "coming", "arrived", "cleared")
"""What a presser is told, in the order in which it can only go forward."""


def _further(alarm: Alarm, state: str) -> str:
    return max(alarm.feedback, state, key=FEEDBACK.index)


def _known(alarm: Alarm, key: str) -> Responder:
    reach = "outside" if key.startswith(CONTACT) else "inside"
    return alarm.responders.get(key) or Responder(state=ResponderState.CALLED, role=None, reach=reach)


def _answer(alarm: Alarm, event: Event, state: ResponderState) -> Alarm:
    key = event.facts["responder"]
    return _with(alarm, key, replace(_known(alarm, key), state=state, accept_by=None, arrive_by=None))


def _with(alarm: Alarm, key: str, responder: Responder) -> Alarm:
    return replace(alarm, responders={**alarm.responders, key: responder})
