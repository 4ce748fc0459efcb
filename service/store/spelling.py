"""Statements are spelled out once a process for each kind of database: all of them take a tenth of a second."""

import importlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from sqlalchemy import Dialect

Spelled = TypeVar("Spelled")


def once(spell: Callable[[Dialect], Spelled]) -> Callable[[Dialect], Spelled]:
    """Keep what was spelled out; stores on databases of one kind, which name their values alike, share it."""
    known: dict[tuple[str, str], Spelled] = {}

    @wraps(spell)
    def spelled(dialect: Dialect) -> Spelled:
        kind = (dialect.name, dialect.paramstyle)
        if kind not in known:
            known[kind] = spell(dialect)
        return known[kind]

    return spelled


def insert_of(database: str) -> Any:
    """Return the `insert` of a kind of database, which knows of conflicts; the other kind's drivers are not loaded."""
    return importlib.import_module(f"sqlalchemy.dialects.{database}").insert
