"""What is old is erased: the chain, every alarm's state and what is held as before, and a line that says so."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parts.erasing import ANNA, KEEPS, OVER, SECRET, YEAR, every, past
from parts.process import dying_with_parent
from parts.stores import AT, OFFICE, PostgresStores, Stores
from service.alarm.alarm import Alarm
from service.alarm.commands import Cancel
from service.alarm.events import Event
from service.alarm.evolve import replay
from service.jobs.erasing import AT_ONCE, Erasing
from service.live.render import Audience, render
from service.store import privacy_store
from service.store.access_port import EVERYWHERE, Account
from service.store.port import Unit
from service.store.privacy_port import Hold, Look
from service.store.undertaking_port import UndertakingKind
from service.timeline.chain import verify
from service.timeline.entry import Draft, Entry

SECOND = timedelta(seconds=1)
ROOT = Path(__file__).parents[2]


def again(alarm: str, entries: Sequence[Entry]) -> Alarm | None:
    """Return an alarm as its entries' facts alone make it."""
    mine = [e for e in entries if e.alarm == alarm]
    return replay(alarm, (Event(name=e.event, at=e.at, actor=e.actor, facts=e.facts) for e in mine))


def begins(entries: Sequence[Entry], number: int) -> int:
    """Return where an alarm begins."""
    return next(e.position for e in entries if e.alarm == f"a-{number}")


