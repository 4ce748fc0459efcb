"""What is still to be done, on both databases alike: those due first, and never by looking through a table."""

from dataclasses import replace
from datetime import timedelta

import psycopg
from sqlalchemy import create_engine

from parts.notices import notice_of, queueing
from parts.stores import AT, OFFICE, Stores, raising
from service.alarm.actor import Actor
from service.store.audit_port import Owed
from service.store.audit_store import audit_statement, outbox_statement
from service.store.port import Unit
from service.timeline.entry import Draft

SQLITE = create_engine("sqlite://", paramstyle="named").dialect
POSTGRESQL = create_engine("postgresql+psycopg://").dialect
INDEXES = ("deadlines_due", "undertakings_due", "deliveries_queued", "notices_due")
SOON = AT + timedelta(seconds=30)
FAR = AT + timedelta(hours=1)


def meeting(unit: Unit) -> None:
    """Plan a meeting that is looked at in an hour."""
    draft = Draft(at=AT, event="MeetingPlanned", alarm=None, actor=Actor(via="api"), facts={"undertaking": "m-1"})
    entries = unit.append([draft])
    unit.save_undertaking("m-1", "meeting", {}, is_over=False, due_at=FAR, entries=entries)


async def test_all_that_is_owed_is_told_and_nothing_that_is_done(stores: Stores) -> None:
    """A deadline, an undertaking, an answer to a button and a notice are told once each, and not when done."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, meeting)
    notice = notice_of("sms", due_at=SOON)
    await store.commit(OFFICE, queueing(notice))
    await store.commit(OFFICE, lambda unit: unit.set_deadline("a-1", SOON))
    found = {(one.kind, one.id): one for one in await store.audit.owed(10)}
    told = [delivery.id for delivery in await store.queued(None, 10)]
    assert found.keys() == {
        ("alarm", "a-1"),
        ("undertaking", "m-1"),
        ("notice", notice.id),
        *(("feedback", id_) for id_ in told),
    }
    assert found["alarm", "a-1"] == Owed(kind="alarm", office=OFFICE, id="a-1", due_at=SOON)
    assert found["undertaking", "m-1"].due_at == FAR

    def done(unit: Unit) -> None:
        unit.set_deadline("a-1", None)
        unit.set_due("m-1", None)
        unit.move_notice(notice.id, "handed_over", AT, reason=None)
        for id_ in told:
            unit.settle(id_, "handed_over", None)

    await store.commit(OFFICE, done)
    assert await store.audit.owed(10) == []


async def test_what_is_being_sent_is_due_when_its_lease_ends(stores: Stores) -> None:
    """A notice that somebody has leased is theirs until then, however long ago it was due."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, queueing(replace(notice_of("sms"), due_at=AT)))
    [leased] = await store.notices.lease("node-1", ("sms",), 1, timedelta(seconds=20))
    (owed,) = [one for one in await store.audit.owed(10) if one.kind == "notice"]
    assert owed.due_at == leased.leased_until


async def test_of_many_those_due_first_are_told(stores: Stores) -> None:
    """However much waits, each kind is told up to a bound, beginning with what has waited longest."""
    store = stores.open()
    for number in range(4):
        raise_it = raising(f"press-{number}", alarm=f"a-{number}", covers=f"device:as/{number}")
        await store.commit(OFFICE, raise_it)
        due_at = AT + timedelta(seconds=10 - number)
        await store.commit(OFFICE, lambda unit, n=number, at=due_at: unit.set_deadline(f"a-{n}", at))  # type: ignore[misc]
    found = [one.id for one in await store.audit.owed(2) if one.kind == "alarm"]
    assert found == ["a-3", "a-2"]


async def test_it_is_asked_by_index(stores: Stores) -> None:
    """Both databases answer by an index of its own for each kind, in its order: nothing is sorted, no table read."""
    store = stores.open()
    assert await store.audit.owed(1) == []
    if stores.url.startswith("sqlite"):
        rows = stores.run(f"EXPLAIN QUERY PLAN {audit_statement(SQLITE).replace(':limit', '10')}")
    else:
        asked = audit_statement(POSTGRESQL).replace("%(limit)s", "10")
        # The tables are empty, and of an empty one it costs nothing to read all: what it could do is asked for.
        options = "-c enable_seqscan=off -c enable_sort=off -c enable_bitmapscan=off"
        with psycopg.connect(stores.url, options=options) as connection:
            rows = connection.execute(f"EXPLAIN {asked}".encode()).fetchall()
    plan = "\n".join(str(row) for row in rows)
    assert [index for index in INDEXES if index not in plan] == [], plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan, plan


async def test_the_outbox_is_counted_by_what_is_open(stores: Stores) -> None:
    """Calls count under their route and words to buttons as feedback, while they wait; no table is gone through."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    sent = notice_of("sms", 1)
    await store.commit(OFFICE, queueing(notice_of("sms"), sent, notice_of("email", 2)))
    await store.commit(OFFICE, lambda unit: unit.move_notice(sent.id, "handed_over", AT))
    told = len(await store.queued("feedback", 10))
    assert await store.audit.outbox() == {"sms": 1, "email": 1, "feedback": told}
    if stores.url.startswith("sqlite"):
        plan = [row[3] for row in stores.run(f"EXPLAIN QUERY PLAN {outbox_statement(SQLITE)}")]
        assert not [line for line in plan if line.startswith("SCAN") and "INDEX" not in line], plan
