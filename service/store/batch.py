"""Several works in one transaction, each as if it had one of its own."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from service.clock import Clock
from service.store import rows
from service.store.job import Job, Outcome, lost
from service.store.port import RowRefused
from service.store.statements import Statements
from service.store.unit import SqlUnit
from service.timeline import chain
from service.timeline.entry import Head

NO_VALUES: Mapping[str, Any] = {}

FEW, MANY = 16, 256
SLOW = 0.02
"""Seconds from which on a commit counts as slow."""


LONGEST = 0.5
"""Seconds of work in one transaction, after which the rest goes into the next.

Meanwhile whoever else writes for the office waits, on another node too, and gives up sooner than two of these take. A
machine that is busy needs seconds for as many works as are a moment's on an idle one.
"""


class Appetite:
    """How many works go into one transaction.

    Few while commits are quick, so that the first of a burst do not wait for the last; many when the disk is slow, so
    that a burst waits for it once.
    """

    size = FEW

    def learn(self, seconds: float) -> None:
        """Note how long a commit took."""
        self.size = MANY if seconds > SLOW else FEW


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """What differs between the databases while a batch runs."""

    statements: Statements
    refusal: type[Exception]
    """What the driver raises when a constraint refuses a row."""
    overtaken: tuple[type[Exception], ...]
    """What it raises when another transaction was faster: refusals, and where there are many writers deadlocks."""
    failure: type[Exception]
    """What it raises for everything, the others included."""
    lock: bool
    """Whether a head row has to be locked; not where a transaction holds the whole database."""


class Pipeline(Protocol):
    """Statements whose answers nobody has asked for yet: on PostgreSQL they travel together."""

    def sync(self) -> None:
        """Wait for all answers; raises what any of them failed with."""
        ...


class Batch:
    """One open transaction. Whoever makes it has begun it, and commits it."""

    def __init__(self, connection: Any, *, database: Database, clock: Clock, pipeline: Pipeline | None = None) -> None:
        """Take over a transaction that has begun on a driver's connection."""
        self._connection = connection
        self._pipeline = pipeline
        self._database = database
        self._statements = database.statements
        self._clock = clock
        self._read_head = database.statements.lock_head if database.lock else database.statements.head
        self._heads: dict[str, Head] = {}
        self.moved: dict[str, Head] = {}
        """The heads that the works have moved."""

    def run(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Run jobs, at least one, and write the moved heads down; an error here means that the transaction is lost.

        Those that there was no time for have no outcome: they go into the next transaction.
        """
        outcomes: list[Outcome] = []
        end = self._clock.monotonic() + LONGEST
        for job in jobs:
            outcomes.append(self._run(job))
            if self._clock.monotonic() >= end:
                break
        for head in self.moved.values():
            values = {"of": head.office, "to": head.position, "by": head.hash}
            self._execute(self._statements.move_head, values)
        return outcomes

    def _run(self, job: Job) -> Outcome:
        if job.office is not None:
            self._head(job.office)  # the lock comes before anything the work reads
        self._execute("SAVEPOINT work")
        outcome = self._try(job)
        if isinstance(outcome.error, self._database.overtaken):
            # Another node, or a work before this one, was faster: seen from the start, this is a different question.
            outcome = self._try(job)
        self._execute("RELEASE SAVEPOINT work")
        return outcome if outcome.error is None else Outcome(error=self._translated(outcome.error))

    def _try(self, job: Job) -> Outcome:
        unit = SqlUnit(
            office=job.office or "",
            execute=self._execute,
            statements=self._statements,
            clock=self._clock,
            head=self._head,
        )
        try:
            result = job.work(unit)
            if self._pipeline:
                self._pipeline.sync()
        except BaseException as error:
            self._roll_back(error)
            return Outcome(error=error)
        if unit.moved:
            self._heads[unit.office] = self.moved[unit.office] = unit.moved
        return Outcome(result=result)

    def _roll_back(self, because: BaseException) -> None:
        """Undo one work; raises where the database has given up the whole transaction, as for a full disk."""
        if self._pipeline:
            with suppress(self._database.failure):  # what was sent after the statement that failed fails, too
                self._pipeline.sync()
        try:
            self._execute("ROLLBACK TO SAVEPOINT work")
        except self._database.failure:
            if isinstance(because, self._database.failure):
                raise because from None  # why it was given up
            raise

    def _head(self, office: str) -> Head:
        known = self._heads.get(office)
        if known is None:
            row = self._execute(self._read_head, {"office": office}).fetchone()
            if row is None:
                begin = {"office": office, "position": 0, "hash": chain.start(office)}
                self._execute(self._statements.make_head, begin)
                row = self._execute(self._read_head, {"office": office}).fetchone()
            known = self._heads[office] = rows.read_head(row)
        return known

    def _execute(self, statement: str, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] = NO_VALUES) -> Any:
        # The driver's own cursor: SQLAlchemy's result around it costs a sixth of a press's time.
        cursor = self._connection.cursor()
        if isinstance(values, Mapping):
            cursor.execute(statement, values)
        else:
            cursor.executemany(statement, values)
        return cursor

    def _translated(self, error: BaseException) -> BaseException:
        if isinstance(error, self._database.refusal):
            refused = RowRefused(f"the database refused a row ({str(error).strip()}); nothing was written")
            refused.__cause__ = error
            return refused
        if isinstance(error, self._database.failure):
            return lost(error)
        if isinstance(error, StopIteration):  # no future can carry it
            return RuntimeError("the work raised StopIteration")
        return error
