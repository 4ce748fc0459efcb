"""What the store does when something dies: its process, its disk, its server, its neighbour."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from parts.postgres import Postgres
from parts.process import dying_with_parent
from parts.proxy import Proxy
from parts.stores import OFFICE, PostgresStores, Stores, noting, raising
from service.store import postgres
from service.store.address import address_of
from service.store.port import Store, StoreUnavailable, Unit
from service.store.postgres import READING, WRITING, connect
from service.store.unit import SqlUnit
from service.timeline import chain

ROOT = Path(__file__).parents[2]

WRITE_FOR_EVER = """
import asyncio, sys
from pathlib import Path
from parts.proxy import Proxy
from parts.stores import OFFICE, Watch, noting
from service.store.opening import open_store

async def write():
    store = open_store(sys.argv[1], clock=Watch(), data_dir=Path(sys.argv[2]))
    while True:
        for position in await asyncio.gather(*(store.commit(OFFICE, noting()) for _ in range(3))):
            print(position, flush=True)

asyncio.run(write())
"""


async def test_kill_9_loses_nothing_that_was_confirmed(stores: Stores) -> None:
    """Killed in mid-writing three times over, the record holds every confirmed entry, and its chain verifies."""
    confirmed = 0
    for round_ in range(1, 4):
        process = subprocess.Popen(
            dying_with_parent([sys.executable, "-c", WRITE_FOR_EVER, stores.url, str(stores.folder)]),
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            confirmed = int(line)
            if confirmed >= 20 * round_:
                process.kill()
                break
        confirmed = max([confirmed, *(int(line) for line in process.stdout if line.endswith("\n"))])
        process.stdout.close()
        assert process.wait(20) == -9
        store = stores.open()
        assert await eventually(store, noting()) > confirmed
        entries = await store.entries(OFFICE, 0, 10_000)
        assert chain.verify(OFFICE, entries, anchor=await store.head(OFFICE)).broken is None
        await store.close()


async def eventually(store: Store, work: Callable[[Unit], int]) -> int:
    """Commit until the store answers: on PostgreSQL a dead or hung node's lock is let go within a second."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await store.commit(OFFICE, work)
            except StoreUnavailable:
                await asyncio.sleep(0.05)


async def test_a_full_disk_is_told_and_passes(files: Stores) -> None:
    """While nothing can be written every caller hears so; with room again the writer goes on, and the chain holds."""
    store = files.open()

    def room(pages: int) -> Callable[[Unit], None]:
        def work(unit: Unit) -> None:
            assert isinstance(unit, SqlUnit)
            unit.execute(f"PRAGMA max_page_count = {pages}", {})

        return work

    await store.commit(OFFICE, noting("small"))
    await store.commit(OFFICE, room(1))  # SQLite takes that as: not one page more than there are
    results = await asyncio.gather(
        *(store.commit(OFFICE, noting("big" * 10_000)) for _ in range(5)), return_exceptions=True
    )
    assert [type(result) for result in results] == [StoreUnavailable] * 5
    assert "full" in str(results[0])
    await store.commit(OFFICE, room(1_000_000))
    assert await store.commit(OFFICE, noting("big" * 10_000)) == 2
    assert chain.verify(OFFICE, await store.entries(OFFICE, 0, 10)).broken is None


async def test_a_connection_lost_between_commits_is_not_noticed(nodes: Stores) -> None:
    """The server ends every connection; the next commit and the next read go well."""
    store = nodes.open()
    for position in (1, 2, 3):
        assert await store.commit(OFFICE, noting()) == position
        assert len(await store.entries(OFFICE, 0, 10)) == position
        nodes.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'trygg'")


async def test_a_server_that_is_away_is_told_at_once_and_comes_back(tmp_path: Path) -> None:
    """While the server is down every commit and read says so; when it is back they go on without a restart."""
    with Postgres() as server:
        stores = PostgresStores(folder=tmp_path, url=server.url())
        store = stores.open()
        assert await store.commit(OFFICE, noting()) == 1
        server.crash()
        results = await asyncio.gather(*(store.commit(OFFICE, noting()) for _ in range(3)), return_exceptions=True)
        assert [type(result) for result in results] == [StoreUnavailable] * 3
        with pytest.raises(StoreUnavailable):
            await store.head(OFFICE)
        assert not await store.ping()
        server.start()
        assert await store.commit(OFFICE, noting()) == 2
        assert await store.ping()
        await stores.close()


async def test_a_server_that_stands_still_is_given_up(nodes: Stores) -> None:
    """A network that swallows everything holds up neither a commit nor a read nor the end; healed, both go on."""
    port = make_url(nodes.url).port
    assert port is not None
    async with Proxy(port) as proxy:
        around = PostgresStores(folder=nodes.folder, url=nodes.url.replace(f":{port}/", f":{proxy.port}/"))
        store = await asyncio.to_thread(around.open)
        assert await store.commit(OFFICE, noting()) == 1
        assert (await store.head(OFFICE)).position == 1
        proxy.black_hole()
        async with asyncio.timeout(30):
            answers = await asyncio.gather(
                store.commit(OFFICE, noting()), store.head(OFFICE), store.heads(), return_exceptions=True
            )
        assert [type(answer) for answer in answers] == [StoreUnavailable] * 3
        proxy.heal()
        assert await eventually(store, noting()) == 2
        proxy.black_hole()
        late = store.commit(OFFICE, noting())
        async with asyncio.timeout(30):
            await around.close()
        with pytest.raises(StoreUnavailable):
            await late


