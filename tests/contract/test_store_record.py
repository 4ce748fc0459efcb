"""The timeline in the database: what goes in comes out, nobody changes it unseen, and names can go."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import Random

import psycopg
import pytest

from parts.history import History
from parts.stores import AT, NAMES, OFFICE, Stores, keep, noting, raising
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.call import Roster
from service.alarm.commands import Accept, Acknowledge, Arrive, Clear, Close, Command
from service.alarm.decide import decide
from service.alarm.events import EVENTS, Event
from service.alarm.evolve import replay
from service.alarm.states import State
from service.store.port import Store, Unit
from service.timeline import chain
from service.timeline.entry import Draft, Entry, Head

ANNA = Actor(via="screen:as/staff", who="p-anna")


async def ask(store: Store, command: Command, alarm_id: str = "a-1") -> None:
    """Ask something of an alarm."""

    def work(unit: Unit) -> None:
        alarm = unit.alarm(alarm_id)
        keep(unit, alarm_id, alarm, decide(alarm, command, Roster(), AT + timedelta(seconds=3)))

    await store.commit(OFFICE, work)


async def whole_life(store: Store) -> list[Entry]:
    """Raise an alarm and take it to its close."""
    await store.commit(OFFICE, raising())
    for command in (
        Acknowledge(actor=ANNA),
        Accept(actor=ANNA, responder="p-anna"),
        Arrive(actor=ANNA, responder="p-anna"),
        Clear(actor=ANNA, entitled=True),
        Close(actor=ANNA, outcome="over", words="Låste dörren; “allt” väl \x00 \N{GRINNING FACE}"),
    ):
        await ask(store, command)
    return await store.alarm_entries("a-1")


def replayed(entries: Sequence[Entry]) -> Alarm | None:
    """Compute an alarm from its entries."""
    return replay(
        "a-1", [Event(name=e.event, at=e.at, actor=e.actor, facts=e.facts) for e in entries if e.event in EVENTS]
    )


async def test_an_entry_comes_back_as_it_was_made(stores: Stores) -> None:
    """Facts, actor, names and words, instants to the microsecond: all as it was chained."""
    store = stores.open()
    made = await store.commit(OFFICE, keep_note)
    assert await store.entries(OFFICE, 0, 10) == list(made)
    (entry,) = made
    assert entry.personal is not None
    assert entry.personal.content == {"names": NAMES, "words": "å\x00\N{GRINNING FACE}"}
    assert entry.at == AT


def keep_note(unit: Unit) -> tuple[Entry, ...]:
    """Write an entry with everything in it that is awkward to store."""
    facts = {
        "none": None,
        "yes": True,
        "n": 2**53 - 1,
        "list": [1, "två", {"a": None}],
        "text": "a'b\"c\\%s:x\u2028\x00",
    }
    actor = Actor(via="screen:as/staff", who="p-anna", behalf_of="p-bo")
    personal = {"names": NAMES, "words": "å\x00\N{GRINNING FACE}"}
    return unit.append([Draft(at=AT, event="Noted", alarm=None, actor=actor, facts=facts, personal=personal)])


async def test_the_chain_holds_and_the_state_is_its_replay(stores: Stores) -> None:
    """After a whole life the chain verifies up to the head, and the stored state is what the events make of it."""
    store = stores.open()
    entries = await whole_life(store)
    verdict = chain.verify(OFFICE, entries, anchor=await store.head(OFFICE))
    assert verdict.broken is None
    assert verdict.head.position == len(entries)
    found = await store.alarm("a-1")
    assert found is not None
    assert found == (OFFICE, replayed(entries))
    assert found[1].state is State.CLOSED


async def test_each_office_has_a_chain_of_its_own(stores: Stores) -> None:
    """Two offices count from one each, and their heads are listed."""
    store = stores.open()
    for office in ("as", "so", "as"):
        await store.commit(office, noting())
    heads = await store.heads()
    assert [(head.office, head.position) for head in heads] == [("as", 2), ("so", 1)]
    for head in heads:
        assert chain.verify(head.office, await store.entries(head.office, 0, 10), anchor=head).broken is None


async def test_an_office_never_written_to_has_an_empty_chain(stores: Stores) -> None:
    """Its head is at 0 with the chain's beginning, and nothing is in it."""
    store = stores.open()
    assert await store.head("nowhere") == Head(office="nowhere", position=0, hash=chain.start("nowhere"))
    assert await store.entries("nowhere", 0, 10) == []
    assert await store.alarm("a-none") is None


