"""A PostgreSQL that has been at work before: what it needs only once is not measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from parts.postgres import Postgres

LOGS: Final = 16
"""How many files of its log (16 MB each) it has filled; a run of the bench writes fewer."""


@contextmanager
def run_in() -> Iterator[Postgres]:
    """Start a server of one's own whose log goes on in files that are there.

    A new server makes each file of its log while a commit waits for it: 20 to 40 ms on a small computer's disk, every
    few hundred presses. One that has run for a day renames what is no longer needed.
    """
    with Postgres() as server:
        with psycopg.connect(server.url(), autocommit=True) as line:
            for _ in range(LOGS):
                line.execute("SELECT pg_logical_emit_message(false, 'run in', '')")  # an empty one would not be left
                line.execute("SELECT pg_switch_wal()")
            line.execute("CHECKPOINT")
        yield server
