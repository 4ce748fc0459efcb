"""A record is copied while it is written, verified, and put into either database; what was under way is put off."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parts.notices import notice_of, queueing
from parts.postgres import Postgres
from parts.stores import AT, NAMES, OFFICE, Stores, Watch, noting, raising
from service.access.trace import COMMAND, EVENTS, noted
from service.alarm.instant import instant
from service.alarm.states import Mode
from service.store.access_port import EVERYWHERE
from service.store.copied import CopyBroken, look_through
from service.store.copying import RecordThere, copy_into, copy_out, is_empty, stand_alone
from service.store.opening import open_store
from service.store.output_port import Order
from service.store.port import Delivery, Store, StoreError, Unit
from service.timeline.chain import verify
from service.timeline.entry import Draft

LATER = AT + timedelta(days=1)
SIREN = Order(office=OFFICE, output="siren", alarm="a-1", on=True, until=AT + timedelta(minutes=3), due_at=AT)
WORD = Delivery(
    id="d-1",
    office=OFFICE,
    alarm="a-1",
    kind="feedback",
    reach="inside",
    mode=Mode.ACTUAL,
    address="as/pendant-1",
    content={"state": "received"},
    created_at=AT,
)
UNDER_WAY = ["alarm:a-1", f"notice:{notice_of('sms').id}", "feedback:d-1", f"output:{OFFICE}/siren/a-1"]


def _ask(unit: Unit) -> None:
    """Leave a word to a button, an order to a siren, and two undertakings behind: one due, one that has time."""
    unit.queue(WORD)
    unit.order(SIREN)
    for id_, due_at in (("check-1", AT), ("drill-1", LATER + timedelta(days=7))):
        draft = Draft(at=AT, event="CheckPlanned", alarm=None, actor=COMMAND, facts={"undertaking": id_})
        entries = unit.append([draft])
        unit.save_undertaking(id_, "check", {"of": id_}, is_over=False, due_at=due_at, entries=entries)


async def _busy(stores: Stores) -> Store:
    """Return a store in which everything there is is under way."""
    store = stores.open()
    await store.commit(OFFICE, noting("told", {"names": NAMES}))
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, queueing(notice_of("sms")))
    await store.commit(OFFICE, _ask)
    return store


def _again(folder: Path) -> Store:
    return open_store("sqlite:///copy.db", clock=Watch(at=LATER), data_dir=folder)


async def _copied(stores: Stores, to: Path) -> Path:
    await _busy(stores)
    copy = to / "copy.db"
    copy_out(stores.url, copy, data_dir=stores.folder)
    return copy


async def test_a_record_is_copied_while_it_is_written(stores: Stores, tmp_path: Path) -> None:
    """The copy holds what was committed when it began, and the writer goes on undisturbed; nobody else may read it."""
    store = await _busy(stores)
    copy = tmp_path / "copy.db"
    before = await store.heads()
    copy_out(stores.url, copy, data_dir=stores.folder)
    await store.commit(OFFICE, noting("later"))
    found = look_through(copy)
    assert list(found.heads) == before
    assert found.open_alarms == 1
    assert copy.stat().st_mode & 0o777 == 0o600
    record = _again(tmp_path)
    assert await record.entries(OFFICE, 0, 100) == (await store.entries(OFFICE, 0, 100))[:-1]
    assert await record.epoch() == await store.epoch()
    await record.close()


async def test_what_was_under_way_is_put_off_and_listed(stores: Stores, tmp_path: Path) -> None:
    """After a restore nothing old is due or queued; each thing waits under a name, and each timeline says why."""
    record = await _restored(await _copied(stores, tmp_path))
    waiting = await record.waiting.held()
    assert {one.id for one in waiting} == {*UNDER_WAY, "undertaking:check-1"}
    assert {one.office for one in waiting} == {OFFICE}
    assert await record.deadlines() == []
    assert await record.queued(None, 10) == []
    assert await record.outputs.due(LATER) == []
    assert await record.notices.lease("n", ["sms"], 10, timedelta(minutes=1)) == []
    assert [one.id for one in await record.due_undertakings()] == ["drill-1"]
    entries = await record.entries(OFFICE, 0, 100)
    assert verify(OFFICE, entries).broken is None
    assert (entries[-1].event, entries[-1].facts) == (
        "RecordRestored",
        {"copied_at": instant(AT), "held": len(waiting)},
    )
    told = await record.waiting.restored()
    assert told is not None
    assert (told.copied_at, told.restored_at) == (AT, LATER)
    await record.close()


async def test_the_record_of_access_says_that_it_was_restored(stores: Stores, tmp_path: Path) -> None:
    """Who was taken out since is let in again, so it stands there; every entry says which offices it concerns."""
    store = await _busy(stores)
    await store.commit(EVERYWHERE, lambda unit: unit.append([noted("TokenMade", AT, COMMAND, [OFFICE], token="t")]))
    copy_out(stores.url, tmp_path / "copy.db", data_dir=stores.folder)
    record = await _restored(tmp_path / "copy.db")
    entries = await record.entries(EVERYWHERE, 0, 100)
    assert verify(EVERYWHERE, entries).broken is None
    assert [entry.event for entry in entries][-2:] == ["TokenMade", "RecordRestored"]
    assert entries[-1].facts == {"copied_at": instant(AT), "held": 0, "offices": [EVERYWHERE]}
    assert {entry.event for entry in entries} <= EVENTS
    await record.close()


async def test_a_restored_record_has_another_epoch(stores: Stores, tmp_path: Path) -> None:
    """A screen that comes back with the old epoch is given a snapshot, not entries that it has never seen."""
    copy = await _copied(stores, tmp_path)
    before = await stores.open().epoch() if stores.url.startswith("postgresql") else await stores.opened[0].epoch()
    record = await _restored(copy)
    assert await record.epoch() != before
    await record.close()


async def test_what_is_released_happens_now_and_once(stores: Stores, tmp_path: Path) -> None:
    """Each thing is put back, due now; what is past its end is only switched off; the record says who let it."""
    record = await _restored(await _copied(stores, tmp_path))
    for name in (*UNDER_WAY, "undertaking:check-1"):
        assert await record.waiting.release(name, COMMAND, LATER) == "released"
        assert await record.waiting.release(name, COMMAND, LATER) == "gone"
    assert [(one.alarm, one.due_at) for one in await record.deadlines()] == [("a-1", LATER)]
    assert await record.queued(None, 10) == [replace(WORD, created_at=LATER)]
    assert await record.outputs.due(LATER) == [replace(SIREN, on=False, until=LATER, due_at=LATER)]
    [leased] = await record.notices.lease("n", ["sms"], 10, timedelta(minutes=1))
    assert leased.id == notice_of("sms").id
    assert (await record.due_undertakings())[0].id == "check-1"
    told = [entry for entry in await record.entries(OFFICE, 0, 100) if entry.event == "HeldReleased"]
    assert [(one.facts["kind"], one.actor) for one in told] == [
        ("alarm", COMMAND),
        ("notice", COMMAND),
        ("feedback", COMMAND),
        ("output", COMMAND),
        ("undertaking", COMMAND),
    ]
    assert await record.waiting.held() == []
    await record.close()


async def test_what_is_dropped_never_happens(stores: Stores, tmp_path: Path) -> None:
    """A dropped thing is due nowhere, its alarm stays open for a person to end, and the record says who dropped it."""
    record = await _restored(await _copied(stores, tmp_path))
    for name in UNDER_WAY:
        assert await record.waiting.drop(name, COMMAND, LATER) == "dropped"
    assert await record.deadlines() == []
    assert await record.queued(None, 10) == []
    assert await record.outputs.due(LATER) == []
    found = await record.alarm("a-1")
    assert found is not None
    assert found[1].state == "raised"
    assert (await record.entries(OFFICE, 0, 100))[-1].event == "HeldDropped"
    await record.close()


async def test_what_somebody_has_seen_to_waits_no_longer(stores: Stores, tmp_path: Path) -> None:
    """A press that joins the open alarm sets its deadline anew: what was held of it is forgotten."""
    record = await _restored(await _copied(stores, tmp_path))
    await record.waiting.tidy()
    assert "alarm:a-1" in {one.id for one in await record.waiting.held()}
    await record.commit(OFFICE, raising("press-2"))
    await record.waiting.tidy()
    assert {one.id for one in await record.waiting.held()} == {*UNDER_WAY[1:], "undertaking:check-1"}
    assert await record.waiting.release("alarm:a-1", COMMAND, LATER) == "gone"
    await record.close()


async def test_a_copied_record_goes_into_postgresql_as_it_is(
    stores: Stores, tmp_path: Path, postgres: Postgres
) -> None:
    """All rows arrive, the chain holds, and a database that is not empty is left as it was."""
    copy = await _copied(stores, tmp_path)
    record = _again(tmp_path)
    entries, epoch, deadlines = await record.entries(OFFICE, 0, 100), await record.epoch(), await record.deadlines()
    await record.close()
    stand_alone(copy)
    url = postgres.url(postgres.create_database())
    assert is_empty(url, data_dir=tmp_path)
    copy_into(url, copy)
    there = open_store(url, clock=Watch(at=LATER), data_dir=tmp_path)
    assert await there.entries(OFFICE, 0, 100) == entries
    assert (await there.epoch(), await there.deadlines()) == (epoch, deadlines)
    await there.commit(OFFICE, noting("goes on"))
    with pytest.raises(RecordThere):
        copy_into(url, copy)
    assert not is_empty(url, data_dir=tmp_path)
    assert (await there.head(OFFICE)).position == len(entries) + 1
    await there.close()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE entries SET facts = '{}' WHERE position = 1",
        "UPDATE entries SET personal = replace(personal, 'Anna', 'Eva') WHERE position = 1",
        "DELETE FROM entries WHERE position = (SELECT max(position) FROM entries)",
        "UPDATE heads SET hash = previous FROM (SELECT previous FROM entries WHERE position = 2)",
        "DELETE FROM alarms",
        "DROP TABLE alembic_version",
    ],
)
async def test_a_copy_that_was_changed_is_not_relied_on(files: Stores, tmp_path: Path, harm: str) -> None:
    """One changed fact or name, a tail that was cut off, another head, a missing row or table: each is found."""
    copy = await _copied(files, tmp_path)
    with closing(sqlite3.connect(copy)) as behind, behind:
        for trigger in ("entries_are_not_changed", "entries_are_not_removed"):
            behind.execute(f"DROP TRIGGER {trigger}")
        behind.execute(harm)
    with pytest.raises(CopyBroken):
        look_through(copy)


async def test_a_damaged_file_is_not_relied_on(files: Stores, tmp_path: Path) -> None:
    """A page of the file that was overwritten, or cut off, is found; so is a file that is none."""
    copy = await _copied(files, tmp_path)
    whole = copy.read_bytes()
    for broken in (whole[: len(whole) // 2], whole[:4096] + b"\xff" * 4096 + whole[8192:], b"not a database" * 500):
        copy.write_bytes(broken)
        with pytest.raises(CopyBroken):
            look_through(copy)


def test_no_record_is_no_copy(tmp_path: Path) -> None:
    """Where nothing was ever recorded there is nothing to copy, and nothing is left behind that looks like a record."""
    with pytest.raises(StoreError, match="there is no record"):
        copy_out("sqlite:///none.db", tmp_path / "copy.db", data_dir=tmp_path)
    assert not (tmp_path / "none.db").exists()


async def _restored(copy: Path) -> Store:
    record = _again(copy.parent)
    await record.waiting.hold(AT, LATER)
    return record
