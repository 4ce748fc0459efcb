"""The lanes of an alarm as rows of a table: the same for who cannot see the picture. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.web.charts.lanes import Lane


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneRow:
    """One lane in words."""

    title: str
    happened: tuple[str, ...]
    """Each mark, in order of time."""
    deadlines: tuple[tuple[str, bool], ...]
    """Each deadline, and whether it was kept."""


def lane_rows(lanes: Sequence[Lane]) -> tuple[LaneRow, ...]:
    """Return a row for each lane, in the picture's order."""
    return tuple(
        LaneRow(
            title=lane.title,
            happened=tuple(mark.label for mark in sorted(lane.marks, key=lambda mark: mark.at)),
            deadlines=tuple((due.label, due.kept) for due in sorted(lane.dues, key=lambda due: due.at)),
        )
        for lane in lanes
    )
