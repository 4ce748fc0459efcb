"""One PostgreSQL database for test after test: truncating what was written costs a third of copying a database.

Where a test has changed the schema, or whose triggers hold, the database is dropped and the next test gets a copy.
"""

from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from parts.postgres import Postgres

# Whoever makes, changes or drops something of a schema changes the number of these rows or the newest of them.
_CATALOGS: Final[tuple[LiteralString, ...]] = (
    "pg_class", "pg_attribute", "pg_trigger", "pg_proc", "pg_constraint", "pg_index", "pg_type", "pg_namespace",
)  # fmt: skip
_SCHEMA: Final = sql.SQL(", ").join(
    sql.SQL("(SELECT ROW(count(*), max(xmin::text::bigint))::text FROM {})").format(sql.Identifier(catalog))
    for catalog in _CATALOGS
)
_OTHERS_AWAY: Final = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


@dataclass(kw_only=True)
class Reused:
    """Copies of one database, as few as are needed."""

    server: Postgres
    like: str
    """The database that each test is to find a copy of; nobody is connected to it."""
    _name: str | None = None
    _schema: tuple[Any, ...] = ()
    _rows: dict[str, bytes] | None = None
    """What the tables hold that are not empty, as COPY writes it."""

    def begin(self) -> str:
        """Return the address of a database that is as the one it is like."""
        if self._name is None:
            self._name = self.server.create_database(like=self.like)
            with self._connect() as connection:
                self._rows = {table: _copy_out(connection, table) for table in _filled(connection)}
                self._schema = _schema(connection)
        return self.server.url(self._name)

    def end(self) -> None:
        """Put back what a test has changed, or drop the database."""
        assert self._name is not None
        assert self._rows is not None
        with self._connect() as connection:
            connection.execute(_OTHERS_AWAY)
            changed = _schema(connection) != self._schema
            if not changed:
                connection.execute("SET session_replication_role = replica")  # triggers keep entries
                written = [one for one in _filled(connection) if _copy_out(connection, one) != self._rows.get(one)]
                if written:
                    names = sql.SQL(", ").join(map(sql.Identifier, written))
                    connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
                for table, rows in self._rows.items():
                    if not _copy_out(connection, table):
                        _copy_in(connection, table, rows)
                self._schema = _schema(connection)  # a truncated table has a new file
        if changed:
            self.server.drop_database(self._name)
            self._name = None

    def _connect(self) -> psycopg.Connection:
        assert self._name is not None
        return psycopg.connect(self.server.url(self._name), autocommit=True, connect_timeout=10)


def _schema(connection: psycopg.Connection) -> tuple[Any, ...]:
    found = connection.execute(sql.SQL("SELECT {}").format(_SCHEMA)).fetchone()
    assert found is not None
    return found


def _filled(connection: psycopg.Connection) -> list[str]:
    """Return the tables that are not empty."""
    tables = [name for (name,) in connection.execute(_TABLES)]
    asked = sql.SQL(", ").join(sql.SQL("EXISTS (SELECT FROM {})").format(sql.Identifier(table)) for table in tables)
    found = connection.execute(sql.SQL("SELECT {}").format(asked)).fetchone()
    assert found is not None
    return [table for table, filled in zip(tables, found, strict=True) if filled]


def _copy_out(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(bytes(block) for block in copy)


def _copy_in(connection: psycopg.Connection, table: str, rows: bytes) -> None:
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
        copy.write(rows)
