"""When each device is due: late and lost are found at the next due time, and nothing looks through all devices."""

import heapq
import math
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from devices.supervision import LOST_AFTER, Liveness

OUTAGES = 16
"""Outages of one thing that are remembered, the last ones."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class _Watched:
    """One device: its reporting time, since when it is silent, and the one place in the heap that counts for it."""

    reporting: float
    since: float
    behind: str | None
    due: float = math.inf
    heard: bool = False
    status: Liveness = "awaited"


class Due(Generic[Key]):
    """The devices that report, by when the next of them is late or lost.

    All times are seconds of one clock that never goes back; one that does is taken to stand still. A word of a device
    is one look-up: its place in the heap stays where it is, and is moved on when it comes up, which is once in a
    reporting time however often the device speaks. Only a word takes a device out of late or lost.

    A device may stand behind something without which it cannot be heard. While that is cut off nothing is found out
    about the device, and the time for which it was does not count as silence. After an outage so long that the device
    has probably spoken in vain (half its reporting time), it has at least one reporting time until it is lost.
    """

    def __init__(self) -> None:
        """Begin without devices."""
        self._known: dict[Key, _Watched] = {}
        self._heap: list[tuple[float, int, Key]] = []
        self._pushed = 0
        self._now = -math.inf
        self._cut: dict[str, float] = {}
        """What is cut off, since when."""
        self._outages: dict[str, deque[tuple[float, float]]] = {}
        """The last outages of what devices stand behind, from when until when."""
        self._parked: dict[str, list[Key]] = {}
        """Devices whose time came while they could not be heard; they have no place in the heap until they can."""

    def __len__(self) -> int:
        """Return how many devices are watched."""
        return len(self._known)

    def __contains__(self, key: Key) -> bool:
        """Whether a device is watched."""
        return key in self._known

    def watch(
        self, key: Key, reporting: float, now: float, *, behind: str | None = None, lost_by: float | None = None
    ) -> Liveness | None:
        """Watch a device from now on, or by another reporting time, or behind something else.

        Args:
            key: which device.
            reporting: seconds in which it has to be heard; more than nothing, and no more than there are (ValueError).
            now: what time it is.
            behind: what it cannot be heard without.
            lost_by: when a device that is not watched yet is lost at the latest, from what is known of a former life.

        Returns:
            What it was, where a longer time makes it late or lost no longer.
        """
        if not 0 < reporting < math.inf:
            raise ValueError(f"a reporting time must be longer than nothing, and is {reporting}")
        now = self._at(now)
        known = self._known.get(key)
        if known is None:
            since = now if lost_by is None else min(now, lost_by - LOST_AFTER * reporting)
            known = self._known[key] = _Watched(reporting, since, behind)
            self._push(key, known, since + reporting)
            return None
        if known.behind != behind:
            known.behind = behind
            self._unpark(key)
        if known.reporting == reporting:
            return None
        known.reporting, was = reporting, known.status
        silent = now - self._since(known, until=now)
        if was in ("late", "lost") and silent < reporting:
            known.status = "online" if known.heard else "awaited"
        elif was == "lost" and silent < LOST_AFTER * reporting:
            known.status = "late"
        if known.status != "lost":
            self._push(key, known, self._next(known))
        return was if known.status != was else None

    def move(self, key: Key, behind: str | None) -> None:
        """Say what a device stands behind, as has just become known."""
        known = self._known.get(key)
        if known is not None and known.behind != behind:
            known.behind = behind
            self._unpark(key)

    def forget(self, key: Key) -> None:
        """Watch a device no longer."""
        self._known.pop(key, None)

    def heard(self, key: Key, now: float) -> Liveness | None:
        """Take a word of a device; one that nobody watches changes nothing.

        Returns:
            What it was until now, where it was anything but online.
        """
        known = self._known.get(key)
        if known is None:
            return None
        known.since = self._at(now)
        was = known.status
        if was == "online":
            return None
        known.status, known.heard = "online", True
        if was == "lost":
            self._push(key, known, known.since + known.reporting)
        return was

    def cut(self, what: str, now: float) -> None:
        """Say that what devices stand behind is gone."""
        self._cut.setdefault(what, self._at(now))

    def restore(self, what: str, now: float) -> None:
        """Say that what devices stand behind is back."""
        if what in self._cut:
            outages = self._outages.setdefault(what, deque(maxlen=OUTAGES))
            outages.append((self._cut.pop(what), self._at(now)))
            for key in self._parked.pop(what, ()):
                self._unpark(key)

    def is_cut(self, what: str | None) -> bool:
        """Say whether what a device stands behind is gone."""
        return what in self._cut

    def status(self, key: Key) -> Liveness | None:
        """Return how a device stood at the last `advance` or word; None for one that nobody watches."""
        known = self._known.get(key)
        return known.status if known else None

    def was_heard(self, key: Key) -> bool:
        """Say whether a device that is watched has ever spoken."""
        known = self._known.get(key)
        return known is not None and known.heard

    def lost_at(self, key: Key) -> float | None:
        """Return when a device is lost unless it is heard; None for one that nobody watches."""
        known = self._known.get(key)
        return self._since(known) + LOST_AFTER * known.reporting if known else None

    def next_at(self) -> float:
        """Return when to look again at the latest: infinity where nothing will change by itself."""
        return self._heap[0][0] if self._heap else math.inf

    def advance(self, now: float, most: int = 200) -> list[tuple[Key, Liveness]]:
        """Return which devices have become late or lost by now, looking at no more than `most` of them.

        Where more are due, `next_at` has passed, and the next call goes on.
        """
        now = self._at(now)
        changed: list[tuple[Key, Liveness]] = []
        while most > 0 and self._heap and self._heap[0][0] <= now:
            due, _, key = heapq.heappop(self._heap)
            known = self._known.get(key)
            if known is None or known.due != due:
                continue
            most -= 1
            if self.is_cut(known.behind):
                known.due = math.inf
                self._parked.setdefault(known.behind or "", []).append(key)
                continue
            if known.status != "late" and now >= self._since(known) + known.reporting:
                known.status = "late"
                changed.append((key, "late"))
            if known.status == "late" and now >= self._since(known) + LOST_AFTER * known.reporting:
                known.status, known.due = "lost", math.inf
                changed.append((key, "lost"))
            else:
                self._push(key, known, self._next(known))
        return changed

    def _at(self, now: float) -> float:
        self._now = max(self._now, now)
        return self._now

    def _since(self, known: _Watched, *, until: float | None = None) -> float:
        """Return from when on the silence of a device counts; with `until`, also if an outage goes on until then."""
        since = known.since
        if known.behind is None or known.status == "lost":
            return since
        outages = list(self._outages.get(known.behind, ()))
        if until is not None and known.behind in self._cut:
            outages.append((self._cut[known.behind], until))
        spoken = -math.inf
        for began, ended in outages:
            if ended > known.since:
                since += ended - max(began, known.since)
                if ended - began >= known.reporting / 2:  # it has probably spoken in vain
                    spoken = ended - known.reporting
        return max(since, spoken)

    def _next(self, known: _Watched) -> float:
        return self._since(known) + known.reporting * (LOST_AFTER if known.status == "late" else 1)

    def _unpark(self, key: Key) -> None:
        """Give a device that was parked its place in the heap again."""
        known = self._known.get(key)
        if known is not None and known.due == math.inf and known.status != "lost":
            self._push(key, known, self._next(known))

    def _push(self, key: Key, known: _Watched, due: float) -> None:
        known.due = due
        self._pushed += 1
        heapq.heappush(self._heap, (due, self._pushed, key))
