"""A node that watches itself: whatever keeps a press from a screen, or a deadline from being kept, is said in time."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from pydantic import SecretStr
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from parts.ear import until
from parts.http_receiver import HttpReceiver, http_receiver
from parts.mosquitto import Mosquitto
from parts.offices import lay_out
from parts.process import find_program
from parts.screen import Screen
from parts.stock import press
from parts.unencrypted import NO_TLS
from service.settings import Settings
from service.timeline.entry import Head
from service.wiring.node import Node
from service.wiring.serving import running

pytestmark = pytest.mark.timeout(240)

WITHIN = 60.0
"""Seconds in which something has to be said, on a machine that is busy; on an idle one it takes a tenth of that."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A node in this process, its broker, and what stands outside."""

    node: Node
    broker: Mosquitto
    outside: HttpReceiver
    http: httpx2.AsyncClient
    port: int
    folder: Path

    @asynccontextmanager
    async def screen(self) -> AsyncIterator[Screen]:
        """Look on as the office's screen."""
        async with Screen(f"ws://127.0.0.1:{self.port}", "as", "staff") as screen:
            yield screen

    async def ready(self) -> dict[str, Any]:
        """Return what the node says of itself."""
        answer = await self.http.get("/health/ready")
        told: dict[str, Any] = answer.json()
        assert (answer.status_code == 200) is told["ready"]
        return told

    async def until_ready(self) -> None:
        """Wait until all is well, and nothing is said to be wrong any more."""
        await until(lambda: self.node.health().ready, within=WITHIN)
        assert (await self.ready())["since"] == {}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    """One node for the whole file, on a broker that can be stopped, with somebody outside who waits for its signs."""
    folder = tmp_path_factory.mktemp("watched")
    find_program("mosquitto", package="mosquitto")
    broker = Mosquitto(folder)
    broker.start()
    try:
        async with http_receiver() as outside:
            settings = Settings(
                data_dir=folder / "data",
                plans_dir=lay_out(folder / "plans", quick=True),
                mqtt_url=SecretStr(broker.url),
                http_port=0,
                heartbeat_url=SecretStr(f"http://127.0.0.1:{outside.port}/ping/kept-secret"),
            )
            async with running(settings) as (node, server):
                port = server.servers[0].sockets[0].getsockname()[1]
                async with httpx2.AsyncClient(
                    base_url=f"http://127.0.0.1:{port}", trust_env=False, verify=NO_TLS
                ) as http:
                    yield Watched(node=node, broker=broker, outside=outside, http=http, port=port, folder=folder)
    finally:
        broker.stop()


async def test_all_is_well_and_nothing_of_it_is_seen(watched: Watched) -> None:
    """The node's own presses come through and are in no list, no record and no figure of an office."""
    await watched.until_ready()
    own = watched.node.watch.canaries["own"]

    async def written() -> list[Head]:
        """Return the ends of the chains in which there is anything; an empty one may begin at any time."""
        return [head for head in await watched.node.store.heads() if head.position]

    heads, pressed = await written(), own.pressed
    await until(lambda: own.pressed > pressed + 1, within=WITHIN)
    assert await written() == heads
    assert [one["office"] for one in (await watched.http.get("/api/v1/offices")).json()] == ["as", "fjellvik"]
    assert (await watched.http.get("/api/v1/offices/service%2Fcanary/board")).status_code in (403, 404)
    figures = (await watched.http.get("/metrics")).text
    assert 'trygg_canary_up{broker="own"} 1.0' in figures
    assert "service/canary" not in figures
    assert 'trygg_unserved{kind="alarm"} 0.0' in figures
    assert not {"canary_late", "deadline_unserved"} & {fault.code for fault in watched.node.faults.of("as")}


async def test_its_screen_is_nobody_elses(watched: Watched) -> None:
    """Without the node's own key, which is in no file, nobody looks on."""
    address = f"ws://127.0.0.1:{watched.port}/api/v1/service/canary"
    for headers in ({}, {"Authorization": "Bearer guessed"}):
        with pytest.raises(InvalidStatus, match="403"):
            await connect(address, additional_headers=headers, proxy=None)


