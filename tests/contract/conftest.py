"""The stores that the store's contract suite runs on."""

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from parts.postgres import Postgres
from parts.stores import PostgresStores, SqliteStores, Stores


@pytest.fixture(scope="session")
def store_database(postgres: Postgres) -> str:
    """One database for all stores of this run."""
    return postgres.url(postgres.create_database())


@pytest.fixture
def emptied_database(store_database: str) -> str:
    """That database, with nothing in it and nobody connected: many times faster than making one for each test."""
    with psycopg.connect(store_database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return store_database


@pytest.fixture(params=["sqlite", "postgresql"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """One empty database of each kind in turn."""
    made: Stores
    if request.param == "sqlite":
        made = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db")
    else:
        made = PostgresStores(folder=tmp_path, url=request.getfixturevalue("emptied_database"))
    yield made
    await made.close()


@pytest.fixture
async def nodes(emptied_database: str, tmp_path: Path) -> AsyncIterator[Stores]:
    """One empty PostgreSQL database, for tests with several nodes."""
    made = PostgresStores(folder=tmp_path, url=emptied_database)
    yield made
    await made.close()


@pytest.fixture
async def files(tmp_path: Path) -> AsyncIterator[Stores]:
    """One empty SQLite file, for what only a file can do."""
    made = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db")
    yield made
    await made.close()
