"""A button that presses without end: its first presses stand one by one, the rest is a count, and none is swallowed."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from parts.ear import until
from parts.post import Post
from service.alarm.actor import Actor
from service.alarm.commands import Clear
from service.ingest.floods import BURST

MANY = 200
AT_ONCE = int(BURST)


def times(folder: Path) -> int:
    """Return how many presses the record has counted, all buttons together."""
    with closing(sqlite3.connect(folder / "trygg.db")) as record:
        return int(record.execute("SELECT sum(heard) FROM presses").fetchone()[0])


@asynccontextmanager
async def quick(folder: Path, *, room: int = 65_536) -> AsyncIterator[Post]:
    """Hear presses in no time: how fast this machine is says nothing of how fast the button presses."""
    async with Post(folder, room=room) as post:
        post.clock.stands_at_s = 0.0
        yield post


async def clear(post: Post, alarm: str) -> None:
    """Say that an alarm is over."""
    clearing = Clear(actor=Actor(via="screen:staff", who="somebody"), entitled=True, seen_her=True)
    await post.dispatch.ask("as", alarm, lambda _page: clearing)


async def test_a_flood_of_one_button_is_one_alarm_with_a_count(tmp_path: Path) -> None:
    """Each press gets its receipt and is counted, the screens are told of few, and its wearer feels each answer."""
    async with quick(tmp_path) as post:
        alarm = post.press("1")
        await post.recorded(1)
        for number in range(2, MANY + 1):
            post.press(f"{number}")
        other = post.press("real", pendant=2)
        await until(lambda: len(post.receipts) == MANY + 1)
        await until(lambda: f"{MANY}" in {press for _, press, *_ in post.feedback})
        assert post.wall.shown == [alarm] * AT_ONCE + [other]
        raised, joined = await post.entries("AlarmRaised"), await post.entries("AlarmJoined")
        assert [entry.alarm for entry in raised] == [alarm, other]
        assert {entry.alarm for entry in joined} == {alarm}
        assert len(joined) == AT_ONCE - 1
        assert times(tmp_path) == MANY + 1
        assert {told for _, _, told, _ in post.feedback} == {alarm}
        assert post.faults.has("as", "device_presses_on")
        assert post.refused == []


async def test_a_hand_that_presses_fast_is_no_fault_and_each_name_is_answered(tmp_path: Path) -> None:
    """Somebody who presses in panic feels an answer to each press, though the last of them are only counted."""
    presses = [f"{number}" for number in range(1, 2 * AT_ONCE + 1)]
    async with quick(tmp_path) as post:
        for press in presses:
            post.press(press)
        await until(lambda: set(presses[AT_ONCE:]) <= {press for _, press, *_ in post.feedback})
        assert times(tmp_path) == len(presses)
        assert not post.faults.has("as", "device_presses_on")


async def test_after_its_alarm_is_over_the_next_press_raises_at_once(tmp_path: Path) -> None:
    """A press is counted only to an alarm that is open, however fast the button has pressed before."""
    async with quick(tmp_path) as post:
        alarm = post.press("1")
        await post.recorded(1)
        for number in range(2, MANY):
            post.press(f"{number}")
        await until(lambda: times(tmp_path) == MANY - 1)
        await clear(post, alarm)
        again = post.press("meant")
        assert post.wall.shown[-1] == again
        await until(lambda: "meant" in post.receipts)
        assert [entry.alarm for entry in await post.entries("AlarmRaised")] == [alarm, again]


async def test_what_was_counted_while_its_alarm_ended_raises_anew(tmp_path: Path) -> None:
    """Nobody knows whether the last of them came before the end: then somebody means it."""
    async with quick(tmp_path) as post:
        alarm = post.press("1")
        await post.recorded(1)
        for number in range(2, 2 * AT_ONCE):
            post.press(f"{number}")
        await until(lambda: len(post.receipts) == 2 * AT_ONCE - 1)  # and nothing of it is noted yet
        await clear(post, alarm)
        async with asyncio.timeout(20):
            while len(raised := await post.entries("AlarmRaised")) < 2:
                await asyncio.sleep(0.05)
        assert raised[1].facts["press_key"] == f"as/pendant-1/{2 * AT_ONCE - 1}"


async def test_without_a_record_no_counted_press_has_a_receipt_before_its_first_is_kept(tmp_path: Path) -> None:
    """While the disk stalls the first presses are in the spool before anything of the flood is receipted."""
    async with quick(tmp_path) as post:
        post.disk.free.clear()
        for number in range(1, MANY + 1):
            post.press(f"{number}")
        await until(lambda: len(post.receipts) == MANY)
        assert post.spool.waiting == AT_ONCE
        assert await post.entries("AlarmRaised") == []
        post.disk.free.set()
        assert len(await post.recorded(AT_ONCE)) == AT_ONCE


async def test_where_nothing_can_be_kept_the_whole_flood_is_refused(tmp_path: Path) -> None:
    """A counted press is as durable as the one that it is counted to, and no more."""
    async with quick(tmp_path, room=8) as post:
        post.disk.broken = True
        for number in range(1, 2 * AT_ONCE + 1):
            post.press(f"{number}")
        await until(lambda: len(post.refused) == 2 * AT_ONCE)
        assert post.receipts == []


async def test_a_press_that_is_said_again_and_again_takes_the_place_of_no_other(tmp_path: Path) -> None:
    """After an outage a pendant says at once, many times, what it has not been answered: each name is one entry."""
    async with quick(tmp_path) as post:
        for _ in range(MANY):
            post.press("1")
        post.press("2")
        assert await post.recorded(2) == ["as/pendant-1/1", "as/pendant-1/2"]
        await until(lambda: len(post.receipts) == MANY + 1)
        assert not post.faults.has("as", "device_presses_on")
