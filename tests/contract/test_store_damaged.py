"""One damaged row among what is served for all offices, on both databases: the others are served, and it is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from parts.notices import notice_of, queueing
from parts.stores import AT, OFFICE, Stores, raising
from service.alarm.actor import Actor
from service.alarm.states import Mode
from service.store.output_port import Order
from service.store.port import Delivery, Unit
from service.timeline.entry import Draft

LASTS = timedelta(seconds=20)
ORDER = Order(office=OFFICE, output="siren", alarm="a-1", on=True, until=AT, due_at=AT)
DELIVERY = Delivery(
    id="a-1.1.0",
    office=OFFICE,
    alarm="a-1",
    kind="feedback",
    reach="inside",
    mode=Mode.ACTUAL,
    address="as/pendant-1",
    content={"state": "received"},
    created_at=AT,
)


def checked(id_: str) -> Callable[[Unit], None]:
    """Return a work that has something looked over."""

    def work(unit: Unit) -> None:
        draft = Draft(at=AT, event="Planned", alarm=None, actor=Actor(via="api"), facts={"undertaking": id_})
        unit.save_undertaking(id_, "check", {}, is_over=False, due_at=AT, entries=unit.append([draft]))

    return work


async def test_one_damaged_row_of_each_kind_keeps_no_other_from_being_served(stores: Stores) -> None:
    """Deadlines, due times, deliveries, notices and orders: of two of each one is served, and the other is named."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, raising("press-2", alarm="a-2", covers="device:as/pendant-2", calls=()))
    for id_ in ("check-1", "check-2"):
        await store.commit(OFFICE, checked(id_))
    await store.commit(OFFICE, queueing(notice_of("sms"), notice_of("sms", 1)))

    def more(unit: Unit) -> None:
        unit.queue(DELIVERY)
        unit.queue(replace(DELIVERY, id="a-1.2.0"))
        unit.order(ORDER)
        unit.order(replace(ORDER, output="lamp"))

    await store.commit(OFFICE, more)
    assert store.damaged == {}
    for change in (
        "UPDATE deadlines SET due_at = '2026-rust' WHERE alarm = 'a-1'",
        "UPDATE undertakings SET due_at = '2026-rust' WHERE id = 'check-1'",
        "UPDATE deliveries SET content = '{rust' WHERE id = 'a-1.1.0'",
        "UPDATE notices SET due_at = '2026-!' WHERE id = 'a-1.2.0.sms'",
        "UPDATE output_orders SET until = '2026-rust' WHERE output = 'siren'",
    ):
        stores.run(change)
    stores.watch.at = AT + timedelta(hours=1)
    assert [one.alarm for one in await store.deadlines()] == ["a-2"]
    assert [one.id for one in await store.due_undertakings()] == ["check-2"]
    assert [one.id for one in await store.queued(None, 10)] == ["a-1.2.0"]
    assert [one.id for one in await store.notices.lease("node-1", ("sms",), 10, LASTS)] == ["a-1.2.1.sms"]
    assert [one.output for one in await store.outputs.due(stores.watch.at)] == ["lamp"]
    assert {what for office, what in store.damaged if office == OFFICE} == {
        "alarm a-1",
        "undertaking check-1",
        "feedback a-1.1.0",
        "notice a-1.2.0.sms",
        "output siren",
    }
    owed = {(one.kind, one.id) for one in await store.audit.owed(10)}
    assert {("alarm", "a-2"), ("undertaking", "check-2"), ("notice", "a-1.2.1.sms")} < owed
    assert not {("alarm", "a-1"), ("undertaking", "check-1")} & owed
    assert {what for _, what in store.damaged} > {"feedback a-1.1.0", "notice a-1.2.0.sms", "output siren"}, (
        "that somebody else can read what she needs of a row mends nothing"
    )
    await store.commit(OFFICE, lambda unit: unit.set_deadline("a-1", AT))
    await store.audit.owed(10)
    assert (OFFICE, "alarm a-1") in store.damaged, "whoever serves it has not read it again"
    assert next(one.alarm for one in await store.deadlines()) == "a-1"
    assert (OFFICE, "alarm a-1") not in store.damaged


async def test_when_the_next_notice_is_due_is_told_whatever_its_row_says(stores: Stores) -> None:
    """A due time that nobody can read sorts before all others: what is due is looked for at once."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, queueing(notice_of("sms", place=1, state="waiting")))
    stores.run("UPDATE notices SET due_at = '!'")
    assert await store.notices.next_due(("sms",)) == stores.watch.now()


async def test_a_damaged_notice_keeps_no_transaction_from_the_others(stores: Stores) -> None:
    """Who ends an alarm, or says that it is real, sees to all of its calls: one that cannot be read is left out."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, queueing(notice_of("sms"), notice_of("sms", 1)))
    stores.run("UPDATE notices SET due_at = 'rust' WHERE id = 'a-1.2.0.sms'")

    def seen(unit: Unit) -> list[list[str]]:
        call = unit.notices_of("a-1")[0].call
        found = (unit.notices_of("a-1"), unit.unsent_notices_of("a-1"), unit.notices_of_call(call))
        return [[notice.id for notice in some] for some in found]

    assert await store.commit(OFFICE, seen) == [["a-1.2.1.sms"]] * 3
