"""On both databases: a standby takes over that has not got the newest entries, and the nodes run on.

Their screens have shown what is in no record any more, under positions that are given anew: they must show the record
as it is, and above all every alarm that is raised from then on.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import roles
from parts.stores import Stores, Watch
from parts.written_line import WrittenLine
from roles.document import load
from service.alarm.actor import Actor
from service.alarm.commands import Acknowledge
from service.alarm.states import Mode
from service.dispatch.book import Book, OfficePage
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.dispatch.trigger import Trigger
from service.jobs.follow import Follower
from service.live.board import Board, apply, empty
from service.live.frame import Batch
from service.live.hub import Hub
from service.live.render import Audience
from service.store.port import Store
from service.timeline.entry import Head
from service.wiring.screened import Screened

PLAN = load((Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes(), source="as.yaml").plan
OFFICE, WITHIN = "as", 30
SEEN = Acknowledge(actor=Actor(via="phone", who="p-bo"))
TABLES = ("deadlines", "deliveries", "notices", "output_orders", "presses", "alarms")


class Page(WrittenLine):
    """A page in a browser: it folds what it is told."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.board: Board = empty()
        self.epochs: list[str] = []

    def write(self, batch: Batch) -> None:
        """Fold a batch."""
        for frame in batch.frames:
            message: dict[str, Any] = json.loads(frame.text)
            self.board = apply(self.board, message)
            if message["type"] == "snapshot":
                self.epochs.append(message["epoch"])

    def pending(self) -> int:
        """Wait for nothing."""
        return 0

    def taken(self) -> int:
        """Take everything at once."""
        return 0

    def drop(self) -> None:
        """Is never dropped."""

    def close(self, code: int, reason: str) -> None:
        """Is never closed."""

    @property
    def alarms(self) -> dict[str, str]:
        """What it shows: the state of each alarm."""
        return {alarm["alarm"]: alarm["state"] for alarm in self.board["alarms"]}


class Node:
    """One node: what it commits its screens show, and what others commit too."""

    def __init__(self, store: Store) -> None:
        """Begin with the example plan."""
        assert PLAN is not None
        self.store, self.clock, book = store, Watch(), Book()
        book.put(OfficePage(plan=PLAN, keys={who: f"p-{who}" for who in PLAN.people}))
        self.dispatch, self.hub = Dispatch(store, book, self.clock), Hub(self.clock, "epoch-1")
        self.faults, self.pressed = Faults(self.clock), 0
        screened = Screened(store, self.hub, self.dispatch.memory, self.faults, store.open_entries)
        self.follower = Follower(
            store, self.hub, self.dispatch.memory, self.faults, lambda: [OFFICE], past=screened, look_every_s=0.05
        )
        self.open = screened.open
        self.dispatch.listen(self._publish)
        self.page = Page()

    def _publish(self, outcome: Outcome) -> None:
        if outcome.entries and self.hub.publish(outcome.office, outcome.entries):
            self.follower.hint(outcome.office, 0)

    async def press(self) -> str:
        """Press another button; return the alarm."""
        self.pressed += 1
        self.clock.at += timedelta(seconds=5)
        name = f"pendant-{self.pressed}"
        pressed = Trigger(
            office=OFFICE,
            actor=Actor(via=f"device:as/{name}"),
            press_key=f"as/{name}/{id(self)}-{self.pressed}",
            open_key=f"device:as/{name}-{id(self)}",
            mode=Mode.ACTUAL,
            kind="emergency",
            gesture="single",
            zone="room-114",
            device=f"as/{name}",
            press="1",
            presser=None,
            pressed_at=None,
            heard_at=self.clock.now(),
        )
        return (await self.dispatch.trigger(pressed)).alarm

    async def shows(self, *alarms: str) -> None:
        """Wait until its page shows these alarms and no others, as the record has them."""
        async with asyncio.timeout(WITHIN):
            while self.page.alarms.keys() != set(alarms) or self.page.board["position"] != await self._head():
                await asyncio.sleep(0.01)

    async def _head(self) -> int:
        return (await self.store.head(OFFICE)).position


