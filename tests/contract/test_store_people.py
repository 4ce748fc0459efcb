"""Many people at once, directories' groups, and who has left: on both databases alike."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parts.process import dying_with_parent
from parts.stores import AT, OFFICE, Stores
from service.access.importing import Imported, import_people
from service.access.people_merge import Rules
from service.life import snapshot
from service.planning.leaving import tell_moves
from service.store.access_port import EVERYWHERE, Account, Credential, GrantRow, Known, NameTakenError, Pairing
from service.store.people_port import Changes, Group, Kept, Move
from service.store.port import Store
from service.store.schema import migrate
from service.timeline.chain import verify

ROOT = Path(__file__).parents[2]
EVA = Account(id="a-eva", login="eva", name="Eva Lundin", created_at=AT, source="scim:entra", external_id="e-1")
LATER = AT + timedelta(minutes=5)
LEAD = GrantRow(role="lead", office=OFFICE)


def _kept(account: Account, *, is_new: bool = False, persons: dict[str, str] | None = None) -> Kept:
    held = {OFFICE: "p-eva"} if persons is None else persons
    return Kept(account=account, grants=(LEAD,), persons=held, is_new=is_new)


async def _change(store: Store, *accounts: Kept, **more: object) -> None:
    since = await store.people.revision()
    assert await store.people.change(Changes(accounts=accounts, **more), since=since)  # type: ignore[arg-type]


async def test_people_are_kept_with_all_that_is_theirs(stores: Stores) -> None:
    """Found by id, by what the directory calls them, page by page, and all at once."""
    store = stores.open()
    bo = replace(EVA, id="a-bo", login="bo", external_id=None)
    await _change(store, _kept(EVA, is_new=True), _kept(bo, is_new=True, persons={}))
    people = store.people
    assert await people.known("a-eva") == Known(account=EVA, grants=(LEAD,), persons={OFFICE: "p-eva"})
    assert await people.by_external_id("scim:entra", "e-1") == EVA
    assert await people.by_external_id("scim:okta", "e-1") is None
    assert await people.of_source("scim:entra", skip=1, most=5) == (2, [EVA])
    assert [one.account.login for one in await people.everybody()] == ["bo", "eva"]
    assert await people.known("a\0") is None
    assert await people.by_external_id("scim:entra", "\0") is None


async def test_whoever_was_overtaken_changes_nothing(stores: Stores) -> None:
    """Of many who looked at the same moment one writes, whole; a change by hand counts, too."""
    store = stores.open()
    since = await store.people.revision()
    each = [
        Changes(accounts=[_kept(replace(EVA, id=f"a-{n}", login=f"l-{n}", external_id=None), is_new=True, persons={})])
        for n in range(4)
    ]
    done = await asyncio.gather(*(store.people.change(one, since=since) for one in each))
    assert sorted(done) == [False, False, False, True]
    assert len(await store.people.everybody()) == 1
    since = await store.people.revision()
    await store.access.save_account(replace(EVA, source=None, external_id=None), [], {}, is_new=True)
    assert not await store.people.change(each[0], since=since)


async def test_a_change_that_cannot_be_kept_leaves_nothing_behind(stores: Stores) -> None:
    """A login or an external id that somebody else has: the rest of the change is not kept either."""
    store = stores.open()
    await _change(store, _kept(EVA, is_new=True))
    bo = replace(EVA, id="a-bo", login="bo", external_id="e-2")
    for other in (
        replace(bo, id="a-x", login="eva", external_id=None),
        replace(bo, id="a-x", login="x", external_id="e-1"),
    ):
        changes = Changes(accounts=[_kept(bo, is_new=True, persons={}), _kept(other, is_new=True, persons={})])
        with pytest.raises(NameTakenError):
            await store.people.change(changes, since=await store.people.revision())
    assert [one.account.login for one in await store.people.everybody()] == ["eva"]


async def test_who_ends_is_out_and_her_login_is_free(stores: Stores) -> None:
    """Sessions, codes that were not used yet and the login go; the name stays with the old account."""
    store = stores.open()
    await _change(store, _kept(EVA, is_new=True))
    session = Credential(
        id="s", kind="session", digest="d", name="", account=EVA.id, created_at=AT, expires_at=AT + timedelta(hours=1)
    )
    await store.access.add_credential(session)
    code = Pairing(digest="x", kind="phone", office=OFFICE, screen=None, account=EVA.id, expires_at=LATER)
    await store.access.add_pairing(code)
    await _change(store, _kept(replace(EVA, ended_at=LATER)))
    found = await store.access.credential("s")
    assert found
    assert found.ended_at == LATER
    assert await store.access.take_pairing("x", AT) is None
    hired = Account(id="a-new", login="eva", name="Eva Lundin-Ek", created_at=LATER)
    await store.access.save_account(hired, [], {}, is_new=True)
    assert await store.access.account_by_login("eva") == hired
    former = await store.access.account("a-eva")
    assert former
    assert (former.login, former.name) == ("eva~a-eva", "Eva Lundin")


async def test_who_moves_is_told_of_once(stores: Stores) -> None:
    """Ending flags her person, coming back takes it away; the record says each once, and no ended account twice."""
    store = stores.open()
    (key,) = (await store.identify(OFFICE, ["eva"])).values()
    await _change(store, _kept(EVA, is_new=True, persons={OFFICE: key}))

    async def tell() -> list[str]:
        told = []
        for move in await store.people.moves():
            entries = await tell_moves(store, stores.watch, OFFICE, [move])
            assert await tell_moves(store, stores.watch, OFFICE, [move]) == ()
            told += [entry.event for entry in entries]
        assert await store.people.moves() == []
        return told

    assert await tell() == []
    gone = _kept(replace(EVA, ended_at=LATER), persons={OFFICE: key})
    await _change(store, gone)
    assert await store.people.moves() == [Move(office=OFFICE, person=key, name="Eva Lundin", gone=True, at=LATER)]
    assert await tell() == ["PersonGone"]
    await _change(store, gone)
    assert await tell() == []
    life = await store.life(OFFICE)
    assert life
    assert snapshot.read(life).gone_at == {key: AT}
    await _change(store, _kept(replace(EVA, ended_at=None), persons={OFFICE: key}))
    assert await tell() == ["PersonBack"]
    await _change(store, gone)
    await _change(store, _kept(EVA, persons={OFFICE: key}))
    assert await tell() == [], "the last word counts"
    (entry, *_) = await store.plan_entries(OFFICE)
    assert "Eva" not in str(entry.facts)
    assert entry.personal
    assert entry.personal.content["names"] == {key: "Eva Lundin"}


async def test_many_who_leave_are_told_of_together(stores: Stores) -> None:
    """In one transaction, each with an entry of her own, in a chain that holds."""
    store = stores.open()
    keys = await store.identify(OFFICE, ["bo", "ida"])
    both = [replace(EVA, id=f"a-{who}", login=who, name=who, external_id=None) for who in keys]
    await _change(store, *(_kept(one, is_new=True, persons={OFFICE: keys[one.login]}) for one in both))
    ended = [_kept(replace(one, ended_at=LATER), persons={OFFICE: keys[one.login]}) for one in both]
    await _change(store, *ended)
    entries = await tell_moves(store, stores.watch, OFFICE, await store.people.moves())
    assert [one.event for one in entries] == ["PersonGone", "PersonGone"]
    assert verify(OFFICE, await store.entries(OFFICE, 0, 10)).broken is None
    life = await store.life(OFFICE)
    assert life
    assert snapshot.read(life).gone == set(keys.values())


async def test_somebody_with_another_account_has_not_left(stores: Stores) -> None:
    """The person goes on being there through the other one."""
    store = stores.open()
    other = replace(EVA, id="a-2", login="eva2", external_id=None)
    await _change(store, _kept(EVA, is_new=True))
    await _change(store, _kept(other, is_new=True))
    await _change(store, _kept(replace(EVA, ended_at=LATER)))
    assert [one.gone for one in await store.people.moves()] == [False] * len(await store.people.moves())


async def test_groups_come_and_go_with_their_members(stores: Stores) -> None:
    """One of a name in each directory; a group that is no more leaves no member behind."""
    store = stores.open()
    await _change(store, _kept(EVA, is_new=True))
    group = Group(id="g-1", source="scim:entra", name="trygg:lead@as", role="lead", office=OFFICE, created_at=AT)
    await _change(store, groups=[(group, True)])
    full = replace(group, name="trygg:presser@as", role="presser", external_id="x", members=frozenset({"a-eva"}))
    await _change(store, groups=[(full, False), (replace(group, id="g-2", source="scim:okta"), True)])
    assert await store.people.groups("scim:entra") == [full]
    again, since = Changes(groups=[(replace(full, id="g-3"), True)]), await store.people.revision()
    with pytest.raises(NameTakenError):
        await store.people.change(again, since=since)
    await _change(store, dropped=["g-1"])
    assert await store.people.groups("scim:entra") == []
    assert stores.run("SELECT count(*) FROM directory_members") == [(0,)]


PEOPLE = "login;name;roles;persons\n" + "".join(f"l-{n};Name {n};lead@as;as/person-{n}\n" for n in range(300))


async def _import(store: Store, stores: Stores, content: str, source: str = "csv:staff") -> Imported:
    return await import_people(
        content.encode(),
        Rules(source=source),
        people=store.people,
        identify=store.identify,
        offices={OFFICE: None},
        clock=stores.watch,
        dry_run=False,
    )


async def test_two_imports_at_once_are_one_after_the_other(stores: Stores) -> None:
    """Both come through whole, and where they say something else of the same people one of them holds entirely."""
    store = stores.open()
    other = PEOPLE.replace(";Name", ";Other")
    done = await asyncio.gather(*(_import(store, stores, one) for one in (PEOPLE, other)))
    assert [one.problems for one in done] == [(), ()]
    names = {one.account.name.split()[0] for one in await store.people.everybody()}
    assert len(names) == 1


async def test_a_file_stands_in_the_record_and_ends_what_nobody_could_give_any_more(stores: Stores) -> None:
    """Each account once, in the transaction that keeps it; with a role goes the token that was made by it."""
    store = stores.open()
    head = "login;name;roles;persons\n"
    people = f"{head}ada;Ada;operator;\nolle;Olle;operator;\nbo;Bo;lead@as;as/bo\n"
    assert (await _import(store, stores, people)).problems == ()
    ada = await store.access.account_by_login("ada")
    assert ada is not None
    token = Credential(id="t1", kind="token", digest="d", name="", role="operator", created_at=AT, maker=ada.id)
    await store.access.add_credential(token)
    assert (await _import(store, stores, people.replace("ada;Ada;operator", "ada;Ada;presser@as"))).problems == ()
    assert (await _import(store, stores, people.replace("ada;Ada;operator", "ada;Ada B;presser@as"))).problems == ()
    ended = await store.access.credential("t1")
    assert ended is not None
    assert ended.ended_at is not None
    entries = await store.entries(EVERYWHERE, 0, 10)
    assert [one.event for one in entries] == ["AccountMade"] * 3 + ["AccountChanged"], "a name alone is nobody's right"
    assert (entries[-1].facts["ended"], entries[-1].facts["account"], entries[-1].actor.via) == (["t1"], ada.id, "cli")
    assert verify(EVERYWHERE, entries).broken is None


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
import test_store_people as here
from parts.stores import Watch
from service.store.opening import open_store

count = 0

def before_commit():
    global count
    count += 1
    if count == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

async def take():
    store = open_store(sys.argv[1], clock=Watch(), data_dir=Path(sys.argv[2]), before_commit=before_commit)
    class Stores: watch = Watch()
    await here._import(store, Stores(), here.PEOPLE)
    print(count, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(take())
"""


