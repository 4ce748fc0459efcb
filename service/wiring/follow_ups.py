"""What follows by itself, a raise or the end of a time, put together: nothing on the way to a screen waits for it."""

import logging
from typing import Protocol

from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.jobs.mustering import Mustering
from service.settings import Settings
from service.store.port import Store
from service.wiring.jobs import Jobs
from service.wiring.part import Opens

_log = logging.getLogger(__name__)


class Around(Protocol):
    """What follow-ups need of their node."""

    store: Store
    book: Book
    dispatch: Dispatch
    clock: Clock
    settings: Settings
    opening: Opens


def begin_follow_ups(node: Around, jobs: Jobs) -> None:
    """Begin to follow what is raised, and to erase what has been kept for long enough."""

    async def erase() -> None:
        await node.opening.over()  # no alarm needs it
        from service.wiring.erasing import erasing_of, followed_by_nobody

        for office in followed_by_nobody(node.settings, node.book):
            _log.warning("no office has the name %r: what it decided about what is kept is not followed", office)
        await erasing_of(node.store, node.clock, node.settings).run()

    jobs.begin("erasing", erase)
    jobs.begin("mustering", Mustering(node.store, node.dispatch, node.book, node.clock).run)
