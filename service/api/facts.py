"""An office's static facts: what the pages need to call places, people and roles by their names."""

from dataclasses import asdict
from typing import Any

from roles.emergency_call import HELPERS, helper_of, number_to
from roles.entrance import nearest_entrances
from roles.everybody import ROLE
from roles.plan import Plan, Role
from roles.word import KINDS_OF_ALARM
from service.dispatch.book import CONTACT, OfficePage


def office_facts(page: OfficePage, *, invented: bool) -> dict[str, Any]:
    """Return what `GET /offices/{office}` answers; people under their opaque keys."""
    plan = page.plan
    return {
        "office": plan.office,
        "name": plan.name,
        "languages": list(plan.languages),
        "time_zone": plan.time_zone,
        "invented": invented,
        "zones": {
            z.id: {"name": z.name, "kind": z.kind, "floor": z.floor, "manner": z.manner, "shape": z.shape}
            for z in plan.zones.values()
        },
        "doors": {d.id: {"name": d.name, "between": list(d.between)} for d in plan.doors.values()},
        "walks": [[one.start, one.end] for one in plan.walks],
        "people": {
            page.keys[person.id]: {"id": person.id, "name": person.name, "home": person.home}
            for person in plan.people.values()
        },
        "roles": {r.id: _role(r) for r in (*plan.roles.values(), ROLE)},
        "lead": list(page.leads),
        "emergency_call": _emergency_call(plan),
        "contacts": {f"{CONTACT}{c.id}": {"name": c.name, "phone": c.phone} for c in plan.contacts.values()},
        "screens": {
            s.id: {"name": s.name, "zone": s.zone, "audience": s.audience, "neighbour": s.neighbour}
            for s in plan.screens.values()
        },
        "outputs": {one.id: {"name": one.name, "kind": one.kind} for one in plan.outputs.values()},
        "closing": _closing(plan),
        "plan": {
            "version": plan.version,
            "state": page.state,
            "expires": plan.expires.isoformat() if plan.expires else None,
            "findings": [
                {
                    "code": f.code,
                    "severity": f.severity,
                    "message": f.message,
                    "remedy": f.remedy,
                    "source": f.source,
                    "line": f.line,
                    "column": f.column,
                }
                for f in page.findings
            ],
        },
    }


def _closing(plan: Plan) -> dict[str, Any] | None:
    """Return what the office does when it closes, and by which entrances somebody may come back."""
    if plan.closing is None:
        return None
    lines = {one.id: {"say": dict(one.say)} for one in plan.closing.items.values()}
    return {"lines": lines, "entrances": list(plan.closing.entrances or plan.emergency_call.entrances)}


def _emergency_call(plan: Plan) -> dict[str, Any]:
    """Return what the 112 card has to say; what the plan does not say is null, and the card calls it not known."""
    call = plan.emergency_call
    return {
        "address": call.address,
        "call_back": call.call_back,
        "numbers": {helper: number_to(helper, plan.country, call.numbers) for helper in HELPERS},
        "helper": {kind: helper_of(kind) for kind in (*KINDS_OF_ALARM, *plan.responses)},
        "entrances": {one.id: {"name": one.name, "say": one.say} for one in call.entrances.values()},
        "nearest": dict(nearest_entrances(plan)),
    }


def _role(role: Role) -> dict[str, Any]:
    """Return a role's words: `duty` is the one line to show, `parts` the whole duty, language by language."""
    return {
        "title": dict(role.title),
        "duty": dict(role.duty),
        "parts": {language: asdict(role.duty_in(language)) for language in role.duty},
        "called": not role.is_card,
    }
