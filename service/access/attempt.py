"""How often somebody may try a password, a code or a PIN: pure, time is an argument.

Whoever fails waits twice as long each time, per name and per address alike. Nothing here ever limits an alarm.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FREE: Final = 5
"""Failures before the first wait: people mistype."""
FIRST_WAIT: Final = timedelta(seconds=2)
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGET_AFTER: Final = timedelta(hours=1)
CROWD_FREE: Final = 50
CROWD_LONGEST_WAIT: Final = timedelta(minutes=1)
"""For what many share, an address or a name that is tried from everywhere: nobody shall hold up a whole house by it."""
MOST_KEPT: Final = 10_000
"""Names and addresses remembered at once; the longest untouched is forgotten first."""


@dataclass(slots=True)
class _Tally:
    failures: int
    last_at: datetime


class Attempts:
    """Counts failures by any key: a login name, an address, a pairing code's office."""

    def __init__(self, *, free: int = FREE, longest: timedelta = LONGEST_WAIT) -> None:
        """Begin without any; `free` failures go before the first wait, and no wait is longer than `longest`."""
        self._free = free
        self._longest = longest
        self._tallies: OrderedDict[str, _Tally] = OrderedDict()

    def wait(self, keys: tuple[str, ...], at: datetime) -> timedelta:
        """Return how long to wait before the next try under all of these keys; nothing when it may come now."""
        return max((self._wait(key, at) for key in keys), default=timedelta(0))

    def failed(self, keys: tuple[str, ...], at: datetime) -> None:
        """Count a failure under each key."""
        for key in keys:
            tally = self._tallies.pop(key, None)
            if tally is None or at - tally.last_at >= FORGET_AFTER:
                tally = _Tally(0, at)
            tally.failures, tally.last_at = tally.failures + 1, at
            self._tallies[key] = tally
        while len(self._tallies) > MOST_KEPT:
            self._tallies.popitem(last=False)

    def forgiven(self, keys: tuple[str, ...]) -> None:
        """Take one failure back under each key: what was counted beforehand was none."""
        for key in keys:
            if (tally := self._tallies.get(key)) is not None:
                tally.failures = max(0, tally.failures - 1)

    def succeeded(self, key: str) -> None:
        """Forget the failures of a name that has proven itself; its address keeps those of other names."""
        self._tallies.pop(key, None)

    def _wait(self, key: str, at: datetime) -> timedelta:
        tally = self._tallies.get(key)
        if tally is None or tally.failures < self._free:
            return timedelta(0)
        doubled = min(tally.failures - self._free, 20)
        lasts = min(self._longest, FIRST_WAIT * (1 << doubled))
        return max(timedelta(0), tally.last_at + lasts - at)
