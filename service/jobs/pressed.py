"""Which buttons and which zones a press has been heard from: a test or a real one, both prove the way."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from devices.inventory import Device, Inventory
from service.alarm.alarm import Alarm
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.outcome import Outcome
from service.dispatch.window_of_test import HEARD, REMEMBERED
from service.store.port import Store, StoreError
from service.timeline.entry import Entry

EVERY: Final = timedelta(days=31)
"""How long a press of a button proves it: then it is to be pressed as a test again."""
WALKED: Final = timedelta(days=365)
"""How long a press in a zone proves it."""
LOOKED_AT: Final = 200
"""An office's newest alarms that are looked through once, at the start."""
AGAIN_S: Final = 30.0

_PRESSED: Final = frozenset({"AlarmRaised", "AlarmJoined"})

_log = logging.getLogger(__name__)


class Pressed:
    """The last press of each device and in each zone. The timeline is read once; after that each press is told."""

    def __init__(self, store: Store, book: Book, clock: Clock, inventory: Callable[[], Inventory]) -> None:
        """Know nothing yet."""
        self._store = store
        self._book = book
        self._clock = clock
        self._inventory = inventory
        self._devices: dict[tuple[str, str], datetime] = {}
        self._zones: dict[tuple[str, str], datetime] = {}
        self._known: set[str] = set()

    async def run(self) -> None:
        """Read what was heard before, of each office once, until cancelled."""
        while True:
            for office in [one for one in self._book if one not in self._known]:
                try:
                    await self.learn(office)
                except (StoreError, ValueError) as reason:
                    _log.warning("which buttons of %s were tested is not known yet: %s", office, reason)
            await asyncio.sleep(AGAIN_S)

    async def learn(self, office: str) -> None:
        """Read an office's newest alarms and tests; raises StoreError, and ValueError for a damaged record."""
        since = self._clock.now() - WALKED
        self._take_tests(await self._store.recent(office, (HEARD,), REMEMBERED))
        for summary in await self._store.alarms(office, None, LOOKED_AT):
            found = await self._store.alarm(summary.id) if summary.raised_at > since else None
            if found is not None:
                self._take_alarm(office, found[1])
        self._known.add(office)

    def take(self, outcome: Outcome) -> None:
        """Take what was written: a listener of dispatch."""
        self._take_tests(outcome.entries)
        for entry in outcome.entries:
            if entry.event in _PRESSED and entry.facts.get("device"):
                self._note(entry.office, entry.facts["device"], entry.facts.get("zone"), entry.at)

    def is_known(self, office: str) -> bool:
        """Say whether an office's past has been read."""
        return office in self._known

    def is_untested(self, device: Device) -> bool:
        """Say whether a device that is in use has not been pressed for a month, or never."""
        last = self._devices.get((device.office, device.device))
        overdue = last is None or last < self._clock.now() - EVERY
        return overdue and device.standing == "in_use" and self.is_known(device.office)

    def last(self, office: str) -> list[tuple[str, datetime]]:
        """Return the last press of each device of an office that is known, by `office/device`."""
        return [(f"{of}/{device}", at) for (of, device), at in self._devices.items() if of == office]

    def untested_zones(self, office: str) -> list[str]:
        """Return the zones of an office's plan in which no press was heard for a year, or ever."""
        page = self._book.get(office)
        if page is None or not self.is_known(office):
            return []
        since = self._clock.now() - WALKED
        return [zone for zone in page.plan.zones if (at := self._zones.get((office, zone))) is None or at < since]

    def _take_tests(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.event == HEARD:
                self._note(entry.office, entry.facts["device"], entry.facts.get("zone"), entry.at)

    def _take_alarm(self, office: str, alarm: Alarm) -> None:
        for address in alarm.devices:
            self._note(office, address, alarm.zone, alarm.raised_at)

    def _note(self, office: str, address: str, zone: str | None, at: datetime) -> None:
        """Note a press of a device, by `office/device` as it spoke; who is not enrolled proves a zone all the same."""
        named, _, name = address.partition("/")
        device = self._inventory().find(None if named == "-" else named, name)
        if device is not None:
            _later(self._devices, (device.office, device.device), at)
        if zone is not None:
            _later(self._zones, (office, zone), at)


def _later(known: dict[tuple[str, str], datetime], key: tuple[str, str], at: datetime) -> None:
    if key not in known or known[key] < at:
        known[key] = at