async def test_two_nodes_hearing_one_press_raise_once(nodes: Stores) -> None:
    """Both stores commit the same presses at the same time, in one office: one alarm each, the same for both."""
    one, other = nodes.open(), nodes.open()
    for n in range(10):
        work = raising(f"press-{n}", alarm=f"a-{n}", covers=f"device:{n}", calls=())
        ids = await asyncio.gather(*(store.commit(OFFICE, work) for store in (one, other, one, other)))
        assert set(ids) == {f"a-{n}"}
    entries = await other.entries(OFFICE, 0, 1000)
    assert [e.event for e in entries].count("AlarmRaised") == 10
    assert chain.verify(OFFICE, entries, anchor=await one.head(OFFICE)).broken is None


async def test_one_press_heard_in_two_offices_raises_once(nodes: Stores) -> None:
    """Two nodes take it to different offices, whose locks do not meet: the unique press key decides."""
    one, other = nodes.open(), nodes.open()
    for n in range(10):
        ids = await asyncio.gather(
            one.commit("as", raising(f"press-{n}", alarm=f"a-{n}", covers=f"device:{n}", calls=())),
            other.commit("so", raising(f"press-{n}", alarm=f"b-{n}", covers=f"device:{n}", calls=())),
        )
        assert len(set(ids)) == 1
    assert nodes.run("SELECT count(*) FROM alarms") == [(10,)]
    assert nodes.run("SELECT sum(heard) FROM presses") == [(20,)]


async def test_two_nodes_write_one_dense_timeline(nodes: Stores) -> None:
    """Two stores append as fast as they can: positions are dense, and the chain holds."""
    one, other = nodes.open(), nodes.open()
    positions = await asyncio.gather(*(store.commit(OFFICE, noting()) for _ in range(30) for store in (one, other)))
    assert sorted(positions) == list(range(1, 61))
    assert chain.verify(OFFICE, await one.entries(OFFICE, 0, 100), anchor=await other.head(OFFICE)).broken is None


async def test_a_deadline_is_taken_by_one_of_two_nodes(nodes: Stores) -> None:
    """Both try at the same moment; exactly one fires the timer."""
    one, other = nodes.open(), nodes.open()
    await one.commit(OFFICE, raising())
    (due,) = await other.deadlines()
    taken = await asyncio.gather(
        *(store.commit(OFFICE, lambda unit: unit.take_deadline("a-1", due.due_at)) for store in (one, other))
    )
    assert sorted(taken) == [False, True]


