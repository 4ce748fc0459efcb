"""The real SQLite store brought onto the virtual loop: the same statements, units and batches, without a thread.

A work waits for a virtual while, then its whole transaction runs at once, and its answer waits again. Between the
three a node may die. What the trouble says goes wrong: a commit is slow, is refused before it has begun, or is made and
its answer is lost; and the whole database may be away.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import Dialect, create_engine
from sqlalchemy.pool import StaticPool

from nights.chance import seeded
from service.clock import Clock
from service.store.access_statements import access_statements
from service.store.batch import Batch, Database
from service.store.device_statements import device_statements
from service.store.enrolment_statements import enrolment_statements
from service.store.facade import Listener, SqlStore
from service.store.job import Job, Outcome, deliver, lost
from service.store.port import StoreUnavailable
from service.store.reader import Reader
from service.store.rows import Row
from service.store.schema import migrate_sqlite
from service.store.statements import statements

T = TypeVar("T")

AT_ONCE = 16
Goes = Literal["well", "refused", "lost"]
"""What becomes of a transaction: `lost` is made, and nobody is told."""


class Trouble(Protocol):
    """What goes wrong with the store."""

    @property
    def away(self) -> bool:
        """Whether the database cannot be reached."""
        ...

    def waits(self) -> float:
        """Return how many seconds a transaction waits for its turn."""
        ...

    def syncs(self) -> float:
        """Return how many seconds pass between a transaction and its answer."""
        ...

    def goes(self) -> Goes:
        """Return what becomes of the next transaction."""
        ...


@cache
def _empty() -> tuple[Any, bytes]:
    """Return the dialect, and a database that has just been migrated: made once for all nights."""
    engine = create_engine(
        "sqlite://",
        paramstyle="named",
        poolclass=StaticPool,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    with seeded(0):  # else the first night of a process would draw what the others do not
        migrate_sqlite(engine)
    lent = engine.raw_connection()
    connection: Any = lent.driver_connection
    content: bytes = connection.serialize()
    lent.close()
    engine.dispose()
    return engine.dialect, content


class Record:
    """One database, which outlives the nodes on it."""

    def __init__(self) -> None:
        self.dialect, content = _empty()
        self.statements = statements(self.dialect)
        self.connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.connection.deserialize(content)
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.database = Database(
            statements=self.statements,
            refusal=sqlite3.IntegrityError,
            overtaken=(sqlite3.IntegrityError,),
            failure=sqlite3.Error,
            lock=False,
        )
        self.on_commit: list[Callable[[], None]] = []
        """Told after each transaction, before anybody else is."""

    def fetch(self, statement: str, values: Mapping[str, Any]) -> list[Any]:
        """Return the rows of one statement as they stand."""
        return self.connection.execute(statement, dict(values)).fetchall()

    def close(self) -> None:
        """Forget everything."""
        self.connection.close()


class NightWriter:
    """What a node's writer thread does, on the loop."""

    def __init__(self, record: Record, clock: Clock, trouble: Trouble) -> None:
        self._record = record
        self._clock = clock
        self._trouble = trouble
        self._queue: list[Job] = []
        self._is_at_work = False

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self._queue.append(job)
        if not self._is_at_work:
            self._is_at_work = True
            asyncio.get_running_loop().call_later(self._trouble.waits(), self._work)

    def close(self) -> None:
        """Have nothing to let go of: the record outlives the node."""

    def _work(self) -> None:
        jobs, self._queue = self._queue[:AT_ONCE], self._queue[AT_ONCE:]
        outcomes = self._commit(jobs)
        asyncio.get_running_loop().call_later(self._trouble.syncs(), self._answer, jobs, outcomes)

    def _answer(self, jobs: list[Job], outcomes: list[Outcome]) -> None:
        deliver(jobs, outcomes)
        self._is_at_work = bool(self._queue)
        if self._queue:
            asyncio.get_running_loop().call_later(self._trouble.waits(), self._work)

    def _commit(self, jobs: list[Job]) -> list[Outcome]:
        connection = self._record.connection
        goes = "refused" if self._trouble.away else self._trouble.goes()
        if goes == "refused":
            return [Outcome(error=StoreUnavailable("the night's store is away")) for _ in jobs]
        connection.execute("BEGIN IMMEDIATE")
        try:
            outcomes = Batch(connection, database=self._record.database, clock=self._clock).run(jobs)
            connection.execute("COMMIT")
        except BaseException as error:
            connection.rollback()
            return [Outcome(error=lost(error)) for _ in jobs]
        for told in self._record.on_commit:
            told()
        if goes == "lost":
            return [Outcome(error=StoreUnavailable("whether the night's store has it, nobody knows")) for _ in jobs]
        return outcomes


class NightReader(Reader):
    """What a node's reading threads do, on the loop."""

    def __init__(self, record: Record, trouble: Trouble) -> None:
        self._record = record
        self._trouble = trouble
        self.damaged = {}

    @property
    def dialect(self) -> Dialect:
        """Which SQL it speaks."""
        dialect: Dialect = self._record.dialect
        return dialect

    async def rows(self, statement: str, values: Mapping[str, Any], read: Callable[[Row], T]) -> list[T]:
        """Return what is found."""

        def found() -> list[T]:
            if self._trouble.away:
                raise StoreUnavailable("the night's store is away")
            return [read(row) for row in self._record.fetch(statement, values)]

        return await asyncio.get_running_loop().run_in_executor(None, found)

    def close(self) -> None:
        """Have nothing to let go of."""


def night_store(record: Record, clock: Clock, trouble: Trouble, listener: Listener | None) -> SqlStore:
    """Return one node's store on a record; `listener` hears what other nodes on it commit."""
    return SqlStore(
        statements=record.statements,
        access=access_statements(record.dialect),
        devices=device_statements(record.dialect),
        enrolments=enrolment_statements(record.dialect),
        writer=NightWriter(record, clock, trouble),
        reader=NightReader(record, trouble),
        clock=clock,
        listener=listener,
    )
