"""A node's figures: the job that follows the timelines, and what pages read of them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from devices.inventory import Inventory
from service.addresses import Addresses
from service.api.desk import Desk
from service.clock import Clock
from service.jobs.figures import FollowFigures
from service.settings import Settings
from service.store.port import Store
from service.wiring.part import Jobs

if TYPE_CHECKING:
    from service.wiring.attention import Attentions
    from service.wiring.reviews import Reviews
    from service.wiring.upward import Upwards


class FiguresOfOffices:
    """How each office stands, and what is told upward of all of them."""

    def __init__(self, attentions: "Attentions", upwards: "Upwards") -> None:
        """Put both together."""
        self.of = attentions.of
        self.upward = upwards.upward


class Figures:
    """What a node has of figures."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Connect the parts; nothing runs yet."""
        self._store = store
        self._clock = clock
        self._follow = FollowFigures(store)

    async def begin(self, jobs: Jobs) -> None:
        """Follow the timelines from now on."""
        jobs.begin("figures", self._follow.run)

    def routes(self, _desk: Desk, _settings: Settings) -> Sequence[Addresses]:
        """Return no routes: figures are read on pages."""
        return ()

    def reviews(self, desk: Desk) -> "Reviews":
        """Return what the pages of the review read."""
        from service.wiring.reviews import reviews_of

        return reviews_of(desk, self._clock, self._follow)

    def of_offices(self, desk: Desk, inventory: Callable[[], Inventory]) -> FiguresOfOffices:
        """Return what the pages of attention, and those of what is told upward, read."""
        from service.wiring.attention import Attentions
        from service.wiring.upward import Upwards

        of = Attentions(self._store, desk.book, self._clock, inventory=inventory, heard=desk.tested.last)
        return FiguresOfOffices(of, Upwards(self._store, desk.book, self._clock, of))
