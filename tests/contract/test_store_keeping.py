"""What is kept beside the timeline: presses, deadlines, outbox, day facts, persons, epoch."""

import asyncio
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from parts.stores import AT, OFFICE, Stores, noting, raising
from service.alarm.states import Mode, State
from service.store.day_fact import DayFact
from service.store.port import Deadline, Delivery, RowRefused, Store, Unit
from service.store.recorded_press import RecordedPress

TODAY = date(2026, 11, 23)


def delivery(number: int = 1, *, reach: str = "inside", mode: Mode = Mode.ACTUAL, kind: str = "feedback") -> Delivery:
    """Return a delivery for the alarm a-1."""
    return Delivery(
        id=f"a-1.1.{number}",
        office=OFFICE,
        alarm="a-1",
        kind=kind,
        reach=reach,
        mode=mode,
        address="as/pendant-1",
        content={"state": "received", "press": "å"},
        created_at=AT + timedelta(seconds=number),
    )


async def queue(store: Store, *deliveries: Delivery) -> None:
    """Put deliveries into the outbox."""

    def work(unit: Unit) -> None:
        for each in deliveries:
            unit.queue(each)

    await store.commit(OFFICE, work)


async def test_a_press_is_known_for_ever_and_everywhere(stores: Stores) -> None:
    """A press heard again is counted, also when another office asks about it, and is found by its age."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    assert await store.commit("so", lambda unit: unit.press("press-1")) == "a-1"
    assert await store.commit(OFFICE, lambda unit: unit.press("press-2")) is None
    stores.watch.at = AT + timedelta(hours=1)
    assert await store.presses(AT + timedelta(minutes=1)) == []
    await store.commit(OFFICE, lambda unit: unit.heard_again("press-1"))
    assert await store.presses(AT + timedelta(minutes=1)) == [("press-1", "a-1")]
    assert stores.run("SELECT heard, last_heard FROM presses") == [(2, "2026-11-23T15:02:07.120000Z")]


async def test_a_press_tells_which_nodes_have_heard_it_and_as_which_message(stores: Stores) -> None:
    """Each node once, the one that recorded it first; a press that was only heard again since then is not meant."""
    store = stores.open()

    def first(unit: Unit) -> None:
        unit.remember_press("press-1", "a-1", AT, "node-1/own/7")
        unit.remember_press("press-2", "a-1", AT + timedelta(minutes=2))

    await store.commit(OFFICE, first)
    stores.watch.at = AT + timedelta(hours=1)
    for heard_as in ("node-1/own/9", "e-1/own/7", "", "node-10/house/3", "e-1/own/8"):
        await store.commit(OFFICE, lambda unit, told=heard_as: unit.heard_again("press-1", 1, told))  # type: ignore[misc]
    heard = RecordedPress(key="press-1", at=AT, heard_as=("node-1/own/7", "e-1/own/7", "node-10/house/3"))
    unheard = RecordedPress(key="press-2", at=AT + timedelta(minutes=2))
    assert await store.recorded_presses(AT) == [heard, unheard]
    assert await store.recorded_presses(AT + timedelta(minutes=1)) == [unheard]
    assert heard.nodes == {"node-1", "e-1", "node-10"}
    await store.commit(OFFICE, lambda unit: unit.heard_again("press-2", 1, "node-1/own/8"))
    assert (await store.recorded_presses(AT))[1].heard_as == ("node-1/own/8",)


async def test_an_alarm_is_found_by_its_id_and_while_open_by_what_it_covers(stores: Stores) -> None:
    """By id only in its own office; by open_key only while it is open; two closed ones may cover the same."""
    store = stores.open()
    await store.commit(OFFICE, raising())

    def look(unit: Unit) -> tuple[bool, bool]:
        return unit.alarm("a-1") is not None, unit.open_alarm("device:as/pendant-1") is not None

    def close(unit: Unit) -> None:
        alarm = unit.alarm("a-1")
        assert alarm is not None
        unit.save_alarm(replace(alarm, state=State.CLOSED))
        unit.save_alarm(replace(alarm, id="a-2", state=State.CLOSED))

    assert await store.commit(OFFICE, look) == (True, True)
    assert await store.commit("so", look) == (False, False)
    await store.commit(OFFICE, close)
    assert await store.commit(OFFICE, look) == (True, False)


async def test_who_is_engaged_is_known_without_the_alarm_at_hand(stores: Stores) -> None:
    """Called and coming people of open alarms are busy, except for the alarm that asks; after the close nobody is."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, raising("press-2", alarm="a-2", covers="device:as/pendant-2", calls=("p-bo", "p-ci")))
    assert await store.commit(OFFICE, lambda unit: unit.engaged(None)) == {"p-anna", "p-bo", "p-ci"}
    assert await store.commit(OFFICE, lambda unit: unit.engaged("a-1")) == {"p-ci"}
    assert await store.commit("so", lambda unit: unit.engaged(None)) == set()

    def close(unit: Unit) -> None:
        alarm = unit.alarm("a-1")
        assert alarm is not None
        unit.save_alarm(replace(alarm, state=State.CLEARED))

    await store.commit(OFFICE, close)
    assert await store.commit(OFFICE, lambda unit: unit.engaged(None)) == {"p-ci"}


