"""Watched meetings as dispatch carries them: what becomes an alarm, and what their due time asks."""

from typing import Final

from service.alarm.actor import SERVICE
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.dispatch.identity import alarm_id
from service.dispatch.trigger import Trigger
from service.dispatch.undertaking_kind import Kind
from service.meeting import snapshot
from service.meeting.commands import PassDue
from service.meeting.decide import decide
from service.meeting.meeting import Meeting, evolve
from service.store.port import Unit
from service.undertaking.event import Event

GESTURE: Final = "meeting"
"""What stands where a press has its gesture."""

_OF: Final = "meeting:"


def press_key(meeting: str) -> str:
    """Return the key under which a meeting raises its one alarm."""
    return f"{_OF}{meeting}"


def meeting_of(open_key: str) -> str | None:
    """Return the id of the meeting that an alarm was raised for, by what the alarm covers; None for any other."""
    return open_key.removeprefix(_OF) if open_key.startswith(_OF) else None


def alarm_of(meeting: str) -> str:
    """Return the id of the alarm that a meeting raises, if it does."""
    return alarm_id(press_key(meeting))


def _pass_due(_page: OfficePage, unit: Unit, meeting: str, state: Meeting) -> PassDue:
    raised = unit.alarm(state.alarm) if state.alarm else None
    is_open = raised is not None and raised.is_open
    return PassDue(actor=SERVICE, alarm=alarm_of(meeting), alarm_is_open=is_open)


def _triggers(
    page: OfficePage, meeting: str, _before: Meeting | None, after: Meeting, events: tuple[Event, ...]
) -> tuple[Trigger, ...]:
    """Raise the meeting's alarm: where she is and who she is are known before anybody has pressed."""
    return tuple(
        Trigger(
            office=page.plan.office,
            actor=event.actor,
            press_key=press_key(meeting),
            open_key=press_key(meeting),
            mode=Mode.ACTUAL,
            kind=after.alarm_kind,
            gesture=GESTURE,
            zone=after.zone,
            device=None,
            press=None,
            presser=after.person,
            pressed_at=None,
            heard_at=event.at,
            located=True,
        )
        for event in events
        if event.name == "MeetingAlarmed"
    )


MEETING: Final = Kind(
    name="meeting",
    begins_with=frozenset({"MeetingPlanned"}),
    decide=decide,
    evolve=evolve,
    dump=snapshot.write,
    load=snapshot.read,
    due_at=lambda meeting: meeting.due_at,
    is_over=lambda meeting: meeting.is_over,
    pass_due=_pass_due,
    triggers=_triggers,
    forgets=True,
)
