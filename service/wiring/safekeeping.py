"""What a node keeps safe, and the figures of it: backups, what waits after a restore, what waits to be sent."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from service.clock import Clock
from service.dispatch.faults import Faults
from service.dispatch.metric import Families
from service.dispatch.press_figures import PressFigures
from service.jobs.outstanding import Outstanding
from service.live.hub import Hub, Subscription
from service.settings import Settings
from service.store.port import Store
from service.store.versions import NEWEST
from service.version import VERSION
from service.wiring.part import Jobs, Opens

if TYPE_CHECKING:
    from service.jobs.backups import Backups
    from service.jobs.held import WatchHeld

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
        self._store = store
        self._faults = faults
        self._clock = clock
        self._waiting = waiting
        self._backups: Backups | None = None
        self._held: WatchHeld | None = None
        self.outbox = Outstanding(store.audit)
        self.presses = PressFigures(clock)

    async def begin(self, jobs: Jobs, hub: Hub, opening: Opens) -> None:
        """Look from now on, at backups once every address is there.

        Whoever is told already when a screen has confirmed something goes on being told.
        """
        before = hub.on_rendered

        def rendered(subscription: Subscription) -> None:
            if before:
                before(subscription)
            self.presses.shown(subscription.rendered_alarms)

        hub.on_rendered = rendered
        jobs.begin("held", lambda: self._watch_held(opening))
        jobs.begin("backups", lambda: self._make_backups(opening))
        jobs.begin("outstanding", self.outbox.run)

    async def _watch_held(self, opening: Opens) -> None:
        await opening.over()
        from service.jobs.held import WatchHeld

        self._held = self._held or WatchHeld(self._store.waiting, self._faults)
        await self._held.run()

    async def _make_backups(self, opening: Opens) -> None:
        await opening.over()
        from service.jobs.backups import Backups

        self._backups = self._backups or Backups(self._settings, self._faults, self._clock)
        await self._backups.run()

    def text(self) -> bytes:
        """Return the figures for Prometheus."""
        into = Families()
        into.put("trygg_info", 1, self._settings.node, VERSION, NEWEST)
        into.put("trygg_presses_waiting", self._waiting())
        for route, count in sorted({FEEDBACK: 0, **self.outbox.waiting}.items()):
            into.put("trygg_outbox_waiting", count, route)
        backups, newest = self._backups, self._backups.newest if self._backups else None
        into.put("trygg_backup_expected", self._settings.backup_dir is not None)
        into.put("trygg_backups_total", backups.made if backups else 0, "made")
        into.put("trygg_backups_total", backups.failed if backups else 0, "failed")
        if newest is not None:
            into.put("trygg_backup_made_timestamp_seconds", newest.made_at.timestamp())
            into.put("trygg_backup_bytes", newest.size)
        for office, count in sorted(self._held.waiting.items()) if self._held else ():
            into.put("trygg_restored_waiting", count, office)
        return into.text() + self.presses.text()
