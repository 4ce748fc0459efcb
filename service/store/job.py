"""A work that waits for its turn, and what its caller is told."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from service.store.port import StoreUnavailable
from service.store.unit import SqlUnit


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


def lost(error: BaseException) -> StoreUnavailable:
    """Return what the waiting callers are told when a transaction is lost."""
    if isinstance(error, StoreUnavailable):
        return error
    said = " ".join(str(getattr(error, "orig", error)).split())
    unavailable = StoreUnavailable(f"the store cannot be used now: {said}; see to its disk or its server")
    unavailable.__cause__ = error
    return unavailable


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
