"""What names one person is erased on request: nothing open, nothing held, and nothing that does not name her."""

from parts.erasing import OVER, YEAR, every, past
from parts.stores import AT, OFFICE, Stores
from service.access.trace import COMMAND
from service.privacy.one_person import erase_person, names, naming
from service.store.access_port import EVERYWHERE
from service.store.day_fact import DayFact
from service.store.privacy_port import Hold
from service.timeline.chain import verify


async def test_entries_that_name_her_are_erased_and_others_stay(stores: Stores) -> None:
    """Anna's entries of what is over; those that name only others, those of an open and of a held alarm stay."""
    store = stores.open()
    await past(store, 1)
    held, opened = await past(store, 2), await past(store, 3, OVER[:1])
    hold = Hold(office=OFFICE, alarm=held, set_at=AT, set_by="cli", until=AT + YEAR, why="asked by the police")
    await store.commit(EVERYWHERE, lambda unit: unit.set_hold(hold))
    before = await every(store)
    hers = [e.position for e in before if names(e, "p-anna")]
    wanted = [p for p in hers if before[p - 1].alarm == "a-1"]
    assert 0 < len(wanted) < len(hers)
    assert (await naming(store, stores.watch, OFFICE, "p-anna")).erasable == wanted
    count, found = await erase_person(store, stores.watch, OFFICE, "p-anna", COMMAND)
    assert count == len(wanted)
    assert found.kept == {held: "held", opened: "open"}
    after = await every(store)
    assert [e.position for e in after if names(e, "p-anna")] == [p for p in hers if p not in wanted]
    others = [e for e in before if e.position not in wanted]
    assert [e for e in after if e.position <= len(before) and e.position not in wanted] == others
    line = after[-1]
    assert (line.event, line.facts["kind"], line.facts["count"]) == ("PersonalErased", "person", count)
    assert (line.facts["why"], line.actor.via) == ("request", "cli")
    assert "p-anna" not in str(line)
    assert verify(OFFICE, after, anchor=await store.head(OFFICE)).broken is None
    assert (await erase_person(store, stores.watch, OFFICE, "p-anna", COMMAND))[0] == 0
    assert await every(store) == after


async def test_who_she_was_is_forgotten(stores: Stores) -> None:
    """Which key stood for whom goes with what was said of her days; she would get another key."""
    store = stores.open()
    key = (await store.identify(OFFICE, ["anna"]))["anna"]
    await store.say_day_facts(OFFICE, [DayFact(person=key, fact="absent")], AT.date())
    assert await store.privacy.persons(OFFICE) == {"anna": key}
    await store.commit(OFFICE, lambda unit: unit.forget_person(key))
    assert await store.privacy.persons(OFFICE) == {}
    assert await store.day_facts(OFFICE, AT.date()) == {}
    assert (await store.identify(OFFICE, ["anna"]))["anna"] != key
