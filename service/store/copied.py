"""A copied record is looked through before anybody relies on it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.store import rows
from service.store.port import StoreError
from service.timeline import chain
from service.timeline.entry import Entry, Head

_HEADS: Final = "SELECT office, position, hash FROM heads ORDER BY office"
_ENTRIES: Final = (
    "SELECT office, position, at, event, alarm, actor, facts, salt, personal, personal_digest, previous, hash "
    "FROM entries WHERE office = ? ORDER BY position"
)
_OPEN: Final = "SELECT count(*) FROM alarms WHERE state IN ('raised', 'acknowledged')"


class CopyBroken(StoreError):  # noqa: N818 - it names the state, and the message says what is wrong
    """A copy of a record cannot be relied on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """What a copied record holds."""

    schema: str
    heads: tuple[Head, ...]
    """The ends of all offices' timelines, each of which holds from its first entry to there."""
    open_alarms: int


def look_through(file: Path) -> Copied:
    """Verify a copy: the file itself, its references, and every office's chain from the first entry to its head.

    Raises:
        CopyBroken: when any of it does not hold, or the file is no record.
    """
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as record:
            said = [row[0] for row in record.execute("PRAGMA integrity_check(3)")]
            if said != ["ok"]:
                raise CopyBroken(f"the copied record is damaged: {said[0]}")
            lost = record.execute("PRAGMA foreign_key_check").fetchone()
            if lost is not None:
                raise CopyBroken(f"the copied record is not whole: a row of {lost[0]} refers to none of {lost[2]}")
            heads = tuple(rows.read_head(row) for row in record.execute(_HEADS))
            for head in heads:
                _hold(record, head)
            (schema,) = record.execute("SELECT version_num FROM alembic_version").fetchone()
            (open_alarms,) = record.execute(_OPEN).fetchone()
    except (sqlite3.Error, ValueError, TypeError, KeyError) as wrong:
        raise CopyBroken(f"the copied record cannot be read: {wrong}") from wrong
    return Copied(schema=schema, heads=heads, open_alarms=open_alarms)


def _hold(record: sqlite3.Connection, head: Head) -> None:
    verdict = chain.verify(head.office, _entries(record, head.office), head)
    if verdict.broken:
        raise CopyBroken(
            f"the copied record of {head.office} does not hold at entry {verdict.broken.position}: "
            f"{verdict.broken.message}"
        )
    if verdict.head != head:
        raise CopyBroken(
            f"the copied record of {head.office} has {verdict.head.position} entries, and its head says {head.position}"
        )


def _entries(record: sqlite3.Connection, office: str) -> Iterator[Entry]:
    for row in record.execute(_ENTRIES, (office,)):
        yield rows.read_entry(row)
