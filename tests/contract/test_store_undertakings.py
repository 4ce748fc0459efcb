"""Undertakings, on both databases alike: one taker of a due time, entries of their own, and nothing personal after."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from parts.stores import AT, OFFICE, Stores, raising
from service.alarm.actor import Actor
from service.store.port import RowRefused, Store, Unit
from service.store.undertaking_port import DueUndertaking, UndertakingKind
from service.timeline import chain
from service.timeline.entry import Draft, Entry, Head

DUE = AT + timedelta(minutes=5)
BY = Actor(via="api", who="p-anna")


async def _write(
    store: Store,
    id_: str,
    *events: str,
    kind: UndertakingKind = "meeting",
    due_at: datetime | None = DUE,
    is_over: bool = False,
    snapshot: dict[str, Any] | None = None,
) -> Sequence[Entry]:
    def work(unit: Unit) -> Sequence[Entry]:
        drafts = [
            Draft(at=AT, event=e, alarm=None, actor=BY, facts={"undertaking": id_}, personal={"place": "Storgatan 1"})
            for e in events
        ]
        entries = unit.append(drafts)
        unit.save_undertaking(id_, kind, snapshot or {"of": id_}, is_over=is_over, due_at=due_at, entries=entries)
        return entries

    return await store.commit(OFFICE, work)


async def test_an_undertaking_is_kept_whole_with_its_own_entries(stores: Stores) -> None:
    """State, due time and positions are what was saved; entries of others between its own are not its."""
    store = stores.open()
    first = await _write(store, "meeting-1", "MeetingPlanned")
    await store.commit(OFFICE, raising())
    [last] = await _write(store, "meeting-1", "MeetingBegun", due_at=None, snapshot={"of": "meeting-1", "n": 2})
    kept = await store.undertaking("meeting-1")
    assert kept is not None
    assert (kept.office, kept.kind, kept.is_over, kept.due_at) == (OFFICE, "meeting", False, None)
    assert (kept.first_position, kept.last_position) == (1, last.position)
    assert kept.snapshot == {"of": "meeting-1", "n": 2}
    assert await store.undertaking_entries("meeting-1") == [*first, last]
    assert await store.commit(OFFICE, lambda unit: unit.undertaking("meeting-1")) == kept
    assert await store.commit("so", lambda unit: unit.undertaking("meeting-1")) is None
    assert await store.undertaking("meeting-\0") is None
    assert await store.undertaking_entries("meeting-\0") == []


async def test_one_due_time_has_one_taker(stores: Stores) -> None:
    """Of two that pass the same due time one does; a later due time is not taken by an early look."""
    store = stores.open()
    await _write(store, "meeting-1", "MeetingPlanned")
    assert await store.due_undertakings() == [DueUndertaking(office=OFFICE, id="meeting-1", due_at=DUE)]
    assert not await store.commit(OFFICE, lambda unit: unit.take_due("meeting-1", DUE - timedelta(seconds=1)))
    takes = [store.commit(OFFICE, lambda unit: unit.take_due("meeting-1", DUE)) for _ in range(2)]
    assert sorted(await asyncio.gather(*takes)) == [False, True]
    assert await store.due_undertakings() == []
    await store.commit(OFFICE, lambda unit: unit.set_due("meeting-1", AT))
    assert [one.due_at for one in await store.due_undertakings()] == [AT]


async def test_the_list_is_of_one_kind_the_newest_first(stores: Stores) -> None:
    """What is over is listed unless only open ones are asked for; screens get the entries of open ones alone."""
    store = stores.open()
    await _write(store, "meeting-1", "MeetingPlanned")
    await _write(store, "meeting-2", "MeetingPlanned", due_at=None, is_over=True)
    await _write(store, "drill-1", "DrillPlanned", kind="drill")
    [third] = await _write(store, "meeting-3", "MeetingPlanned")
    listed = await store.undertakings(OFFICE, "meeting")
    assert [one.id for one in listed] == ["meeting-3", "meeting-2", "meeting-1"]
    assert [one.id for one in await store.undertakings(OFFICE, "meeting", limit=1)] == ["meeting-3"]
    older = await store.undertakings(OFFICE, "meeting", before=third.position, open_only=True)
    assert [one.id for one in older] == ["meeting-1"]
    open_now = await store.commit(OFFICE, lambda unit: unit.open_undertakings("meeting"))
    assert [one.id for one in open_now] == ["meeting-1", "meeting-3"]
    assert [e.position for e in await store.open_undertaking_entries(OFFICE)] == [1, 3, 4]
    assert await store.undertakings("so", "meeting") == []


async def test_what_is_personal_is_erased_and_the_chain_still_holds(stores: Stores) -> None:
    """After the erasing nobody reads where it was, in its own entries alone; every hash is as it was."""
    store = stores.open()
    await _write(store, "meeting-1", "MeetingPlanned", "MeetingBegun")
    await _write(store, "meeting-2", "MeetingPlanned")
    await store.commit(OFFICE, lambda unit: unit.erase_undertaking("meeting-1"))
    entries = await store.entries(OFFICE, 0, 10)
    assert [entry.personal is None for entry in entries] == [True, True, False]
    assert all(entry.personal_digest for entry in entries)
    head = Head(office=OFFICE, position=0, hash=chain.start(OFFICE))
    for entry in entries:
        assert entry.previous == head.hash
        head = Head(office=OFFICE, position=entry.position, hash=entry.hash)
    assert head == await store.head(OFFICE)


@pytest.mark.parametrize("impossible", [{"is_over": True}, {"kind": "party"}])
async def test_what_could_be_forgotten_is_refused(stores: Stores, impossible: dict[str, Any]) -> None:
    """What is over is not looked at again, and there is no kind that nobody knows; nothing of it is written."""
    store = stores.open()
    with pytest.raises(RowRefused):
        await _write(store, "meeting-1", "MeetingPlanned", **impossible)
    assert await store.entries(OFFICE, 0, 10) == []