async def test_signs_of_life_go_out_while_all_is_well(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever waits outside hears of it as soon as all is well; the address stands in no log and in no figure."""
    await watched.until_ready()
    await until(lambda: bool(watched.outside.received), within=WITHIN)
    assert watched.outside.received[0].path == "/ping/kept-secret"
    assert "kept-secret" not in caplog.text
    assert "kept-secret" not in (await watched.http.get("/metrics")).text
    assert "kept-secret" not in repr(watched.node.settings)


async def test_a_broker_that_swallows_everything_is_said(watched: Watched) -> None:
    """Frozen, it keeps its connections open: no screen stays green, the node is not ready, and no sign goes out."""
    await watched.until_ready()
    async with watched.screen() as screen:
        watched.broker.pause()
        try:
            await screen.until(lambda: {"canary_late", "broker_down"} & screen.faults.keys() != set(), within=WITHIN)
            assert screen.told("heartbeat")[-1]["broker"] is False
            told = await watched.ready()
            assert told["canary"] is False
            assert "canary" in told["since"]
            signs, sign = len(watched.outside.received), watched.node.watch.sign
            assert sign is not None
            sign.due()
            await asyncio.sleep(2)
            assert len(watched.outside.received) == signs
        finally:
            watched.broker.resume()
        await screen.until(lambda: screen.told("heartbeat")[-1]["broker"], within=WITHIN)
        await watched.until_ready()
        await until(lambda: len(watched.outside.received) > signs, within=WITHIN)
        await screen.until(lambda: not {"canary_late", "broker_down"} & screen.faults.keys(), within=WITHIN)


async def test_deadlines_that_nobody_serves_are_said(watched: Watched) -> None:
    """With the job of deadlines gone, the auditor says which office waits for what, until somebody serves it."""
    await watched.until_ready()
    (timers,) = [task for task in asyncio.all_tasks() if task.get_name() == "timers"]
    async with watched.screen() as screen:
        timers.cancel()
        press(watched.broker.port, "as/pendant-1", '{"id": "unserved"}')
        alarm = await screen.raised()
        fault = await screen.fault("deadline_unserved", within=WITHIN)
        assert "nästa steg i ett larm" in fault["text"]["sv"]
        assert screen.told("heartbeat")[-1]["timers"] is False
        told = await watched.ready()
        assert (told["timers"], told["auditor"]) == (False, False)
        assert 'trygg_unserved{kind="alarm"} 1.0' in (await watched.http.get("/metrics")).text
        # Who should serve it does not turn any more: a new start would mend that, and systemd's watchdog is starved.
        await until(lambda: not watched.node.watch.may_go_on(), within=WITHIN)
        watched.node._jobs.begin("timers", watched.node.timers.run)
        await screen.until(lambda: "deadline_unserved" not in screen.faults, within=WITHIN)
        await _end(watched, screen, alarm)
    await watched.until_ready()


async def test_a_writer_that_hangs_is_said(watched: Watched) -> None:
    """While nothing can be written deadlines pass: the auditor, who only reads, says so beside the lost record."""
    await watched.until_ready()
    async with watched.screen() as screen:
        press(watched.broker.port, "as/pendant-2", '{"id": "held"}')
        alarm = await screen.raised()
        database = watched.folder / "data" / "trygg.db"
        connected = sqlite3.connect(database, timeout=5, isolation_level=None, check_same_thread=False)
        with closing(connected) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            await screen.until(lambda: {"deadline_unserved", "store_down"} <= screen.faults.keys(), within=WITHIN)
            assert watched.node.watch.may_go_on()
            other.execute("ROLLBACK")
        await screen.until(lambda: not {"deadline_unserved", "store_down"} & screen.faults.keys(), within=WITHIN)
        await _end(watched, screen, alarm)
    await watched.until_ready()


async def test_a_loop_that_stands_still_is_said(watched: Watched) -> None:
    """It cannot say so while it stands; when it turns again the screens are told for how long it did not."""
    await watched.until_ready()
    loop = watched.node.watch.loop
    async with watched.screen() as screen:
        blocked = loop.blocked
        while loop.blocked == blocked:
            time.sleep(0.2)
        await screen.fault("loop_blocked", within=WITHIN)
    figures = (await watched.http.get("/metrics")).text
    assert f"trygg_loop_blocked_total {float(loop.blocked)}" in figures


async def _end(watched: Watched, screen: Screen, alarm: str) -> None:
    """End an alarm, so that nothing of it is due any more."""
    for action, person in (("arrive", "bo"), ("clear", "gunilla")):
        said = await watched.http.post(f"/api/v1/alarms/{alarm}/{action}", json={"person": person})
        assert said.status_code < 300, said.text
    await screen.entry("AlarmCleared", alarm)
