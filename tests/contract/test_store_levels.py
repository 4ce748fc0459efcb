"""The last values of devices' fields, on both databases alike."""

import asyncio

from parts.stores import SqliteStores, Stores
from service.store.level_port import DeviceLevel

SOS = DeviceLevel("as", "pendant-1", "sos")
ALARM = DeviceLevel("as", "pendant-1", "alarm_1")
ELSEWHERE = DeviceLevel("lund", "pendant-1", "sos")


async def test_what_a_field_was_last_is_kept(stores: Stores) -> None:
    """A later value takes the place of the one before; nothing else is touched, and it is there after a restart."""
    store = stores.open()
    assert await store.levels.all() == {}
    await store.levels.save({SOS: True, ELSEWHERE: True, ALARM: False})
    await store.levels.save({SOS: False})
    await store.levels.save({})
    await store.close()
    assert await stores.open().levels.all() == {SOS: False, ELSEWHERE: True, ALARM: False}


async def test_several_save_the_same_fields_at_once(stores: Stores) -> None:
    """Nodes hear every message, and save what they hear; none waits for the other for long."""
    several = {DeviceLevel("as", f"pendant-{number}", "sos"): number % 2 == 0 for number in range(20)}
    backwards = dict(reversed(several.items()))
    store = stores.open()
    nodes = [store] if isinstance(stores, SqliteStores) else [store, stores.open()]
    saving = [node.levels.save(values) for node in nodes for values in (several, backwards)]
    async with asyncio.timeout(20):
        await asyncio.gather(*saving)
    assert await store.levels.all() == several
