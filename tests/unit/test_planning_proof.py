"""What is answered about coverage."""

from datetime import UTC, datetime

from parts.offices import AS
from service.planning.proof import prove
from service.planning.task import Task


def _week(now: datetime) -> str:
    asked = {"weeks": 1, "without_one": False, "mends": False}
    task = Task(
        asked=asked,
        office="as",
        language="en",
        translate=str,
        now=now,
        today=now.date(),
        live=AS.read_text(),
        standards={},
        habits={},
    )
    return str(prove(task)["grid"]["week"])


def test_the_grid_begins_with_the_week_of_the_next_opening() -> None:
    """On a Friday it shows that week; on a Saturday the days behind are no longer what anybody asks about."""
    assert _week(datetime(2026, 11, 27, 9, tzinfo=UTC)) == "2026-11-23"
    assert _week(datetime(2026, 11, 28, 9, tzinfo=UTC)) == "2026-11-30"