async def test_entries_are_read_in_pages(stores: Stores) -> None:
    """`after` and `limit` cut the timeline without overlap."""
    store = stores.open()
    for _ in range(7):
        await store.commit(OFFICE, noting())
    assert [e.position for e in await store.entries(OFFICE, 0, 3)] == [1, 2, 3]
    assert [e.position for e in await store.entries(OFFICE, 3, 3)] == [4, 5, 6]
    assert [e.position for e in await store.entries(OFFICE, 6, 3)] == [7]


@pytest.mark.parametrize("seed", range(3))
async def test_a_random_history_is_kept_as_it_happened(stores: Stores, seed: int) -> None:
    """The stored state is the replay of the stored entries, and so is who is engaged."""
    store = stores.open()
    history = History()
    for entries in history.run(Random(seed), 40):
        await store.commit(OFFICE, writing(entries, dict(history.alarms)))
    kept = await store.entries(OFFICE, 0, 10_000)
    assert chain.verify(OFFICE, kept, anchor=await store.head(OFFICE)).broken is None
    for alarm_id, alarm in history.alarms.items():
        assert await store.alarm(alarm_id) == (OFFICE, alarm)
        events = [Event(name=e.event, at=e.at, actor=e.actor, facts=e.facts) for e in kept if e.alarm == alarm_id]
        assert replay(alarm_id, events) == alarm
    busy = frozenset().union(*(alarm.engaged for alarm in history.alarms.values()))
    assert await store.commit(OFFICE, lambda unit: unit.engaged(None)) == busy
    unclosed = {alarm_id for alarm_id, alarm in history.alarms.items() if alarm.state is not State.CLOSED}
    assert await store.open_entries(OFFICE) == [e for e in kept if e.alarm in unclosed]


def writing(entries: Sequence[Entry], alarms: Mapping[str, Alarm]) -> Callable[[Unit], None]:
    """Return a work that appends what a history wrote, and saves the alarms it wrote about."""

    def work(unit: Unit) -> None:
        unit.append(
            [
                Draft(
                    at=e.at,
                    event=e.event,
                    alarm=e.alarm,
                    actor=e.actor,
                    facts=e.facts,
                    personal=e.personal.content if e.personal else {},
                )
                for e in entries
            ]
        )
        for alarm_id in {e.alarm for e in entries if e.alarm}:
            unit.save_alarm(alarms[alarm_id])

    return work


async def test_open_entries_are_those_of_alarms_not_closed(stores: Stores) -> None:
    """A board is made from these: a closed alarm and notes about none are left out, a cleared one is not."""
    store = stores.open()
    await whole_life(store)
    await store.commit(OFFICE, noting())
    await store.commit(OFFICE, raising("press-2", alarm="a-2"))
    await store.commit(OFFICE, raising("press-3", alarm="a-3", covers="device:as/pendant-3", calls=()))
    await ask(store, Clear(actor=ANNA, entitled=True), "a-3")
    entries = await store.open_entries(OFFICE)
    assert {e.alarm for e in entries} == {"a-2", "a-3"}
    assert [e.position for e in entries] == sorted(e.position for e in entries)
    assert await store.open_entries("so") == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET facts = replace(facts, 'noted', 'doted') WHERE position = 2",
        "UPDATE entries SET at = replace(at, '14:02', '14:03') WHERE position = 2",
        "UPDATE entries SET actor = replace(actor, 'service', 'servicE') WHERE position = 2",
        "UPDATE entries SET personal_digest = CASE WHEN personal_digest LIKE 'a%' THEN 'b' ELSE 'a' END"
        " || substr(personal_digest, 2) WHERE position = 2",
        "UPDATE entries SET personal = replace(personal, 'Anna', 'Bnna') WHERE position = 2",
        "UPDATE entries SET event = 'Doted' WHERE position = 2",
        "DELETE FROM entries WHERE position = 2",
        "UPDATE entries SET position = 99 WHERE position = 2",
    ],
)
async def test_one_changed_byte_shows(stores: Stores, change: str) -> None:
    """The guard refuses the change; with the guard taken away the chain shows it at that very entry."""
    store = stores.open()
    for _ in range(3):
        await store.commit(OFFICE, noting(personal={"names": NAMES}))
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="timeline entry cannot be"):
        stores.run(change)
    assert chain.verify(OFFICE, await store.entries(OFFICE, 0, 10)).broken is None
    stores.unguard()
    stores.run(change)
    broken = chain.verify(OFFICE, await store.entries(OFFICE, 0, 10)).broken
    assert broken is not None
    assert broken.position == 2


