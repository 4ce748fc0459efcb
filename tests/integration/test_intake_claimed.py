"""Presses under names that several devices, bridges and offices claim: through the intake, none is lost."""

import json
from pathlib import Path
from typing import Any

from devices.adapters.zigbee2mqtt.adapter import Zigbee2MqttAdapter
from devices.inventory import Device, Inventory
from parts.ear import until
from parts.post import Post

IEEE = "0x00158d0001a2b3c4"
OTHER = "0x00158d0001a2ffff"
BRIDGES = [Zigbee2MqttAdapter(), Zigbee2MqttAdapter(base="upstairs")]


def _lists(post: Post, base: str, *named: tuple[str, str], groups: tuple[str, ...] = ()) -> None:
    told = [{"ieee_address": address, "friendly_name": name, "type": "EndDevice"} for address, name in named]
    post.hear(f"{base}/bridge/devices", json.dumps(told).encode(), retain=True)
    grouped = [{"id": number, "friendly_name": name, "members": []} for number, name in enumerate(groups)]
    post.hear(f"{base}/bridge/groups", json.dumps(grouped).encode(), retain=True)


def _enrolled(post: Post, *devices: tuple[str, dict[str, Any]]) -> None:
    inventory = Inventory(Device(office="as", device=name, name=name, **facts) for name, facts in devices)
    post.intake.registry = post.intake.registry.holding(inventory)


async def _pressed(post: Post) -> set[str]:
    found = await post.entries("AlarmRaised", "AlarmJoined")
    return {entry.facts["device"] for entry in found}


async def test_a_bridge_that_lies_takes_no_other_bridges_button_away(tmp_path: Path) -> None:
    """It calls its own device, and a group, as the victim is called: her press is hers all the same."""
    async with Post(tmp_path, adapters=BRIDGES) as post:
        _enrolled(post, ("victim", {"known_as": (IEEE,)}), ("other", {"known_as": (OTHER,)}))
        _lists(post, "zigbee2mqtt", (IEEE, "button"))
        _lists(post, "upstairs", (OTHER, "button"), groups=("button",))
        post.hear("zigbee2mqtt/button", b'{"action": "single"}')
        await until(lambda: len(post.receipts) == 5)
        assert await _pressed(post) == {f"-/{IEEE}"}
        post.hear("upstairs/button", b'{"action": "single"}')
        await until(lambda: len(post.receipts) == 6)
        assert await _pressed(post) == {f"-/{IEEE}", f"-/{OTHER}"}


async def test_a_name_that_two_offices_claim_presses_in_both(tmp_path: Path) -> None:
    """Whoever enrols what is another's hears its presses too, and takes none; a field falls for both again."""
    async with Post(tmp_path, adapters=BRIDGES) as post:
        _enrolled(post, ("mine", {"known_as": ("Button",)}), ("theirs", {"known_as": ("BUTTON",)}))
        for _ in range(2):
            post.hear("zigbee2mqtt/button", b'{"sos": true}')
            post.hear("zigbee2mqtt/button", b'{"sos": true}')
            post.hear("zigbee2mqtt/button", b'{"sos": false}')
        await until(lambda: len(post.receipts) == 6)
        assert await _pressed(post) == {"as/mine", "as/theirs"}
        assert len(await post.entries("AlarmRaised", "AlarmJoined")) == 4


async def test_a_press_heard_before_its_bridge_has_said_whose_it_is_waits_for_that_bridge(tmp_path: Path) -> None:
    """What another bridge calls so meanwhile does not take it."""
    async with Post(tmp_path, adapters=BRIDGES) as post:
        _enrolled(post, ("victim", {"known_as": (IEEE,)}), ("other", {"known_as": (OTHER,)}))
        _lists(post, "zigbee2mqtt")
        post.hear("zigbee2mqtt/button", b'{"action": "single"}')
        _lists(post, "upstairs", (OTHER, "button"))
        await until(lambda: len(post.receipts) == 5)
        assert await _pressed(post) == set()
        _lists(post, "zigbee2mqtt", (IEEE, "button"))
        await until(lambda: len(post.receipts) == 7)
        assert await _pressed(post) == {f"-/{IEEE}"}


async def test_a_button_that_takes_the_place_of_one_that_stuck_is_heard_at_its_first_press(tmp_path: Path) -> None:
    """What the old one said last is not the new one's: neither under the old name, nor after it has joined anew."""
    async with Post(tmp_path, adapters=BRIDGES) as post:
        _enrolled(post, ("knob", {"known_as": ("old",), "family": "zigbee2mqtt"}))
        post.hear("zigbee2mqtt/old", b'{"sos": true}')
        _enrolled(post, ("knob", {"known_as": ("old", "new"), "family": "zigbee2mqtt"}))
        post.hear("zigbee2mqtt/new", b'{"sos": true}')
        await until(lambda: len(post.receipts) == 2)
        assert len(await post.entries("AlarmRaised", "AlarmJoined")) == 1
        _enrolled(post, ("knob", {"known_as": ("newest",), "family": "zigbee2mqtt"}))
        post.hear("zigbee2mqtt/newest", b'{"sos": true}')
        await until(lambda: len(post.receipts) == 3)
        assert len(await post.entries("AlarmRaised", "AlarmJoined")) == 2
        await post.intake.levels.save(post.store.levels)
    async with Post(tmp_path, adapters=BRIDGES) as post:
        _enrolled(post, ("knob", {"known_as": ("newest",), "family": "zigbee2mqtt"}))
        joined = {"type": "device_joined", "data": {"friendly_name": "newest", "ieee_address": IEEE}}
        post.hear("zigbee2mqtt/bridge/event", json.dumps(joined).encode())
        post.hear("zigbee2mqtt/newest", b'{"sos": true}')
        await until(lambda: len(post.receipts) == 2)
        assert len(await post.entries("AlarmRaised", "AlarmJoined")) == 3


async def test_what_was_wrong_with_a_button_is_over_when_it_is_taken_out_or_called_otherwise(tmp_path: Path) -> None:
    """Nothing else would ever take it off the screens: the broken button is never heard again."""
    async with Post(tmp_path, adapters=BRIDGES) as post:
        _enrolled(post, ("knob", {"known_as": ("desk",)}))
        post.hear("zigbee2mqtt/desk", b'{"action": ')
        assert post.faults.has("as", "device_unreadable")
        _enrolled(post, ("knob", {"known_as": ("desk",)}), ("other", {}))
        assert post.faults.has("as", "device_unreadable")
        _enrolled(post, ("other", {}))
        assert not post.faults.has("as", "device_unreadable")
        post.hear("zigbee2mqtt/other", b'{"sos": true}')
        await until(lambda: len(post.receipts) == 2)
        await post.recorded(1)
        post.clock.ahead_s = 700.0
        post.hear("zigbee2mqtt/other", b'{"sos": true}')
        assert post.faults.has("as", "device_latched")
        _enrolled(post)
        assert not post.faults.has("as", "device_latched")
