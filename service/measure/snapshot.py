"""Where a measure stands as JSON values and back; there are no words in it."""

from collections.abc import Mapping
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.measure.aftercare import Task
from service.measure.measure import Measure

FORMAT = 1


def write(measure: Measure) -> dict[str, Any]:
    """Return a measure as JSON values."""
    return {
        "format": FORMAT,
        "owner": measure.owner,
        "until": instant(measure.until),
        "look_at": instant(measure.look_at),
        "task": measure.task.value if measure.task else None,
        "report": measure.report,
        "calls": measure.calls,
        "called": measure.called,
        "ending": measure.ending,
        "ended_at": instant(measure.ended_at) if measure.ended_at else None,
    }


def read(written: Mapping[str, Any]) -> Measure:
    """Return the measure that `write` wrote."""
    return Measure(
        owner=written["owner"],
        until=parse_instant(written["until"]),
        look_at=parse_instant(written["look_at"]),
        task=Task(written["task"]) if written["task"] else None,
        report=written["report"],
        calls=written["calls"],
        called=written.get("called", 0),
        ending=written["ending"],
        ended_at=parse_instant(written["ended_at"]) if written["ended_at"] else None,
    )