async def test_a_cut_tail_shows_against_an_anchor(stores: Stores) -> None:
    """Whoever removes the last entry and puts the head back is found out by a head kept elsewhere."""
    store = stores.open()
    for _ in range(3):
        await store.commit(OFFICE, noting())
    anchor = await store.head(OFFICE)
    stores.unguard()
    stores.run("DELETE FROM entries WHERE position = 3")
    broken = chain.verify(OFFICE, await store.entries(OFFICE, 0, 10), anchor=anchor).broken
    assert broken is not None
    assert broken.code == "cut"


async def test_erasing_takes_the_names_and_leaves_the_chain(stores: Stores) -> None:
    """Personal part and salt are gone from the file, the digest stays, the chain holds, the replay is the same."""
    store = stores.open()
    entries = await whole_life(store)
    before = replayed(entries)
    for entry in entries:
        await store.erase_personal(OFFICE, entry.position)
        await store.erase_personal(OFFICE, entry.position)  # twice is no error
    erased = await store.alarm_entries("a-1")
    assert [e.personal for e in erased] == [None] * len(entries)
    assert [e.personal_digest for e in erased] == [e.personal_digest for e in entries]
    assert chain.verify(OFFICE, erased, anchor=await store.head(OFFICE)).broken is None
    assert replayed(erased) == before
    assert stores.run("SELECT count(*) FROM entries WHERE personal IS NOT NULL OR salt IS NOT NULL") == [(0,)]


async def test_what_was_erased_cannot_be_written_anew(stores: Stores) -> None:
    """The guard lets a personal part go, and lets none come."""
    store = stores.open()
    await store.commit(OFFICE, noting(personal={"names": NAMES}))
    await store.erase_personal(OFFICE, 1)
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="timeline entry cannot be"):
        stores.run("UPDATE entries SET personal = '{}', salt = '00' WHERE position = 1")


async def test_the_table_cannot_be_emptied_on_postgresql(nodes: Stores) -> None:
    """TRUNCATE passes by the triggers for rows, so it has one of its own."""
    store = nodes.open()
    await store.commit(OFFICE, noting())
    with pytest.raises(psycopg.errors.RaiseException, match="cannot be removed"):
        nodes.run("TRUNCATE entries")


async def test_open_alarms_say_where_they_changed_last(stores: Stores) -> None:
    """Each stands at the position of its own last entry, whatever others write; one that is over stands nowhere."""
    store = stores.open()
    assert await store.open_positions(OFFICE) == {}
    await store.commit(OFFICE, raising())
    raised = await store.open_positions(OFFICE)
    assert raised == {"a-1": (await store.alarm_entries("a-1"))[-1].position}
    await store.commit(OFFICE, raising("press-2", alarm="a-2", covers="device:as/pendant-2"))
    assert (await store.open_positions(OFFICE))["a-1"] == raised["a-1"]
    await ask(store, Acknowledge(actor=ANNA))
    positions = await store.open_positions(OFFICE)
    assert positions == {id_: (await store.alarm_entries(id_))[-1].position for id_ in ("a-1", "a-2")}
    assert positions["a-1"] > positions["a-2"] > raised["a-1"]
    await ask(store, Clear(actor=ANNA, entitled=True))
    assert list(await store.open_positions(OFFICE)) == ["a-2"]
    assert await store.open_positions("elsewhere") == {}
