"""An older and a newer Trygg beside each other: this one is the older, and the newer one's schema is made up here.

What the newer one adds is what a migration may add: tables, columns that need no value, indexes.
"""

import pytest

from parts.stores import OFFICE, PostgresStores, Stores, noting, raising
from service.store.opening import open_reading
from service.store.port import SchemaTooNew, StoreUnavailable
from service.store.schema import migrate
from service.store.versions import BESIDE, NEWEST, OLDEST_BESIDE, VERSIONS

NEWER = "9999"
EXPANSION = (
    "CREATE TABLE of_tomorrow (id TEXT PRIMARY KEY)",
    "ALTER TABLE alarms ADD COLUMN of_tomorrow TEXT",
    "ALTER TABLE entries ADD COLUMN of_tomorrow TEXT",
    "ALTER TABLE deliveries ADD COLUMN of_tomorrow INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE presses ADD COLUMN of_tomorrow TEXT",
    "ALTER TABLE notices ADD COLUMN of_tomorrow TEXT",
    "ALTER TABLE plan_versions ADD COLUMN of_tomorrow TEXT",
    "ALTER TABLE undertakings ADD COLUMN of_tomorrow TEXT",
    "CREATE INDEX entries_of_tomorrow ON entries (of_tomorrow)",
)


def brought_by_newer(stores: Stores, oldest_beside: str) -> None:
    """Do to a database what a newer Trygg does that lets those from `oldest_beside` on write beside it."""
    for statement in EXPANSION:
        stores.run(statement)
    stores.run(f"UPDATE alembic_version SET version_num = '{NEWER}'")
    stores.run(f"DELETE FROM meta WHERE name = '{BESIDE}'")
    stores.run(f"INSERT INTO meta (name, value) VALUES ('{BESIDE}', '{oldest_beside}')")


async def test_a_database_says_who_may_write_beside_its_maker(bare_stores: Stores) -> None:
    """The row is there after a migration, also after one that stops earlier; it names no schema that is not there."""
    asked = f"SELECT value FROM meta WHERE name = '{BESIDE}'"
    bare_stores.open()
    assert bare_stores.run(asked) == [(OLDEST_BESIDE,)]
    await bare_stores.opened.pop().close()
    migrate(bare_stores.url, data_dir=bare_stores.folder, target=VERSIONS[-3])
    assert bare_stores.run(asked) == [(min(OLDEST_BESIDE, VERSIONS[-3]),)]


async def test_an_older_trygg_runs_beside_a_schema_that_only_expands(bare_stores: Stores) -> None:
    """It opens, reads, raises and goes on, and the newer one's schema stays as it is."""
    bare_stores.open()
    await bare_stores.opened.pop().close()
    brought_by_newer(bare_stores, NEWEST)
    store = bare_stores.open()
    assert await store.commit(OFFICE, raising()) == "a-1"
    assert await store.ping()
    reading = open_reading(bare_stores.url, clock=bare_stores.watch, data_dir=bare_stores.folder)
    bare_stores.opened.append(reading)
    assert [entry.event for entry in await reading.entries(OFFICE, 0, 1)] == ["AlarmRaised"]
    assert bare_stores.run("SELECT version_num FROM alembic_version") == [(NEWER,)]
    await store.close()
    with pytest.raises(SchemaTooNew, match=r"9999.*newer Trygg"):
        migrate(bare_stores.url, data_dir=bare_stores.folder, target=VERSIONS[0])


async def test_an_older_trygg_does_not_start_on_what_it_may_not_write(bare_stores: Stores) -> None:
    """Where the database asks for a newer one, opening says so and changes nothing."""
    bare_stores.open()
    await bare_stores.opened.pop().close()
    brought_by_newer(bare_stores, NEWER)
    with pytest.raises(SchemaTooNew, match=r"schema 9999.*newer Trygg"):
        bare_stores.open()
    assert bare_stores.run("SELECT version_num FROM alembic_version") == [(NEWER,)]


async def test_a_running_node_stops_writing_when_a_newer_one_takes_over(nodes: PostgresStores) -> None:
    """Its next look finds it out; from then on every commit is refused, until the database goes back."""
    store = nodes.open()
    assert await store.commit(OFFICE, noting()) == 1
    brought_by_newer(nodes, NEWER)
    with pytest.raises(SchemaTooNew, match=r"schema 9999"):
        await store.ping()
    pinged = nodes.run("SELECT value FROM meta WHERE name = 'pinged_at'")
    with pytest.raises(StoreUnavailable, match=r"schema 9999.*newer Trygg"):
        await store.commit(OFFICE, noting())
    assert (await store.head(OFFICE)).position == 1, "it still reads"
    with pytest.raises(SchemaTooNew):
        await store.ping()
    assert nodes.run("SELECT value FROM meta WHERE name = 'pinged_at'") == pinged
    nodes.run(f"UPDATE meta SET value = '{NEWEST}' WHERE name = '{BESIDE}'")
    assert await store.ping()
    assert await store.commit(OFFICE, noting()) == 2