def lines(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that say that something was erased."""
    return [e for e in entries if e.event == "PersonalErased"]


async def test_names_and_words_go_when_their_time_is_over(stores: Stores) -> None:
    """Not a second before; then they and their salts, and nothing else: the state, the notes and the chain stay."""
    store = stores.open()
    alarm = await past(store, 1)
    before, stood = await every(store), await store.alarm(alarm)
    job = Erasing(store, stores.watch, KEEPS)
    stores.watch.at = AT + YEAR
    assert await job.erase_all() == 0
    assert await every(store) == before
    stores.watch.at = AT + YEAR + SECOND
    many = await job.erase_all()
    after = await every(store)
    assert many == len([e for e in before if e.personal and e.event != "NoteAdded"]) > 2
    assert SECRET not in str(after)
    assert [e.event for e in after if e.personal] == ["NoteAdded"]
    assert stores.run("SELECT COUNT(*) FROM entries WHERE salt IS NOT NULL") == [(1,)]
    assert verify(OFFICE, after, anchor=await store.head(OFFICE)).broken is None
    assert await store.alarm(alarm) == stood
    assert stood is not None
    assert again(alarm, after) == again(alarm, before) == stood[1]
    (line,) = lines(after)
    assert (line.facts["kind"], line.facts["count"], line.facts["why"]) == ("alarms", many, "schedule")
    assert (line.alarm, line.personal, line.actor.via) == (None, None, "service")
    assert {render(line, audience)["type"] for audience in Audience} == {"withheld"}
    assert await job.erase_all() == 0
    assert await every(store) == after


async def test_what_is_not_over_is_kept_however_old(stores: Stores) -> None:
    """An open alarm and one that is cleared but not closed keep their names; a cancelled one does not."""
    store = stores.open()
    await past(store, 1, ())
    await past(store, 2, OVER[:1])
    await past(store, 3, [Cancel(actor=ANNA, entitled=True, words=SECRET)])
    stores.watch.at = AT + 9 * YEAR
    assert await Erasing(store, stores.watch, KEEPS).erase_all() > 0
    named = {e.alarm for e in await every(store) if e.personal}
    assert named == {"a-1", "a-2"}
    assert await Erasing(store, stores.watch, {}).erase_all() == 0


async def test_all_old_alarms_are_gone_through_some_at_a_time(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """More alarms than one statement looks at, and one in the middle that is kept: none behind it is missed."""
    monkeypatch.setattr(privacy_store, "LOOKED_AT", 2)
    store = stores.open()
    for number in range(7):
        await past(store, number, () if number == 3 else OVER)
    stores.watch.at = AT + 2 * YEAR
    before, written = stores.watch.at - YEAR, await every(store)
    assert await store.privacy.due_alarms(OFFICE, before, (), 0) == (["a-0", "a-1"], begins(written, 1))
    assert await Erasing(store, stores.watch, KEEPS).erase_all() > 0
    assert {e.alarm for e in await every(store) if e.personal and e.event != "NoteAdded"} == {"a-3"}
    assert await store.privacy.due_alarms(OFFICE, before, (), begins(written, 6)) == ([], None)


async def test_a_hold_keeps_an_alarm_until_it_ends(stores: Stores) -> None:
    """Held: nothing is erased, also by whoever had read before it was held; over: it is."""
    store = stores.open()
    alarm = await past(store, 1)
    other = await past(store, 2)
    stores.watch.at = at = AT + 2 * YEAR
    hold = Hold(office=OFFICE, alarm=alarm, set_at=at, set_by="account-1", until=at + YEAR, why="Police report 7")
    await store.commit(EVERYWHERE, lambda unit: unit.set_hold(hold))
    assert await store.privacy.holds(OFFICE) == [hold] == [await store.privacy.hold(alarm)]
    assert await store.commit(OFFICE, lambda unit: unit.erase_alarm(alarm)) == 0
    assert await store.commit(OFFICE, lambda unit: (unit.is_held(alarm), unit.is_held(other))) == (True, False)
    await Erasing(store, stores.watch, KEEPS).erase_all()
    named = {e.alarm for e in await every(store) if e.personal and e.event != "NoteAdded"}
    assert named == {alarm}
    await store.commit(EVERYWHERE, lambda unit: unit.set_hold(replace(hold, until=at + SECOND)))
    stores.watch.at = at + SECOND
    assert await store.commit(OFFICE, lambda unit: unit.is_held(alarm)) is False
    assert await Erasing(store, stores.watch, KEEPS).erase_all() > 0
    assert other not in {e.alarm for e in await every(store) if e.personal and e.event != "NoteAdded"}
    assert await store.commit(EVERYWHERE, lambda unit: unit.end_hold(alarm, "elsewhere")) is False
    assert await store.commit(EVERYWHERE, lambda unit: unit.end_hold(alarm, OFFICE)) is True
    assert await store.privacy.hold(alarm) is None


async def test_a_crash_in_the_middle_leaves_nothing_half_done(stores: Stores) -> None:
    """The batch that was not committed is as it was; the next life goes on, and each entry is counted once."""

    class Crash(Exception):  # noqa: N818 - it is what happens
        pass

    commits = [0]

    def crash() -> None:
        commits[0] += 1
        if commits[0] == 2:
            raise Crash

    store = stores.open()
    for number in range(AT_ONCE + 3):
        await past(store, number)
    owed = len([e for e in await every(store) if e.personal and e.event != "NoteAdded"])
    await store.close()
    stores.watch.at = AT + 2 * YEAR
    falls = stores.open(before_commit=crash)
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the store makes of it
        await Erasing(falls, stores.watch, KEEPS).erase_all()
    await falls.close()
    store = stores.open()
    (line,) = lines(await every(store))
    assert 0 < line.facts["count"] < owed
    await Erasing(store, stores.watch, KEEPS).erase_all()
    after = await every(store)
    assert sum(one.facts["count"] for one in lines(after)) == owed
    assert verify(OFFICE, after, anchor=await store.head(OFFICE)).broken is None
    assert not [e for e in after if e.personal and e.event != "NoteAdded"]


ERASE = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from parts.erasing import KEEPS, YEAR
from parts.stores import AT, Watch
from service.jobs import erasing
from service.store.opening import open_store

async def erase():
    clock = Watch(at=AT + 2 * YEAR)
    store = open_store(sys.argv[1], clock=clock, data_dir=Path(sys.argv[2]))
    erasing.AT_ONCE = 2
    await erasing.Erasing(store, clock, KEEPS).erase_all()
    await store.close()

asyncio.run(erase())
"""


async def test_kill_9_in_the_middle_leaves_a_record_that_goes_on(stores: Stores) -> None:
    """Killed after some batches, the record holds; the next life erases the rest, and each entry is counted once."""
    store, alarms = stores.open(), 24
    for number in range(alarms):
        await past(store, number)
    owed = len([e for e in await every(store) if e.personal and e.event != "NoteAdded"])
    await store.close()
    child = subprocess.Popen(
        dying_with_parent([sys.executable, "-c", ERASE, stores.url, str(stores.folder)]),
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    )
    while not stores.run("SELECT 1 FROM entries WHERE event = 'PersonalErased'"):
        assert child.poll() is None, "it ended before it had erased anything"
        await asyncio.sleep(0.005)
    child.kill()
    child.wait()
    stores.watch.at = AT + 2 * YEAR
    store = stores.open()
    before = await every(store)
    assert verify(OFFICE, before, anchor=await store.head(OFFICE)).broken is None
    left = len([e for e in before if e.personal and e.event != "NoteAdded"])
    assert sum(one.facts["count"] for one in lines(before)) == owed - left
    assert await Erasing(store, stores.watch, KEEPS).erase_all() == left
    assert sum(one.facts["count"] for one in lines(await every(store))) == owed


async def test_two_nodes_erase_each_entry_once(stores: Stores) -> None:
    """Two jobs at the same time: together they counted what there was, and the chain holds."""
    store = stores.open()
    for number in range(2 * AT_ONCE):
        await past(store, number)
    owed = len([e for e in await every(store) if e.personal and e.event != "NoteAdded"])
    stores.watch.at = AT + 2 * YEAR
    # SQLite is one process's; on PostgreSQL each node has a store of its own.
    other = stores.open() if isinstance(stores, PostgresStores) else store
    jobs = [Erasing(one, stores.watch, KEEPS) for one in (store, other)]
    assert sum(await asyncio.gather(*(job.erase_all() for job in jobs))) == owed
    after = await every(store)
    assert sum(one.facts["count"] for one in lines(after)) == owed
    assert verify(OFFICE, after).broken is None


def undertaking(id_: str, kind: UndertakingKind, *, is_over: bool) -> Callable[[Unit], None]:
    """Return a work that writes an undertaking with names and words in two entries."""

    def work(unit: Unit) -> None:
        personal = {"names": {"p-anna": "Anna"}, "words": SECRET}
        draft = Draft(at=AT, event="Noted", alarm=None, actor=ANNA, facts={"undertaking": id_}, personal=personal)
        unit.save_undertaking(id_, kind, {}, is_over=is_over, due_at=None, entries=unit.append([draft, draft]))

    return work


async def test_drills_and_checks_that_are_over_lose_their_names(stores: Stores) -> None:
    """Both kinds, each with its line; what goes on, and reports, which have a time of their own, keep theirs."""
    store = stores.open()
    kept: list[tuple[str, UndertakingKind, bool]] = [("goes-on", "drill", False), ("report-1", "report", True)]
    for id_, kind, is_over in (*kept, ("drill-1", "drill", True), ("check-1", "check", True)):
        await store.commit(OFFICE, undertaking(id_, kind, is_over=is_over))
    job = Erasing(store, stores.watch, {"drills": YEAR})
    stores.watch.at = AT + YEAR
    assert await job.erase_all() == 0
    stores.watch.at = AT + YEAR + SECOND
    assert await job.erase_all() == 4
    after = await every(store)
    assert {e.facts["undertaking"] for e in after if e.personal} == {"goes-on", "report-1"}
    assert [(e.facts["kind"], e.facts["count"]) for e in lines(after)] == [("drills", 2), ("drills", 2)]
    assert verify(OFFICE, after, anchor=await store.head(OFFICE)).broken is None
    assert await job.erase_all() == 0


async def test_accounts_that_left_sessions_and_looks(stores: Stores) -> None:
    """A name goes from an account that has ended; who goes on keeps hers; looks go; the record of access says so."""
    store = stores.open()
    for id_, ended in (("acc-1", AT), ("acc-2", None)):
        account = Account(id=id_, login=f"login-{id_}", name=f"Name {id_}", created_at=AT - YEAR, ended_at=None)
        await store.access.save_account(account, [], {OFFICE: f"p-{id_}"}, is_new=True)
        if ended:
            await store.access.save_account(replace(account, ended_at=ended), [], {}, is_new=False)
    await store.privacy.looked(Look(office=OFFICE, record="a-1", who="acc-2", how="page", at=AT), {"p-acc-2"})
    job = Erasing(store, stores.watch, {"accounts": YEAR, "looks": YEAR, "sessions": YEAR})
    stores.watch.at = AT + YEAR
    assert await job.erase_all() == 0
    assert EVERYWHERE not in {head.office for head in await store.heads()}, "nothing is due, and nothing is written"
    stores.watch.at = AT + YEAR + SECOND
    assert await job.erase_all() == 2
    assert {one.id: one.name for one in await store.access.accounts()} == {"acc-1": "acc-1", "acc-2": "Name acc-2"}
    assert await store.access.account_by_login("login-acc-1") is None
    assert await store.privacy.looks("a-1") == []
    noted = [e for e in await every(store, EVERYWHERE) if e.event == "DataErased"]
    assert [(e.facts["kind"], e.facts["many"]) for e in noted] == [("accounts", 1), ("looks", 1)]
    assert await job.erase_all() == 0


async def test_looks_are_counted_by_day_and_found_by_whom_they_are_about(stores: Stores) -> None:
    """The same way on the same day is one row; whoever is in the record finds it, and nobody else."""
    store = stores.open()
    look = Look(office=OFFICE, record="a-1", who="acc-9", how="page", at=AT)
    await store.privacy.looked(look, {"p-anna", "p-bo"})
    await store.privacy.looked(replace(look, at=AT + SECOND), {"p-anna"})
    await store.privacy.looked(replace(look, at=AT + timedelta(days=1), how="export"), ())
    found = await store.privacy.looks("a-1")
    assert [(one.how, one.times, one.at) for one in found] == [
        ("export", 1, AT + timedelta(days=1)),
        ("page", 2, AT + SECOND),
    ]
    assert await store.privacy.looks_about({OFFICE: "p-bo"}, 10) == found
    assert await store.privacy.looks_about({OFFICE: "p-bo"}, 1) == found[:1]
    assert await store.privacy.looks_about({OFFICE: "p-ci", "other": "p-bo"}, 10) == []
