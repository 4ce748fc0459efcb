"""One life of the part of a node that listens, with real sessions at real brokers, on a record that nodes share."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from pydantic import SecretStr

from devices.family import Source
from parts.ear import until
from parts.post import Post
from service.ingest.brokers_file import Site, load
from service.ingest.mqtt import OpenSession, Session
from service.settings import Settings
from service.wiring.devices import Listening
from service.wiring.jobs import Jobs

RECEIPTS_S = 5.0
"""How long the receipts for what is being recorded may take before a life ends."""


class Hearing:
    """A node's life: it listens from `async with` on, and its end is that of a process killed after its last receipt.

    A record has a press a moment before the broker has the receipt for it. A life that ended between the two would be
    given the press again: that is a story of its own, told by a session that gives no receipts.
    """

    def __init__(
        self,
        folder: Path,
        mqtt_url: str,
        database_url: str,
        *,
        site: Path | None = None,
        sources: Sequence[Source] | None = None,
        sessions: OpenSession = Session,
        stands_at: datetime | None = None,
    ) -> None:
        """Prepare a life of the node that is called as its folder.

        Args:
            folder: what the node keeps from one life to the next.
            mqtt_url: Trygg's own broker.
            database_url: the record.
            site: a `brokers.toml`.
            sources: the families of devices; those of the invented office, where left out.
            sessions: what describes a session with a broker.
            stands_at: where the wall clock stands still.
        """
        folder.mkdir(exist_ok=True)
        self._settings = Settings(data_dir=folder, node=folder.name, database_url=SecretStr(database_url))
        self._url = mqtt_url
        self._site = load(site) if site else Site()
        self._sessions = sessions
        self.post = Post(folder, sources=sources, database_url=database_url, stands_at=stands_at)
        self._jobs = Jobs(self.post.faults, self.post.clock)
        self._ending = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        post = await self._ending.enter_async_context(self.post)
        self.listening = Listening(
            self._settings,
            self._site,
            mqtt_url=self._url,
            intake=post.intake,
            store=post.store,
            book=post.book,
            faults=post.faults,
            clock=post.clock,
            on_change=lambda: None,
            open_session=self._sessions,
        )
        await self.listening.load()
        self._ending.push_async_callback(self.listening.brokers.stop)
        self._ending.push_async_callback(self._jobs.stop)
        self._noted_before = self._noted_ns()
        self.listening.start(self._jobs)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        await self.post.intake.finish(RECEIPTS_S)
        await self._ending.aclose()

    async def connected(self, *brokers: str) -> None:
        """Wait until presses can come in from these brokers, and from the own one where none is named.

        Where it listens at the own one it has noted that as well: a life that is too short for it hears nothing late.
        """
        named = brokers or ("own",)
        await until(lambda: all(map(self.listening.brokers.is_connected, named)))
        if "own" in named:
            await until(lambda: self._noted_ns() > self._noted_before)

    def _noted_ns(self) -> int:
        noted = self._settings.data_dir / "listened"
        return noted.stat().st_mtime_ns if noted.exists() else 0


def presses(database_url: str) -> dict[str, int]:
    """Return the names of the presses in the record, and how often each was heard."""
    asked = "SELECT press_key, heard FROM presses ORDER BY at, press_key"
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as file:
            return dict(file.execute(asked).fetchall())
    with psycopg.connect(database_url) as connection:
        return dict(connection.execute(asked).fetchall())


async def settled(database_url: str, times: int) -> dict[str, int]:
    """Wait until presses were heard so often, by all nodes together, and return them as `presses` does."""
    async with asyncio.timeout(20):
        while sum((found := presses(database_url)).values()) < times:
            await asyncio.sleep(0.02)
    return found


async def named(database_url: str, many: int) -> dict[str, int]:
    """Wait until so many presses are in the record, however often a broker said each again, and return them."""
    async with asyncio.timeout(20):
        while len(found := presses(database_url)) < many:
            await asyncio.sleep(0.02)
    return found
