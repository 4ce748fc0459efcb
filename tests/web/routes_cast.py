"""Alarms in which people are called over routes, and the routes themselves, as the pages' tests show them."""

from datetime import timedelta
from typing import Any

from service.alarm.instant import instant
from web import cast
from web.harness import now

LONG = "Maria-Magdalena Kierkegaard-Oksanen af Södermanland"


def notice(route: str, state: str, ago: float = 4, **more: Any) -> dict[str, Any]:
    """Return how far a call over one route came so many seconds ago."""
    at = instant(now() - timedelta(seconds=ago))
    return {"route": route, "state": state, "at": at, "reason": None, "last": False, "after": None, **more}


def called(key: str, role: str, *notices: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the row of somebody who is called over routes."""
    return cast.responder(key, role, **{"notices": list(notices), **more})


def reached(**more: Any) -> dict[str, Any]:
    """Return an alarm with a call over routes in each of its states."""
    rows = [
        called("p-anna", "colleague", notice("push", "delivered", 9), notice("sms", "waiting"), walk_ms=12000),
        called("p-david", "guard", notice("sms", "handed_over", 19), notice("voice", "handed_over", 4, after="sms")),
        called("p-eva", "manager", notice("sms", "delivered", 25), notice("voice", "delivered", 9), state="silent"),
        called("p-long", "manager", notice("sms", "failed", 6, reason="unknown_number", last=True)),
        called(
            "contact:police", "police-contact", notice("alarm_centre", "delivered", 12), reach="outside", accept_by=None
        ),
    ]
    raised = instant(now() - timedelta(seconds=31))
    return cast.alarm(**{"responders": rows, "names": {"p-long": LONG}, "raised_at": raised, **more})
