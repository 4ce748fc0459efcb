"""A provider of calls at the port of channels: it takes notices, hangs, refuses, or takes them and says nothing."""

import asyncio
from random import Random

from service.notify.port import Handed, NotHandedOver, Outgoing


class NightProvider:
    """A fake `Channel`; it outlives the nodes, as a company outside does."""

    def __init__(self, route: str, chance: Random) -> None:
        self._route = route
        self._chance = chance
        self.fails = 0.0
        self.hangs = 0.0
        self.sent: list[tuple[float, Outgoing]] = []
        """When, and what."""

    @property
    def route(self) -> str:
        """The route that it serves."""
        return self._route

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Take a notice, or not, or without a word."""
        await asyncio.sleep(self._chance.uniform(0.05, 1.5))
        draw = self._chance.random()
        if draw < self.fails:
            raise NotHandedOver("unreachable", again=True)
        self.sent.append((asyncio.get_running_loop().time(), notice))
        if draw < self.fails + self.hangs:
            await asyncio.sleep(60.0)  # it has it, and nobody is told
        return Handed(proof="handed_over", provider_id=f"{self._route}-{len(self.sent)}")

    async def probe(self, receiver: str | None = None) -> None:
        """Say whether the way is open."""
        await asyncio.sleep(self._chance.uniform(0.05, 0.5))
        if self._chance.random() < self.fails:
            raise NotHandedOver("unreachable", again=True)

    async def close(self) -> None:
        """Have nothing to let go of."""
