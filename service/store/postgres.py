"""PostgreSQL: a few writing threads, each with a connection of its own, and never two of them for one office.

The works of one office wait for each other at its head row anyway; so one thread takes what has queued up for an
office into one transaction. Other nodes wait at the same row, at most as long as the bounds below allow.
"""

import logging
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock, local
from typing import Any

import psycopg
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled, SerializationFailure
from sqlalchemy import URL, Engine, create_engine

from service.clock import Clock
from service.store.batch import Appetite, Batch, Database
from service.store.job import Job, Outcome, deliver, lost
from service.store.port import StoreUnavailable
from service.store.statements import Statements
from service.store.watchdog import Watchdog

CHANNEL = "trygg"
"""Where every commit is announced, as `office position`."""

WRITERS = 4
READERS = 2

WRITING = {"lock_timeout": 800, "statement_timeout": 1000, "idle_in_transaction_session_timeout": 1000}
"""Milliseconds after which a hung node, or a hung statement, lets go of an office."""

READING = {"lock_timeout": 800, "statement_timeout": 5000, "idle_in_transaction_session_timeout": 1000}

HUNG = 3.0
"""Seconds after which a transaction, or a read, whose server does not answer at all is given up."""

CROSSED = (DeadlockDetected, SerializationFailure)
WAITED = (LockNotAvailable, QueryCanceled)
TRIED_AGAIN = (*CROSSED, *WAITED)
"""What came to nothing and may come to something. A node that hangs in mid-transaction has let go of the office before
the second try is over, and so have most that write for it on a busy machine: whoever taps "I am coming" meanwhile is
not told that nothing can be written. Waiting for several others in turn is cancelled as a statement, not as a lock."""

FREE_FROM_HUNG = b"""
    SELECT CASE WHEN (state = 'active' AND wait_event = 'ClientRead' OR wait_event = 'ClientWrite')
        AND application_name = current_setting('application_name') AND query NOT LIKE 'COPY%'
        AND query_start < clock_timestamp() - interval '700 milliseconds'
        THEN nullif(pg_terminate_backend(pid), true)::text
        ELSE concat_ws(' ', pid, client_addr, state, wait_event, clock_timestamp() - xact_start, left(query, 40)) END
    FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
      AND xact_start < clock_timestamp() - interval '700 milliseconds'
      AND (backend_xid IS NOT NULL OR wait_event = 'ClientRead')
"""
"""Ends who stands still in the midst of a pipeline, for nearly as long as anybody waits for a lock.

The server's own bounds hold only where it has been told that a pipeline ends, and while it does not wait to say an
answer: whoever hangs before that, or hears nothing any more, would have the office, or whatever else it has locked, for
as long as its kernel keeps the connection, which is for ever.
"""

NETWORK: dict[str, Any] = {
    "connect_timeout": 2,
    "tcp_user_timeout": 1000,
    "keepalives": 1,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "application_name": "trygg",
    "client_encoding": "utf8",
}
"""A server that is gone without a word is noticed in seconds, not in the quarter of an hour that TCP takes."""

UNANSWERED = {
    "tcp_user_timeout": 2000,
    "tcp_keepalives_idle": 2,
    "tcp_keepalives_interval": 1,
    "tcp_keepalives_count": 2,
}
"""The same for the server: behind a cable that is cut it keeps nothing locked, also where nobody waits for that."""

_log = logging.getLogger(__name__)


def connect(address: URL, bounds: dict[str, int], *, autocommit: bool = False) -> "psycopg.Connection[Any]":
    """Connect to the database; raises psycopg.OperationalError."""
    conninfo = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(conninfo, autocommit=autocommit, options=_options(bounds), **NETWORK)


def engine_for(address: URL, bounds: dict[str, int], *, size: int) -> Engine:
    """Return an engine with a small pool of connections that commit each statement."""
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,  # they are names, words and hashes: an error needs none of them
        connect_args={**NETWORK, "options": _options(bounds)},
    )


def _options(bounds: dict[str, int]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in (bounds | UNANSWERED).items())


