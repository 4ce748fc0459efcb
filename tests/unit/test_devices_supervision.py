"""A device that does not report is late, then lost; one that never did is not called online."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.supervision import supervise

ENROLLED = datetime(2026, 11, 23, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("last_heard", "now", "status", "changes_at"),
    [
        (None, 0, "awaited", 1),
        (None, 1, "late", 2),
        (None, 2, "lost", None),
        (5, 5, "online", 6),
        (5, 5.99, "online", 6),
        (5, 6, "late", 7),
        (5, 7, "lost", None),
        (9, 5, "online", 6),
    ],
)
def test_a_device_is_late_after_one_reporting_time_and_lost_after_two(
    last_heard: float | None, now: float, status: str, changes_at: float | None
) -> None:
    """At each minute after enrolment, with a reporting time of one minute; the ninth minute is a clock set back."""
    supervision = supervise(
        last_heard=None if last_heard is None else ENROLLED + last_heard * MINUTE,
        enrolled_at=ENROLLED,
        reporting_time=MINUTE,
        now=ENROLLED + now * MINUTE,
    )
    assert supervision.status == status
    assert supervision.changes_at == (None if changes_at is None else ENROLLED + changes_at * MINUTE)


@given(
    heard=st.none() | st.integers(-100, 100),
    now=st.integers(-100, 1000),
    reporting=st.integers(1, 200),
    wait=st.integers(0, 500),
)
def test_nothing_changes_before_it_is_said_to(heard: int | None, now: int, reporting: int, wait: int) -> None:
    """Until `changes_at` a silent device stands as it did; at that instant it stands otherwise."""
    last_heard = None if heard is None else ENROLLED + timedelta(seconds=heard)
    start = ENROLLED + timedelta(seconds=now if heard is None else max(now, heard))

    def at(instant: datetime) -> str:
        return supervise(
            last_heard=last_heard, enrolled_at=ENROLLED, reporting_time=timedelta(seconds=reporting), now=instant
        ).status

    changes_at = supervise(
        last_heard=last_heard, enrolled_at=ENROLLED, reporting_time=timedelta(seconds=reporting), now=start
    ).changes_at
    later = start + timedelta(seconds=wait)
    if changes_at is None or (later < changes_at and start >= ENROLLED):
        assert at(later) == at(start)
    elif start >= ENROLLED:
        assert at(changes_at) != at(start)


def test_no_reporting_time_is_refused() -> None:
    """A reporting time of nothing is a mistake of the caller's."""
    with pytest.raises(ValueError, match="longer than nothing"):
        supervise(last_heard=None, enrolled_at=ENROLLED, reporting_time=timedelta(0), now=ENROLLED)
