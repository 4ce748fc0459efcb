"""A PostgreSQL database that cannot hold every name is refused before anything is written, with what to do."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from parts.offices import lay_out
from parts.postgres import Postgres
from parts.service import environment, trygg
from parts.stores import Watch
from service.store.opening import open_beside, open_reading, open_store
from service.store.port import StoreError
from service.store.schema import look, migrate


@pytest.fixture(params=["SQL_ASCII", "LATIN1"])
def encoded(request: pytest.FixtureRequest, postgres: Postgres) -> Iterator[str]:
    """The address of a database in another encoding."""
    name = postgres.create_database(encoding=request.param)
    yield postgres.url(name)
    postgres.drop_database(name)


def test_another_encoding_is_refused_by_whatever_opens_it(encoded: str, tmp_path: Path) -> None:
    """The sentence names the database and its encoding, and says how to make another one."""
    name = encoded.rpartition("/")[2]
    ways: list[Callable[[], object]] = [
        partial(migrate, encoded),
        partial(look, encoded),
        *(partial(way, encoded, clock=Watch(), data_dir=tmp_path) for way in (open_store, open_beside, open_reading)),
    ]
    for way in ways:
        with pytest.raises(StoreError, match=re.escape(f"createdb --encoding=UTF8 --template=template0 {name}")):
            way()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("command", [("serve",), ("migrate",), ("doctor",)])
def test_whoever_starts_trygg_reads_what_is_wrong(encoded: str, command: tuple[str, ...], tmp_path: Path) -> None:
    """One sentence, and no traceback."""
    plans = lay_out(tmp_path / "plans")
    settings = environment(TRYGG_DATA_DIR=str(tmp_path), TRYGG_PLANS_DIR=str(plans), TRYGG_DATABASE_URL=encoded)
    done = trygg(*command, settings=settings)
    assert done.returncode == 1
    told = " ".join((done.stdout + done.stderr).split())
    assert re.search(r"has the encoding (SQL_ASCII|LATIN1), which cannot hold every name", told), told
    assert "Traceback" not in told
