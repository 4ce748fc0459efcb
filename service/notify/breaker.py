"""A circuit breaker: a way that is down is not tried with every notice, but one by one until it is open again.

Nothing is held back by it for long: what cannot be sent over this way is sent over the next one at once. Time is an
argument.
"""

from typing import Final

FAILS: Final = 3
"""So many failures in a row open it."""

FIRST_S, LONGEST_S = 2.0, 20.0
"""Seconds until a single try after it has opened, twice as many after each that fails, and at most."""

TRY_LASTS_S: Final = 15.0
"""Seconds after which a try that has said nothing is forgotten, so that another one is made."""


class Breaker:
    """One way out: a route, or one receiver on it."""

    def __init__(self) -> None:
        """Begin closed: everything is let through."""
        self._failures = 0
        self._wait_s = FIRST_S
        self._closed_until: float | None = None
        self._trying_until = float("-inf")

    @property
    def is_open(self) -> bool:
        """Whether the way counts as down."""
        return self._closed_until is not None

    def lets_through(self, now: float) -> bool:
        """Say whether a notice may be tried now; of an open one each third of a minute at least, one at a time."""
        if self._closed_until is None:
            return True
        if now < self._closed_until or now < self._trying_until:
            return False
        self._trying_until = now + TRY_LASTS_S
        return True

    def again_in(self, now: float) -> float:
        """Return in how many seconds it is worth another try; at least a moment."""
        return max((self._closed_until or now) - now, self._trying_until - now, 0.25)

    def succeeded(self) -> None:
        """Note that the other side has answered: whatever it said, the way is open."""
        self._failures, self._wait_s, self._closed_until = 0, FIRST_S, None
        self._trying_until = float("-inf")

    def failed(self, now: float) -> None:
        """Note that the other side could not be reached, or said nothing that could be understood."""
        self._failures += 1
        self._trying_until = float("-inf")
        if self._failures < FAILS:
            return
        if self._closed_until is not None and now < self._closed_until:
            return  # one that was under way when it opened
        self._closed_until = now + self._wait_s
        self._wait_s = min(self._wait_s * 2, LONGEST_S)
