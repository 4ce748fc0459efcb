"""On both databases: a recorded press whose time somebody has damaged keeps no node from starting, and no press out."""

from datetime import timedelta

from parts.stores import AT, OFFICE, Stores, raising

LONG = timedelta(hours=1)


async def test_a_damaged_press_is_left_out_of_what_others_have_recorded(stores: Stores) -> None:
    """Nobody can say when it was: a press that comes late is compared with the others, and else it raises."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, raising("press-2", alarm="a-2", covers="device:as/pendant-2"))
    assert [one.key for one in await store.recorded_presses(AT - LONG)] == ["press-1", "press-2"]
    stores.run("UPDATE presses SET at = 'damaged' WHERE press_key = 'press-1'")
    assert [one.key for one in await store.recorded_presses(AT - LONG)] == ["press-2"]
