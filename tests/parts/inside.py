"""The whole application of a node in this very process: its plans are read, and nothing of it runs."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from parts.offices import lay_out
from service.api.gate import ASKED
from service.clock import SystemClock
from service.settings import Settings
from service.store.opening import open_store
from service.wiring.front import front_of
from service.wiring.node import Node
from service.wiring.serving import server_config

PLACES = {
    "office": "as",
    "screen": "staff",
    "person": "bo",
    "credential": "none",
    "number": "1",
    "lang": "sv",
    "version": "0" * 64,
    "what": "wall",
    "roster": "guard",
    "digest": "x",
    "name:path": "tokens.css",
    "alarm": "a-none",
}
"""What stands for each parameter of an address; “x” for every other one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inside:
    """A node that nobody has started, and a client that asks it without a network."""

    node: Node
    http: httpx2.AsyncClient


@asynccontextmanager
async def inside(folder: Path, *, secure: bool = False) -> AsyncIterator[Inside]:
    """Open a node on the invented offices; everybody may do everything, as there is no account."""
    store = open_store("sqlite:///trygg.db", clock=SystemClock(), data_dir=folder)
    settings = Settings(data_dir=folder, plans_dir=lay_out(folder / "plans"))
    node = Node(settings, store, "e", clock=SystemClock(), mqtt_url="mqtt://127.0.0.1:9", secure=secure)
    try:
        await node.plans.refresh()
        front = front_of(
            Settings(proxy="127.0.0.1", http_names=["trygg.test"]) if secure else settings, has_account=True
        )
        transport = httpx2.ASGITransport(app=server_config(node, front).app)  # type: ignore[arg-type]
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as http:
            yield Inside(node=node, http=http)
    finally:
        for analyst in node.analysts:
            await analyst.close()
        await node.intake.close()
        await store.close()


def filled(address: str) -> str:
    """Return an address with something in the place of each parameter."""
    for name, value in PLACES.items():
        address = address.replace(f"{{{name}}}", value)
    return re.sub(r"\{[^}]*\}", "x", address)


def addresses(*methods: str) -> list[tuple[str, str]]:
    """Return (method, address) of every route that answers requests, in the order of the gate's table."""
    return [
        (method, filled(address)) for method, address in ASKED if method in methods and not address.startswith("/demo/")
    ]
