"""One node of a night: the real assembly, started again and again on the same record, broker session and spool."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from fastapi import FastAPI

from nights.broker import NightBroker, OpenNightSession
from nights.clock import NightClock
from nights.hints import Hints
from nights.loop import Life, VirtualLoop, context_of
from nights.store import Record, Trouble, night_store
from service.ingest.spool import Spool
from service.ingest.terms import Message
from service.notify.config import RoutesFile
from service.notify.links import Links
from service.notify.port import Channel
from service.settings import Settings
from service.store.facade import SqlStore
from service.store.port import Store, StoreError
from service.wiring.node import Node
from service.wiring.ways_out import WaysOut

T = TypeVar("T")
ROOM = 256 * 1024
"""Bytes of a night's spool."""


class AssembledNode(Node):
    """The real node without its HTTP routes: whoever asks it something in a night calls dispatch as the routes do."""

    def _make_app(self, demo: Any, mqtt_url: str) -> FastAPI:
        return FastAPI(openapi_url=None)


Assemble = Callable[..., Node]
"""Makes a node of what `Node` takes; a mutation makes it otherwise."""
Wrap = Callable[[SqlStore], Store]
"""Puts something around the store; a mutation does."""


class NightNode:
    """A place where a node runs: it crashes, and starts again."""

    def __init__(
        self,
        name: str,
        loop: VirtualLoop,
        *,
        clock: NightClock,
        record: Record,
        broker: NightBroker,
        trouble: Trouble,
        folder: Path,
        plans: Path,
        channels: Mapping[str, Channel],
        hints: Hints | None,
        before_message: Callable[["NightNode", Message], None],
        assemble: Assemble = AssembledNode,
        wrap: Wrap = lambda store: store,
    ) -> None:
        self.name = name
        self.loop = loop
        self.clock = clock
        self.node: Node | None = None
        """The running node; None while it is down or not ready."""
        self.life = Life(name)
        self.life.is_over = True
        self.lives = 0
        self.fuse_at_press: int | None = None
        """How many callbacks after the next press that it hears it crashes."""
        self.on_ready: Callable[[], None] = lambda: None
        self.on_crash: Callable[[], None] = lambda: None
        self._record = record
        self._broker = broker
        self._trouble = trouble
        self._folder = folder
        self._channels = channels
        self._hints = hints
        self._before_message = before_message
        self._assemble = assemble
        self._wrap = wrap
        self._spool: Spool | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._settings = Settings(data_dir=folder, plans_dir=plans, node=name)

    @property
    def spool_path(self) -> Path:
        """Where its spool is."""
        return self._folder / "spool"

    def start(self) -> None:
        """Begin a life."""
        assert self.life.is_over, f"{self.name} is running"
        self.lives += 1
        self.life = Life(f"{self.name}#{self.lives}")
        self.life.on_end = self.crash
        self.loop.create_task(self._live(), name=f"{self.name} starts", context=context_of(self.life))

    def crash(self) -> None:
        """End its life between two awaits."""
        self.life.is_over = True
        self.node = None
        if self._spool is not None:
            self._spool.close()  # the kernel lets go of the file, and keeps what was written
            self._spool = None
        for queue in list(self._broker.queues.values()):
            if queue.session is not None and queue.session.belongs_to(self.life):
                queue.session.lose()
        self.on_crash()

    def ask(self, what: Callable[[Node], Any]) -> "asyncio.Task[Any]":
        """Ask the running node something, as a request that comes in; it never ends where the node dies."""
        assert self.node is not None
        return self.loop.create_task(what(self.node), context=context_of(self.life))

    async def _live(self) -> None:
        try:
            await self._begin()
        except StoreError:
            self.crash()  # `trygg serve` ends with what is wrong, and whoever supervises it starts it again

    async def _begin(self) -> None:
        listener = self._hints.listener(self.name) if self._hints else None
        store = self._wrap(night_store(self._record, self.clock, self._trouble, listener))
        self._spool = Spool(self.spool_path, size=ROOM, sync=lambda _file: None)
        links = Links(b"n" * 32, None)
        node = self._assemble(
            self._settings,
            store,
            await store.epoch(),
            clock=self.clock,
            mqtt_url="mqtt://127.0.0.1:1",
            spool=self._spool,
            open_session=OpenNightSession(self._broker, lambda message: self._before_message(self, message)),
            ways_out=WaysOut(RoutesFile(), self._channels, links),
        )
        await node.start()
        self.node = node
        self.on_ready()
