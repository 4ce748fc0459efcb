"""Notices as they stand in the store, for tests of whatever handles them."""

from collections.abc import Callable
from typing import Any

from parts.stores import AT, OFFICE
from service.alarm.states import Mode
from service.store.notice_port import Notice
from service.store.port import Unit


def notice_of(route: str, number: int = 0, **more: Any) -> Notice:
    """A call to Anna over a route, queued and urgent; `number` tells several calls apart."""
    told: dict[str, Any] = {
        "call": f"a-1.2.{number}",
        "office": OFFICE,
        "alarm": "a-1",
        "responder": "p-anna",
        "role": None,
        "place": 0,
        "reach": "inside",
        "mode": Mode.ACTUAL,
        "purpose": "call",
        "urgent": True,
        "content": {"kind": "emergency", "zone": "room-114"},
        "due_at": AT,
        "created_at": AT,
    }
    return Notice(id=f"a-1.2.{number}.{route}", route=route, **{**told, **more})


def queueing(*notices: Notice) -> Callable[[Unit], None]:
    """Return a work that queues notices."""
    return lambda unit: unit.queue_notices(notices)
