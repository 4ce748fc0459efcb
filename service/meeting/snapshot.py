"""A watched meeting as JSON values and back, so that it need not be computed from its entries at every look."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.meeting.meeting import Meeting
from service.meeting.times import read_times, times_facts

FORMAT = 1


def write(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting as JSON values."""
    return {
        "format": FORMAT,
        "place": meeting.place,
        "zone": meeting.zone,
        "person": meeting.person,
        "colleague": meeting.colleague,
        "watcher": meeting.watcher,
        "begins_at": instant(meeting.begins_at),
        "ends_at": instant(meeting.ends_at),
        "times": times_facts(meeting.times),
        "alarm_kind": meeting.alarm_kind,
        "stage": meeting.stage,
        "checked_at": _told(meeting.checked_at),
        "stage_until": _told(meeting.stage_until),
        "alarm": meeting.alarm,
        "ending": meeting.ending,
    }


def read(written: Mapping[str, Any]) -> Meeting:
    """Return the meeting that `write` wrote."""
    return Meeting(
        place=written["place"],
        zone=written["zone"],
        person=written["person"],
        colleague=written["colleague"],
        watcher=written["watcher"],
        begins_at=parse_instant(written["begins_at"]),
        ends_at=parse_instant(written["ends_at"]),
        times=read_times(written["times"]),
        alarm_kind=written["alarm_kind"],
        stage=written["stage"],
        checked_at=_read(written["checked_at"]),
        stage_until=_read(written["stage_until"]),
        alarm=written["alarm"],
        ending=written["ending"],
    )


def _told(at: datetime | None) -> str | None:
    return instant(at) if at else None


def _read(written: str | None) -> datetime | None:
    return parse_instant(written) if written else None
