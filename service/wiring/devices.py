"""How a node hears devices: at its own broker and at the site's, and what it keeps of them between two messages."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from devices.at_broker import at_broker
from devices.family import OWN_BROKER
from devices.registry import Registry
from devices.topics import NativeTopic, read_topic
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.ingest import brokers_file
from service.ingest.belated import Belated
from service.ingest.brokers import Brokers
from service.ingest.intake import Intake
from service.ingest.mqtt import OpenSession, Session
from service.settings import Settings
from service.store.port import Store
from service.wiring.jobs import Jobs
from service.wiring.orderly import OrderlyEnd

_SAVE_S: Final = 3.0
"""How long saving may take when the service stops."""

_LISTENED_EVERY_S: Final = 1.0

_AHEAD: Final = timedelta(days=1)
"""How far ahead of now recorded presses may be to matter: while they do, each node names a press for itself."""

_EVERYWHERE: Final = Faults.EVERYWHERE

_log = logging.getLogger(__name__)


class Listening:
    """The brokers of a node, each supervised, and the levels of buttons."""

    def __init__(
        self,
        settings: Settings,
        site: brokers_file.Site,
        *,
        mqtt_url: str,
        intake: Intake,
        store: Store,
        book: Book,
        faults: Faults,
        clock: Clock,
        on_change: Callable[[], None],
        on_canary: Callable[[str, bytes], None] | None = None,
        open_session: OpenSession = Session,
    ) -> None:
        """Describe the brokers; nothing is heard yet.

        Args:
            settings: what the operator has set.
            site: the site's brokers.
            mqtt_url: Trygg's own broker.
            intake: where messages go.
            store: where levels are kept.
            book: which offices there are.
            faults: where a lost broker is shown.
            clock: what time it is.
            on_change: told when a broker has come or gone.
            on_canary: told (broker, payload) of what the node has said to itself.
            open_session: describes a session with a broker.
        """
        self._intake = intake
        self._levels = store.levels
        self._book = book
        self._faults = faults
        self._clock = clock
        self._on_change = on_change
        self._unknown: set[str] = set()
        self._told: dict[str, set[str]] = {}
        """By broker that is gone, where that is said."""
        self._recorded = store.recorded_presses
        alone = settings.store_url.startswith("sqlite")
        intake.belated = Belated(clock, store.recorded_presses, alone=alone)
        self._data_dir = settings.data_dir
        self._orderly = OrderlyEnd(self._data_dir / "orderly")
        self.brokers = Brokers(
            mqtt_url,
            settings.node,
            intake,
            clock,
            ca_file=settings.mqtt_ca,
            sites=site.places,
            on_state=self._note,
            on_taken_over=self._note_taken_over,
            away_since=lambda broker: last_listened(self._listened(broker)),
            on_canary=on_canary,
            open_session=open_session,
        )
        for error in site.errors:
            _log.error("%s", error)
        if site.errors:
            faults.report(_EVERYWHERE, "brokers_errors", count=len(site.errors))

    async def load(self) -> None:
        """Learn what buttons were last, and up to when presses were named before; before anything is heard.

        Where the clock was set back, what was named then would be named again, and a press taken for an old one.
        """
        await self._intake.levels.load(self._levels, was_orderly=self._orderly.taken())
        now = self._clock.now()
        ahead = [one.at for one in await self._recorded(now) if one.at < now + _AHEAD]
        if ahead:
            self._intake.distrust_clock_until(max(ahead))

    def start(self, jobs: Jobs) -> None:
        """Begin to listen."""
        self.brokers.start()
        for broker in self.brokers.listened:
            self._note(broker, self.brokers.is_connected(broker))
        self._note_unknown()
        jobs.begin("listened", self._note_listening)
        jobs.begin("evidence", self._intake.evidence.run)
        jobs.begin("levels", lambda: self._intake.levels.run(self._levels))

    async def follow(self) -> None:
        """Listen to what the registry in force asks for."""
        await self.brokers.resubscribe()
        for broker in list(self._told):
            self._note_site(broker, connected=self.brokers.is_connected(broker) or broker not in self.brokers.listened)
        self._note_unknown()

    async def save(self) -> None:
        """Keep what buttons were last; when stopping."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SAVE_S):
                if await self._intake.levels.save(self._levels):
                    self._orderly.leave()

    @property
    def brokers_down(self) -> list[str]:
        """The brokers that are listened to and cannot be reached right now."""
        return [broker for broker in self.brokers.listened if not self.brokers.is_connected(broker)]

    def publish(self, topic: str, payload: bytes) -> "asyncio.Future[bool]":
        """Publish on a device's native topic, at the broker at which the device is heard."""
        return self.brokers.publish(broker_of(self._intake.registry, topic), topic, payload)

    async def _note_listening(self) -> None:
        """Until cancelled: note where this node listens; where that cannot be noted, its next life knows less."""
        while True:
            for broker in self.brokers.listened:
                if self.brokers.is_connected(broker):
                    with contextlib.suppress(OSError):
                        self._listened(broker).touch(mode=0o600)
            await asyncio.sleep(_LISTENED_EVERY_S)

    def _listened(self, broker: str) -> Path:
        """Return what is touched while this node listens at a broker: its next life knows since when it was away."""
        return self._data_dir / ("listened" if broker == OWN_BROKER else f"listened-{broker}")

    def _note(self, broker: str, connected: bool) -> None:
        if broker == OWN_BROKER:
            if connected:
                self._faults.mend(_EVERYWHERE, "broker_down")
            else:
                self._faults.report(_EVERYWHERE, "broker_down")
        else:
            self._note_site(broker, connected=connected)
        self._on_change()

    def _note_site(self, broker: str, *, connected: bool) -> None:
        """Say in each office how many of its buttons are not heard now; where nobody's are there, everywhere."""
        places: dict[str, int] = {}
        if not connected:
            inventory = self._intake.registry.inventory
            for office, count in at_broker(inventory.devices, broker, self._clock.now().date()).items():
                place = self._book.office_for(office) or office
                places[place] = places.get(place, 0) + count
            places = places or {_EVERYWHERE: 0}
        for place in self._told.pop(broker, set()) - places.keys():
            self._faults.mend(place, "site_broker_down", broker)
        for place, count in places.items():
            self._faults.report(place, "site_broker_down", broker, count=count)
        if places:
            self._told[broker] = set(places)

    def _note_taken_over(self, broker: str) -> None:
        self._faults.report(_EVERYWHERE, "taken_over", "" if broker == OWN_BROKER else broker)

    def _note_unknown(self) -> None:
        unknown = set(self.brokers.unknown)
        for broker in self._unknown - unknown:
            self._faults.mend(_EVERYWHERE, "site_broker_unknown", broker)
        for broker in unknown - self._unknown:
            _log.error("a document listens at the broker %s, and brokers.toml does not name it", broker)
            self._faults.report(_EVERYWHERE, "site_broker_unknown", broker)
        self._unknown = unknown


def last_listened(noted: Path, set_times: Callable[..., None] = os.utime) -> datetime | None:
    """Return when a former life of this node listened last; None where nobody knows.

    A file that cannot be touched tells nothing: by one of months ago each start would look for months of presses that
    this node has long heard, and take a press of now for one of them.
    """
    try:
        told = noted.stat()
        set_times(noted, ns=(told.st_atime_ns, told.st_mtime_ns))
        return datetime.fromtimestamp(told.st_mtime, UTC)
    except OSError:
        return None


def broker_of(registry: Registry, topic: str) -> str:
    """Return the broker at which the device of a native topic is heard: the own one, where nobody says another."""
    named = read_topic(topic)
    device = registry.inventory.find(named.office, named.device) if isinstance(named, NativeTopic) else None
    return device.broker if device else OWN_BROKER
