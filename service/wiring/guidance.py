"""What goes on right behind each alarm, put together: what each zone is told, and which locks are let go."""

from typing import Protocol

from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.locks import Locks
from service.jobs.fires import Fires
from service.jobs.instructing import Instructing
from service.jobs.letting_go import LettingGo
from service.store.port import Store
from service.wiring.jobs import Jobs


class Around(Protocol):
    """What it needs of its node."""

    store: Store
    book: Book
    dispatch: Dispatch
    clock: Clock
    faults: Faults


def instruct_zones(node: Around, jobs: Jobs) -> None:
    """Begin to tell zones what to do, and to let locks go; alarms that are open already are looked at first."""
    instructing = Instructing(node.dispatch, node.store, node.book, node.clock, node.dispatch.memory.all_open)
    node.dispatch.listen(instructing.take)
    jobs.begin("instructing", instructing.run)
    locks = LettingGo(Locks(node.store, node.book, node.dispatch, node.clock), node.dispatch.memory.all_open)
    node.dispatch.listen(locks.take)
    jobs.begin("locks", locks.run)
    fires = Fires(node.store, node.book, node.faults, node.clock)
    node.dispatch.listen(fires.take)
    jobs.begin("fires", fires.run)
