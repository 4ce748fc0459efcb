"""Whether a refusal is about one address alone: the same other side has taken what went to others. In memory.

A mailbox is full, a browser has subscribed with another key: that says nothing of the way. That everybody is turned
down does, even where each refusal names the address.
"""

from typing import Final

MOST: Final = 3
"""Addresses in a row that are turned down, until that says something about the way."""


class TurnedDown:
    """What each other side has turned down since it last took something."""

    def __init__(self) -> None:
        """Begin knowing nothing: then each refusal may be about the way."""
        self._since: dict[str, set[str]] = {}

    def taken(self, side: str) -> None:
        """Note that another side has taken something."""
        self._since[side] = set()

    def is_about_one(self, side: str, address: str) -> bool:
        """Note that another side has turned an address down, and say whether that is about the address alone."""
        since = self._since.get(side)
        if since is None:
            return False
        if len(since) < MOST:
            since.add(address)
        return len(since) < MOST
