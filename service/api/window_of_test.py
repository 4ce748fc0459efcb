"""The window in which the first press of one's own button is a test, and what the last test showed."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from devices.inventory import ANY_GESTURE, EMERGENCY
from devices.registry import Device
from service.access.action import Action
from service.access.trace import actor_of
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.problem import Problem
from service.dispatch.window_of_test import (
    HEARD,
    MEASURED,
    OPENED,
    REMEMBERED,
    LastTest,
    Window,
    gesture_among,
    last_test_among,
    window_of,
)
from service.timeline.entry import Entry

USUAL: Final = "single"
"""What a button sends of which nobody knows better."""


class NewWindow(BaseModel):
    """Which gesture is going to be tried, and for how long the window is open."""

    model_config = ConfigDict(extra="forbid")

    gesture: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    """The only gesture that is a test, any other press is real; None is the one that the device sends."""
    seconds: Annotated[int, Field(ge=5, le=60)] = 60
    zone: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Where the press will be made: a walk test tries one zone after the other."""


def router(desk: Desk) -> Addresses:
    """Return the routes."""
    routes = Addresses(prefix="/offices/{office}/devices", tags=["alarms"])

    @routes.post("/{device}/test-window", status_code=HTTPStatus.CREATED)
    async def open_window(office: str, device: str, visitor: Who, wanted: NewWindow) -> dict[str, Any]:
        """Let the next press of one's own button be a test: the whole path is run, and nobody is called."""
        enrolled = _own(desk, visitor, office, device)
        gesture = wanted.gesture
        if wanted.zone is not None and wanted.zone not in desk.book[office].plan.zones:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_zone", "The office's plan has no such zone.")
        if gesture is None:
            heard = await desk.store.recent(office, (HEARD,), REMEMBERED)
            gesture = _sent_by(desk, enrolled, heard)
        entry = await desk.dispatch.open_test_window(
            office,
            _name(enrolled),
            gesture,
            timedelta(seconds=wanted.seconds),
            actor_of(visitor),
            zone=wanted.zone,
            # A spare one, with which somebody walks from zone to zone: nobody calls for help with it.
            pauses=not (wanted.zone is not None and enrolled.holder is None and enrolled.place is None),
        )
        return {"device": enrolled.device, **_told(window_of(entry))}

    @routes.get("/{device}/test-window")
    async def test_window(office: str, device: str, visitor: Who) -> dict[str, Any]:
        """Return the window that is open, and how long the last test took from press to feedback."""
        enrolled = _own(desk, visitor, office, device)
        entries = await desk.store.recent(office, (OPENED, HEARD, MEASURED), REMEMBERED)
        found = last_test_among(entries, _name(enrolled), desk.clock.now())
        return {
            "device": enrolled.device,
            "gesture": _sent_by(desk, enrolled, entries),
            "window": _told(found.window) if found.window else None,
            "was_real": found.was_real,
            **told_test(found),
        }

    return routes


def told_test(found: LastTest) -> dict[str, Any]:
    """Return how it is told when a device was tested last, and how long its feedback took."""
    return {"tested_at": instant(found.tested_at) if found.tested_at else None, "feedback_ms": found.feedback_ms}


def _sent_by(desk: Desk, device: Device, entries: Sequence[Entry]) -> str:
    """Return the gesture that a device really sends: the last one heard, else the only one listed for an emergency."""
    named = [gesture for gesture, kind in device.kinds.items() if gesture != ANY_GESTURE and kind == EMERGENCY]
    return (
        desk.intake.last_gesture.of(device.office, device.device)
        or gesture_among(entries, _name(device))
        or (named[0] if len(named) == 1 else USUAL)
    )


def _name(device: Device) -> str:
    return f"{device.office}/{device.device}"


def _told(window: Window) -> dict[str, Any]:
    return {
        "gesture": window.gesture,
        "opened_at": instant(window.opened_at),
        "until": instant(window.until),
        "zone": window.zone,
    }


def _own(desk: Desk, visitor: Visitor, office: str, device: str) -> Device:
    """Return a device that a visitor may test: her own, or one that nobody wears and that she looks after.

    Nobody opens a window for another one's button: her first press in earnest would call nobody.

    Raises:
        Problem: there is no such device, or it is not hers.
    """
    enrolled = desk.intake.registry.inventory.find(office, device)
    page = desk.book.get(office)
    if enrolled is None or page is None or enrolled.office != office:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_device", "No such button is enrolled in this office.")
    if not may_test(desk, visitor, enrolled):
        raise Problem(HTTPStatus.FORBIDDEN, "not_yours", "Whoever wears this button tests it.")
    return enrolled


def may_test(desk: Desk, visitor: Visitor, device: Device) -> bool:
    """Say whether a visitor may open a window for a device of an office that has a plan."""
    office = device.office
    person = visitor.persons.get(office)
    wearer = desk.book[office].keys.get(device.holder or "")
    is_own = person is not None and wearer == person
    looks_after = wearer is None and any(
        allowed(visitor, one, office) for one in (Action.MANAGE_DEVICES, Action.MANAGE_PEOPLE)
    )
    return is_own or looks_after or visitor.kind == "open"
