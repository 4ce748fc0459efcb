"""Bring a database's schema to a version: at every start upwards, and by `trygg migrate` either way."""

from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from service.store import versions
from service.store.address import address_of, is_sqlite, path_of
from service.store.file_lock import FileLock
from service.store.job import lost
from service.store.port import StoreError
from service.store.sqlite import reading_engine, writing_engine

LOCK = 0x7472_7967_67
"""The PostgreSQL advisory lock under which nodes that start at the same time migrate one after the other."""


def migrate(url: str, *, data_dir: Path | None = None, target: str = versions.NEWEST) -> tuple[str | None, str]:
    """Bring a database to a schema version, up or down, and return the one it had and the one it has.

    Args:
        url: as for `open_store`.
        data_dir: what a relative SQLite path counts from; the current folder without it.
        target: one of `versions.VERSIONS`, or `base` to take everything away.

    Raises:
        SchemaTooNew: when a newer Trygg made the database; nothing was touched.
        StoreInUse: when another process uses the SQLite file.
        StoreError: when the URL names no database that Trygg can use, or the target is no version.
        StoreUnavailable: when the database does not answer.
    """
    versions.refuse_unknown(target)
    address = address_of(url)
    if not is_sqlite(address):
        return migrate_postgres(address, target), target
    path = path_of(address, data_dir or Path())
    lock = FileLock(path)
    engine = writing_engine(path)
    try:
        return migrate_sqlite(engine, target), target
    finally:
        engine.dispose()
        lock.release()


def migrate_sqlite(engine: Engine, target: str = versions.NEWEST) -> str | None:
    """Migrate a SQLite file whose lock is held; return the version that it had."""
    return _migrate(engine, target, lock=None)


def migrate_postgres(address: URL, target: str = versions.NEWEST) -> str | None:
    """Migrate a PostgreSQL database, after whoever else is doing so; return the version that it had."""
    return _migrate(_patient(address), target, lock=f"SELECT pg_advisory_xact_lock({LOCK})")


def _patient(address: URL) -> Engine:
    """Return an engine without the writers' tight bounds: a step may take its time."""
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"connect_timeout": 10, "client_encoding": "utf8"},
    )


def look(url: str, *, data_dir: Path | None = None) -> tuple[str | None, str | None]:
    """Return the schema that a database has, and the oldest one whose Trygg may write it; nothing is changed or locked.

    Both are None where there is no database or none of Trygg's.

    Args:
        url: as for `open_store`.
        data_dir: what a relative SQLite path counts from; the current folder without it.

    Raises:
        StoreError: when the URL names no database that Trygg can use.
        StoreUnavailable: when the database does not answer.
    """
    address = address_of(url)
    if is_sqlite(address):
        path = path_of(address, data_dir or Path())
        if not path.exists():
            return None, None
        engine = reading_engine(path)
    else:
        engine = _patient(address)
    try:
        with engine.connect() as connection, connection.begin():
            _must_hold_every_name(connection)
            return versions.version_of(connection), versions.beside_of(connection)
    except SQLAlchemyError as error:
        raise lost(error) from error
    finally:
        engine.dispose()


def must_be_newest(engine: Engine) -> None:
    """Let only a database pass that is fit for this Trygg; raises SchemaTooNew, StoreError or StoreUnavailable."""
    try:
        with engine.connect() as connection:
            found = _version(connection)
    except SQLAlchemyError as error:
        raise lost(error) from error
    if found is None or (found in versions.VERSIONS and found != versions.NEWEST):
        raise StoreError(f"the database has schema {found or 'none'}, not {versions.NEWEST}; run `trygg migrate` first")


def _migrate(engine: Engine, target: str, *, lock: str | None) -> str | None:
    try:
        with engine.connect() as connection:
            found = _version(connection)
            if found == target:
                return found
            with connection.begin():
                if lock:
                    connection.execute(text(lock))
                found = versions.version_of(connection)
                versions.bring_to(connection, target)
                return found
    except SQLAlchemyError as error:
        raise lost(error) from error


def _must_hold_every_name(connection: Connection) -> None:
    """Let only databases pass that can hold any name and any word; raises StoreError.

    PostgreSQL makes databases in SQL_ASCII where the server's locale is C: it takes any bytes and gives them back as
    bytes. In LATIN1 and its like an entry with one letter too many could not be written, in the midst of an alarm.
    """
    if connection.dialect.name != "postgresql":
        return
    encoding, name = connection.execute(text("SELECT current_setting('server_encoding'), current_database()")).one()
    if encoding != "UTF8":
        raise StoreError(
            f"the PostgreSQL database {name} has the encoding {encoding}, which cannot hold every name and word; make "
            f"one in UTF8 (createdb --encoding=UTF8 --template=template0 {name}), and name it in TRYGG_DATABASE_URL; "
            "what an older Trygg has written here, its own `trygg backup` takes along"
        )


def _version(connection: Connection) -> str | None:
    with connection.begin():
        _must_hold_every_name(connection)
        found = versions.version_of(connection)
        if found is not None and found not in versions.VERSIONS:
            versions.refuse_newer(found, versions.beside_of(connection))
        return found
