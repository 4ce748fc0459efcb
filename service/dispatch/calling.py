"""From the plan's words to the alarm's: who is to be called, with opaque keys instead of names."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from roles.kind import level_of
from roles.output import Output
from roles.plan import Condition as PlannedCondition
from roles.plan import Plan, Response
from roles.resolve import Question, resolve
from roles.roster import Assignment, Reason
from service.alarm.alarm import Alarm
from service.alarm.call import Call, Missing, Roster
from service.alarm.response import Condition, Police, RaisedBy, Script, Step, Switch
from service.alarm.states import Mode, ResponderState
from service.dispatch.book import CONTACT, OfficePage

EVERYBODY = "everybody"
REPEAT_EVERY = timedelta(seconds=30)


def script_of(page: OfficePage, kind: str) -> Script:
    """Return the response to a kind of alarm as it is frozen into the alarm; a plan without any calls everybody."""
    response = page.plan.response_to(kind)
    if response is None or not response.steps:
        return Script(
            steps=(Step(call=(EVERYBODY,), after=timedelta(0), unless=Condition()),),
            repeat_every=REPEAT_EVERY,
            repeat_call=(EVERYBODY,),
            done_when=Condition(arrived=1),
            last_resort=page.plan.last_resort_number(kind),
            lead=page.plan.lead,
            level=level_of(page.plan, kind),
        )
    return Script(
        steps=tuple(
            Step(
                call=s.call,
                after=s.after,
                unless=_condition(s.unless),
                only_if=_condition(s.only_if),
                switch=_switches(page.plan, s.switch),
            )
            for s in response.steps
        ),
        repeat_every=response.repeat.every if response.repeat else REPEAT_EVERY,
        repeat_call=response.repeat.call if response.repeat else (EVERYBODY,),
        done_when=_done(response),
        last_resort=page.plan.last_resort_number(kind),
        police=Police(call=response.police.call, when=response.police.when) if response.police else None,
        lead=page.plan.lead,
        level=level_of(page.plan, kind),
        raised_by=_raised_by(response),
    )


def graver_scripts(page: OfficePage, *scripts: Script) -> Mapping[str, Script]:
    """Return the responses to all kinds to which a press may raise an alarm that any of some responses is frozen in."""
    kinds = frozenset[str]().union(*(script.raised_by.kinds for script in scripts))
    return {kind: script_of(page, kind) for kind in sorted(kinds)}


def call_sheet(
    page: OfficePage,
    roles: tuple[str, ...],
    *,
    at: datetime,
    zone: str | None,
    presser: str | None,
    mode: Mode,
    alarm: Alarm | None,
    day_facts: Mapping[str, str],
    engaged: frozenset[str],
) -> Roster:
    """Resolve roles against the plan at one moment.

    Args:
        page: the office's plan and keys.
        roles: what has to be filled.
        at: the moment.
        zone: where the alarm is.
        presser: opaque key of the person who pressed.
        mode: a drill or a test never resolves to anybody outside.
        alarm: the alarm people are called to, None while it is being raised; who pressed in it is not called either.
        day_facts: opaque key → absent or here, for this day.
        engaged: opaque keys of those busy with other alarms.
    """
    if not roles:
        return Roster()
    slugs = page.slugs

    def known(keys: frozenset[str]) -> frozenset[str]:
        contacts = (key.removeprefix(CONTACT) for key in keys if key.startswith(CONTACT))
        return frozenset([*(slugs[key] for key in keys if key in slugs), *contacts])

    def of_today(fact: str) -> frozenset[str]:
        return known(frozenset(key for key, told in day_facts.items() if told == fact))

    responders = alarm.responders if alarm else {}
    # Nobody who has pressed is called: her telephone would ring beside whoever threatens her.
    pressers = alarm.pressers | ({alarm.presser} if alarm.presser else set()) if alarm else frozenset[str]()
    declined = frozenset(key for key, r in responders.items() if r.state is ResponderState.DECLINED)
    found = resolve(
        page.plan,
        Question(
            at=at,
            roles=roles,
            zone=zone,
            presser=slugs.get(presser) if presser else None,
            pressers=known(pressers),
            absent=of_today("absent"),
            here=of_today("here"),
            left=known(frozenset(page.gone)),
            engaged=known(engaged),
            already=known(frozenset(responders)),
            declined=known(declined),
            reach_limit="outside" if mode is Mode.ACTUAL else "staff",
        ),
    )
    return Roster(
        calls=tuple(_call(page, assignment) for assignment in found.assignments),
        missing=tuple(
            Missing(role=u.role, missing=u.missing, reason=_without_names(page, u.reason)) for u in found.unfilled
        ),
    )


def _call(page: OfficePage, assignment: Assignment) -> Call:
    responder = page.keys[assignment.person] if assignment.person else f"{CONTACT}{assignment.contact}"
    return Call(
        responder=responder,
        role=assignment.role,
        reach=assignment.reach,
        position=assignment.position,
        walk=assignment.walk,
        reason=_without_names(page, assignment.reason),
        accept_within=assignment.accept_within,
        arrive_within=assignment.arrive_within,
        presence=assignment.presence,
        routes=page.routes_to(responder),
    )


def _without_names(page: OfficePage, reason: Reason) -> dict[str, Any]:
    """Replace the plan's slugs, which read like names, by opaque keys: facts are never erased."""
    args = {
        name: page.keys.get(value, value) if isinstance(value, str) else value for name, value in reason.args.items()
    }
    return {"code": reason.code, "args": args}


def _condition(planned: PlannedCondition | None) -> Condition:
    if planned is None:
        return Condition()
    return Condition(accepted=planned.accepted, arrived=planned.arrived, pressers=planned.pressers)


def _switches(plan: Plan, ids: Iterable[str]) -> tuple[Switch, ...]:
    return tuple(switch_of(plan, plan.outputs[id_]) for id_ in ids if id_ in plan.outputs)


def switch_of(plan: Plan, output: Output) -> Switch:
    """Return an output as a step switches it; a lock with the zones on both sides of its door."""
    door = plan.doors.get(output.door or "")
    return Switch(
        output=output.id,
        kind=output.kind,
        zone=output.zone,
        on_for=output.on_for,
        in_drills=output.in_drills,
        beside=tuple(zone for zone in door.between if zone != output.zone) if door else (),
    )


def _raised_by(response: Response) -> RaisedBy:
    planned = response.raised_by
    if planned is None:
        return RaisedBy()
    return RaisedBy(further_press=planned.further_press, other_presser=planned.other_presser)


def _done(response: Response) -> Condition:
    """Return when the response is complete: never before somebody is there."""
    asked = _condition(response.done_when)
    return Condition(accepted=asked.accepted, arrived=max(1, asked.arrived))
