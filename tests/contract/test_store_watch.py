"""What is kept of the watch over devices, on both databases alike: days, and never a time."""

import asyncio
import sqlite3
from datetime import date

import psycopg
import pytest

from parts.stores import Stores
from service.store.watch_port import WatchDay

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
ONE = WatchDay(office="as", device="pendant-1", lost_on=MONDAY)
OTHER = WatchDay(office="as", device="pendant-2", lost_on=MONDAY)


async def test_days_are_kept_one_for_each_device(stores: Stores) -> None:
    """A later day takes the place of the one before, a device that is dropped is gone, and nothing is nothing."""
    store = stores.open()
    await store.watch.keep([])
    await store.watch.keep([OTHER, ONE])
    await store.watch.keep([WatchDay(office="as", device="pendant-2", lost_on=FRIDAY)])
    assert await store.watch.days() == [ONE, WatchDay(office="as", device="pendant-2", lost_on=FRIDAY)]
    await store.watch.drop([("as", "pendant-1"), ("as", "nobody")])
    assert [one.device for one in await store.watch.days()] == ["pendant-2"]


async def test_exactly_one_tells_a_wearer_and_one_takes_it_back(stores: Stores) -> None:
    """Of two nodes that find the same device lost, one tells; a day kept meanwhile does not undo it."""
    watch = stores.open().watch
    await watch.keep([ONE])
    took = await asyncio.gather(*(watch.take_telling("as", "pendant-1", told=True) for _ in range(3)))
    assert sorted(took) == [False, False, True]
    await watch.keep([ONE])
    assert [one.told for one in await watch.days()] == [True]
    assert await watch.take_telling("as", "pendant-1", told=False)
    assert not await watch.take_telling("as", "pendant-1", told=False)
    assert not await watch.take_telling("as", "never-kept", told=True)


async def test_a_time_of_day_has_no_place_there(stores: Stores) -> None:
    """The database itself refuses anything finer than a day: nobody's hours can be kept by mistake."""
    store = stores.open()
    await store.watch.keep([ONE])
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.CheckViolation)):
        stores.run("UPDATE device_watch SET lost_on = '2026-11-23T14:02:07Z'")
