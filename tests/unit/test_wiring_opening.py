"""The rest of a node's addresses: who waits for it, who does not, and that it is as if it had been there at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from starlette.routing import Match

from parts.inside import filled
from parts.offices import lay_out
from service.api.gate import ASKED
from service.clock import SystemClock
from service.settings import Settings
from service.store.opening import open_store
from service.wiring.node import Node
from service.wiring.opening import Opening

FIRST = ("/health/live", "/api/v1/offices", "/api/v1/offices/as/board", "/api/v1/offices/as/alarms")


@asynccontextmanager
async def a_node(folder: Path) -> AsyncIterator[Node]:
    """Make a node on the invented offices; nothing runs."""
    store = open_store("sqlite:///trygg.db", clock=SystemClock(), data_dir=folder)
    node = Node(
        Settings(data_dir=folder, plans_dir=lay_out(folder / "plans")),
        store,
        "e",
        clock=SystemClock(),
        mqtt_url="mqtt://127.0.0.1:9",
    )
    try:
        await node.plans.refresh()
        yield node
    finally:
        for analyst in node.analysts:
            await analyst.close()
        await node.intake.close()
        await store.close()


def asking(opening: Opening) -> httpx2.AsyncClient:
    """Return whoever asks for addresses."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=opening), base_url="http://127.0.0.1")


async def test_an_alarms_addresses_answer_before_the_rest_and_others_wait(tmp_path: Path) -> None:
    """A board is answered at once; a page, an unknown address and a wrong method wait for their answers."""
    async with a_node(tmp_path) as node, asking(node.opening) as http:
        node.watch.at(9)  # it has a server, so it would have to be ready first, and is not
        running = asyncio.create_task(node.opening.run())
        waiting = [
            asyncio.create_task(http.get("/screen/as/staff")),
            asyncio.create_task(http.get("/nowhere")),
            asyncio.create_task(http.delete("/health/live")),
        ]
        for path in FIRST:
            assert (await http.get(path)).status_code == 200, path
        assert not any(one.done() for one in waiting)
        then: list[str] = []
        node.opening.then(lambda: then.append("before"))
        over = asyncio.create_task(node.opening.over())
        await asyncio.sleep(0)
        assert not over.done()
        await node.opening.open()
        await over
        await node.opening.over()
        node.opening.then(lambda: then.append("after"))
        assert then == ["before", "after"]
        assert [(await one).status_code for one in waiting] == [200, 404, 405]
        running.cancel()
        await asyncio.wait({running})


async def test_a_node_that_never_ran_opens_for_whoever_asks_first(tmp_path: Path) -> None:
    """Without its jobs nobody would open the rest; two who ask at once are both answered, and it is there once."""
    async with a_node(tmp_path) as node, asking(node.opening) as http:
        answers = await asyncio.gather(http.get("/login"), http.get("/today/as"))
        assert [one.status_code for one in answers] == [200, 200]
        paths = [(getattr(one, "path", None), tuple(getattr(one, "methods", None) or ())) for one in node.app.routes]
        assert len(paths) == len(set(paths))


async def test_no_address_that_is_there_first_answers_for_another(tmp_path: Path) -> None:
    """Whatever fits one of the first addresses fits no other, so that it does not matter which were there first."""
    async with a_node(tmp_path) as node:
        first = list(node.app.router.routes)
        await node.opening.open()
        answered = 0
        for method, address in ASKED:
            kind = {"type": "websocket"} if method == "WS" else {"type": "http", "method": method}
            scope = {**kind, "path": filled(address), "headers": []}
            fits = [route for route in node.app.router.routes if route.matches(scope)[0] is Match.FULL]
            assert len(fits) == 1 or not any(one in first for one in fits), (method, address, fits)
            answered += bool(fits)
    assert len(first) < 60
    assert answered > 200
