"""What happens when a deadline passes: silence gets a name, and the plan takes its next step."""

from collections.abc import Collection, Iterable
from datetime import datetime

from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import COMING, Alarm, Responder
from service.alarm.call import Call, Roster
from service.alarm.deadline import next_step_at
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.instant import instant
from service.alarm.routes import routes_open
from service.alarm.states import Mode, ResponderState


def escalate(alarm: Alarm, actor: Actor, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what the passing of `at` makes happen; nothing when no deadline has passed yet."""
    events: list[Event] = []
    after = alarm
    overdue = late(alarm, at)
    for key, responder in overdue:
        name = "ResponderSilent" if responder.state is ResponderState.CALLED else "ResponderOverdue"
        events.append(Event(name=name, at=at, actor=actor, facts={"responder": key, "role": responder.role}))
        after = evolve(after, after.id, events[-1])
    if after.is_answered:
        return tuple(events)
    step = take_step(after, actor, roster, at) if next_step_at(alarm) <= at else ()
    events.extend(step)
    if not step or step[0].name == "StepSkipped":  # a step that is taken calls everybody on the roster by itself
        roles = [r.role for _, r in overdue if r.role]
        events.extend(replacements(after, roles, roster, at))
    return tuple(events)


def late(alarm: Alarm, at: datetime) -> list[tuple[str, Responder]]:
    """Return whose answer or arrival is overdue, in the order of their keys: a stored state has no other."""
    return [
        (key, r)
        for key, r in sorted(alarm.responders.items(), key=lambda item: item[0])
        if (r.accept_by and r.accept_by <= at) or (r.arrive_by and r.arrive_by <= at)
    ]


def take_step(
    alarm: Alarm, actor: Actor, roster: Roster, at: datetime, *, is_asked_for: bool = False
) -> tuple[Event, ...]:
    """Return what the plan's next step makes happen; one that is asked for is never needless."""
    following = alarm.step + 1
    steps = alarm.script.steps
    if following >= len(steps):
        return _repeat(alarm, actor, roster, at, round_=following - max(len(steps), 1) + 1)
    unless, only_if = steps[following].unless, steps[following].only_if
    is_needless = not is_asked_for and not unless.asks_nothing and alarm.meets(unless)
    if is_needless or not alarm.meets(only_if):
        facts = {
            "step": following,
            "because": "unless" if is_needless else "if",
            **(unless if is_needless else only_if).as_json(),
        }
        return (Event(name="StepSkipped", at=at, actor=actor, facts=facts),)
    taken = Event(name="AlarmEscalated", at=at, actor=actor, facts={"step": following, "round": 0})
    return (taken, *call_for(evolve(alarm, alarm.id, taken), roster, step=following, at=at))


def _repeat(alarm: Alarm, actor: Actor, roster: Roster, at: datetime, *, round_: int) -> tuple[Event, ...]:
    """Go on until help is there: call whoever is new, remind the rest, and while nobody comes say whom to ring."""
    step = alarm.step + 1
    events = [Event(name="AlarmEscalated", at=at, actor=actor, facts={"step": step, "round": round_})]
    if not alarm.coming:
        facts = {"round": round_, "last_resort": alarm.script.last_resort}
        events.append(Event(name="ResponseExhausted", at=at, actor=actor, facts=facts))
    silent = (ResponderState.CALLED, ResponderState.SILENT)  # whose answer is still awaited needs no reminder yet
    again = sorted(
        key
        for key, r in alarm.responders.items()
        if r.state in silent and r.accept_by is None and may_reach(alarm, r.reach) and not alarm.has_pressed(key)
    )
    if again:
        events.append(
            Event(name="RespondersReminded", at=at, actor=actor, facts={"responders": again, "round": round_})
        )
    new = Roster(calls=tuple(c for c in roster.calls if c.responder not in alarm.responders), missing=())
    return (*events, *call_for(alarm, new, step=step, at=at))


def replacements(
    alarm: Alarm, roles: Iterable[str], roster: Roster, at: datetime, *, without: Collection[str] = ()
) -> tuple[Event, ...]:
    """Call one more person for each role whose holder declined or was silent, as long as there is one.

    Nobody, while somebody is on the way to look at what was a mistake, as who pressed says.
    """
    if alarm.only_to_check and alarm.first_arrival_by(without):
        return ()
    chosen: list[Call] = []
    taken = {*alarm.responders, *without}
    for role in roles:
        for call in roster.calls:
            if call.role == role and call.responder not in taken:
                chosen.append(call)
                taken.add(call.responder)
                break
    return call_for(alarm, Roster(calls=tuple(chosen)), step=alarm.step, at=at)


def call_for(alarm: Alarm, roster: Roster, *, step: int, at: datetime) -> tuple[Event, ...]:
    """Call everybody on a roster who is not already called or coming, and name the roles that stay empty.

    A drill or a test calls nobody outside, so that no screen says that the police were asked.
    """
    events: list[Event] = []
    busy = {key for key, r in alarm.responders.items() if r.state in COMING or r.state is ResponderState.CALLED}
    for call in roster.calls:
        if call.responder in busy or not may_reach(alarm, call.reach):
            continue
        busy.add(call.responder)
        facts = {
            "responder": call.responder,
            "role": call.role,
            "reach": call.reach,
            "position": call.position,
            "walk_ms": round(call.walk.total_seconds() * 1000) if call.walk is not None else None,
            "reason": dict(call.reason),
            "accept_by": instant(at + call.accept_within),
            "arrive_within_ms": round(call.arrive_within.total_seconds() * 1000),
            "step": step,
            **({"presence": call.presence} if call.presence else {}),
            **({"routes": list(routes)} if (routes := routes_open(call.routes, call.reach, mode=alarm.mode)) else {}),
        }
        events.append(Event(name="ResponderCalled", at=at, actor=SERVICE, facts=facts))
    for missing in roster.missing:
        facts = {"role": missing.role, "missing": missing.missing, "reason": dict(missing.reason), "step": step}
        events.append(Event(name="RoleUnfilled", at=at, actor=SERVICE, facts=facts))
    return tuple(events)


def may_reach(alarm: Alarm, reach: str) -> bool:
    """Say whether somebody so far from the office may be called: a drill or a test calls nobody outside."""
    return reach != "outside" or alarm.mode is Mode.ACTUAL
