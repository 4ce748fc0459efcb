"""What nodes on one database tell each other, as PostgreSQL's NOTIFY does: a hint that comes late, or never."""

import asyncio
from collections.abc import Callable
from contextvars import Context, copy_context
from random import Random


class Hints:
    """Everybody who listens."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._listening: dict[str, tuple[Callable[[str, int], None], Context]] = {}
        self.loses = 0.1
        """Which part of them never comes."""

    def listener(self, node: str) -> "NightListener":
        """Return what hears them for a node."""
        return NightListener(self, node)

    def begin(self, node: str, callback: Callable[[str, int], None]) -> None:
        """Have a node told, in the place of its former life."""
        self._listening[node] = callback, copy_context()

    def tell(self, office: str, position: int) -> None:
        """Tell everybody of a commit: mostly soon, sometimes late, now and then not at all."""
        for callback, context in self._listening.values():
            if self._chance.random() < self.loses:
                continue
            late = self._chance.uniform(0.2, 5.0) if self._chance.random() < 0.1 else self._chance.uniform(0.001, 0.02)
            asyncio.get_running_loop().call_later(late, callback, office, position, context=context)


class NightListener:
    """A fake at the port of what hears a database's announcements."""

    def __init__(self, hints: Hints, node: str) -> None:
        self._hints = hints
        self._node = node

    def start(self, callback: Callable[[str, int], None]) -> None:
        """Call back from now on."""
        self._hints.begin(self._node, callback)

    def close(self) -> None:
        """Have nothing to let go of: a life that has ended hears nothing."""
