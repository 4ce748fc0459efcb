"""Orders to outputs, on both databases alike: one node a try, the newest word counts, and nothing on is forgotten."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from parts.stores import AT, OFFICE, Stores, raising
from service.store.output_port import Order
from service.store.port import RowRefused, Store

UNTIL = AT + timedelta(minutes=1)
NEXT = AT + timedelta(seconds=2)
ON = Order(office=OFFICE, output="siren", alarm="a-1", on=True, until=UNTIL, due_at=AT)
OFF = replace(ON, on=False, until=NEXT, due_at=NEXT)


async def _store(stores: Stores, *orders: Order) -> Store:
    store = stores.open()
    await store.commit(OFFICE, raising())
    for order in orders:
        await _order(store, order)
    return store


async def _order(store: Store, order: Order) -> None:
    await store.commit(OFFICE, lambda unit: unit.order(order))


async def test_an_order_is_kept_whole_and_replaced_by_the_next_word(stores: Stores) -> None:
    """What was ordered is what is read; the same alarm's next order for that output takes its place."""
    store = await _store(stores, ON, replace(ON, output="lamp", due_at=NEXT))
    assert await store.outputs.to_output(OFFICE, "siren") == [ON]
    assert await store.outputs.to_output("elsewhere", "siren") == []
    assert [one.output for one in await store.outputs.due(AT)] == ["siren"]
    assert [one.output for one in await store.outputs.due(UNTIL)] == ["siren", "lamp"]
    await _order(store, OFF)
    assert await store.outputs.to_output(OFFICE, "siren") == [OFF]
    assert await store.commit(OFFICE, lambda unit: unit.orders_to("siren")) == (OFF,)


async def test_one_try_is_one_nodes(stores: Stores) -> None:
    """Of two nodes that have read the same order one counts the try; whoever comes late does nothing."""
    store = await _store(stores, ON)
    takes = [store.commit(OFFICE, lambda unit: unit.take_order(ON, NEXT)) for _ in range(2)]
    assert sorted(await asyncio.gather(*takes)) == [False, True]
    assert await store.outputs.to_output(OFFICE, "siren") == [replace(ON, tries=1, due_at=NEXT)]
    await _order(store, OFF)
    assert not await store.commit(OFFICE, lambda unit: unit.take_order(replace(ON, tries=1), NEXT))


async def test_what_is_known_of_an_order_never_touches_its_successor(stores: Stores) -> None:
    """A proof that the siren sounds comes after it was told to be silent: the later order stands."""
    store = await _store(stores, OFF)
    await store.commit(OFFICE, lambda unit: unit.settle_order(ON, "confirmed", UNTIL))
    await store.commit(OFFICE, lambda unit: unit.drop_order(ON))
    assert await store.outputs.to_output(OFFICE, "siren") == [OFF]
    await store.commit(OFFICE, lambda unit: unit.settle_order(OFF, "failed", UNTIL))
    assert await store.outputs.to_output(OFFICE, "siren") == [replace(OFF, state="failed", due_at=UNTIL)]
    await store.commit(OFFICE, lambda unit: unit.drop_order(OFF))
    assert await store.outputs.to_output(OFFICE, "siren") == []


@pytest.mark.parametrize(
    "impossible",
    [
        replace(ON, due_at=UNTIL + timedelta(seconds=1)),
        replace(ON, tries=-1),
        replace(ON, state="asleep"),  # type: ignore[arg-type]  # what the database must refuse
    ],
)
async def test_an_order_that_could_be_forgotten_is_refused(stores: Stores, impossible: Order) -> None:
    """What is on is looked at when it has to end, at the latest; no state or count that could not be."""
    store = await _store(stores)
    with pytest.raises(RowRefused):
        await _order(store, impossible)
    assert await store.outputs.due(UNTIL + timedelta(hours=1)) == []
