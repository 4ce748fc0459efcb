"""A whole record as one SQLite file: taken out of a database that others go on writing, and put into an empty one.

SQLite gives a copy of itself; from PostgreSQL every row is read in one snapshot. So there is one kind of copy, which is
verified in one way, and a record that was copied from either database can be put into either.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, Table, create_engine, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from service.store import (  # noqa: F401 - each makes its tables known
    access_tables,
    device_tables,
    enrolment_tables,
    figures_tables,
    level_tables,
    notice_tables,
    output_tables,
    passkey_tables,
    push_tables,
    undertaking_tables,
    versions,
    watch_tables,
)
from service.store.address import address_of, is_sqlite, path_of
from service.store.job import lost
from service.store.port import StoreError
from service.store.schema import LOCK, migrate_sqlite
from service.store.sqlite import writing_engine
from service.store.tables import meta, metadata

AT_ONCE: Final = 1000
"""Rows that are carried at a time."""


class RecordThere(StoreError):  # noqa: N818 - it names the state, and the message says what to do
    """There is a record already where one was to be put."""


def copy_out(url: str, to: Path, *, data_dir: Path) -> None:
    """Copy a record as it stands at one moment; whoever writes it is not held up.

    Args:
        url: as for `open_store`.
        to: a file that is not there yet; nobody else may read it.
        data_dir: what a relative SQLite path counts from.

    Raises:
        StoreError: when there is no record, or its schema is not this Trygg's.
        StoreUnavailable: when the database does not answer, or the copy finds no room.
        OSError: when the file cannot be made.
    """
    address = address_of(url)
    to.touch(mode=0o600, exist_ok=False)
    if not is_sqlite(address):
        _fetch(address, to)
        return
    path = path_of(address, data_dir)
    if not path.exists():
        raise StoreError(f"there is no record at {path}")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as source:
            source.execute("VACUUM INTO ?", (str(to),))  # what was erased is in no copy
    except sqlite3.Error as error:
        raise lost(error) from error


def is_empty(url: str, *, data_dir: Path) -> bool:
    """Say whether no record, nor anything else, is where a URL points; raises StoreError or StoreUnavailable."""
    address = address_of(url)
    if is_sqlite(address):
        return not path_of(address, data_dir).exists()
    try:
        with _patient(address).connect() as there:
            return not inspect(there).get_table_names()
    except SQLAlchemyError as error:
        raise lost(error) from error


def copy_into(url: str, file: Path) -> None:
    """Put a copied record of the newest schema into an empty PostgreSQL database, all of it or nothing.

    Raises:
        RecordThere: when the database is not empty.
        StoreUnavailable: when it does not answer, or refuses a row; nothing was written.
    """
    source = writing_engine(file)
    try:
        with source.connect() as copied, _patient(address_of(url)).connect() as into, into.begin():
            into.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            if inspect(into).get_table_names():
                raise RecordThere("the database is not empty; make a new one for what is restored")
            versions.bring_to(into)
            into.execute(meta.delete())
            for table in metadata.sorted_tables:
                _put(copied, into, table)
    except SQLAlchemyError as error:
        raise lost(error) from error
    finally:
        source.dispose()


def stand_alone(file: Path) -> None:
    """Have a closed record's file hold all of it, without a log beside it; raises StoreUnavailable."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as record:
            record.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.Error as error:
        raise lost(error) from error


def _fetch(address: URL, to: Path) -> None:
    made = writing_engine(to)
    try:
        migrate_sqlite(made)
        snapshot = _patient(address).connect().execution_options(isolation_level="REPEATABLE READ")
        with snapshot, made.begin() as into:
            snapshot.exec_driver_sql("SET TRANSACTION READ ONLY")
            found = versions.version_of(snapshot)
            if found != versions.NEWEST:
                raise StoreError(
                    f"the database has schema {found or 'none'}, not {versions.NEWEST}: copy it with the Trygg that "
                    "runs on it"
                )
            into.execute(meta.delete())
            for table in metadata.sorted_tables:
                rows = snapshot.execute(select(*table.c), execution_options={"yield_per": AT_ONCE})
                for some in rows.mappings().partitions():
                    into.execute(insert(table), [dict(row) for row in some])
    except SQLAlchemyError as error:
        raise lost(error) from error
    finally:
        made.dispose()
    stand_alone(to)


def _put(copied: Connection, into: Connection, table: Table) -> None:
    from psycopg import sql  # noqa: PLC0415 - only who uses PostgreSQL waits for its driver

    columns = sql.SQL(", ").join(map(sql.Identifier, table.c.keys()))
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    driver: Any = into.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(command) as writing:
        for row in copied.execute(select(*table.c), execution_options={"yield_per": AT_ONCE}):
            writing.write_row(tuple(row))


def _patient(address: URL) -> Engine:
    """Return an engine without the writers' tight bounds: a whole record takes its time."""
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,  # they are names, words and hashes: an error needs none of them
        connect_args={"connect_timeout": 10},
    )
