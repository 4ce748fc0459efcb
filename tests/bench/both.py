"""Trygg on both databases at the same time, each as it is delivered, so that rounds can take turns."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.node import Node, own_broker, running
from bench.office import FAR, write_office
from bench.run_in import run_in
from parts.mosquitto import Mosquitto
from service.clock import SystemClock
from service.store.opening import open_reading

SQLITE, POSTGRES = "Trygg, SQLite", "Trygg, PostgreSQL"
FLOOR, RED = "floor", "Node-RED"
DATABASES: Final = (SQLITE, POSTGRES)
RAISES: Final = ("AlarmRaised", "AlarmJoined")
PAGE: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Trygg:
    """One of them, running."""

    side: str
    node: Node
    mqtt_port: int
    store_url: str

    async def raised(self, office: str = "as") -> Counter[str]:
        """Return how often each press stands in the record, by its key."""
        store = open_reading(self.store_url, clock=SystemClock(), data_dir=self.node.folder)
        try:
            found: Counter[str] = Counter()
            after = 0
            while entries := await store.entries(office, after, PAGE):
                found.update(entry.facts["press_key"] for entry in entries if entry.event in RAISES)
                after = entries[-1].position
            return found
        finally:
            await store.close()


@asynccontextmanager
async def both(
    folder: Path,
    *,
    pendants: int,
    deadline: str = FAR,
    databases: Sequence[str] = DATABASES,
    defaults: bool = False,
) -> AsyncIterator[list[Trygg]]:
    """Run Trygg on each database; with `defaults` behind a mosquitto that nobody has configured."""
    async with AsyncExitStack() as stack:
        found = []
        for number, side in enumerate(databases):
            here = folder / f"trygg-{number}"
            write_office(here / "plans", pendants, deadline=deadline)
            if defaults:
                bare = Mosquitto(here / "broker")
                bare.start()
                stack.callback(bare.stop)
                mqtt_url, mqtt_port = bare.url, bare.port
            else:
                broker = await stack.enter_async_context(own_broker(here / "broker"))
                mqtt_url, mqtt_port = broker.url, broker.port
            url = None
            if side == POSTGRES:
                server = stack.enter_context(run_in())
                url = server.url(server.create_database())
            node = await stack.enter_async_context(running(Node(here, here / "plans", mqtt_url, database_url=url)))
            store_url = url or f"sqlite:///{node.database}"
            found.append(Trygg(side=side, node=node, mqtt_port=mqtt_port, store_url=store_url))
        yield found
