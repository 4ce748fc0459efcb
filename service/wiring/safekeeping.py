"""What a node keeps safe, and the figures of it: backups, what waits after a restore, what waits to be sent."""

from collections.abc import Callable
from typing import Final

from service.clock import Clock
from service.dispatch.faults import Faults
from service.dispatch.metric import Families
from service.dispatch.press_figures import PressFigures
from service.jobs.backups import Backups
from service.jobs.held import WatchHeld
from service.jobs.outstanding import Outstanding
from service.live.hub import Hub, Subscription
from service.settings import Settings
from service.store.port import Store
from service.store.versions import NEWEST
from service.wiring.part import Jobs

FEEDBACK: Final = "feedback"


class Safekeeping:
    """The jobs of it."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        faults: Faults,
        clock: Clock,
        *,
        waiting: Callable[[], int],
    ) -> None:
        """Connect them; nothing runs yet.

        Args:
            settings: what the operator has set.
            store: the node's store.
            faults: where what is wrong is said.
            clock: what time it is.
            waiting: how many presses are on their way into the record.
        """
        self._settings = settings
        self._waiting = waiting
        self.backups = Backups(settings, faults, clock)
        self.held = WatchHeld(store.waiting, faults)
        self.outbox = Outstanding(store.audit)
        self.presses = PressFigures(clock)

    async def begin(self, jobs: Jobs, hub: Hub) -> None:
        """Look from now on; whoever is told already when a screen has confirmed something goes on being told."""
        before = hub.on_rendered

        def rendered(subscription: Subscription) -> None:
            if before:
                before(subscription)
            self.presses.shown(subscription.rendered_alarms)

        hub.on_rendered = rendered
        jobs.begin("held", self.held.run)
        jobs.begin("backups", self.backups.run)
        jobs.begin("outstanding", self.outbox.run)

    def text(self) -> bytes:
        """Return the figures for Prometheus."""
        into = Families()
        into.put("trygg_info", 1, self._settings.node, NEWEST)
        into.put("trygg_presses_waiting", self._waiting())
        for route, count in sorted({FEEDBACK: 0, **self.outbox.waiting}.items()):
            into.put("trygg_outbox_waiting", count, route)
        into.put("trygg_backup_expected", self.backups.folder is not None)
        into.put("trygg_backups_total", self.backups.made, "made")
        into.put("trygg_backups_total", self.backups.failed, "failed")
        if self.backups.newest is not None:
            into.put("trygg_backup_made_timestamp_seconds", self.backups.newest.made_at.timestamp())
            into.put("trygg_backup_bytes", self.backups.newest.size)
        for office, count in sorted(self.held.waiting.items()):
            into.put("trygg_restored_waiting", count, office)
        return into.text() + self.presses.text()
