"""What a neighbour's own screen shows of the office's closing, and nothing else of anything. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from roles.plan import Plan
from service.alarm.closed_office import NEIGHBOURS
from service.dispatch.book import CONTACT

Shown = dict[str, Any]


def shown_next_door(plan: Plan, alarms: Iterable[Mapping[str, Any]], neighbour: str) -> Shown | None:
    """Return what a neighbour is shown of the closing that goes on; None while there is none that she is told of.

    Args:
        plan: the plan in force.
        alarms: the open alarms, as staff see them.
        neighbour: whose screen it is: a contact of the plan.
    """
    if plan.closing is None or neighbour not in plan.closing.neighbours:
        return None
    for alarm in alarms:
        closing = alarm["closing"]
        is_on = alarm["state"] in ("raised", "acknowledged") and alarm["mode"] == "actual"
        if closing is not None and is_on and closing["stage"] in ("closing", "expected"):
            entrance = plan.emergency_call.entrances.get(closing["entrance"] or "")
            line = f"{NEIGHBOURS}/{CONTACT}{neighbour}"
            item = next((one for one in closing["items"] if one["id"] == line), None)
            return {
                "closing": alarm["alarm"],
                "stage": closing["stage"],
                "name": plan.name,
                "since": alarm["raised_at"],
                "entrance": entrance.name if entrance else None,
                "words": closing["words"],
                "look_again_at": closing["look_again_at"],
                "answer": item["state"] if item else None,
            }
    return None
