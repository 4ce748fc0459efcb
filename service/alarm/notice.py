"""What becomes of the notices by which people are called over routes: told, and nothing is decided by it."""

from datetime import datetime
from typing import Any, Final

from service.alarm.commands import ReportNotice
from service.alarm.events import Event
from service.alarm.routes import NoticeState

EVENTS: Final[dict[NoticeState, str]] = {
    "handed_over": "NoticeHandedOver",
    "delivered": "NoticeDelivered",
    "seen": "NoticeSeen",
    "answered": "NoticeAnswered",
    "failed": "NoticeFailed",
}
"""State → event; that a notice is queued stands in `ResponderCalled` as its routes."""


def report_notice(command: ReportNotice, at: datetime) -> tuple[Event, ...]:
    """Return the event that says how far a notice has come; whoever reports it has moved its row forward before."""
    name = EVENTS.get(command.state)
    if name is None:
        return ()
    facts: dict[str, Any] = {
        "responder": command.responder,
        "role": command.role,
        "route": command.route,
        "notice": command.notice,
    }
    if command.state == "failed":
        facts |= {"reason": command.reason, "last": command.is_last}
    if command.purpose != "call":
        facts["purpose"] = command.purpose
    if command.after:
        facts["after"] = command.after
    return (Event(name=name, at=at, actor=command.actor, facts=facts),)
