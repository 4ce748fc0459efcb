"""Is the button alive? EN 50136's words: a device has a reporting time, and is late or lost when it does not report."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LOST_AFTER = 2
"""A device is lost after this many reporting times without a word; it is late after one."""

Liveness = Literal["awaited", "online", "late", "lost"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Supervision:
    """What is known of a device's connection, and when that changes unless it reports (None: never)."""

    status: Liveness
    changes_at: datetime | None


def supervise(
    *, last_heard: datetime | None, enrolled_at: datetime, reporting_time: timedelta, now: datetime
) -> Supervision:
    """Return how a device stands at an aware instant; `reporting_time` must be positive (ValueError).

    One that never reported is awaited, not online; its reporting time counts from its enrolment. A report from the
    future, left by a clock that was set back, counts as heard now.
    """
    if reporting_time <= timedelta(0):
        raise ValueError(f"a reporting time must be longer than nothing, and is {reporting_time}")
    since = min(enrolled_at if last_heard is None else last_heard, now)
    late_at, lost_at = since + reporting_time, since + LOST_AFTER * reporting_time
    if now >= lost_at:
        return Supervision(status="lost", changes_at=None)
    if now >= late_at:
        return Supervision(status="late", changes_at=lost_at)
    return Supervision(status="awaited" if last_heard is None else "online", changes_at=late_at)
