"""What happened to a place that is looked over; docs/reference/timeline.md has the facts of each."""

from typing import Final

EVENTS: Final = frozenset(
    {
        "InspectionPlanned",
        "PlaceInspected",
        "InspectionOverdue",
        "PlaceApproved",
        "DoorPropped",
        "DoorShut",
        "InspectionWithdrawn",
    }
)
"""Every event of a place that is looked over."""
