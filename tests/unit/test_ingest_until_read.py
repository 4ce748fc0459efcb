"""What is said in an office whose plan has not been read yet: it waits for it, in its order, and nothing is lost."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from devices.adapters.zigbee2mqtt.adapter import Zigbee2MqttAdapter
from devices.inventory import Device, Inventory
from devices.signals import Press
from parts.ear import until
from parts.post import Post
from service.dispatch.book import OfficePage
from service.ingest import left_behind
from service.ingest.heard import Heard
from service.ingest.until_read import AT_ONCE, UntilRead

IEEE = "0x00158d0001a2b3c4"
AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def unread(post: Post) -> asyncio.Event:
    """Let the office be one whose plan has yet to be read; it is when the event is set."""
    read = asyncio.Event()

    async def reading(_office: str) -> None:
        await read.wait()

    post.book.unread.begin(["as"], reading)
    return read


def enrolled(post: Post) -> None:
    """Enrol a Zigbee button by its address."""
    device = Device(office="as", device="knob", name="Knappen", known_as=(IEEE,))
    post.intake.registry = post.intake.registry.holding(Inventory([device]))


async def test_presses_wait_in_their_order_and_have_no_receipt_before(tmp_path: Path) -> None:
    """Nothing is shown by a plan that nobody has read; then each is shown, recorded and receipted as it came."""
    async with Post(tmp_path) as post:
        read = unread(post)
        alarms = [post.press("1", pendant=1), post.press("2", pendant=2), post.press("3", pendant=3)]
        await asyncio.sleep(0.05)
        assert (post.wall.shown, post.receipts, post.refused) == ([], [], [])
        read.set()
        await until(lambda: len(post.receipts) == 3)
        assert post.wall.shown == alarms
        assert sorted(await post.recorded(3)) == ["as/pendant-1/1", "as/pendant-2/2", "as/pendant-3/3"]
        alarms.append(post.press("4", pendant=4))
        assert post.wall.shown == alarms, "read once, it waits for nothing"


async def test_a_release_does_not_overtake_its_press(tmp_path: Path) -> None:
    """A field that stays true and falls again, twice: two presses, whichever of it had to wait."""
    async with Post(tmp_path, adapters=[Zigbee2MqttAdapter()]) as post:
        enrolled(post)
        read = unread(post)
        for value in (b"true", b"false", b"true"):
            post.hear(f"zigbee2mqtt/{IEEE}", b'{"sos": %b}' % value)
        read.set()
        await until(lambda: len(post.receipts) == 3)
        assert len(await post.recorded(2)) == 2


async def test_a_stranger_s_press_is_its_own_when_its_bridge_has_said_so_meanwhile(tmp_path: Path) -> None:
    """At a start both come at once: who it is may be said while it waits, or when it is a stranger already."""
    told = json.dumps([{"ieee_address": IEEE, "friendly_name": "button", "type": "EndDevice"}]).encode()
    for says_first in (True, False):
        folder = tmp_path / str(says_first)
        folder.mkdir()
        async with Post(folder, adapters=[Zigbee2MqttAdapter()]) as post:
            enrolled(post)
            if says_first:  # the press waits, and is nobody's until the bridge has said whose it is
                read = unread(post)
                post.hear("zigbee2mqtt/button", b'{"action": "single"}')
                post.hear("zigbee2mqtt/bridge/devices", told, retain=True)
            else:
                post.hear("zigbee2mqtt/button", b'{"action": "single"}')
                await until(lambda: len(post.receipts) == 1)
                read = unread(post)
                post.hear("zigbee2mqtt/bridge/devices", told, retain=True)
            await asyncio.sleep(0)
            assert post.wall.shown == []
            read.set()
            await post.recorded(1)
            await until(lambda: len(post.receipts) == 2)
            (entry,) = await post.entries("AlarmRaised")
            assert entry.facts["device"] == f"-/{IEEE}"


async def test_a_release_does_not_overtake_its_press_in_the_moment_in_which_the_plan_is_read(tmp_path: Path) -> None:
    """What comes between the plan and whoever waits for it comes after her: else the next press would be none."""
    async with Post(tmp_path, adapters=[Zigbee2MqttAdapter()]) as post:
        enrolled(post)
        unread(post)
        post.hear(f"zigbee2mqtt/{IEEE}", b'{"sos": true}')
        await asyncio.sleep(0.05)
        post.book.put(post.book["as"])
        for value in (b"false", b"true"):
            post.hear(f"zigbee2mqtt/{IEEE}", b'{"sos": %b}' % value)
        await until(lambda: len(post.receipts) == 3)
        assert len(await post.recorded(2)) == 2


async def test_many_messages_that_have_waited_hold_up_nobody_elsewhere_and_nothing_of_theirs_overtakes_them(
    tmp_path: Path,
) -> None:
    """A button gone wrong, or a whole house: what is said in other offices has its turn while they are handed on."""
    async with Post(tmp_path) as post:
        read, tasks, handed = unread(post), list[asyncio.Task[None]](), list[str]()
        waits = UntilRead(post.book, lambda *_: None, lambda work: tasks.append(asyncio.create_task(work)), post.clock)

        def say(topic: str) -> None:
            if waits.office([Press(office="as", device="pendant-1")]) is None:
                handed.append(topic)
            else:
                heard = Heard(topic=topic, payload=b"", retain=False, again=False, receipt=print, refuse=print)
                waits.hold("as", lambda heard: say(heard.topic), heard)

        said = [f"press {number}" for number in range(3 * AT_ONCE)]
        for topic in said:
            say(topic)
        read.set()
        done = [0]
        while not tasks[0].done():
            await asyncio.sleep(0)
            if len(handed) not in (0, *done) and len(handed) < len(said):
                said.append(f"while {len(handed)} are handed on")
                say(said[-1])
            done.append(len(handed))
        say("at last")
    assert handed == [*said, "at last"]
    assert len(said) > 3 * AT_ONCE, "somebody had her turn in between"
    assert max(after - before for before, after in pairwise(done)) <= AT_ONCE


async def test_presses_left_in_the_spool_for_an_office_that_is_unread_keep_no_other_from_being_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node that starts listens also where a plan does not come; what was left is recorded when it does."""
    monkeypatch.setattr(left_behind, "SOON_S", 0.05)
    async with Post(tmp_path) as post:
        post.disk.broken = True
        post.press("left")
        await until(lambda: post.receipts == ["left"])
    post = Post(tmp_path)
    put = post.book.put

    def put_unread(page: OfficePage) -> None:
        put(page)
        unread(post)

    monkeypatch.setattr(post.book, "put", put_unread)
    async with asyncio.timeout(20), post:
        assert post.wall.shown == []
        post.press("new", pendant=2)
        put(post.book["as"])
        assert sorted(await post.recorded(2)) == ["as/pendant-1/left", "as/pendant-2/new"]
        await until(lambda: post.spool.waiting == 0)