def _killed(stores: Stores, at: int) -> str:
    done = subprocess.run(
        dying_with_parent([sys.executable, "-c", KILLED, stores.url, str(stores.folder), str(at)]),
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}:{ROOT / 'tests' / 'contract'}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == -9, done.stderr
    return done.stdout


async def test_kill_9_in_the_middle_of_an_import_leaves_all_or_nothing(stores: Stores) -> None:
    """Killed with everything written and nothing committed: nobody. Killed after the commit: everybody."""
    first = stores.open()
    await first.close()
    assert _killed(stores, 2) == "", "the first commit is that of the persons' keys, the second that of the accounts"
    assert stores.run("SELECT count(*) FROM accounts") == [(0,)]
    assert stores.run("SELECT count(*) FROM account_persons") == [(0,)]
    assert _killed(stores, 0) != ""
    assert stores.run("SELECT count(*) FROM accounts") == [(300,)]
    assert stores.run("SELECT count(*) FROM account_persons") == [(300,)]


async def test_the_way_down_and_up_with_people_in_it(stores: Stores) -> None:
    """Accounts, grants and credentials stay when the directory's tables go; the way up finds them."""
    store = stores.open()
    await _change(store, _kept(EVA, is_new=True))
    await store.close()
    migrate(stores.url, data_dir=stores.folder, target="0003")
    assert stores.run("SELECT login FROM accounts") == [("eva",)]
    migrate(stores.url, data_dir=stores.folder)
    store = stores.open()
    known = await store.people.known("a-eva")
    assert known
    assert (known.account.source, known.grants) == (None, (LEAD,))
    await _change(store, _kept(replace(EVA, source=None, external_id=None)))