async def test_alarms_are_listed_newest_first_in_pages(stores: Stores) -> None:
    """A summary knows where its alarm begins and ends in the timeline; `before` continues the list."""
    store = stores.open()
    for n in (1, 2, 3):
        await store.commit(OFFICE, raising(f"press-{n}", alarm=f"a-{n}", covers=f"device:{n}", calls=(f"p-{n}",)))
        await store.commit(OFFICE, noting())
    await store.commit(OFFICE, raising("press-4", covers="device:1", calls=()))
    listed = await store.alarms(OFFICE, None, 2)
    assert [(a.id, a.first_position, a.last_position) for a in listed] == [("a-3", 7, 8), ("a-2", 4, 5)]
    (oldest,) = await store.alarms(OFFICE, listed[-1].first_position, 2)
    assert (oldest.id, oldest.first_position, oldest.last_position) == ("a-1", 1, 10)
    assert (oldest.state, oldest.mode, oldest.kind, oldest.zone) == (State.RAISED, Mode.ACTUAL, "emergency", "room-114")
    assert oldest.raised_at == AT
    assert await store.alarms("so", None, 10) == []


async def test_an_alarm_has_one_deadline(stores: Stores) -> None:
    """A new one takes the old one's place, None takes it away, and the earliest comes first."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, raising("press-2", alarm="a-2", covers="device:2", calls=()))
    later = AT + timedelta(minutes=5)
    await store.commit(OFFICE, lambda unit: unit.set_deadline("a-1", later))
    assert await store.deadlines() == [
        Deadline(office=OFFICE, alarm="a-2", due_at=AT + timedelta(seconds=30)),
        Deadline(office=OFFICE, alarm="a-1", due_at=later),
    ]
    await store.commit(OFFICE, lambda unit: unit.set_deadline("a-1", None))
    assert [d.alarm for d in await store.deadlines()] == ["a-2"]


async def test_a_deadline_is_taken_when_due_and_exactly_once(stores: Stores) -> None:
    """Not a microsecond early; of two takers one gets it; one taken in a work that fails is still there."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    (due,) = await store.deadlines()

    def failing(unit: Unit) -> None:
        assert unit.take_deadline("a-1", due.due_at)
        raise LookupError("the plan is gone")

    early = due.due_at - timedelta(microseconds=1)
    assert not await store.commit(OFFICE, lambda unit: unit.take_deadline("a-1", early))
    with pytest.raises(LookupError):
        await store.commit(OFFICE, failing)
    taken = await asyncio.gather(
        *(store.commit(OFFICE, lambda unit: unit.take_deadline("a-1", due.due_at)) for _ in range(2))
    )
    assert sorted(taken) == [False, True]
    assert await store.deadlines() == []


async def test_a_deadline_of_no_alarm_is_refused(stores: Stores) -> None:
    """A deadline belongs to an alarm that is saved."""
    store = stores.open()
    with pytest.raises(RowRefused):
        await store.commit(OFFICE, lambda unit: unit.set_deadline("a-none", AT))


