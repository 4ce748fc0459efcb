"""What `trygg device test` makes of what the service says of a window."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.alarm.instant import instant
from service.cli.device_window import Came, came_of

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OPEN = {"gesture": "single"}
BEFORE, AFTER = instant(AT - timedelta(seconds=1)), instant(AT + timedelta(seconds=3))


@pytest.mark.parametrize(
    ("told", "came"),
    [
        ({"window": OPEN}, "open"),
        ({"window": OPEN, "tested_at": BEFORE, "feedback_ms": 80}, "open"),
        ({"tested_at": AFTER}, "heard"),
        ({"tested_at": AFTER, "feedback_ms": 84}, "measured"),
        ({"tested_at": BEFORE, "feedback_ms": 80}, "nothing"),
        ({"was_real": True}, "real"),
        ({}, "nothing"),
    ],
)
def test_only_a_press_in_this_window_is_its_test(told: dict[str, Any], came: Came) -> None:
    """An earlier test proves nothing of today, and a press of another gesture was real."""
    assert came_of({"window": None, "tested_at": None, "feedback_ms": None, "was_real": False, **told}, AT) == came
