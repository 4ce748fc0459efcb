"""The whole real node in this process, on real parts, with a clock that a test can set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
from pydantic import SecretStr

from parts.ear import until
from parts.screen import Screen
from service.clock import SystemClock
from service.settings import Settings
from service.wiring.node import Node
from service.wiring.serving import running

WITHIN = 60.0


class Settable(SystemClock):
    """The machine's clock, whose wall clock somebody sets; its monotonic seconds go on as they do."""

    def __init__(self) -> None:
        """Begin right."""
        self.wrong_by = timedelta(0)

    def now(self) -> datetime:
        """Return the wall clock."""
        return super().now() + self.wrong_by


@dataclass(frozen=True, kw_only=True)
class Here:
    """A node that runs here."""

    node: Node
    clock: Settable
    http: httpx2.AsyncClient
    port: int

    def screen(self, office: str = "as", name: str | None = "staff") -> Screen:
        """Return a screen of an office, which connects when it is entered; None as its name for one without a place."""
        return Screen(f"ws://127.0.0.1:{self.port}", office, name)

    async def until_ready(self) -> None:
        """Wait until a press would go all the way."""
        await until(lambda: self.node.health().ready, within=WITHIN)


@asynccontextmanager
async def node_here(folder: Path, plans: Path, mqtt_url: str) -> AsyncIterator[Here]:
    """Run a node with its data in `folder` while the context is open."""
    clock = Settable()
    settings = Settings(data_dir=folder / "data", plans_dir=plans, mqtt_url=SecretStr(mqtt_url), http_port=0)
    async with running(settings, clock=clock) as (node, server):
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            here = Here(node=node, clock=clock, http=http, port=port)
            await here.until_ready()
            yield here