@pytest.mark.parametrize("waiting", [WRITING["lock_timeout"], 60_000], ids=["for one lock", "for several in turn"])
async def test_a_hung_node_does_not_silence_an_office(
    nodes: Stores, waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node that hangs with the head row locked is thrown out by the server; who asks meanwhile is served."""
    monkeypatch.setitem(WRITING, "lock_timeout", waiting)  # where no single lock takes so long, the statement does
    store = nodes.open()
    await store.commit(OFFICE, noting())
    hangs = {
        **WRITING,
        "idle_in_transaction_session_timeout": 1_500 if waiting > WRITING["statement_timeout"] else 1_000,
    }
    with connect(address_of(nodes.url), hangs) as hung:
        hung.execute("SELECT position FROM heads WHERE office = 'as' FOR UPDATE")
        assert await store.commit(OFFICE, noting()) == 2, "asked once, in the moment in which it began to hang"
        with pytest.raises(psycopg.Error, match="idle-in-transaction"):
            hung.execute("SELECT 1")


async def test_a_node_that_hangs_between_two_statements_does_not_either(nodes: Stores) -> None:
    """In mid-pipeline no bound of the server holds: who waits for the office has it ended, and is served."""
    store = nodes.open()
    await store.commit(OFFICE, noting())
    hung = connect(address_of(nodes.url), WRITING)
    with closing(hung), suppress(psycopg.OperationalError), hung.pipeline() as pipeline:
        # What it asked for is answered; the end of what it has to say never comes.
        assert hung.execute("SELECT position FROM heads WHERE office = 'as' FOR UPDATE").fetchone() == (1,)
        assert await store.commit(OFFICE, noting()) == 2
        with pytest.raises(psycopg.OperationalError):
            pipeline.sync()


async def test_a_node_that_takes_no_answer_does_not_either(nodes: Stores) -> None:
    """Where the answer does not get through, the server waits to say it, with the office locked and without a bound."""
    store = nodes.open()
    await store.commit(OFFICE, noting())
    hung, served = connect(address_of(nodes.url), WRITING), False
    looking = connect(address_of(nodes.url), READING, autocommit=True)
    with closing(looking), closing(hung), suppress(psycopg.OperationalError), hung.pipeline():
        assert hung.execute("SELECT position FROM heads WHERE office = 'as' FOR UPDATE").fetchone() == (1,)
        hung.pgconn.send_query_params(b"SELECT repeat('x', 20000000)", None)
        hung.pgconn.send_flush_request()
        hung.pgconn.flush()
        waits = "SELECT pid FROM pg_stat_activity WHERE pid = %s AND wait_event = 'ClientWrite'"
        async with asyncio.timeout(20):
            while not looking.execute(waits, [hung.info.backend_pid]).fetchone():
                await asyncio.sleep(0.02)
        assert await store.commit(OFFICE, noting()) == 2
        served = True
    assert served


async def test_where_the_server_ends_nobody_s_connection_the_second_try_is_one_all_the_same(
    nodes: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some servers let no application end connections: then who hangs goes by the server's own bound, as ever."""
    monkeypatch.setattr(postgres, "FREE_FROM_HUNG", b"SELECT ended_by_nobody()")
    store = nodes.open()
    await store.commit(OFFICE, noting())
    with connect(address_of(nodes.url), WRITING) as hung, suppress(psycopg.errors.IdleInTransactionSessionTimeout):
        hung.execute("SELECT position FROM heads WHERE office = 'as' FOR UPDATE")
        assert await store.commit(OFFICE, noting()) == 2
        hung.execute("SELECT 1")


async def test_whoever_hangs_costs_nobody_else_a_connection(nodes: Stores) -> None:
    """Neither a migration, nor a backup that is put back, nor a long question, nor another application."""
    store = nodes.open()
    await store.commit(OFFICE, noting())
    address, served = address_of(nodes.url), False
    with (
        closing(connect(address, {})) as migrating,
        closing(connect(address, {}, autocommit=True)) as asking,
        closing(connect(address, {})) as restoring,
        closing(connect(address, {})) as working,
        closing(connect(address, {}, autocommit=True)) as other,
        closing(connect(address, WRITING)) as hung,
        suppress(psycopg.OperationalError),
        hung.pipeline(),
    ):
        migrating.execute("CREATE TEMP TABLE one (a int)")
        restoring.execute("CREATE TEMP TABLE two (a int)")
        other.execute("SET application_name = 'another'")
        with restoring.cursor() as cursor, cursor.copy("COPY two FROM STDIN") as copy, other.pipeline() as pipeline:
            copy.write_row((1,))
            other.execute("BEGIN")
            assert other.execute("SELECT 1").fetchone() == (1,)
            working.execute("CREATE TEMP TABLE three (a int)")
            counting = "SELECT sum(i) FROM (SELECT generate_series(1, 30000000) AS i) AS all_of_them"
            works = asyncio.create_task(asyncio.to_thread(working.execute, counting))  # it waits for nothing at all
            slow = asyncio.create_task(asyncio.to_thread(asking.execute, "SELECT 1 FROM pg_sleep(4)"))
            assert hung.execute("SELECT position FROM heads WHERE office = 'as' FOR UPDATE").fetchone() == (1,)
            assert await store.commit(OFFICE, noting()) == 2
            copy.write_row((2,))
            pipeline.sync()
        assert restoring.execute("SELECT count(*) FROM two").fetchone() == (2,)
        assert migrating.execute("SELECT count(*) FROM one").fetchone() == (0,)
        assert other.execute("SELECT 2").fetchone() == (2,)
        assert (await slow).fetchone() == (1,)
        assert (await works).fetchone() == (450000015000000,)
        served = True
    assert served


async def test_a_node_that_hangs_while_it_looks_has_no_other_say_that_nothing_can_be_written(nodes: Stores) -> None:
    """Each tries every two seconds whether it can write; one that hangs in that locks the row for seconds at most."""
    store = nodes.open()
    assert await store.ping()
    hung = connect(address_of(nodes.url), WRITING)
    with closing(hung), suppress(psycopg.OperationalError), hung.pipeline():
        locked = hung.execute("SELECT name FROM meta WHERE name = 'pinged_at' FOR UPDATE").fetchone()
        assert locked == ("pinged_at",)
        assert any([await store.ping() for _ in range(3)])


async def test_a_node_hears_of_the_others_commits(nodes: Stores) -> None:
    """A commit is announced with office and position, to a listener that comes back when its connection is lost."""
    one, other = nodes.open(), nodes.open()
    heard: list[tuple[str, int]] = []
    other.listen(lambda office, position: heard.append((office, position)))
    for _ in range(2):
        heard.clear()
        position = 0
        async with asyncio.timeout(20):
            while not heard:  # until the listener is there
                position = await one.commit(OFFICE, noting())
                await asyncio.sleep(0.05)
        assert heard[0][0] == OFFICE
        assert heard[0][1] <= position
        nodes.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")


async def test_nobody_else_commits_to_a_file(files: Stores) -> None:
    """On SQLite there is nothing to listen to; asking for it is no error."""
    store = files.open()
    heard: list[tuple[str, int]] = []
    store.listen(lambda office, position: heard.append((office, position)))
    await store.commit(OFFICE, noting())
    assert heard == []
