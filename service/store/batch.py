"""Several works in one transaction, each as if it had one of its own."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.clock import Clock
from service.store import rows
from service.store.port import RowRefused, StoreUnavailable
from service.store.statements import Statements
from service.store.unit import SqlUnit
from service.timeline import chain
from service.timeline.entry import Head


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A work that waits for its turn."""

    office: str | None
    """None for what concerns no office."""
    work: Callable[[SqlUnit], Any]
    future: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a job: a result or an error."""

    result: Any = None
    error: BaseException | None = None


class Batch:
    """One open transaction. Whoever makes it has begun it, and commits it."""

    def __init__(self, connection: Connection, *, statements: Statements, clock: Clock, lock: bool) -> None:
        """Take over a transaction that has begun.

        Args:
            connection: where it has begun.
            statements: the statements of its database.
            clock: what time it is.
            lock: whether the head row has to be locked; not where a transaction holds the whole database.
        """
        self._connection = connection
        self._execute = connection.exec_driver_sql
        self._statements = statements
        self._clock = clock
        self._read_head = statements.lock_head if lock else statements.head
        self._heads: dict[str, Head] = {}
        self.moved: dict[str, Head] = {}
        """The heads that the works have moved."""

    def run(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Run every job and write the moved heads down; an error here means that the transaction is lost."""
        outcomes = [self._run(job) for job in jobs]
        for head in self.moved.values():
            values = {"of": head.office, "to": head.position, "by": head.hash}
            self._execute(self._statements.move_head, values)
        return outcomes

    def _run(self, job: Job) -> Outcome:
        if job.office is not None:
            self._head(job.office)  # the lock comes before anything the work reads
        self._execute("SAVEPOINT work")
        outcome = self._try(job)
        if isinstance(outcome.error, IntegrityError):
            # Another node, or a work before this one, was faster: seen from the start, this is a different question.
            outcome = self._try(job)
        self._execute("RELEASE SAVEPOINT work")
        return outcome if outcome.error is None else Outcome(error=_translated(outcome.error))

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
        except BaseException as error:
            self._execute("ROLLBACK TO SAVEPOINT work")  # fails where the database gave up the whole transaction
            return Outcome(error=error)
        if unit.moved:
            self._heads[unit.office] = self.moved[unit.office] = unit.moved
        return Outcome(result=result)

    def _head(self, office: str) -> Head:
        known = self._heads.get(office)
        if known is None:
            row = self._execute(self._read_head, {"office": office}).fetchone()
            if row is None:
                begin = {"office": office, "position": 0, "hash": chain.start(office)}
                self._execute(self._statements.make_head, begin)
                row = self._execute(self._read_head, {"office": office}).one()
            known = self._heads[office] = rows.read_head(row)
        return known


def lost(error: BaseException) -> StoreUnavailable:
    """Return what the waiting callers are told when a transaction is lost."""
    if isinstance(error, StoreUnavailable):
        return error
    cause = error.orig if isinstance(error, DBAPIError) else error
    unavailable = StoreUnavailable(f"the store cannot be used now: {str(cause).strip()}; see to its disk or its server")
    unavailable.__cause__ = error
    return unavailable


def _translated(error: BaseException) -> BaseException:
    match error:
        case IntegrityError():
            refused = RowRefused(f"the database refused a row ({str(error.orig).strip()}); nothing was written")
            refused.__cause__ = error
            return refused
        case DBAPIError():
            return lost(error)
        case StopIteration():  # no future can carry it
            return RuntimeError("the work raised StopIteration")
        case _:
            return error


def deliver(jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> None:
    """Hand the outcomes to those who wait, with one wake-up of each event loop."""
    waiting: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = {}
    for job, outcome in zip(jobs, outcomes, strict=True):
        waiting.setdefault(job.loop, []).append((job.future, outcome))
    for loop, pairs in waiting.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any longer
            loop.call_soon_threadsafe(_settle, pairs)


def _settle(pairs: Sequence[tuple["asyncio.Future[Any]", Outcome]]) -> None:
    for future, outcome in pairs:
        if future.done():  # nobody waits any longer
            continue
        if outcome.error is not None:
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome.result)
