"""What a node asks its staff: pulses, yearly revisions, and what measures did. No alarm needs anything of it."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from service.addresses import Addresses
from service.api.desk import Desk
from service.clock import Clock
from service.dispatch.book import Book
from service.settings import Settings
from service.store.port import Store
from service.wiring.links_key import links_key
from service.wiring.part import Jobs, Opens
from service.wiring.undertakings import Undertakings

if TYPE_CHECKING:
    from service.dispatch.effects import Effects
    from service.dispatch.pulses import Pulses
    from service.dispatch.revisions import Revisions
    from service.wiring.staff_pages import StaffPages


class Around(Protocol):
    """What it needs of its node."""

    store: Store
    book: Book
    clock: Clock
    settings: Settings
    undertakings: Undertakings
    opening: Opens


class Staff:
    """What a node has of what the staff is asked: a part with jobs and routes, and what its pages work with."""

    def __init__(self, node: Around) -> None:
        """Know the node; nothing runs and nothing is loaded yet."""
        self._node = node

    async def begin(self, jobs: Jobs) -> None:
        """Close pulses from now on when their time is over."""
        jobs.begin("pulses", self._close_pulses)

    def routes(self, desk: Desk, _settings: Settings) -> Sequence[Addresses]:
        """Return the routes of both."""
        from service.api import pulses as pulse_routes
        from service.api import revisions as revision_routes

        held = revision_routes.RevisionDesk(desk=desk, revisions=self._revisions, effects=self._effects)
        asked = pulse_routes.PulseDesk(desk=desk, pulses=self._pulses)
        return (pulse_routes.router(asked), revision_routes.router(held))

    def pages(self) -> "StaffPages":
        """Return what the pages work with."""
        from service.wiring.staff_pages import StaffPages

        node = self._node
        return StaffPages(node.book, node.clock, self._pulses, revisions=self._revisions, effects=self._effects)

    async def _close_pulses(self) -> None:
        await self._node.opening.over()
        from service.jobs.pulses import ClosePulses

        await ClosePulses(self._node.book, self._pulses).run()

    @cached_property
    def _pulses(self) -> "Pulses":
        from service.dispatch.pulses import Pulses

        node = self._node
        secret = links_key(node.settings.data_dir)
        return Pulses(node.store, node.book, node.undertakings.undertaking, node.clock, secret)

    @cached_property
    def _revisions(self) -> "Revisions":
        from service.dispatch.revisions import Revisions

        return Revisions(self._node.store, self._node.book, self._node.undertakings.undertaking)

    @cached_property
    def _effects(self) -> "Effects":
        from service.dispatch.effects import Effects

        return Effects(self._node.store, self._node.clock)
