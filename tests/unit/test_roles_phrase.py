"""A plan's hours, as people read them."""

from datetime import time

from roles.hours import Hours
from roles.phrase import hours_in_words


def test_a_period_to_midnight_ends_at_24() -> None:
    """An office that is open around the clock does not read as one that is never open."""
    day = Hours(start=time(0), until=time(0))
    evening = Hours(start=time(18), until=time(0))
    assert str(hours_in_words((day,))) == "00:00–24:00"
    assert str(hours_in_words((evening, Hours(start=time(8), until=time(12))))) == "18:00–24:00, 08:00–12:00"
