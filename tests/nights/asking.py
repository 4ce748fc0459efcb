"""How the people of a night ask a node something: as their pages do, of one that is up, for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from nights.node import NightNode
from service.wiring.node import Node

PATIENCE_S = 10.0
"""How long a page waits for an answer before it says that nothing came."""


class Asking:
    """Everybody's pages."""

    def __init__(self, places: list[NightNode], chance: Random) -> None:
        self._places = places
        self._chance = chance

    async def ask(self, what: Callable[[Node], Awaitable[Any]]) -> bool:
        """Ask something; True where it was answered."""
        up = [place for place in self._places if place.node is not None]
        if not up:
            return False
        task = self._chance.choice(up).ask(what)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_S)
        return bool(done) and task.exception() is None
