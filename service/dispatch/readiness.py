"""Rooms and doors that are looked over, as dispatch carries them."""

from typing import Final

from service.alarm.actor import SERVICE
from service.dispatch.undertaking_kind import Kind
from service.readiness import snapshot
from service.readiness.commands import PassDue
from service.readiness.decide import decide
from service.readiness.place import evolve

READINESS: Final = Kind(
    name="check",
    begins_with=frozenset({"InspectionPlanned"}),
    decide=decide,
    evolve=evolve,
    dump=snapshot.write,
    load=snapshot.read,
    due_at=lambda place: place.due_at,
    is_over=lambda place: place.is_over,
    pass_due=lambda _page, _unit, _undertaking, _place: PassDue(actor=SERVICE),
)


def undertaking_of(office: str, place: str) -> str:
    """Return the id of the undertaking that a room or door is looked over in: one for each, for good."""
    return f"check-{office}-{place}"
