"""SQLite: one committing writer thread, and read-only connections beside it.

SQLite has one writer at a time anyway; one thread that owns it never waits for a lock, and takes whatever has queued
up meanwhile into one transaction, so that a slow disk is waited for once and not once for each press.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from service.clock import Clock
from service.store.batch import Appetite, Batch, Database
from service.store.file_lock import FileLock, NoLock
from service.store.job import Job, Outcome, deliver, lost
from service.store.port import StoreUnavailable
from service.store.statements import Statements

READERS = 2

PRAGMAS = (
    "journal_mode = WAL",  # readers never wait for the writer
    "synchronous = FULL",  # a commit is on the disk
    "foreign_keys = ON",
    "secure_delete = ON",  # what is erased is overwritten
)


def writing_engine(path: Path) -> Engine:
    """Return an engine with one connection whose transactions begin as writers and end on the disk."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        paramstyle="named",
        hide_parameters=True,  # they are names, words and hashes: an error needs none of them
        poolclass=StaticPool,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": 1.0},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading_engine(path: Path) -> Engine:
    """Return an engine whose connections cannot write."""
    return create_engine(
        URL.create("sqlite", database=f"file:{path}", query={"mode": "ro", "uri": "true"}),
        paramstyle="named",
        hide_parameters=True,  # they are names, words and hashes: an error needs none of them
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=0,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": 1.0},
    )


class SqliteWriter:
    """The one thread that commits."""

    def __init__(
        self,
        engine: Engine,
        *,
        statements: Statements,
        clock: Clock,
        lock: FileLock | NoLock,
        before_commit: Callable[[], None] | None,
    ) -> None:
        self._engine = engine
        self._lent = engine.raw_connection()  # for as long as the writer lives
        self._connection: Any = self._lent.driver_connection
        self._database = Database(
            statements=statements,
            refusal=sqlite3.IntegrityError,
            overtaken=(sqlite3.IntegrityError,),
            failure=sqlite3.Error,
            lock=False,
        )
        self._clock = clock
        self._appetite = Appetite()
        self._lock = lock
        self._before_commit = before_commit
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job; one for a closed store is answered at once."""
        if self._closed:
            deliver([job], [Outcome(error=StoreUnavailable("the store is closed"))])
        else:
            self._queue.put(job)

    def close(self) -> None:
        """Commit what has queued up, end the thread and let go of the file."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        self._thread.join()
        self._lent.close()
        self._engine.dispose()
        self._lock.release()

    def _work(self) -> None:
        jobs: list[Job] = []
        last = False
        while jobs or not last:
            if not jobs:
                jobs, last = self._next()
            if jobs:
                outcomes = self._commit(jobs)
                deliver(jobs[: len(outcomes)], outcomes)
                jobs = jobs[len(outcomes) :]

    def _next(self) -> tuple[list[Job], bool]:
        """Wait for a job and take what has queued up behind it; say whether the store is to be closed."""
        jobs: list[Job] = []
        job = self._queue.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) >= self._appetite.size:
                return jobs, False
            try:
                job = self._queue.get_nowait()
            except Empty:
                return jobs, False
        return jobs, True

    def _commit(self, jobs: list[Job]) -> list[Outcome]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = Batch(self._connection, database=self._database, clock=self._clock).run(jobs)
            begun = self._clock.monotonic()
            if self._before_commit:
                self._before_commit()
            self._connection.execute("COMMIT")
            self._appetite.learn(self._clock.monotonic() - begun)
            return outcomes
        except BaseException as error:
            with suppress(sqlite3.Error):
                self._connection.rollback()
            return [Outcome(error=lost(error)) for _ in jobs]
