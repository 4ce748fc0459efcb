"""The spelled-out statements, as text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import Dialect, create_engine

from service.store.statements import statements
from service.store.tables import OPEN, metadata

SQLITE = create_engine("sqlite://", paramstyle="named").dialect
POSTGRESQL = create_engine("postgresql+psycopg://").dialect


def _texts(spelled: Mapping[Any, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Yield every statement with its name, those of parts included."""
    for name, one in spelled.items():
        if isinstance(one, Mapping):
            yield from _texts(one, f"{within}{name}.")
        else:
            yield f"{within}{name}", one


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=lambda d: d.name)
def test_no_statement_expects_a_value_that_nobody_gives(dialect: Dialect) -> None:
    """A literal turned into a value of its own (`param_1`, `heard_1`) would be missing when the text is run."""
    for name, statement in _texts(asdict(statements(dialect))):
        values = re.findall(r"(?<!:):(\w+)|%\((\w+)\)s", statement)
        assert not [v for pair in values for v in pair if re.search(r"_\d+$", v)], name


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=lambda d: d.name)
def test_open_alarms_are_asked_for_as_the_index_spells_them(dialect: Dialect) -> None:
    """A partial index serves only a question that spells its condition out."""
    spelled = statements(dialect)
    assert OPEN in spelled.open_alarm
    assert OPEN in spelled.engaged
    (index,) = [i for i in metadata.tables["alarms"].indexes if i.name == "alarms_one_open"]
    assert str(index.dialect_options["sqlite"]["where"]) == OPEN
    assert str(index.dialect_options["postgresql"]["where"]) == OPEN


def test_only_postgresql_locks_the_head_row() -> None:
    """SQLite's transaction holds the whole file, and knows no FOR UPDATE."""
    assert statements(POSTGRESQL).lock_head.endswith("FOR UPDATE")
    assert "FOR UPDATE" not in statements(SQLITE).lock_head