async def test_deliveries_wait_in_order_until_they_are_settled(stores: Stores) -> None:
    """Queued twice is queued once; an attempt is counted; what is settled stays so."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    first, second, call = delivery(1), delivery(2), delivery(3, reach="outside", kind="call")
    await queue(store, second, first, first, call)
    await queue(store, replace(first, content={}))
    assert await store.queued(None, 10) == [first, second, call]
    assert await store.queued("call", 10) == [call]
    assert await store.queued(None, 1) == [first]
    assert await store.commit(OFFICE, lambda unit: unit.settle(first.id, "queued", "no answer"))
    assert (await store.queued(None, 1)) == [replace(first, attempts=1, reason="no answer")]
    assert await store.commit(OFFICE, lambda unit: unit.settle(first.id, "handed_over", None))
    assert not await store.commit(OFFICE, lambda unit: unit.settle(first.id, "failed", "too late"))
    assert not await store.commit(OFFICE, lambda unit: unit.settle("a-none", "failed", None))
    assert await store.queued(None, 10) == [second, call]
    assert stores.run("SELECT state, attempts FROM deliveries WHERE id = 'a-1.1.1'") == [("handed_over", 2)]


async def test_a_delivery_that_was_left_behind_is_claimed_by_one(stores: Stores) -> None:
    """Whoever has read the newest count of tries has it; an older one, or one that is settled, is nobody's."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    left = delivery(1)
    await queue(store, left)
    assert await store.commit(OFFICE, lambda unit: unit.claim(left.id, 0))
    assert not await store.commit(OFFICE, lambda unit: unit.claim(left.id, 0))
    assert await store.queued(None, 1) == [replace(left, attempts=1)]
    assert await store.commit(OFFICE, lambda unit: unit.claim(left.id, 1))
    assert await store.commit(OFFICE, lambda unit: unit.settle(left.id, "handed_over", None))
    assert not await store.commit(OFFICE, lambda unit: unit.claim(left.id, 3))