@asynccontextmanager
async def running(store: Store) -> AsyncIterator[Node]:
    """Run a node with one page that looks at it."""
    node = Node(store)
    await node.open(OFFICE)
    node.hub.attach(OFFICE, Audience.STAFF, screen="staff", after=None, epoch=None, line=node.page)
    following = asyncio.create_task(node.follower.run())
    try:
        yield node
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


def lose_all_behind(stores: Stores, head: Head, alarm: str) -> None:
    """Take away an alarm and all entries behind a head: so a standby begins that has not received them."""
    stores.unguard()
    for table in TABLES:
        stores.run(f"DELETE FROM {table} WHERE {'id' if table == 'alarms' else 'alarm'} = '{alarm}'")
    stores.run(f"DELETE FROM entries WHERE office = '{OFFICE}' AND position > {head.position}")
    stores.run(f"UPDATE heads SET position = {head.position}, hash = '{head.hash}' WHERE office = '{OFFICE}'")


@pytest.mark.parametrize("presses", [0, 1, 2], ids=lambda n: f"{n} presses before anybody looks")
async def test_screens_show_the_record_as_it_is_behind_a_standby_that_lost_some_of_it(
    stores: Stores, presses: int
) -> None:
    """An alarm is lost with the old server, and others are raised: every screen shows these, and not what is lost."""
    store = stores.open()
    async with running(store) as node:
        first = await node.press()
        await node.shows(first)
        head = await store.head(OFFICE)
        lost = await node.press()
        await node.shows(first, lost)
        lose_all_behind(stores, head, lost)
        raised = [await node.press() for _ in range(presses)]
        await node.shows(first, *raised)
        later = await node.press()
        await node.shows(first, *raised, later)
        assert node.page.epochs[-1] != node.page.epochs[0], "who comes back from before gets all of it anew"
        assert node.faults.has(OFFICE, "record_lost_end")


async def test_a_press_that_is_lost_with_the_end_is_a_new_one_when_it_is_sent_again(stores: Stores) -> None:
    """As long as a node takes it for recorded, it answers that it is safe where no record takes it."""
    store = stores.open()
    async with running(store) as node:
        first = await node.press()
        head = await store.head(OFFICE)
        lost = await node.press()
        await node.shows(first, lost)
        keys = [entry.facts["press_key"] for entry in await store.entries(OFFICE, 0, 100) if "press_key" in entry.facts]
        assert [node.dispatch.memory.known(key) for key in keys] == [first, lost]
        lose_all_behind(stores, head, lost)
        await node.shows(first)
        assert [node.dispatch.memory.known(key) for key in keys] == [first, None]


async def test_another_node_that_only_looks_on_finds_out_too(stores: Stores) -> None:
    """What it has shown came from the record, and the record goes on without it."""
    store = stores.open()
    async with running(store) as node, running(store) as beside:
        first = await node.press()
        head = await store.head(OFFICE)
        lost = await node.press()
        for one in (node, beside):
            await one.shows(first, lost)
        lose_all_behind(stores, head, lost)
        raised = await node.press()
        for one in (node, beside):
            await one.shows(first, raised)
            assert one.faults.has(OFFICE, "record_lost_end")


async def test_a_record_that_only_goes_on_is_never_taken_for_another(stores: Stores) -> None:
    """Two nodes write by turns and all at once; no page is begun anew, and nothing is said."""
    store = stores.open()
    async with running(store) as node, running(store) as beside:
        alarms = [await node.press()]
        for _ in range(5):
            alarms += await asyncio.gather(node.press(), beside.press())
            await beside.dispatch.ask(OFFICE, alarms[-1], lambda _page: SEEN)
        for one in (node, beside):
            await one.shows(*alarms)
            assert one.page.epochs == ["epoch-1"]
            assert not one.faults.has(OFFICE, "record_lost_end")
