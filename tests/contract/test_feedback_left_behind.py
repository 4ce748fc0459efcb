"""On both databases: what a button could not be told in time it is told as it stands by then; nothing is taken back.

Decision 0034: the state only grows. Somebody who has felt "somebody is coming" must not feel "received" after it.
"""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import roles
from parts.stores import AT, Stores, Watch
from roles.document import load
from service.alarm.actor import Actor
from service.alarm.commands import Accept, AnyButRaise, Clear
from service.alarm.states import Mode
from service.dispatch.book import Book, OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.dispatch.trigger import Trigger
from service.jobs.outbox import ABANDONED_S, LOOK_EVERY_S, Outbox
from service.store.port import Store

PLAN = load((Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes(), source="as.yaml").plan
EVA = "as/pendant-1"


class Node:
    """One node's dispatch and outbox, and a broker that is there or is not."""

    def __init__(self, store: Store, *, has_broker: bool = True) -> None:
        """Begin with the example plan."""
        assert PLAN is not None
        self.store, self.clock, book = store, Watch(), Book()
        book.put(OfficePage(plan=PLAN, keys={who: f"p-{who}" for who in PLAN.people}))
        self.dispatch = Dispatch(store, book, self.clock)
        self.has_broker, self.told = has_broker, list[str]()
        self.outbox = Outbox(store, self.dispatch, self.clock, self._publish)

    def _publish(self, _topic: str, payload: bytes) -> "asyncio.Future[bool]":
        sent: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if self.has_broker:
            self.told.append(json.loads(payload)["state"])
        sent.set_result(self.has_broker)
        return sent

    async def press(self, key: str = "1", mode: Mode = Mode.ACTUAL) -> Outcome:
        """Press Eva's pendant, and let what follows be handed over."""
        pressed = Trigger(
            office="as",
            actor=Actor(via=f"device:{EVA}"),
            press_key=key,
            open_key=f"device:{EVA}",
            mode=mode,
            kind="emergency",
            gesture="single",
            zone="room-114",
            device=EVA,
            press=key,
            presser="p-eva",
            pressed_at=None,
            heard_at=self.clock.now(),
        )
        outcome = await self.dispatch.trigger(pressed)
        await self.handed_over()
        return outcome

    async def say(self, alarm: str, command: AnyButRaise) -> None:
        """Say something to an alarm, and let what follows be handed over."""
        await self.dispatch.ask("as", alarm, lambda _page: command)
        await self.handed_over()

    async def handed_over(self) -> None:
        """Let everything that has begun come to its end."""
        while tasks := list(self.outbox._tasks):
            await asyncio.wait(tasks)
        await self.outbox._settle()

    async def pass_seconds(self, seconds: float) -> None:
        """Let so many seconds pass, the outbox looking as often as it does."""
        for _ in range(round(seconds / LOOK_EVERY_S)):
            self.clock.seconds += LOOK_EVERY_S
            self.clock.at += timedelta(seconds=LOOK_EVERY_S)
            await self.outbox._look()
            await self.handed_over()


def coming(raised: Outcome) -> Accept:
    """Return what one of those who were called says."""
    called = next(entry.facts["responder"] for entry in raised.entries if entry.event == "ResponderCalled")
    return Accept(actor=Actor(via="phone", who=called), responder=called)


async def left(store: Store) -> int:
    """Return how many deliveries wait."""
    return len(await store.queued(None, 100))


async def test_received_is_not_told_after_somebody_is_coming(stores: Stores) -> None:
    """The broker starts again just when "received" should go out; it is there when somebody answers."""
    node = Node(stores.open(), has_broker=False)
    raised = await node.press()
    await node.pass_seconds(1)
    node.has_broker = True
    await node.say(raised.alarm, coming(raised))
    assert node.told == ["seen", "coming"]
    await node.pass_seconds(4 * ABANDONED_S)
    assert node.told[2:] == ["coming"]
    assert await left(node.store) == 0


async def test_what_a_dead_node_has_left_is_told_by_another_as_it_stands(stores: Stores) -> None:
    """A node dies between its commit and its word; meanwhile the alarm is answered and over at another one."""
    store = stores.open()
    dead = Node(store, has_broker=False)
    raised = await dead.press()
    other = Node(store)
    said = coming(raised)
    await other.say(raised.alarm, said)
    await other.say(raised.alarm, Clear(actor=said.actor, entitled=True, seen_her=True))
    assert other.told == ["seen", "coming", "cleared"]
    await other.pass_seconds(4 * ABANDONED_S)
    assert other.told[3:] == ["cleared"]
    assert await left(store) == 0


async def test_what_was_answered_in_a_drill_is_not_told_of_the_real_alarm_that_it_became(stores: Stores) -> None:
    """Nobody is coming yet to her who presses in earnest, whatever was said in the drill and could not be told."""
    node = Node(stores.open())
    drill = await node.press(mode=Mode.DRILL)
    node.has_broker = False
    await node.say(drill.alarm, coming(drill))
    node.has_broker = True
    await node.press("2")
    assert node.told == ["received", "received"]
    await node.pass_seconds(4 * ABANDONED_S)
    assert set(node.told) == {"received"}
    assert await left(node.store) == 0


async def test_what_is_still_so_is_told_late(stores: Stores) -> None:
    """Nothing has changed meanwhile: she is told that she was heard as soon as she can be."""
    node = Node(stores.open(), has_broker=False)
    await node.press()
    node.has_broker = True
    await node.pass_seconds(4 * ABANDONED_S)
    assert node.told == ["received"]
    assert (await node.store.entries("as", 0, 1))[0].at == AT
    assert await left(node.store) == 0


async def test_a_damaged_alarm_keeps_no_other_button_untold(stores: Stores) -> None:
    """Its own button is told what was stored; that one row says nothing must not end the looking."""
    node = Node(stores.open(), has_broker=False)
    raised = await node.press()
    stores.unguard()
    stores.run(f"UPDATE alarms SET snapshot = '{{}}' WHERE id = '{raised.alarm}'")
    stores.run(f"UPDATE entries SET facts = '{{}}' WHERE alarm = '{raised.alarm}'")
    node.has_broker = True
    await node.pass_seconds(4 * ABANDONED_S)
    assert node.told == ["received"]
    assert await left(node.store) == 0
