"""Makes a new SQLite file as the migrations have made the first one: to run them for each takes ten times as long.

What the migrations make is read back from a database that they have made in this process, so it is never out of date;
what they draw by chance is drawn anew. Only the newest schema of an empty database is made so. Whatever is about the
migrations themselves runs them, `in_earnest`, and so does every Trygg that a test starts as an interpreter of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from typing import Final

from sqlalchemy import Connection, StaticPool, create_engine, text

from service.store import versions

EPOCH: Final = "epoch"
"""The only row that the migrations draw by chance."""

_migrate: Final = versions.bring_to


@dataclass(frozen=True, kw_only=True)
class Made:
    """What is in a database that the migrations have made from nothing."""

    statements: tuple[str, ...]
    """Its tables, then its indexes and triggers, as SQLite keeps them."""
    version: str
    meta: tuple[tuple[str, str], ...]
    """The rows of `meta`, each a name and a value."""


@dataclass(kw_only=True)
class _Way:
    is_quick: bool = False


_way: Final = _Way()


def make_quickly() -> None:
    """Make new databases so from now on, in this process and in whoever is forked from it."""
    versions.bring_to = _bring_to
    _way.is_quick = True


@contextmanager
def in_earnest() -> Iterator[None]:
    """Run the migrations for every database of this process, as Trygg does."""
    before, _way.is_quick = _way.is_quick, False
    try:
        yield
    finally:
        _way.is_quick = before


@cache
def newest() -> Made:
    """Run the migrations once, and return what they have made."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            _migrate(connection)
        with engine.connect() as connection:
            return read(connection)
    finally:
        engine.dispose()


def read(connection: Connection) -> Made:
    """Return what is in a database; only tables with rows that are known here may have any."""
    found = connection.execute(
        text("SELECT sql, type, name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type <> 'table', rowid")
    ).all()
    for table in {name for _, kind, name in found if kind == "table"} - {"alembic_version", "meta"}:
        filled = connection.execute(text(f"SELECT EXISTS (SELECT * FROM {table})")).scalar()
        assert not filled, f"a migration fills {table} of a new database: have tests/parts/schemas.py fill it, too"
    return Made(
        statements=tuple(sql for sql, _, _ in found),
        version=connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
        meta=tuple((name, value) for name, value in connection.execute(text("SELECT name, value FROM meta"))),
    )


def _bring_to(connection: Connection, target: str = versions.NEWEST) -> None:
    """Do what `versions.bring_to` does."""
    is_new = target == versions.NEWEST and connection.dialect.name == "sqlite" and _is_empty(connection)
    if not (_way.is_quick and is_new):
        _migrate(connection, target)
        return
    made = newest()
    for statement in made.statements:
        connection.exec_driver_sql(statement)
    connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": made.version})
    meta = [
        {"name": name, "value": token_hex(len(value) // 2) if name == EPOCH else value} for name, value in made.meta
    ]
    connection.execute(text("INSERT INTO meta (name, value) VALUES (:name, :value)"), meta)


def _is_empty(connection: Connection) -> bool:
    return not connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar()
