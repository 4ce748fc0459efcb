"""What a screen knows of ways to safety: what each zone is told, what people say of doors. Pure; see view-guide.js."""

from collections.abc import Callable
from typing import Any, Final

View = dict[str, Any]
Guide = dict[str, Any]
"""`zones` as each was told last and `at` when; `doors` and `reported` zones by id, each with `state`, `by` and `at`."""
Data = dict[str, Any]

EVENTS: Final = ("ZonesInstructed", "DoorReported", "ZoneReported")
_EMPTY: Final[Guide] = {"zones": [], "at": None, "doors": {}, "reported": {}}


def _told(event: str) -> Callable[[View, Data, str], View]:
    return lambda view, data, at: {**view, "instructions": with_guide(view["instructions"], event, data, at)}


NEXT: Final = {event: _told(event) for event in EVENTS}
"""Event → the view after it."""


def with_guide(before: Guide | None, event: str, data: Data, at: str) -> Guide | None:
    """Return what is known after one of `EVENTS`; nothing changes where the entry does not say what."""
    known = before or _EMPTY
    if event == "ZonesInstructed" and "zones" in data:
        return {**known, "zones": data["zones"], "at": at}
    if event == "DoorReported" and "door" in data:
        return {**known, "doors": {**known["doors"], data["door"]: _said(data, at)}}
    if event == "ZoneReported" and "zone" in data:
        return {**known, "reported": {**known["reported"], data["zone"]: _said(data, at)}}
    return before


def _said(data: Data, at: str) -> Data:
    return {"state": data["state"], "by": data["by"], "at": at}
