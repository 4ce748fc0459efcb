"""Rooms and doors that are looked over, connected: what follows the plan, and the routes."""

from collections.abc import Sequence

from service.addresses import Addresses
from service.api.desk import Desk
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.undertake import Undertaking
from service.jobs.inspections import Inspections
from service.settings import Settings
from service.store.port import Store
from service.wiring.part import Jobs


class Readiness:
    """What a node needs so that rooms and doors can be looked over."""

    def __init__(self, store: Store, book: Book, dispatch: Dispatch, undertaking: Undertaking, faults: Faults) -> None:
        """Connect the parts; nothing runs yet."""
        self.job = Inspections(store, book, undertaking, faults)
        self._undertaking = undertaking
        dispatch.listen(self.job.hear)

    async def begin(self, jobs: Jobs) -> None:
        """Follow the plans from now on."""
        jobs.begin("inspections", self.job.run)

    def routes(self, desk: Desk, settings: Settings) -> Sequence[Addresses]:
        """Return the routes; pictures of rooms are kept beside those of floors, and are no plan's to name."""
        from service.api import readiness
        from service.api.readiness import ReadinessDesk
        from service.planning.pictures import Pictures

        pictures = Pictures(settings.data_dir / "room-pictures", settings.plans_dir)
        return (readiness.router(ReadinessDesk(desk=desk, undertaking=self._undertaking, pictures=pictures)),)
