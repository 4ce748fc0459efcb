"""The contact of a fire alarm is an enrolled device: it lets locks go, and calls nobody."""

import json
from dataclasses import replace
from pathlib import Path

from devices.inventory import FIRE, FIRE_OVER, Inventory
from devices.registry import Registry
from parts.ear import until
from parts.post import Post

PANEL = "pendant-2"


def _says(post: Post, id_: str, gesture: str) -> None:
    """The panel's contact says something."""
    post.hear(f"trygg/v1/as/{PANEL}/press", json.dumps({"id": id_, "gesture": gesture}).encode())


async def test_a_fire_is_noted_and_no_call_is_swallowed(tmp_path: Path) -> None:
    """Told twice within a minute it is one fire and no alarm; any other gesture, and a store in need, is a press."""
    async with Post(tmp_path) as post:
        kinds = {"*": "assist", "single": FIRE, "long": FIRE_OVER}
        devices = [
            replace(one, holder=None, kinds=kinds) if one.device == PANEL else one
            for one in post.intake.registry.inventory.devices
        ]
        post.intake.registry = Registry(Inventory(devices), post.intake.registry.rules)
        _says(post, "1", "single")
        await until(lambda: len(post.receipts) == 1)
        _says(post, "2", "single")
        await until(lambda: len(post.receipts) == 2)
        [told] = await post.entries("FireTold")
        assert (told.alarm, told.facts) == (None, {"device": f"as/{PANEL}"})
        assert (await post.entries("AlarmRaised"), post.wall.shown) == ([], [])
        _says(post, "over", "long")
        await until(lambda: len(post.receipts) == 3)
        _says(post, "over-again", "long")
        await until(lambda: len(post.receipts) == 4)
        [over] = await post.entries("FireOver")
        assert over.facts == {"device": f"as/{PANEL}"}
        _says(post, "again", "single")
        await until(lambda: len(post.receipts) == 5)
        assert len(await post.entries("FireTold")) == 2, "what comes after it was over is a new one"
        _says(post, "3", "double")
        await until(lambda: len(post.receipts) == 6)
        [raised] = await post.entries("AlarmRaised")
        assert raised.facts["kind"] == "assist"
