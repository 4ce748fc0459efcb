"""Answers what a version of a plan foresees of an alarm that has happened, in the process that answers about plans."""

from datetime import datetime, timedelta
from typing import Any, Final

from roles.simulate_run import Further, Press
from service.planning.task import Task
from service.timeline.foreseen import foresee

_SETS: Final = ("away", "here", "engaged")


def asked_of(press: Press, at_once: frozenset[str], text: str) -> dict[str, Any]:
    """Return the question as JSON values.

    Args:
        press: what was pressed.
        at_once: the plan's ids of who was called with it.
        text: the whole text of the version that was frozen into the alarm.
    """
    return {
        "text": text,
        "at": press.at.isoformat(),
        "zone": press.zone,
        "presser": press.presser,
        "kind": press.kind,
        "drill": press.is_drill,
        **{name: sorted(getattr(press, name)) for name in _SETS},
        "further": [[one.after.total_seconds(), one.presser] for one in press.further],
        "at_once": sorted(at_once),
    }


def look_back(task: Task) -> dict[str, Any]:
    """Return what the simulation foresees; raises RefusedError where the text is no plan (any more)."""
    asked = task.asked
    press = Press(
        at=datetime.fromisoformat(asked["at"]),
        zone=asked["zone"],
        presser=asked["presser"],
        kind=asked["kind"],
        is_drill=asked["drill"],
        **{name: frozenset(asked[name]) for name in _SETS},
        further=tuple(Further(after=timedelta(seconds=after), presser=who) for after, who in asked["further"]),
    )
    return foresee(task.plan(), press, asked["at_once"]).as_json()
