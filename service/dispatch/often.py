"""How often something may be told: a window that slides, for each source and for all of them. Pure; knows no name."""

from collections import deque
from typing import Final

KEYS: Final = 10_000
"""Sources that are remembered at most; beyond them the sum alone holds."""


class Often:
    """Counts what each source has done within a window."""

    def __init__(self, most: int, within_s: float) -> None:
        """Begin with nothing counted.

        Args:
            most: how often a source may within the window.
            within_s: the window, in seconds that never go back.
        """
        self._most = most
        self._within_s = within_s
        self._told: dict[str, deque[float]] = {}
        self._swept = float("-inf")

    def wait_s(self, source: str, now: float) -> float:
        """Return how many seconds a source has to wait; 0 where it need not, and then this once is counted."""
        if now - self._swept >= self._within_s:
            self._sweep(now)
        times = self._told.get(source)
        if times is None:
            times = deque()
            if len(self._told) < KEYS:
                self._told[source] = times
        self._trim(times, now)
        if len(times) >= self._most:
            return max(1.0, times[0] + self._within_s - now)
        times.append(now)
        return 0.0

    def _trim(self, times: deque[float], now: float) -> None:
        while times and times[0] <= now - self._within_s:
            times.popleft()

    def _sweep(self, now: float) -> None:
        """Forget sources whose window is over; once in a window, as it looks at all of them."""
        self._swept = now
        for source, times in list(self._told.items()):
            self._trim(times, now)
            if not times:
                del self._told[source]
