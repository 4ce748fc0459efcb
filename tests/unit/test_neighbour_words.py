"""What a neighbour's Trygg says is read whole, or refused in words: whatever stands in it, nothing fails later."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from service.alarm.instant import instant
from service.api.neighbours import Tells

WORD = {"format": 1, "from": "fk", "to": "as", "closing": "a-1", "version": 1, "stage": "closing", "name": "FK"}
OFFSETS = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))


def _read(since: str, look_again_at: str) -> Tells:
    return Tells.model_validate({**WORD, "since": since, "look_again_at": look_again_at})


@given(st.datetimes(timezones=OFFSETS), st.datetimes(timezones=OFFSETS))
def test_every_instant_that_is_taken_can_be_written_down(since: datetime, look_again_at: datetime) -> None:
    """The first and the last day that there can be are refused: in UTC they are none."""
    try:
        told = _read(since.isoformat(), look_again_at.isoformat()).said()
    except ValidationError:
        return
    assert told.look_again_at is not None
    assert instant(told.since) < instant(told.look_again_at) or told.since >= told.look_again_at


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_day_that_cannot_be_is_refused(since: str) -> None:
    """It is told as unreadable, and is no fault of this service."""
    usual = "2026-11-23T14:00:00+00:00"
    assert _read(usual, usual).said().since.isoformat() == usual
    for word in ((since, usual), (usual, since)):
        with pytest.raises(ValidationError):
            _read(*word)
