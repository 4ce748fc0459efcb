"""What a node keeps safe: the day's backup, and after a restore what waits for a person."""

from service.clock import Clock
from service.dispatch.faults import Faults
from service.jobs.backups import Backups
from service.jobs.held import WatchHeld
from service.settings import Settings
from service.store.port import Store
from service.wiring.part import Jobs


class Safekeeping:
    """The jobs of it."""

    def __init__(self, settings: Settings, store: Store, faults: Faults, clock: Clock) -> None:
        """Connect them; nothing runs yet."""
        self.backups = Backups(settings, faults, clock)
        self.held = WatchHeld(store.waiting, faults)

    async def begin(self, jobs: Jobs) -> None:
        """Look from now on."""
        jobs.begin("held", self.held.run)
        jobs.begin("backups", self.backups.run)
