"""How a place stands as JSON values and back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.readiness.place import Approved, Look, Place

FORMAT = 1


def write(place: Place) -> dict[str, Any]:
    """Return a place as JSON values."""
    look, approved = place.look, place.approved
    return {
        "format": FORMAT,
        "place": place.place,
        "kind": place.kind,
        "every_ms": round(place.every.total_seconds() * 1000),
        "look_by": instant(place.look_by),
        "look": look and {"at": instant(look.at), "by": look.by, "failed": list(look.failed), "photo": look.photo},
        "approved": approved and {"at": instant(approved.at), "by": approved.by, "photo": approved.photo},
        "propped_at": instant(place.propped_at) if place.propped_at else None,
        "is_overdue": place.is_overdue,
        "is_over": place.is_over,
    }


def read(written: Mapping[str, Any]) -> Place:
    """Return the place that `write` wrote."""
    look, approved = written["look"], written["approved"]
    return Place(
        place=written["place"],
        kind=written["kind"],
        every=timedelta(milliseconds=written["every_ms"]),
        look_by=parse_instant(written["look_by"]),
        look=look
        and Look(at=parse_instant(look["at"]), by=look["by"], failed=tuple(look["failed"]), photo=look["photo"]),
        approved=approved and Approved(at=parse_instant(approved["at"]), by=approved["by"], photo=approved["photo"]),
        propped_at=parse_instant(written["propped_at"]) if written["propped_at"] else None,
        is_overdue=written["is_overdue"],
        is_over=written["is_over"],
    )
