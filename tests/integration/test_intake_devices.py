"""Buttons that say more than their presses: fields that stay true, copies, and frames that cannot be read."""

import json
from pathlib import Path
from typing import Any

from parts.ear import until
from parts.plainspoken import Plainspoken
from parts.post import Post
from service.store.level_port import DeviceLevel
from service.store.port import StoreUnavailable
from service.wiring.reviews import Reviews

SOS = DeviceLevel("as", "pendant-1", "sos")


def _say(post: Post, word: str, *, pendant: int = 1, retain: bool = False, again: bool = False, **told: Any) -> None:
    post.hear(f"said/as/pendant-{pendant}", json.dumps({"word": word, **told}).encode(), retain=retain, again=again)


def _post(folder: Path) -> Post:
    return Post(folder, adapters=[Plainspoken()])


async def _settled(post: Post, messages: int) -> int:
    """Wait until so many messages have a receipt, and return how many presses are in the record."""
    await until(lambda: len(post.receipts) == messages)
    return len(await post.entries("AlarmRaised", "AlarmJoined"))


async def test_a_field_that_stays_true_is_one_press_also_after_a_restart(tmp_path: Path) -> None:
    """It comes again with every message, and when its bridge starts again: only after a false it is a press again."""
    async with _post(tmp_path) as post:
        for _ in range(3):
            _say(post, "press", gesture="sos", level="sos")
        assert await _settled(post, 3) == 1
        await post.intake.levels.save(post.store.levels)
        assert await post.store.levels.all() == {SOS: True}
    async with _post(tmp_path) as post:
        _say(post, "press", gesture="sos", level="sos", retain=True)
        _say(post, "press", gesture="sos", level="sos")
        assert await _settled(post, 2) == 1
        _say(post, "release", level="sos")
        _say(post, "press", gesture="sos", level="sos")
        assert await _settled(post, 4) == 2
        # What nobody knew before may have been what was left of an earlier press; it never counts.
        assert [entry.facts["doubtful"] for entry in await post.entries("AlarmRaised")] == [True]


async def test_a_press_after_a_restart_is_one_although_the_broker_kept_it(tmp_path: Path) -> None:
    """That the field was false is kept too: what the broker kept of the missed press does not swallow the next."""
    async with _post(tmp_path) as post:
        _say(post, "release", level="sos")
        assert await _settled(post, 1) == 0
        await post.intake.levels.save(post.store.levels)
        assert await post.store.levels.all() == {SOS: False}
    async with _post(tmp_path) as post:
        _say(post, "press", gesture="sos", level="sos", retain=True)
        _say(post, "press", gesture="sos", level="sos")
        assert await _settled(post, 2) == 1


async def test_a_crash_before_the_field_is_saved_repeats_a_press_and_loses_none(tmp_path: Path) -> None:
    """What is saved is only what is durable; of what nobody knows, a live true is a press."""
    async with _post(tmp_path) as post:
        post.disk.free.clear()
        _say(post, "press", gesture="sos", level="sos")
        post.disk.broken = True
        post.disk.free.set()
        await until(lambda: post.receipts == ["said/as/pendant-1"])
        assert await post.store.levels.all() == {}
    async with _post(tmp_path) as post:
        assert len(await post.recorded(1)) == 1
        _say(post, "press", gesture="sos", level="sos", again=True)
        assert len(await post.recorded(2)) == 2
        assert [entry.facts["counts"] for entry in await post.entries("AlarmJoined")] == [False]


async def test_a_press_that_was_refused_is_a_press_when_it_comes_again(tmp_path: Path) -> None:
    """Neither the store nor the spool takes it: the field counts as unknown, and its next true as a press."""
    async with Post(tmp_path, adapters=[Plainspoken()], room=64) as post:
        post.disk.broken = True
        _say(post, "press", gesture="sos", level="sos")
        await until(lambda: len(post.refused) == 1)
        post.disk.broken = False
        _say(post, "press", gesture="sos", level="sos", again=True)
        await until(lambda: len(post.receipts) == 1)
        assert len(await post.entries("AlarmRaised")) == 1


async def test_a_field_that_never_falls_is_a_fault(tmp_path: Path) -> None:
    """Ten minutes after its press a button that still says so cannot be heard to press again: the screens say so."""
    async with _post(tmp_path) as post:
        _say(post, "press", gesture="sos", level="sos")
        await until(lambda: len(post.receipts) == 1)
        post.clock.ahead_s = 700.0
        _say(post, "press", gesture="sos", level="sos")
        assert post.faults.has("as", "device_latched")
        _say(post, "release", level="sos")
        assert not post.faults.has("as", "device_latched")
        assert await _settled(post, 3) == 1


