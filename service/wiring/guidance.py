"""What tells each zone where to go in an alarm, put together."""

from typing import Protocol

from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.jobs.instructing import Instructing
from service.store.port import Store
from service.wiring.jobs import Jobs


class Around(Protocol):
    """What it needs of its node."""

    store: Store
    book: Book
    dispatch: Dispatch
    clock: Clock


def instruct_zones(node: Around, jobs: Jobs) -> None:
    """Begin to tell zones what to do; alarms that are open already are looked at first."""
    instructing = Instructing(node.dispatch, node.store, node.book, node.clock, node.dispatch.memory.all_open)
    node.dispatch.listen(instructing.take)
    jobs.begin("instructing", instructing.run)
