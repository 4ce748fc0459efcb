"""No statement reads years of an office's record to find a little of it: what is asked again and again stays quick."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from service.store.access_statements import access_statements
from service.store.device_statements import device_statements
from service.store.enrolment_statements import enrolment_statements
from service.store.schema import migrate
from service.store.statements import statements

DIALECT = create_engine("sqlite://", paramstyle="named").dialect
GROWS = (
    "entries",
    "alarms",
    "presses",
    "deliveries",
    "notices",
    "undertaking_entries",
    "undertakings",
    "plan_versions",
)
"""Tables that get longer with every alarm, drill and meeting, for as long as the office exists."""
SHORT = (
    "deliveries_queued", "undertakings_due", "undertakings_open", "notices_due", "notices_open", "alarms_unclosed",
)  # fmt: skip
"""Partial indexes: only what is still to be done, or not closed yet, stands in them."""
BY_OFFICE = ("alarms_one_open", "alarms_unclosed", "undertakings_open", "entries_of_no_alarm")
"""Indexes of which an office's whole part may be read: it stays short, or it is what was asked for."""
VERSIONS = ("versions", "last_version")
"""Statements about the versions of an office's plan, of which somebody has written each."""


def _spelled(statements_of: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for field in fields(statements_of):
        value = getattr(statements_of, field.name)
        if is_dataclass(value):
            yield from _spelled(value, f"{field.name}.")
        else:
            yield prefix + field.name, value


ALL = [
    *_spelled(statements(DIALECT)),
    *_spelled(access_statements(DIALECT)),
    *_spelled(device_statements(DIALECT)),
    *_spelled(enrolment_statements(DIALECT)),
]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Return a database with tables and nothing in them; nobody counts rows for SQLite while Trygg runs, either."""
    folder: Path = tmp_path_factory.mktemp("years")
    migrate(f"sqlite:///{folder}/trygg.db", data_dir=folder)
    with closing(sqlite3.connect(folder / "trygg.db")) as line:
        yield line


@pytest.mark.parametrize(("name", "statement"), ALL, ids=[name for name, _ in ALL])
def test_no_statement_reads_a_table_that_grows_with_the_years(
    empty: sqlite3.Connection, name: str, statement: str
) -> None:
    """SQLite's own plan of it: each such table is reached by a key, and not by its office alone."""
    values = dict.fromkeys(re.findall(r"(?<!:):(\w+)", statement))
    for *_, step in empty.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall():
        found = re.match(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?(?: \((.*)\))?", step)
        if found is None or found[2] not in GROWS:
            continue
        how, _table, index, by = found.groups()
        if how == "SCAN":
            assert index in SHORT, f"{name}: {step}"
        elif by == "office=?":
            assert index in BY_OFFICE or name in VERSIONS, f"{name}: {step}"
