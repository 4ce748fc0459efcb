"""The bench's own parts, on as little as shows that they work; no figure of theirs is looked at."""

import asyncio
import re
from multiprocessing import Pipe
from pathlib import Path
from threading import Thread

from bench.bare_http import bare_http
from bench.filled import fill_sqlite
from bench.http_client import HttpClient
from bench.node_red import _flow
from parts.stores import OFFICE, SqliteStores, raising
from service.figures.sought import Sought
from service.jobs.figures import FollowFigures


async def one_alarm(folder: Path) -> SqliteStores:
    """Return a record with one closed alarm and its figures, which nobody has open."""
    stores = SqliteStores(folder=folder, url=f"sqlite:///{folder}/trygg.db")
    store = stores.open()
    await store.commit(OFFICE, raising())
    assert await FollowFigures(store).catch_up(OFFICE)
    await store.close()
    stores.opened.clear()
    stores.run("UPDATE alarms SET state = 'closed', snapshot = replace(snapshot, '\"raised\"', '\"closed\"')")
    stores.run("DELETE FROM deadlines")
    return stores


async def test_a_filled_record_is_read_as_a_real_one(tmp_path: Path) -> None:
    """Copies have their own positions, ids and presses; the office goes on after them, and only its end is hashed."""
    stores = await one_alarm(tmp_path)
    assert fill_sqlite(tmp_path / "trygg.db", 100) == 102
    assert fill_sqlite(tmp_path / "trygg.db", 200) == 201, "it is filled further from where it was"
    store = stores.open()
    try:
        entries = await store.entries(OFFICE, 0, 1000)
        assert [entry.position for entry in entries] == list(range(1, 202))
        listed = await store.alarms(OFFICE, None, 200)
        assert len({one.id for one in listed}) == len(listed) == 67
        found = await store.alarm(listed[0].id)
        assert found is not None
        assert [entry.position for entry in await store.alarm_entries(listed[0].id)] == [199, 200, 201]
        assert await store.commit(OFFICE, raising("press-2", alarm="a-2")) == "a-2"
        fresh = await store.entries(OFFICE, 201, 1)
        assert fresh[0].previous == entries[-1].hash
    finally:
        await store.close()


async def test_the_figures_of_a_filled_record_are_made_with_it(tmp_path: Path) -> None:
    """A node that starts on it has nothing to read on: what is measured is a press, and not years of catching up."""
    stores = await one_alarm(tmp_path)
    fill_sqlite(tmp_path / "trygg.db", 100)
    store = stores.open()
    try:
        read, head = await store.figures.read(OFFICE), await store.head(OFFICE)
        assert read == head
        assert await FollowFigures(store, at_once=1).catch_up(OFFICE, most=0), "nothing is left to be read"
        alarms = await store.alarms(OFFICE, None, 200)
        listed = await store.figures.page(OFFICE, Sought(), None, 200)
        assert {one.alarm for one in listed} == {one.id for one in alarms}
    finally:
        await store.close()


async def test_the_floor_keeps_each_press_that_it_answers(tmp_path: Path) -> None:
    """What was answered stands in the file; the same press twice stands there twice."""
    ours, theirs = Pipe()
    serving = Thread(target=bare_http, args=(theirs,), daemon=True)
    serving.start()
    ours.send(tmp_path / "floor.txt")
    port = await asyncio.to_thread(ours.recv)
    async with HttpClient(port, "/") as client:
        answers = [await client.press("press-1") for _ in range(2)]
    ours.send(None)
    await asyncio.to_thread(serving.join, 20)
    assert [answer.status for answer in answers] == [201, 201]
    assert len((tmp_path / "floor.txt").read_text().splitlines()) == 2


def test_node_reds_flow_leads_from_each_way_in_to_a_way_out(tmp_path: Path) -> None:
    """Every wire ends at a node that is there, and each of MQTT and HTTP passes the file before it is shown."""
    flow = {node["id"]: node for node in _flow(1883, tmp_path / "presses.txt", 0.0)}
    wires = {id_: [to for out in node.get("wires", []) for to in out] for id_, node in flow.items()}
    assert all(to in flow for targets in wires.values() for to in targets)
    assert wires["in"] == ["file"]
    assert wires["file"] == ["out"]
    assert wires["http"] == ["http-file"]


def test_what_is_installed_of_node_red_comes_from_wherever_npm_is_told() -> None:
    """The lock names packages and their hashes, and no host."""
    lock = (Path(__file__).parents[1] / "bench" / "red" / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert not re.search(r"://|\"resolved\"", lock)