async def test_a_press_left_in_the_spool_that_cannot_be_shown_keeps_no_node_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is recorded all the same, and so is every other one that was left: its entries show it."""
    async with Post(tmp_path) as post:
        post.disk.broken = True
        for number in (1, 2):
            post.press("left", pendant=number)
        await until(lambda: len(post.receipts) == 2)
    post = Post(tmp_path)

    def fail(_office: str, _message: object) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(post.wall, "provisional", fail)
    async with asyncio.timeout(20), post:
        assert sorted(await post.recorded(2)) == ["as/pendant-1/left", "as/pendant-2/left"]
        await until(lambda: post.spool.waiting == 0)


async def _pressed(folder: Path, *, waits_s: float, jumps: timedelta = timedelta(0)) -> tuple[str, timedelta]:
    """Press a button that names nothing; return the name, and how long after the press its alarm says it was raised."""
    folder.mkdir()
    async with Post(folder, stands_at=AT) as post:
        came = post.clock.stands_at = AT + timedelta(seconds=65)
        post.clock.stands_at_s = 1_000.0
        read = unread(post) if waits_s else asyncio.Event()
        post.hear("trygg/v1/as/pendant-1/press", b"")
        post.clock.stands_at = came + timedelta(seconds=waits_s) + jumps
        post.clock.stands_at_s += waits_s
        read.set()
        (name,) = await post.recorded(1)
        (entry,) = await post.entries("AlarmRaised")
        return name, entry.at - came


async def test_a_press_that_waits_has_the_name_that_another_node_gives_it_meanwhile(tmp_path: Path) -> None:
    """A button without names, heard by two nodes, of which one waits into the next window: it is one press."""
    at_once = await _pressed(tmp_path / "at-once", waits_s=0)
    assert await _pressed(tmp_path / "waits", waits_s=25) == at_once


async def test_a_press_that_waits_while_the_clock_is_set_is_of_the_hour_in_which_it_was_made(tmp_path: Path) -> None:
    """Right after a start the clock may be set by hours: who is called stands in the shift of the true one."""
    _, later = await _pressed(tmp_path / "one", waits_s=4, jumps=timedelta(hours=5))
    assert later == timedelta(hours=5)
