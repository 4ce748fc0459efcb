"""Since when each part of a node has not worked."""

from collections.abc import Mapping
from datetime import datetime


class Standing:
    """Remembers when each part was first found not to work, until it works again."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._since: dict[str, datetime] = {}

    def note(self, parts: Mapping[str, bool], now: datetime) -> None:
        """Take note of what works now."""
        self._since = {part: self._since.get(part, now) for part, works in parts.items() if not works}

    @property
    def since(self) -> Mapping[str, datetime]:
        """Each part that does not work, and since when."""
        return dict(self._since)
