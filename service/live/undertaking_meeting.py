"""A watched meeting as screens show it. Pure."""

from collections.abc import Mapping
from datetime import datetime

from service.alarm.instant import instant
from service.live.render import Audience
from service.live.view import View
from service.meeting.meeting import Meeting


def meeting_view(meeting: Meeting, names: Mapping[str, str], audience: Audience) -> View | None:
    """Return what an audience sees: staff all but where a visit is, discreet and public screens nothing.

    A screen that a visitor can see must not show that somebody is watched, and where a home visit is concerns only the
    watcher and those who are called.
    """
    if audience not in (Audience.STAFF, Audience.SECURITY):
        return None
    people = {"person": meeting.person, "colleague": meeting.colleague, "watcher": meeting.watcher}
    return {
        "place": meeting.place,
        "zone": meeting.zone,
        **people,
        "names": {key: names[key] for key in people.values() if key is not None and key in names},
        "begins_at": instant(meeting.begins_at),
        "ends_at": instant(meeting.ends_at),
        "stage": meeting.stage,
        "expected_at": instant(meeting.expected_at),
        "due_at": _told(meeting.due_at),
        "alarm": meeting.alarm,
    }


def _told(at: datetime | None) -> str | None:
    return instant(at) if at else None
