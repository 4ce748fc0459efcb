"""What `verify` says about a database that somebody has changed by hand."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from service.alarm.actor import SERVICE
from service.clock import SystemClock
from service.store.opening import open_store
from service.timeline.entry import Draft
from service.wiring.reviews import verify_office


async def _verdict(folder: Path, *changes: str) -> tuple[int, str | None, str]:
    """Write five entries, change the database, and return how far the record holds, and what breaks it."""
    clock = SystemClock()
    store = open_store("sqlite:///trygg.db", clock=clock, data_dir=folder)
    drafts = [
        Draft(
            at=clock.now(),
            event="AlarmNoted",
            alarm=None,
            actor=SERVICE,
            facts={"number": number},
            personal={"words": "She went out"},
        )
        for number in range(5)
    ]
    try:
        await store.commit("as", lambda unit: unit.append(drafts))
        with contextlib.closing(sqlite3.connect(folder / "trygg.db")) as connection, connection:
            guards = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for change in (*(f"DROP TRIGGER {name}" for (name,) in guards), *changes):
                connection.execute(change)
        verdict = await verify_office(store, "as")
    finally:
        await store.close()
    broken = verdict.broken
    return verdict.head.position, broken.code if broken else None, broken.message if broken else ""


async def test_an_untouched_record_holds(tmp_path: Path) -> None:
    """Five entries, none changed."""
    assert await _verdict(tmp_path) == (5, None, "")


@pytest.mark.parametrize(
    ("change", "holds", "code"),
    [
        ("UPDATE entries SET facts = replace(facts, '{', '[') WHERE position = 3", 2, "hash"),
        ("UPDATE entries SET at = 'yesterday' WHERE position = 1", 0, "hash"),
        ("UPDATE entries SET salt = ' ' || substr(salt, 2) WHERE position = 4", 3, "personal"),
        ("DELETE FROM entries WHERE position = 5", 4, "cut"),
        ("UPDATE heads SET hash = replace(hash, substr(hash, 1, 1), '-')", 5, "cut"),
    ],
)
async def test_a_change_is_found_where_it_is(tmp_path: Path, change: str, holds: int, code: str) -> None:
    """Also one that makes an entry unreadable, and also a missing end while the head still names it."""
    found = await _verdict(tmp_path, change)
    assert found[:2] == (holds, code)
    assert found[2]