@pytest.mark.parametrize("mode", [Mode.DRILL, Mode.TEST])
async def test_nothing_of_a_drill_or_test_goes_outside(stores: Stores, mode: Mode) -> None:
    """The database itself refuses the row, and takes back everything its work wrote; inside is allowed."""
    store = stores.open()
    await store.commit(OFFICE, raising(mode=mode))

    def outside(unit: Unit) -> None:
        noting()(unit)
        unit.queue(delivery(reach="outside", mode=mode, kind="call"))

    with pytest.raises(RowRefused, match="outside"):
        await store.commit(OFFICE, outside)
    assert (await store.head(OFFICE)).position == 3
    await queue(store, delivery(reach="staff", mode=mode))
    assert len(await store.queued(None, 10)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        replace(delivery(), state="seen"),
        replace(delivery(), kind="post"),
        replace(delivery(), reach="moon"),
        replace(delivery(), alarm="a-none"),
    ],
    ids=["state", "kind", "reach", "alarm"],
)
async def test_a_delivery_outside_the_vocabulary_is_refused(stores: Stores, wrong: Delivery) -> None:
    """Words that nobody would serve cannot be stored."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    with pytest.raises(RowRefused):
        await queue(store, wrong)


def _said(person: str, fact: str | None, *, days: int = 0) -> DayFact:
    return DayFact(person=person, fact=fact, until=TODAY + timedelta(days=days) if days else None)


async def test_day_facts_hold_for_their_day_and_office(stores: Stores) -> None:
    """Absent and here can be said, changed and taken back; works and readers see the same; other words are refused."""
    store = stores.open()
    await store.say_day_facts(OFFICE, [_said("p-anna", "absent"), _said("p-bo", "absent")], TODAY)
    await store.say_day_facts(OFFICE, [_said("p-bo", "here"), _said("p-ci", "here")], TODAY)
    await store.say_day_facts(OFFICE, [_said("p-ci", None)], TODAY)
    expected = {"p-anna": "absent", "p-bo": "here"}
    assert await store.day_facts(OFFICE, TODAY) == expected
    assert await store.commit(OFFICE, lambda unit: unit.day_facts(TODAY)) == expected
    assert await store.day_facts("so", TODAY) == {}
    assert await store.day_facts(OFFICE, TODAY + timedelta(days=1)) == {}
    with pytest.raises(RowRefused):
        await store.say_day_facts(OFFICE, [_said("p-dan", "here"), _said("p-anna", "ill")], TODAY)
    assert await store.day_facts(OFFICE, TODAY) == expected


async def test_a_day_fact_may_hold_for_several_days(stores: Stores) -> None:
    """Away until Friday is known each day until then; what is said anew replaces all of it from that day on."""
    store = stores.open()
    tomorrow = TODAY + timedelta(days=1)
    await store.say_day_facts(OFFICE, [_said("p-anna", "absent", days=3), _said("p-bo", "here")], TODAY)
    assert await store.day_facts_until(OFFICE, TODAY) == {"p-anna": TODAY + timedelta(days=3), "p-bo": TODAY}
    assert await store.day_facts(OFFICE, tomorrow) == {"p-anna": "absent"}
    await store.say_day_facts(OFFICE, [_said("p-anna", "here")], tomorrow)
    assert await store.day_facts(OFFICE, tomorrow) == {"p-anna": "here"}
    assert await store.day_facts(OFFICE, TODAY + timedelta(days=2)) == {}


async def test_day_facts_that_are_past_are_erased(stores: Stores) -> None:
    """Nobody can look up later who was away when: saying something erases earlier days, and so does forgetting."""
    store = stores.open()
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    await store.say_day_facts(OFFICE, [_said("p-anna", "absent", days=2)], TODAY)
    await store.say_day_facts(OFFICE, [_said("p-bo", "here")], tomorrow)
    assert await store.day_facts(OFFICE, TODAY) == {}
    assert await store.day_facts(OFFICE, tomorrow) == {"p-anna": "absent", "p-bo": "here"}
    await store.forget_day_facts("so", later)
    assert await store.day_facts(OFFICE, tomorrow) == {"p-anna": "absent", "p-bo": "here"}
    await store.forget_day_facts(OFFICE, later)
    assert await store.day_facts(OFFICE, tomorrow) == {}
    assert await store.day_facts(OFFICE, later) == {"p-anna": "absent"}


async def test_a_person_has_one_opaque_key_per_office(stores: Stores) -> None:
    """The key is made once, also by eight at once, says nothing about the name, and is another one elsewhere."""
    store = stores.open()
    found = await asyncio.gather(*(store.identify(OFFICE, ["anna.berg", "bo"]) for _ in range(8)))
    assert all(keys == found[0] for keys in found)
    assert all(re.fullmatch("p-[0-9a-f]{12}", key) for key in found[0].values())
    assert len(set(found[0].values())) == 2
    assert await store.identify(OFFICE, ["bo"]) == {"bo": found[0]["bo"]}
    assert (await store.identify(OFFICE, ["bo", "ci"]))["bo"] == found[0]["bo"]
    assert (await store.identify("so", ["bo"]))["bo"] != found[0]["bo"]
    assert await store.identify(OFFICE, []) == {}


async def test_the_epoch_lasts_until_it_is_renewed(stores: Stores) -> None:
    """It is there from the first migration on, survives a restart, and is another one after a restore."""
    store = stores.open()
    epoch = await store.epoch()
    assert len(epoch) >= 16
    await store.close()
    store = stores.open()
    assert await store.epoch() == epoch
    renewed = await store.renew_epoch()
    assert renewed != epoch
    assert await store.epoch() == renewed


async def test_a_store_that_works_answers_a_ping(stores: Stores) -> None:
    """It can be written; after its close it cannot."""
    store = stores.open()
    assert await store.ping()
    await store.close()
    assert not await store.ping()


async def test_what_is_said_of_many_days_keeps_nobody_waiting(stores: Stores) -> None:
    """Everybody away for two months, and said many times over, is a handful of statements; the last word holds."""
    store = stores.open()
    far = TODAY + timedelta(days=60)
    said = [DayFact(person=f"p-{n % 60}", fact="absent", until=far) for n in range(500)]
    said.append(DayFact(person="p-1", fact=None))
    await store.say_day_facts(OFFICE, said, TODAY)
    assert len(await store.day_facts(OFFICE, far)) == 59
    assert "p-1" not in await store.day_facts(OFFICE, TODAY)
