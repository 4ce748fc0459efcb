"""Databases that have lived for years: one alarm's rows, made by Trygg itself, copied many times within the database.

The copies have the form, the size and the keys of real rows, and each alarm its own positions in its office's chain;
but their hashes are those of the rows they were copied from. So `trygg timeline verify` would refuse them, and nothing
that is measured here reads a hash other than the head's, which is right.
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import psycopg

_ALARM_TABLES: Final = ("alarms", "presses", "deliveries", "notices")
_EPOCH: Final = 1_500_000_000
"""When the first copied alarm was raised, in seconds since 1970; each further one a minute later or less."""
_SECONDS: Final = 280_000_000
"""Over how long the copies are spread: almost nine years, all of them in the past."""


class Line(Protocol):
    """A connection of either database."""

    def execute(self, statement: Any, /) -> Any:
        """Run one statement."""
        ...


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What the two databases say differently."""

    series: str
    """A table `series` with a column `n`, from 0 to below {count}."""
    instant: str
    """The instant {seconds} after 1970, as the store writes it."""
    number: str
    """The number n in text, all of one length: keys that come in their order are added to an index much faster."""


SQLITE: Final = Dialect(
    series="WITH RECURSIVE series(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM series WHERE n + 1 < {end})",
    instant="strftime('%Y-%m-%dT%H:%M:%f000Z', {seconds}, 'unixepoch')",
    number="printf('%09d', n)",
)
POSTGRES: Final = Dialect(
    series="WITH series AS (SELECT generate_series({first}, {end} - 1) AS n)",
    instant="""to_char(to_timestamp({seconds}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    number="lpad(n::text, 9, '0')",
)


class Filler:
    """Fills one office of one database, whose nodes have been ended."""

    def __init__(self, line: Line, dialect: Dialect, office: str = "as") -> None:
        """Take the first closed alarm of the office as the pattern."""
        self._line = line
        self._dialect = dialect
        self._office = office
        alarm, first, last = self._row(
            "SELECT id, first_position, last_position FROM alarms "
            f"WHERE office = '{office}' AND state = 'closed' ORDER BY first_position LIMIT 1"
        )
        self._alarm: str = alarm
        self._made: int = self._row(f"SELECT count(*) FROM alarms WHERE id LIKE '{alarm}-%'")[0]
        self._own: tuple[int, int] = first, last
        self.length: int = self._row(f"SELECT count(*) FROM entries WHERE alarm = '{alarm}'")[0]

    def fill(self, entries: int) -> int:
        """Copy the pattern until the office has at least so many entries; return how many it has."""
        position, _ = self._head()
        copies = max(0, -(-(entries - position) // self.length))
        if copies:
            self._copy(position, copies)
        return self._head()[0]

    def _copy(self, head: int, copies: int) -> None:
        first, end = self._made, self._made + copies
        series = self._dialect.series.format(first=first, end=end)
        step = max(1, _SECONDS // 1_000_000)
        at = self._dialect.instant.format(seconds=f"({_EPOCH} + n * {step} % {_SECONDS})")
        new = f"'{self._alarm}-' || {self._dialect.number}"
        there = f"({head} + (n - {first}) * {self.length})"
        numbered = (
            f"SELECT *, row_number() OVER (ORDER BY position) AS place FROM entries WHERE alarm = '{self._alarm}'"
        )
        self._insert("entries", numbered, series, {"position": f"{there} + own.place", "alarm": new, "at": at})
        for table in _ALARM_TABLES:
            of, key = ("id" if table == "alarms" else "alarm"), "press_key" if table == "presses" else "id"
            changed = {of: new, key: f"own.{key} || '-' || {self._dialect.number}" if table != "alarms" else new}
            if table == "alarms":
                changed |= {
                    "raised_at": at,
                    "first_position": f"{there} + 1",
                    "last_position": f"{there} + {self.length}",
                }
                changed |= {"snapshot": f"replace(own.snapshot, '{self._alarm}', {new})"}
            if table == "presses":
                changed |= {"at": at, "last_heard": at}
            self._insert(table, f"SELECT * FROM {table} WHERE {of} = '{self._alarm}'", series, changed)
        last = head + copies * self.length
        self._line.execute(
            f"UPDATE heads SET position = {last}, hash = (SELECT hash FROM entries WHERE office = '{self._office}' "
            f"AND position = {last}) WHERE office = '{self._office}'"
        )
        self._copy_figures(series, {"alarm": new, "raised_at": at, "first_position": f"{there} + 1"}, at)
        self._made = end

    def _copy_figures(self, series: str, changed: dict[str, str], at: str) -> None:
        """Have the figures of the copies made, too: else the node would read years on while presses are measured.

        Months are not added up anew: no chart is measured here. Nothing is done where the pattern has no figures yet.
        """
        if self._row(f"SELECT count(*) FROM alarm_figures WHERE alarm = '{self._alarm}'")[0]:
            own = f"SELECT * FROM alarm_figures WHERE alarm = '{self._alarm}'"
            self._insert("alarm_figures", own, series, changed | {"month": f"substr({at}, 1, 7)"})
            position, digest = self._head()
            self._line.execute(
                f"UPDATE figures_read SET position = {position}, hash = '{digest}' WHERE office = '{self._office}'"
            )

    def _insert(self, table: str, source: str, series: str, changed: dict[str, str]) -> None:
        """Copy the rows of a pattern; from beside the table, or all copies would lie in a second file first."""
        columns = self._columns(table)
        chosen = ", ".join(changed.get(column, f"own.{column}") for column in columns)
        self._line.execute(f"CREATE TEMPORARY TABLE own AS {source}")
        # The series outside, the pattern within: so copies come in their order.
        self._line.execute(
            f"{series} INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM series CROSS JOIN own"
        )
        self._line.execute("DROP TABLE own")

    def _columns(self, table: str) -> list[str]:
        found = self._line.execute(f"SELECT * FROM {table} LIMIT 0")
        return [column[0] for column in found.description]

    def _head(self) -> tuple[int, str]:
        position, digest = self._row(f"SELECT position, hash FROM heads WHERE office = '{self._office}'")
        return position, digest

    def _row(self, statement: str) -> Any:
        return self._line.execute(statement).fetchone()


def fill_sqlite(database: Path, entries: int) -> int:
    """Fill a file that nobody else has open; return how many entries the office has."""
    with closing(sqlite3.connect(database, isolation_level=None)) as line:
        # Bounded: what a copy of ten million rows would leave in the log is never there.
        line.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000")
        line.execute("BEGIN")
        found = Filler(line, SQLITE).fill(entries)
        line.execute("COMMIT")
        line.execute("PRAGMA journal_mode = WAL")
    with database.open("rb+") as file:  # else the disk would be busy with it while presses are measured
        os.fsync(file.fileno())
    return found


def fill_postgres(url: str, entries: int) -> int:
    """Fill a database to which no node is connected; return how many entries the office has."""
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("SET session_replication_role = replica")  # foreign keys are right by the way the rows are made
        line.execute("SET synchronous_commit = off")
        found = Filler(line, POSTGRES).fill(entries)
        line.execute("VACUUM ANALYZE")
        line.execute("CHECKPOINT")
        return found
