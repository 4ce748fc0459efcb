"""The stores that the store's contract suite runs on."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from parts.postgres import Postgres
from parts.reused import Reused
from parts.schemas import in_earnest
from parts.stores import PostgresStores, SqliteStores, Stores
from service.store.schema import migrate


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


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the newest schema and nothing in it: to copy it takes a third of making it."""
    name = postgres.create_database()
    migrate(postgres.url(name), data_dir=tmp_path_factory.mktemp("template"))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema and nothing in it."""
    folder = tmp_path_factory.mktemp("template")
    with in_earnest():
        migrate("sqlite:///trygg.db", data_dir=folder)
    return folder / "trygg.db"


@pytest.fixture(scope="session")
def reused(postgres: Postgres, postgres_template: str) -> Reused:
    """A copy of the template, and another one whenever a test has changed its schema."""
    return Reused(server=postgres, like=postgres_template)


@pytest.fixture
def copied_database(reused: Reused) -> Iterator[str]:
    """A database that is as the template, for this test alone."""
    yield reused.begin()
    reused.end()


@pytest.fixture(params=["sqlite", "postgresql"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """One database of each kind in turn, with the newest schema and nothing in it."""
    made: Stores
    if request.param == "sqlite":
        copied: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(copied, tmp_path / "trygg.db")
        made = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db")
    else:
        made = PostgresStores(folder=tmp_path, url=request.getfixturevalue("copied_database"))
    yield made
    await made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def bare_stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """One database of each kind in turn, without even a schema; the migrations make it."""
    made: Stores
    if request.param == "sqlite":
        made = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db")
    else:
        made = PostgresStores(folder=tmp_path, url=request.getfixturevalue("emptied_database"))
    with in_earnest():
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
    """One empty SQLite file, for what only a file can do; the migrations fill it."""
    made = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db")
    with in_earnest():
        yield made
    await made.close()
