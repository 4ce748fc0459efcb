"""Where a screen stands in an office's timeline: entries released only densely, the last ones held. Pure."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from service.timeline.entry import Entry

HELD = 5_000
"""How many entries of an office are held for screens that come back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Committed entries that have not been heard of: read those after `after` from the store, and publish them."""

    office: str
    after: int
    """The last position that has been released."""
    until: int
    """The first position beyond the hole that is known to exist."""


class Order:
    """Takes committed entries in any order and as often as they come; releases each once, in dense order."""

    def __init__(self, office: str, head: int, *, waiting: int = HELD) -> None:
        """Begin behind position `head`; at most `waiting` entries wait for the ones before them."""
        self.office = office
        self.head = head
        self._most = waiting
        self._early: dict[int, Entry] = {}
        self._seen = head

    def take(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return what can be shown now: these entries and those they completed, none twice."""
        released: list[Entry] = []
        for entry in entries:
            if entry.position == self.head + 1:
                self._release(entry, released)
            elif entry.position > self.head:
                self._wait(entry)
        return released

    @property
    def gap(self) -> Gap | None:
        """The hole before the first entry that waits; None when nothing is known to be missing."""
        if self._seen <= self.head:
            return None
        return Gap(office=self.office, after=self.head, until=min(self._early, default=self._seen))

    def _release(self, entry: Entry | None, released: list[Entry]) -> None:
        while entry is not None:
            released.append(entry)
            self.head = entry.position
            entry = self._early.pop(self.head + 1, None)

    def _wait(self, entry: Entry) -> None:
        """Keep an early entry; the store has those that there is no room for, and `_seen` remembers that they exist."""
        self._seen = max(self._seen, entry.position)
        if len(self._early) < self._most:
            self._early[entry.position] = entry


T = TypeVar("T")


class Ring(Generic[T]):
    """The last items of a stream, each at its position."""

    def __init__(self, head: int, *, held: int = HELD) -> None:
        """Begin empty behind position `head`."""
        self.head = head
        self._items: deque[T] = deque(maxlen=held)

    @property
    def first(self) -> int:
        """The smallest `after` that can be resumed from."""
        return self.head - len(self._items)

    def add(self, item: T) -> None:
        """Put in the item at the next position; the oldest one leaves when there is no more room."""
        self._items.append(item)
        self.head += 1

    def at(self, position: int) -> T | None:
        """Return the item at a position; None where that is beyond the head or no longer held."""
        return self._items[position - self.first - 1] if self.first < position <= self.head else None

    def after(self, position: int) -> Sequence[T] | None:
        """Return what came after a position; None when that is beyond the head or no longer held."""
        if not self.first <= position <= self.head:
            return None
        return list(islice(self._items, position - self.first, None))


def resumes(after: int | None, epoch: str | None, *, current: str) -> bool:
    """Say whether a screen's own account of where it was may be believed: it knows where, and of which record."""
    return after is not None and after >= 0 and (epoch is None or epoch == current)
