"""The schema: made at the first start, brought up and down, and never touched when it is newer than the code."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from parts.process import free_port
from parts.stores import NAMES, OFFICE, Stores, Watch, noting, raising
from service.store import versions
from service.store.address import address_of, is_sqlite, path_of
from service.store.opening import open_reading, open_store
from service.store.partial import spelled_out
from service.store.port import SchemaTooNew, StoreError, StoreInUse, StoreUnavailable
from service.store.schema import migrate
from service.store.tables import metadata


def address(bare_stores: Stores) -> str:
    """Return the database's address as SQLAlchemy spells it."""
    found = address_of(bare_stores.url)
    if is_sqlite(found):
        return f"sqlite:///{path_of(found, bare_stores.folder)}"
    return found.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def tables(bare_stores: Stores) -> set[str]:
    """Return the names of the tables that are there."""
    engine = create_engine(address(bare_stores))
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def bring(bare_stores: Stores, target: str = versions.NEWEST) -> tuple[str | None, str]:
    """Migrate the database."""
    return migrate(bare_stores.url, data_dir=bare_stores.folder, target=target)


def test_the_list_of_versions_is_that_of_the_files() -> None:
    """A start compares with this list, so that it need not read the migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(versions.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert [step.revision for step in script.walk_revisions()][::-1] == list(versions.VERSIONS)


async def test_the_migrations_make_the_tables_that_the_code_knows(bare_stores: Stores) -> None:
    """Alembic finds no difference between the migrated database and the tables in the code."""
    assert bring(bare_stores) == (None, versions.NEWEST)
    assert bring(bare_stores) == (versions.NEWEST, versions.NEWEST)
    engine = create_engine(address(bare_stores))
    try:
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), spelled_out(metadata)) == []
    finally:
        engine.dispose()


async def test_the_way_down_and_up_again(bare_stores: Stores) -> None:
    """Down to nothing takes everything away, guards included; up again makes a store that works."""
    store = bare_stores.open()
    await store.commit(OFFICE, raising())
    await store.close()
    assert bring(bare_stores, versions.NONE) == (versions.NEWEST, versions.NONE)
    assert tables(bare_stores) == {"alembic_version"}
    assert bring(bare_stores, versions.NONE) == (None, versions.NONE)
    assert bring(bare_stores) == (None, versions.NEWEST)
    store = bare_stores.open()
    assert await store.commit(OFFICE, noting()) == 1


async def test_a_newer_schema_is_refused_untouched(bare_stores: Stores) -> None:
    """Opening, reading and migrating all refuse, say what to do, and leave the database as it was.

    What a newer one lets older ones do beside it is in `test_store_beside.py`.
    """
    store = bare_stores.open()
    await store.commit(OFFICE, noting())
    await store.close()
    bare_stores.run("UPDATE alembic_version SET version_num = '9999'")
    bare_stores.run("DELETE FROM meta WHERE name = 'beside'")
    with pytest.raises(SchemaTooNew, match=r"schema 9999.*newer Trygg"):
        bare_stores.open()
    with pytest.raises(SchemaTooNew):
        open_reading(bare_stores.url, clock=bare_stores.watch, data_dir=bare_stores.folder)
    with pytest.raises(SchemaTooNew):
        bring(bare_stores, versions.NONE)
    assert bare_stores.run("SELECT version_num FROM alembic_version") == [("9999",)]
    bare_stores.run(f"UPDATE alembic_version SET version_num = '{versions.NEWEST}'")
    assert (await bare_stores.open().head(OFFICE)).position == 1, "nothing held on to the database"


async def test_nodes_that_start_at_once_migrate_once(nodes: Stores) -> None:
    """Four nodes open an empty PostgreSQL database together: one makes the schema, and all read the same epoch."""
    opened = await asyncio.gather(*(asyncio.to_thread(nodes.open) for _ in range(4)))
    assert len({await store.epoch() for store in opened}) == 1


async def test_two_nodes_do_not_share_a_file(files: Stores) -> None:
    """A second store on the same SQLite file is refused with the holder's process; after the close it opens."""
    store = files.open()
    with pytest.raises(StoreInUse, match=r"process [0-9]+.*another data folder"):
        files.open()
    with pytest.raises(StoreInUse):
        bring(files)
    await store.close()
    assert await files.open().ping()


async def test_the_file_is_for_its_owner_alone(files: Stores) -> None:
    """Names of people are in it, so nobody else on the machine can read it or what lies beside it."""
    store = files.open()
    await store.commit(OFFICE, noting())
    found = {path.name: path.stat().st_mode & 0o777 for path in files.folder.glob("trygg.db*")}
    assert found == dict.fromkeys(["trygg.db", "trygg.db-wal", "trygg.db-shm", "trygg.db.lock"], 0o600)


async def test_what_was_erased_is_not_in_the_file(files: Stores) -> None:
    """After an erasure and an orderly end no byte of the name is left on the disk."""
    store = files.open()
    await store.commit(OFFICE, noting(personal={"names": NAMES}))
    await store.erase_personal(OFFICE, 1)
    await store.close()
    assert "Åkesson".encode() not in (files.folder / "trygg.db").read_bytes()


async def test_reading_beside_the_writer(bare_stores: Stores) -> None:
    """A second process may read the record while it is written, and can write nothing."""
    with pytest.raises(StoreError, match=r"trygg serve|trygg migrate"):
        open_reading(bare_stores.url, clock=bare_stores.watch, data_dir=bare_stores.folder)
    store = bare_stores.open()
    await store.commit(OFFICE, noting())
    reading = open_reading(bare_stores.url, clock=bare_stores.watch, data_dir=bare_stores.folder)
    bare_stores.opened.append(reading)
    await store.commit(OFFICE, noting())
    assert len(await reading.entries(OFFICE, 0, 10)) == 2
    assert not await reading.ping()
    with pytest.raises(StoreUnavailable, match="reading only"):
        await reading.commit(OFFICE, noting())


@pytest.mark.parametrize(
    "url",
    ["", "trygg.db", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true", "mysql://anna:s3cret@host/db"],
)
def test_a_url_that_names_no_store_is_refused_in_words(tmp_path: Path, url: str) -> None:
    """The error says how to write it, and repeats no password."""
    with pytest.raises(StoreError, match=r"sqlite:///folder/trygg.db") as refused:
        open_store(url, clock=Watch(), data_dir=tmp_path)
    assert "s3cret" not in str(refused.value)


def test_a_target_that_is_no_version_is_refused(tmp_path: Path) -> None:
    """The error lists what can be asked for."""
    with pytest.raises(StoreError, match=r"0001.*base"):
        migrate("sqlite:///trygg.db", data_dir=tmp_path, target="0000")


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """Opening says that the database does not answer, and repeats no password."""
    url = f"postgresql://anna:s3cret@127.0.0.1:{free_port()}/trygg"
    with pytest.raises(StoreUnavailable, match="refused") as unavailable:
        open_store(url, clock=Watch(), data_dir=tmp_path)
    assert "s3cret" not in str(unavailable.value)
