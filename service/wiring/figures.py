"""A node's figures: the job that follows the timelines, and what pages read of them."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from devices.inventory import Inventory
from service.addresses import Addresses
from service.api.desk import Desk
from service.clock import Clock
from service.settings import Settings
from service.store.port import Store
from service.wiring.part import Jobs, Opens

if TYPE_CHECKING:
    from service.jobs.figures import FollowFigures
    from service.wiring.attention import Attentions
    from service.wiring.reviews import Reviews
    from service.wiring.upward import Upwards


class FiguresOfOffices:
    """How each office stands, and what is told upward of all of them."""

    def __init__(self, attentions: "Attentions", upwards: "Upwards") -> None:
        """Put both together."""
        self.of = attentions.of
        self.upward = upwards.upward


class Around(Protocol):
    """What it needs of its node."""

    store: Store
    clock: Clock
    opening: Opens


class Figures:
    """What a node has of figures."""

    def __init__(self, node: Around) -> None:
        """Know the node; nothing runs and nothing is loaded yet."""
        self._node = node

    async def begin(self, jobs: Jobs) -> None:
        """Follow the timelines, once every address is there."""
        jobs.begin("figures", self._follow_timelines)

    def routes(self, _desk: Desk, _settings: Settings) -> Sequence[Addresses]:
        """Return no routes: figures are read on pages."""
        return ()

    async def _follow_timelines(self) -> None:
        await self._node.opening.over()
        await self._follow.run()

    @cached_property
    def _follow(self) -> "FollowFigures":
        from service.jobs.figures import FollowFigures

        return FollowFigures(self._node.store)

    def reviews(self, desk: Desk) -> "Reviews":
        """Return what the pages of the review read."""
        from service.wiring.reviews import reviews_of

        return reviews_of(desk, self._node.clock, self._follow)

    def of_offices(self, desk: Desk, inventory: Callable[[], Inventory]) -> FiguresOfOffices:
        """Return what the pages of attention, and those of what is told upward, read."""
        from service.wiring.attention import Attentions
        from service.wiring.upward import Upwards

        of = Attentions(self._node.store, desk.book, self._node.clock, inventory=inventory, heard=desk.tested.last)
        return FiguresOfOffices(of, Upwards(self._node.store, desk.book, self._node.clock, of))
