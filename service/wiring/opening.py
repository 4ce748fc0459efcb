"""The addresses that no alarm needs: loaded and added once the node is ready, and waited for by whoever asks sooner."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from service.addresses import build

if TYPE_CHECKING:
    from service.web.entrance import Entrance
    from service.wiring.rest import Around

LOOK_S: Final = 0.02
READY_S: Final = 1.0
"""Seconds after which the rest is loaded although the node is not ready: a broker may be away for hours.

When this begins to count, everything has been read and runs, and only the first own press has to come through.
"""


class Opening:
    """Opens the rest of a node's addresses, and lets requests for them wait until then."""

    def __init__(self, node: "Around") -> None:
        """Know the node; nothing but its first addresses is there yet."""
        self._node = node
        self._entrance: Entrance | None = None
        self._is_open = asyncio.Event()
        self._then: list[Callable[[], None]] = []
        self._turn = asyncio.Lock()
        self._runs = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what can be answered; for anything else wait until every address is there."""
        if not self._is_open.is_set() and scope["type"] in {"http", "websocket"} and not self._is_first(scope):
            await (self._is_open.wait() if self._runs else self.open())  # of a node that was never started, at once
        await self._node.app(scope, receive, send)

    def then(self, does: Callable[[], None]) -> None:
        """Do something once every address is there, or could not be added."""
        if self._is_open.is_set():
            does()
        else:
            self._then.append(does)

    async def over(self) -> None:
        """Return once every plan has been read and every address is there, or could not be added.

        What no alarm needs is loaded after that.
        """
        over = asyncio.Event()
        self.then(over.set)
        await over.wait()
        await self._node.book.unread.over()

    async def run(self) -> None:
        """Open the rest.

        1. Wait until the node is ready: what it loads would take the processor from that.
        2. Load the code of all other addresses in a thread, so that the loop goes on taking presses.
        3. Add them, one part after the other, and let in who has waited.
        4. Stay, as every job does.
        """
        self._runs = True
        await self._until_ready()
        await self.open()
        await asyncio.Event().wait()

    async def open(self) -> None:
        """Load and add the rest; what has been opened stays open."""
        async with self._turn:
            if self._is_open.is_set():
                return
            try:
                self._entrance = await asyncio.to_thread(self._load)
                await self._add(self._entrance)
                self._is_open.set()
            finally:
                while self._then:
                    self._then.pop()()

    async def close(self) -> None:
        """Close what reaches out of the house."""
        if self._entrance is not None and self._entrance.provider is not None:
            await self._entrance.provider.close()

    async def _until_ready(self) -> None:
        if not self._node.watch.is_served:  # nothing is asked over a network, and nothing proves itself
            return
        clock = self._node.clock
        began = clock.monotonic()
        while not self._node.health().ready and clock.monotonic() - began < READY_S:  # noqa: ASYNC110 - bounded
            await asyncio.sleep(LOOK_S)

    def _load(self) -> "Entrance":
        """Load the code of the rest, in a thread, with what nobody should wait for when it is first asked for."""
        from service.wiring import rest

        rest.prepare(self._node.store)
        for route in self._node.app.routes:  # those that an alarm needs are built by now, if nobody has asked for them
            getattr(route, "dependant", None)
        return rest.entrance(self._node)

    async def _add(self, entrance: "Entrance") -> None:
        from service.wiring.rest import rest

        for prefix, addresses in rest(self._node, entrance):
            build(self._node.app, addresses, prefix=prefix)
            await asyncio.sleep(0)  # a press goes first

    def _is_first(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is Match.FULL for route in self._node.app.router.routes)
