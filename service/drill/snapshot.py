"""A drill as JSON values and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from service.alarm.instant import instant, parse_instant
from service.drill.commands import Author, Manner, Scope
from service.drill.drill import Drill
from service.drill.states import State

FORMAT = 1


def write(drill: Drill) -> dict[str, Any]:
    """Return a drill as JSON values."""
    return {
        "format": FORMAT,
        "scenario": drill.scenario,
        "zone": drill.zone,
        "kind": drill.kind,
        "twist": drill.twist,
        "scope": drill.scope,
        "manner": drill.manner,
        "at": instant(drill.at),
        "planned_by": [drill.planned_by.person, drill.planned_by.account],
        "planned_at": instant(drill.planned_at),
        "zones": list(drill.zones),
        "roles": list(drill.roles),
        "presser": drill.presser,
        "joint": drill.joint,
        "partners": list(drill.partners),
        "state": drill.state.value,
        "view": drill.view,
        "view_by": [drill.view_by.person, drill.view_by.account] if drill.view_by else None,
        "started_at": instant(drill.started_at) if drill.started_at else None,
        "presses_at": instant(drill.presses_at) if drill.presses_at else None,
        "pressed_at": instant(drill.pressed_at) if drill.pressed_at else None,
        "ended_at": instant(drill.ended_at) if drill.ended_at else None,
        "because": drill.because,
        "target": drill.target,
        "expected": drill.expected,
        "result": drill.result,
    }


def read(written: Mapping[str, Any]) -> Drill:
    """Return the drill that `write` wrote."""
    view_by = written["view_by"]
    return Drill(
        scenario=written["scenario"],
        zone=written["zone"],
        kind=written["kind"],
        twist=written["twist"],
        scope=cast("Scope", written["scope"]),
        manner=cast("Manner", written["manner"]),
        at=parse_instant(written["at"]),
        planned_by=Author(person=written["planned_by"][0], account=written["planned_by"][1]),
        planned_at=parse_instant(written["planned_at"]),
        zones=tuple(written["zones"]),
        roles=tuple(written["roles"]),
        presser=written["presser"],
        joint=written["joint"],
        partners=tuple(written["partners"]),
        state=State(written["state"]),
        view=written["view"],
        view_by=Author(person=view_by[0], account=view_by[1]) if view_by else None,
        started_at=_at(written["started_at"]),
        presses_at=_at(written["presses_at"]),
        pressed_at=_at(written["pressed_at"]),
        ended_at=_at(written["ended_at"]),
        because=written["because"],
        target=written["target"],
        expected=written["expected"],
        result=written["result"],
    )


def _at(written: str | None) -> datetime | None:
    return parse_instant(written) if written else None
