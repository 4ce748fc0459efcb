"""The outbox of several nodes: what one has left behind is taken over by one other, whatever their clocks say."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from service.alarm.states import Mode
from service.dispatch.handle import Dispatch
from service.jobs.outbox import ABANDONED_S, LOOK_EVERY_S, SETTLE_AFTER_S, Outbox
from service.store.port import Delivery, Store

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
PRESS = Delivery(
    id="a-1.1.0",
    office="as",
    alarm="a-1",
    kind="feedback",
    reach="inside",
    mode=Mode.ACTUAL,
    address="as/pendant-1",
    content={"press": "1", "state": "received", "moves": True},
    created_at=AT,
)


class NoDispatch:
    """Nobody who commits anything."""

    def listen(self, listener: object) -> None:
        """Nothing is committed here."""


@dataclass(kw_only=True)
class Rows:
    """The rows that all nodes share: the store and, in a transaction, its unit."""

    waiting: dict[str, Delivery] = field(default_factory=lambda: {PRESS.id: PRESS})

    async def queued(self, _kind: str | None, _limit: int) -> list[Delivery]:
        return list(self.waiting.values())

    async def commit(self, _office: str, work: Callable[[Any], Any]) -> Any:
        await asyncio.sleep(0)  # whoever else has read the same rows by now is as far
        return work(self)

    def claim(self, delivery: str, attempts: int) -> bool:
        found = self.waiting.get(delivery)
        if found is None or found.attempts != attempts:
            return False
        self.waiting[delivery] = replace(found, attempts=attempts + 1)
        return True

    def alarm(self, _alarm: str) -> None:
        """No alarm can be looked up: it is told as it was stored."""

    def settle(self, delivery: str, _state: str, _reason: str | None) -> bool:
        return self.waiting.pop(delivery, None) is not None


class Hand:
    """A clock that each sleep of the outbox moves; its wall stands wherever it was put."""

    def __init__(self, wall: datetime) -> None:
        self.seconds = 0.0
        self._wall = wall

    def now(self) -> datetime:
        return self._wall + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Node:
    """One node's outbox, which is walked step by step."""

    def __init__(self, rows: Rows, *, wall: datetime = AT, has_broker: bool = True) -> None:
        self.clock = Hand(wall)
        self.told: list[str] = []
        self._has_broker = has_broker
        self.outbox = Outbox(cast("Store", rows), cast("Dispatch", NoDispatch()), self.clock, self._publish)

    def _publish(self, topic: str, _payload: bytes) -> "asyncio.Future[bool]":
        sent: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if self._has_broker:
            self.told.append(topic)
        sent.set_result(self._has_broker)
        return sent


async def pass_seconds(seconds: float, *nodes: Node) -> None:
    """Let so many seconds pass for all nodes, each looking as often as it does."""
    for _ in range(round(seconds / LOOK_EVERY_S)):
        for node in nodes:
            node.clock.seconds += LOOK_EVERY_S
        await asyncio.gather(*(node.outbox._look() for node in nodes))
        await asyncio.sleep(SETTLE_AFTER_S / 100)
        await asyncio.gather(*(node.outbox._settle() for node in nodes))


async def test_what_a_node_has_left_behind_is_taken_over_by_one_other() -> None:
    """Two nodes see it wait; nobody touches it at first, and then one of them tells the device, once."""
    rows = Rows()
    nodes = Node(rows), Node(rows)
    await pass_seconds(ABANDONED_S, *nodes)
    assert [len(node.told) for node in nodes] == [0, 0]
    await pass_seconds(10 * ABANDONED_S, *nodes)
    assert sum(len(node.told) for node in nodes) == 1
    assert rows.waiting == {}


async def test_no_clock_is_compared_with_another_nodes() -> None:
    """A node that is an hour ahead takes nothing from the hands of the one that has just written it."""
    rows = Rows()
    ahead = Node(rows, wall=AT + timedelta(hours=1))
    await pass_seconds(ABANDONED_S - LOOK_EVERY_S, ahead)
    assert ahead.told == []
    behind = Node(rows, wall=AT - timedelta(hours=1))
    await pass_seconds(2 * ABANDONED_S, behind)
    assert len(behind.told) == 1


async def test_one_that_cannot_hand_it_over_leaves_it_to_the_others() -> None:
    """A node without the broker takes it first, and the other one takes it from there."""
    rows = Rows()
    cut_off, other = Node(rows, has_broker=False), Node(rows)
    await pass_seconds(2 * ABANDONED_S, cut_off)
    assert rows.waiting[PRESS.id].attempts > 0
    await pass_seconds(4 * ABANDONED_S, cut_off, other)
    assert len(other.told) == 1
    assert rows.waiting == {}
