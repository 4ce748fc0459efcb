"""A node's figures: the job that follows the timelines, and what pages read of them."""

from collections.abc import Callable, Sequence

from devices.inventory import Inventory
from service.addresses import Addresses
from service.api.desk import Desk
from service.clock import Clock
from service.jobs.figures import FollowFigures
from service.settings import Settings
from service.store.port import Store
from service.wiring.attention import Attentions
from service.wiring.part import Jobs
from service.wiring.reviews import Reviews, reviews_of


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

    def reviews(self, desk: Desk) -> Reviews:
        """Return what the pages of the review read."""
        return reviews_of(desk, self._clock, self._follow)

    def attentions(self, desk: Desk, inventory: Callable[[], Inventory]) -> Attentions:
        """Return what the pages of attention read."""
        return Attentions(self._store, desk.book, self._clock, inventory=inventory, heard=desk.tested.last)