class PostgresWriter:
    """Threads that commit, one office at a time."""

    def __init__(
        self,
        address: URL,
        *,
        statements: Statements,
        clock: Clock,
        watchdog: Watchdog,
        before_commit: Callable[[], None] | None,
    ) -> None:
        self._address = address
        self._watchdog = watchdog
        self._database = Database(
            statements=statements,
            refusal=psycopg.IntegrityError,
            overtaken=(psycopg.IntegrityError, *CROSSED),
            failure=psycopg.Error,
            lock=True,
        )
        self._clock = clock
        self._appetite = Appetite()
        self._before_commit = before_commit
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="store-writer")
        self._own = local()
        self._connections: list[psycopg.Connection[Any]] = []
        self._guard = Lock()
        self._waiting: defaultdict[str | None, deque[Job]] = defaultdict(deque)
        self._served: set[str | None] = set()
        self._closed = False

    def submit(self, job: Job) -> None:
        """Queue a job behind those of its office; one for a closed store is answered at once."""
        with self._guard:
            if not self._closed:
                self._waiting[job.office].append(job)
                if job.office not in self._served:
                    self._served.add(job.office)
                    self._threads.submit(self._serve, job.office)
                return
        deliver([job], [Outcome(error=StoreUnavailable("the store is closed"))])

    def close(self) -> None:
        """Commit what has queued up, end the threads and let go of the connections."""
        with self._guard:
            self._closed = True
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()
        self._watchdog.close()

    def _serve(self, office: str | None) -> None:
        """Commit what has queued up for an office until nothing has."""
        while jobs := self._next(office):
            outcomes = self._commit(jobs)
            with self._guard:  # those that there was no time for come first, in the order in which they came
                self._waiting[office].extendleft(reversed(jobs[len(outcomes) :]))
            deliver(jobs[: len(outcomes)], outcomes)

    def _next(self, office: str | None) -> list[Job]:
        with self._guard:
            waiting = self._waiting[office]
            jobs = [waiting.popleft() for _ in range(min(self._appetite.size, len(waiting)))]
            if not jobs:
                self._served.discard(office)
            return jobs

    def _commit(self, jobs: list[Job]) -> list[Outcome]:
        outcomes = self._try(jobs)
        if outcomes is None:
            outcomes = self._try(jobs, again=True)
        elif waited := [number for number, outcome in enumerate(outcomes) if _has_waited(outcome)]:
            self._free()
            for number, outcome in zip(
                waited, self._try([jobs[one] for one in waited], again=True) or (), strict=False
            ):
                outcomes[number] = outcome
        return outcomes or [Outcome(error=StoreUnavailable("the transaction came to nothing")) for _ in jobs]

    def _try(self, jobs: list[Job], *, again: bool = False) -> list[Outcome] | None:
        """Run one transaction; None when it came to nothing for certain and is worth a second try."""
        connection: psycopg.Connection[Any] | None = None
        committing = False
        try:
            connection = self._connection()
            with self._watchdog.watch(connection):
                with connection.pipeline() as pipeline:
                    batch = Batch(connection, database=self._database, clock=self._clock, pipeline=pipeline)
                    outcomes = batch.run(jobs)
                    for head in batch.moved.values():
                        connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, f"{head.office} {head.position}"))
                begun = self._clock.monotonic()
                if self._before_commit:
                    self._before_commit()
                committing = True
                connection.commit()
                self._appetite.learn(self._clock.monotonic() - begun)
            return outcomes
        except BaseException as error:
            gone = connection is not None and connection.broken
            if connection is not None:
                with suppress(psycopg.Error):
                    connection.rollback()
            if not again and not committing and (gone or isinstance(error, TRIED_AGAIN)):
                if isinstance(error, WAITED):
                    self._free()
                return None
            return [Outcome(error=lost(error)) for _ in jobs]

    def _free(self) -> None:
        """Have the server let go of what a hung node holds; what goes wrong with that costs the second try nothing."""
        with suppress(psycopg.Error):
            connection = self._connection()
            with self._watchdog.watch(connection):
                try:
                    freed = connection.execute(FREE_FROM_HUNG).fetchall()
                finally:
                    connection.rollback()
            others = [what for (what,) in freed if what is not None]
            if len(freed) > len(others):
                _log.warning("%s connections that stood still in mid-transaction were ended", len(freed) - len(others))
            elif others:
                _log.warning("what is waited for may be held by: %s", "; ".join(others))

    def _connection(self) -> "psycopg.Connection[Any]":
        """Return this thread's connection, a new one where the last was lost."""
        connection: psycopg.Connection[Any] | None = getattr(self._own, "connection", None)
        if connection is None or connection.closed:
            connection = self._own.connection = connect(self._address, WRITING)
            with self._guard:
                self._connections = [c for c in self._connections if not c.closed] + [connection]
        return connection


def _has_waited(outcome: Outcome) -> bool:
    """Whether a work came to nothing, alone, because it waited for a row that somebody has locked."""
    return outcome.error is not None and isinstance(outcome.error.__cause__, WAITED)
