"""Open the store that a URL names, with its schema brought up to date."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL

from service.clock import Clock
from service.store.access_statements import access_statements
from service.store.address import address_of, is_sqlite, path_of
from service.store.device_statements import device_statements
from service.store.enrolment_statements import enrolment_statements
from service.store.facade import NoWriter, SqlStore
from service.store.file_lock import FileLock, NoLock
from service.store.port import Store, StoreError, StoreInUse
from service.store.reader import Reader
from service.store.schema import migrate_postgres, migrate_sqlite, must_be_newest
from service.store.sqlite import READERS, SqliteWriter, reading_engine, writing_engine
from service.store.statements import statements
from service.store.watchdog import Watchdog


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
    address = address_of(url)
    if is_sqlite(address):
        return _open_sqlite(path_of(address, data_dir), clock=clock, before_commit=before_commit)
    return _open_postgres(address, clock=clock, before_commit=before_commit)


def open_beside(url: str, *, clock: Clock, data_dir: Path) -> Store:
    """Open a store for a command that writes a few rows, whether a service runs on it or not.

    SQLite lets processes take turns; the lock that is not asked for here keeps a second *node* out, which would keep
    the same deadlines. Nothing is migrated under a node that runs.

    Raises:
        StoreError: as for `open_store`, and when a running node has another schema than this Trygg.
    """
    try:
        return open_store(url, clock=clock, data_dir=data_dir)
    except StoreInUse:
        path = path_of(address_of(url), data_dir)
    engine = writing_engine(path)
    try:
        must_be_newest(engine)
    except BaseException:
        engine.dispose()
        raise
    spelled = statements(engine.dialect)
    return SqlStore(
        statements=spelled,
        access=access_statements(engine.dialect),
        devices=device_statements(engine.dialect),
        enrolments=enrolment_statements(engine.dialect),
        writer=SqliteWriter(engine, statements=spelled, clock=clock, lock=NoLock(), before_commit=None),
        reader=Reader(reading_engine(path), threads=READERS),
        clock=clock,
        listener=None,
    )


def open_reading(url: str, *, clock: Clock, data_dir: Path) -> Store:
    """Open a store beside whoever writes it; whatever would write raises StoreUnavailable.

    Raises:
        SchemaTooNew: when a newer Trygg made the database.
        StoreError: when there is no database, or one that has to be migrated first.
        StoreUnavailable: when the database does not answer.
    """
    address = address_of(url)
    if is_sqlite(address):
        path = path_of(address, data_dir)
        if not path.exists():
            raise StoreError(f"there is no record at {path}; `trygg serve` makes one")
        engine = reading_engine(path)
    else:
        from service.store import postgres  # noqa: PLC0415 - only who uses PostgreSQL waits for its driver

        engine = postgres.engine_for(address, postgres.READING, size=READERS)
    try:
        must_be_newest(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(
        statements=statements(engine.dialect),
        access=access_statements(engine.dialect),
        devices=device_statements(engine.dialect),
        enrolments=enrolment_statements(engine.dialect),
        writer=NoWriter(),
        reader=Reader(engine, threads=READERS),
        clock=clock,
        listener=None,
    )


def _open_sqlite(path: Path, *, clock: Clock, before_commit: Callable[[], None] | None) -> Store:
    lock = FileLock(path)
    engine = writing_engine(path)
    try:
        path.touch(mode=0o600)  # names of people are in it
        migrate_sqlite(engine)
        spelled = statements(engine.dialect)
        writer = SqliteWriter(engine, statements=spelled, clock=clock, lock=lock, before_commit=before_commit)
    except BaseException:
        engine.dispose()
        lock.release()
        raise
    reader = Reader(reading_engine(path), threads=READERS)
    return SqlStore(
        statements=spelled,
        access=access_statements(engine.dialect),
        devices=device_statements(engine.dialect),
        enrolments=enrolment_statements(engine.dialect),
        writer=writer,
        reader=reader,
        clock=clock,
        listener=None,
    )


def _open_postgres(address: URL, *, clock: Clock, before_commit: Callable[[], None] | None) -> Store:
    from service.store import postgres  # noqa: PLC0415 - only who uses PostgreSQL waits for its driver
    from service.store.listening import PostgresListener  # noqa: PLC0415

    migrate_postgres(address)
    reading = postgres.engine_for(address, postgres.READING, size=postgres.READERS)
    spelled = statements(reading.dialect)
    watchdog = Watchdog(limit=postgres.HUNG)
    return SqlStore(
        statements=spelled,
        access=access_statements(reading.dialect),
        devices=device_statements(reading.dialect),
        enrolments=enrolment_statements(reading.dialect),
        writer=postgres.PostgresWriter(
            address, statements=spelled, clock=clock, watchdog=watchdog, before_commit=before_commit
        ),
        reader=Reader(reading, threads=postgres.READERS, watchdog=watchdog),
        clock=clock,
        listener=PostgresListener(address),
    )
