"""Instants from outside, as far as they can be reckoned with: in the year 9999 a zone leads past the end."""

from datetime import datetime, timedelta
from typing import Final

NEAR: Final = timedelta(days=4000)


def is_near(at: datetime, now: datetime) -> bool:
    """Tell whether an instant (aware) can be reckoned with at all."""
    return abs(at - now) < NEAR
