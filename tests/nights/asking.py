"""How the people of a night ask a node something: as their pages do, of one that is up, for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from nights.node import NightNode
from service.ingest.recorder import NotKept
from service.store.port import StoreError
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
        task.add_done_callback(_heed)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_S)
        return bool(done) and task.exception() is None


def _heed(task: "asyncio.Task[Any]") -> None:
    """Pass over that the store did not answer, also when nobody waits any more; whatever else fails is a bug."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, StoreError | NotKept):
        task.get_loop().call_exception_handler({"message": "a question failed", "exception": error})
