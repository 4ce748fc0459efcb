"""What happened to a measure; docs/reference/timeline.md has the facts of each."""

from typing import Final

EVENTS: Final = frozenset(
    {"MeasurePlanned", "MeasureMoved", "MeasureHandedOver", "MeasureOverdue", "MeasureDone", "MeasureDropped"}
)
"""Every event of a measure."""
