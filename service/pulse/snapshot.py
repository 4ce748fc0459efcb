"""Where a pulse stands as JSON values and back."""

from collections.abc import Mapping
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.pulse.pulse import Pulse

FORMAT = 1


def write(pulse: Pulse) -> dict[str, Any]:
    """Return a pulse as JSON values."""
    return {
        "format": FORMAT,
        "week": pulse.week,
        "until": instant(pulse.until),
        "way": pulse.way,
        "asked": pulse.asked,
        "ending": pulse.ending,
        "answered": pulse.answered,
        "totals": list(pulse.totals) if pulse.totals is not None else None,
    }


def read(written: Mapping[str, Any]) -> Pulse:
    """Return the pulse that `write` wrote."""
    return Pulse(
        week=written["week"],
        until=parse_instant(written["until"]),
        way=written["way"],
        asked=written["asked"],
        ending=written["ending"],
        answered=written["answered"],
        totals=tuple(written["totals"]) if written["totals"] is not None else None,
    )
