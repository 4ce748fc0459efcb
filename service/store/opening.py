"""Open the store that a URL names, with its schema brought up to date."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from service.clock import Clock
from service.store import schema
from service.store.facade import SqlStore
from service.store.port import Store, StoreError
from service.store.reader import Reader
from service.store.sqlite import READERS, FileLock, SqliteWriter, reading_engine, writing_engine
from service.store.statements import statements


def open_store(url: str, *, clock: Clock, data_dir: Path, before_commit: Callable[[], None] | None = None) -> Store:
    """Open a store for writing; the schema is made or brought up where it is older.

    Args:
        url: `sqlite:///folder/file.db` (a relative path counts from `data_dir`) or `postgresql://…`.
        clock: what time it is.
        data_dir: the node's data folder.
        before_commit: called in the writer's thread before each commit; for tests and the bench, to stall or to fail.

    Raises:
        SchemaTooNew: when a newer Trygg made the database.
        StoreInUse: when another process writes the same SQLite file.
        StoreError: when the URL names no database that Trygg can use.
        StoreUnavailable: when the database does not answer.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(_path(address, data_dir), clock=clock, before_commit=before_commit)
    raise StoreError("PostgreSQL follows")


def _open_sqlite(path: Path, *, clock: Clock, before_commit: Callable[[], None] | None) -> Store:
    lock = FileLock(path)
    try:
        path.touch(mode=0o600)  # names of people are in it
        engine = writing_engine(path)
        with engine.connect() as connection, connection.begin():
            schema.bring_to(connection)
        spelled = statements(engine.dialect)
    except BaseException:
        lock.release()
        raise
    return SqlStore(
        statements=spelled,
        writer=SqliteWriter(engine, statements=spelled, clock=clock, lock=lock, before_commit=before_commit),
        reader=Reader(reading_engine(path), threads=READERS),
        clock=clock,
        listener=None,
    )


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError("the database URL is neither sqlite:///folder/trygg.db nor postgresql://user@host/database")
    return address


def _path(address: URL, data_dir: Path) -> Path:
    if not address.database or address.database == ":memory:" or address.database.startswith("file:"):
        raise StoreError("a SQLite store is a file, so that it outlives the process: write sqlite:///folder/trygg.db")
    return data_dir / address.database
