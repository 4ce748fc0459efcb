"""A channel that a test holds in its hand: it takes notices, hangs, fails or asks twice, as it is told."""

import asyncio
from collections import deque
from typing import Literal

from service.notify.port import Handed, NotHandedOver, Outgoing

Does = Handed | NotHandedOver | Exception | Literal["hangs"]
"""What a hand-over comes to; `hangs` until it is let go."""


class HeldChannel:
    """A hand-written fake at the port `Channel`."""

    def __init__(self, route: str, usual: Does | None = None) -> None:
        """Serve a route; without being told otherwise take every notice."""
        self._route = route
        self.usual: Does = usual if usual is not None else Handed()
        self.sent: list[Outgoing] = []
        """Every hand-over that was begun, the failed ones too."""
        self.probes = 0
        self.closed = False
        self._next: deque[Does] = deque()
        self._let_go = asyncio.Event()

    @property
    def route(self) -> str:
        """Return the route that it serves."""
        return self._route

    @property
    def keys(self) -> list[str]:
        """The keys of what was sent."""
        return [one.key for one in self.sent]

    @property
    def names(self) -> list[str]:
        """The names of those it was sent to."""
        return [one.address.name for one in self.sent]

    def then(self, *does: Does) -> None:
        """Say what the next hand-overs come to, one each; after them the usual holds again."""
        self._next.extend(does)

    def let_go(self) -> None:
        """Let everything that hangs be taken."""
        self._let_go.set()

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Do as told."""
        self.sent.append(notice)
        does = self._next.popleft() if self._next else self.usual
        if does == "hangs":
            await self._let_go.wait()
            return Handed()
        if isinstance(does, Exception):
            raise does
        assert isinstance(does, Handed)
        return does

    async def probe(self, receiver: str | None = None) -> None:
        """Do as usual."""
        self.probes += 1
        if isinstance(self.usual, Exception):
            raise self.usual

    async def close(self) -> None:
        """Note it."""
        self.closed = True


REFUSED = NotHandedOver("refused", again=False)
TOO_SLOW = NotHandedOver("too_slow", again=True)
