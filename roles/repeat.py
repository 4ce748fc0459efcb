"""What a response goes on with after its last step."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """What goes on being called after the last step, and how often."""

    every: timedelta
    call: tuple[str, ...]
