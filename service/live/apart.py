"""Who counts for herself: positions as they are told to those from whom something is kept. Pure.

How many entries follow a code, and when, would give away which code it was to whoever reads the bytes. So what is kept
from somebody after it takes no number in what she is told: nothing is sent for it, and what is told goes on densely.
"""

from bisect import bisect_right
from typing import Final

NOBODY: Final[frozenset[str]] = frozenset()


class Apart:
    """Of one office: from whom how many entries were kept without a number."""

    def __init__(self) -> None:
        """Begin with everybody counting alike."""
        self._since: dict[frozenset[str], int] = {}
        self._untold: dict[frozenset[str], list[int]] = {}

    def begin(self, kept_from: frozenset[str], position: int) -> None:
        """Have those count for themselves who are known by any of these tags, from behind a position on."""
        self._since.setdefault(kept_from, position)

    def keep(self, kept_from: frozenset[str], position: int) -> None:
        """Note that an entry takes no number for them; entries come in the order of their positions."""
        self._untold.setdefault(kept_from, []).append(position)

    def tags_at(self, position: int) -> frozenset[str]:
        """Return by which tags those are known who count for themselves at a position."""
        if not self._since:
            return NOBODY
        return NOBODY.union(*(tags for tags, since in self._since.items() if since < position))

    def counts(self, who: frozenset[str], position: int) -> bool:
        """Say whether somebody counts for herself at a position."""
        return any(since < position and not tags.isdisjoint(who) for tags, since in self._since.items())

    def number(self, position: int, who: frozenset[str]) -> int:
        """Return a position as somebody is told it."""
        kept = (at for tags, at in self._untold.items() if not tags.isdisjoint(who))
        return position - sum(bisect_right(at, position) for at in kept)
