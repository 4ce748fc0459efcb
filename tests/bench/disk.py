"""What the disk alone takes for a press: the floor below which no durable entry comes."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter, sleep
from typing import Final

from bench.figures import spread

BYTES: Final = 16_000
"""About what a press writes: its entries, its alarm and what follows from them."""
TIMES: Final = 60
PAUSE_S: Final = 0.02


def bare_commits(folder: Path, times: int = TIMES) -> str:
    """Return how long SQLite takes to commit so much, as it is set in Trygg, in words."""
    took = []
    with closing(sqlite3.connect(folder / "disk.db", isolation_level=None)) as line:
        line.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE held (held BLOB)")
        for _ in range(times):
            sleep(PAUSE_S)
            began = perf_counter()
            line.execute("BEGIN IMMEDIATE")
            line.execute("INSERT INTO held VALUES (?)", (b"x" * BYTES,))
            line.execute("COMMIT")
            took.append(1000 * (perf_counter() - began))
    found = spread(took)
    return f"a bare commit p50 {found.p50:.1f} ms, p99 {found.p99:.1f} ms"
