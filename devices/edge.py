"""Edge, not level: a field that stays true after a press comes again with every later message.

Only its rise is a press. Where nobody knows what it was before, a live true counts as its rise: a press may be heard
twice, and is never lost.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

Level = tuple[str, str]
"""A device, and the field of it that stays true."""

MOST: Final = 20_000
"""How many fields are remembered; of one that is forgotten the next live true is a press."""


class Edges:
    """The last value of each field, as far as it is known."""

    def __init__(
        self, known: Mapping[Level, bool] | None = None, *, most: int = MOST, has_forgotten: bool = False
    ) -> None:
        """Begin with what is known from before; remember at most so many fields.

        Args:
            known: the last values, as far as they are known.
            most: how many fields are remembered.
            has_forgotten: whether what nobody knows may have been known: then it may have been false.
        """
        self._last: OrderedDict[Level, bool] = OrderedDict(known or {})
        self._most = most
        self._has_forgotten = has_forgotten
        self._trim()

    def value(self, level: Level) -> bool | None:
        """Return what the field was last; None where nobody knows."""
        return self._last.get(level)

    def rises(self, level: Level) -> bool:
        """Note that a live message has the field true, and say whether that is a press."""
        was = self._last.get(level)
        self._put(level, True)
        return was is not True

    def falls(self, level: Level) -> bool:
        """Note that the field is false, and say whether that is news."""
        was = self._last.get(level)
        self._put(level, False)
        return was is not False

    def replayed(self, level: Level) -> bool:
        """Note that a message kept by the broker has the field true, and say whether that is news.

        It is no press. Where the field was false when it was heard last, it has risen while nobody listened: it stays
        false here, so that the next live message is the press. So may one have been that nobody knows any more: once
        any field has been forgotten, a replay says nothing of one that is unknown.
        """
        if level in self._last or self._has_forgotten:
            return False
        self._put(level, True)
        return True

    def forget(self, level: Level) -> None:
        """Know nothing of the field any more: its press could not be kept, and has to come again."""
        if self._last.pop(level, None) is not None:
            self._has_forgotten = True

    def _put(self, level: Level, value: bool) -> None:
        self._last[level] = value
        self._last.move_to_end(level)
        self._trim()

    def _trim(self) -> None:
        while len(self._last) > self._most:
            self._last.popitem(last=False)
            self._has_forgotten = True
