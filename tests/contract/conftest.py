"""The stores that the store's contract suite runs on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parts.stores import PostgresStores, SqliteStores, Stores


@pytest.fixture(params=["sqlite", "postgresql"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """One empty database of each kind in turn."""
    made: Stores
    if request.param == "sqlite":
        made = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db")
    else:
        made = PostgresStores(folder=tmp_path, url=request.getfixturevalue("postgres_database"))
    yield made
    await made.close()


@pytest.fixture
async def nodes(postgres_database: str, tmp_path: Path) -> AsyncIterator[Stores]:
    """One empty PostgreSQL database, for tests with several nodes."""
    made = PostgresStores(folder=tmp_path, url=postgres_database)
    yield made
    await made.close()


@pytest.fixture
async def files(tmp_path: Path) -> AsyncIterator[Stores]:
    """One empty SQLite file, for what only a file can do."""
    made = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db")
    yield made
    await made.close()
