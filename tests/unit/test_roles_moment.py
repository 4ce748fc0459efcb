"""What the office's clock shows, as an instant: on ordinary days, and in the two nights in which it jumps."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.moment import instant_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("2026-12-01T08:00", "2026-12-01T07:00+00:00"),
        ("2027-03-28T01:59", "2027-03-28T00:59+00:00"),
        ("2027-03-28T02:00", None),
        ("2027-03-28T02:59", None),
        ("2027-03-28T03:00", "2027-03-28T01:00+00:00"),
        ("2026-10-25T01:59", "2026-10-24T23:59+00:00"),
        ("2026-10-25T02:30", "2026-10-25T00:30+00:00"),
        ("2026-10-25T03:00", "2026-10-25T02:00+00:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30+00:00"),
    ],
)
def test_the_nights_in_which_the_clock_jumps(shown: str, meant: str | None) -> None:
    """An hour that is skipped means nothing, one that comes twice its first time; an offset says which."""
    found = instant_of(datetime.fromisoformat(shown), STOCKHOLM)
    assert found == (None if meant is None else datetime.fromisoformat(meant))


LOCAL = st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01"))


@given(at=LOCAL, hours=st.integers(-12, 14))
def test_what_is_meant_is_shown_then(at: datetime, hours: int) -> None:
    """At the instant that is found the clock shows what was said, and not earlier; with an offset nothing changes."""
    found = instant_of(at, STOCKHOLM)
    if found is not None:
        assert found.astimezone(STOCKHOLM).replace(tzinfo=None) == at
        assert (found - timedelta(hours=1)).astimezone(STOCKHOLM).replace(tzinfo=None) != at
    told = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert instant_of(told, STOCKHOLM) == told.astimezone(UTC)
