"""What follows a raise by itself, put together: nothing on the way from press to screen waits for it."""

from typing import Protocol

from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.jobs.mustering import Mustering
from service.store.port import Store
from service.wiring.jobs import Jobs


class Around(Protocol):
    """What follow-ups need of their node."""

    store: Store
    book: Book
    dispatch: Dispatch
    clock: Clock


def begin_follow_ups(node: Around, jobs: Jobs) -> None:
    """Begin to follow what is raised."""
    jobs.begin("mustering", Mustering(node.store, node.dispatch, node.book, node.clock).run)