async def test_copies_are_one_press_and_are_told_to_nobody_twice(tmp_path: Path) -> None:
    """Four gateways hear a press: one alarm, shown once, receipts for all, no second answer; and it is kept who did."""
    async with _post(tmp_path) as post:
        for gateway, dbm in (("hall", -80), ("stairs", -60), ("office", -71), ("roof", -99), ("hall", -75)):
            _say(post, "press", counter="7", gateway=gateway, rssi=dbm)
        _say(post, "press", counter="8", gateway="hall")
        assert await _settled(post, 6) == 2
        assert len(post.wall.shown) == 2
        assert post.feedback == []
        await post.intake.evidence.look()
        assert await post.entries("CopiesHeard") == []
        post.clock.ahead_s = 20.0
        await post.intake.evidence.look()
        await post.intake.evidence.look()
        told = await post.entries("CopiesHeard")
        assert [(one.facts["times"], one.facts["gateways"]) for one in told] == [(5, 4), (1, 1)]
        record = await Reviews(post.store).one(told[0].facts["alarm"])
        assert record is not None
        assert record.heard == [("stairs", -60), ("office", -71), ("hall", -75), ("roof", -99)]
        assert record.verified


async def test_a_copy_waits_for_the_press_that_it_is_a_copy_of(tmp_path: Path) -> None:
    """While the press is in no record and no spool, no copy of it is receipted: the broker may be the last with it."""
    async with Post(tmp_path, adapters=[Plainspoken()], room=64) as post:
        post.disk.free.clear()
        for gateway in ("hall", "stairs"):
            _say(post, "press", counter="7", gateway=gateway)
        await until(lambda: len(post.refused) == 2)
        assert post.receipts == []
        post.disk.free.set()
        assert len(await post.recorded(1)) == 1


async def test_what_cannot_be_read_of_an_enrolled_button_is_a_fault_until_it_can(tmp_path: Path) -> None:
    """It names the button, does not fade, and ends with the next frame that can be read; a stranger's fades."""
    async with _post(tmp_path) as post:
        _say(post, "noise")
        _say(post, "noise", pendant=99)
        post.clock.ahead_s = 3_600.0
        assert [fault.subject for fault in post.faults.of("as") if fault.code == "device_unreadable"] == ["Berlock 1"]
        _say(post, "battery", pendant=2)
        assert post.faults.has("as", "device_unreadable")
        _say(post, "battery")
        assert not post.faults.has("as", "device_unreadable")


async def test_a_crash_before_a_release_is_saved_costs_no_press(tmp_path: Path) -> None:
    """Kept as true, released, and nobody could note that: the next true is a press, also where the broker kept it."""
    async with _post(tmp_path) as post:
        _say(post, "press", gesture="sos", level="sos")
        assert await _settled(post, 1) == 1
        await post.intake.levels.save(post.store.levels)
        _say(post, "release", level="sos")
        assert await _settled(post, 2) == 1
        assert await post.store.levels.all() == {SOS: True}
    async with Post(tmp_path, adapters=[Plainspoken()], was_orderly=False) as post:
        _say(post, "press", gesture="sos", level="sos", retain=True)
        _say(post, "press", gesture="sos", level="sos")
        assert await _settled(post, 2) == 2
        _say(post, "press", gesture="sos", level="sos")
        assert await _settled(post, 3) == 2


async def test_a_store_that_is_away_costs_no_press_and_no_value(tmp_path: Path) -> None:
    """What cannot be saved is saved later; what cannot be read is unknown."""
    async with _post(tmp_path) as post:
        _say(post, "press", gesture="sos", level="sos")
        assert await _settled(post, 1) == 1
        away = Away()
        await post.intake.levels.save(away)
        await post.intake.levels.load(away, was_orderly=True)
        await post.intake.levels.save(post.store.levels)
        assert await post.store.levels.all() == {SOS: True}


class Away:
    """A store that cannot be reached."""

    async def all(self) -> dict[DeviceLevel, bool]:
        """Fail."""
        raise StoreUnavailable("the store is away")

    async def save(self, values: object) -> None:
        """Fail."""
        raise StoreUnavailable("the store is away")


async def test_a_press_that_came_before_its_bridge_is_taken_when_that_says_whose_it_is(tmp_path: Path) -> None:
    """Presses that waited at the broker come first at a start; a stranger's stays a fault, and raises nothing."""
    async with _post(tmp_path) as post:
        _say(post, "press", device="Room 114")
        _say(post, "press", device="Nobody's")
        assert await _settled(post, 2) == 0
        listed = [{"address": "pendant-1", "name": "Room 114"}]
        _say(post, "inventory", listed=listed)
        await post.recorded(1)
        _say(post, "inventory", listed=listed)
        assert await _settled(post, 4) == 1
        assert post.faults.has("as", "devices_unknown")
