"""Tree → what a plan says of watched meetings."""

from datetime import timedelta

from roles.grammar import MEETINGS
from roles.meeting import USUAL, MeetingPlan
from roles.reading import Sheet


def read_meetings(plan: Sheet) -> MeetingPlan | None:
    """Return what the plan says of watched meetings; None where it says nothing."""
    if "meetings" not in plan:
        return None
    sheet = plan.sheet("meetings", MEETINGS.known)

    def lasts(key: str, usual: timedelta) -> timedelta:
        written = sheet.duration(key)
        return usual if written is None else written

    return MeetingPlan(
        grace=lasts("grace", USUAL.grace),
        ask_person=lasts("ask_person", USUAL.ask_person),
        ask_watcher=lasts("ask_watcher", USUAL.ask_watcher),
        check_every=sheet.duration("check_every"),
        kind=sheet.text("kind") or USUAL.kind,
    )
