"""Looks after the devices: what a message says goes into the watch, and what the watch finds becomes faults."""

import asyncio
import contextlib
import logging
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from devices.behind import Behind
from devices.folding import folded
from devices.inventory import Device
from devices.radio_gateways import FAMILIES, RadioGateways
from devices.registry import Registry
from devices.signals import Heartbeat, Position, Press, Signal
from devices.watch import ON_THE_WALL, Key, Said, Standing, Watch
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.jobs.lost_days import LostDays
from service.store.watch_port import WatchStore

MANY: Final[Mapping[str, str]] = {
    "device_left": "devices_left",
    "device_lost": "devices_lost",
    "device_offline": "devices_offline",
    "tamper": "tampers",
    "battery_low": "batteries_low",
    "gateway_gone": "gateways_gone",
}
"""What is said of one device, and in one line of several."""
LOOK_EVERY_S: Final = 0.5
"""A screen says within a second that a device is overdue: this, and the heartbeat's own quarter of one."""
GATEWAYS_EVERY_S: Final = 5.0
"""How often it is looked whether a gateway has gone."""
END_S: Final = 3.0
"""How long keeping may take when the service stops."""
NAMED: Final = 3
"""Devices named in one line of a wall; the page of devices has them all."""

_log = logging.getLogger(__name__)


class Supervise:
    """One node's watch over all devices. Nothing here is on the way of a press, and nothing waits for the store."""

    def __init__(
        self,
        store: WatchStore,
        book: Book,
        faults: Faults,
        clock: Clock,
        *,
        grace: timedelta,
        brokers_down: Callable[[], Collection[str]],
    ) -> None:
        """Begin without devices.

        Args:
            store: keeps by which day a device is lost.
            book: which offices there are.
            faults: where what is wrong is said.
            clock: what time it is.
            grace: how long something may be gone before a screen says so.
            brokers_down: names the brokers that cannot be reached right now.
        """
        self.since = clock.now()
        """When this node began to listen."""
        self._book = book
        self._faults = faults
        self._clock = clock
        self._brokers_down = brokers_down
        self._down: frozenset[str] = frozenset()
        self._registry = Registry()
        self._watch = Watch(grace=grace / timedelta(seconds=1))
        self._gateways = RadioGateways(grace=grace / timedelta(seconds=1))
        self._gone: dict[str, list[str]] = {}
        self._look_at = -math.inf
        self._days = LostDays(store, clock)
        self._today: date | None = None
        self._said: dict[str, set[tuple[str, str, str]]] = {}
        """By office what is said, and of which office's screens: place, code and subject."""
        self.on_moved: list[Callable[[Device], None]] = []
        """Told of a device that somebody wears when it is lost, and when it is heard again."""

    async def begin(self) -> None:
        """Learn what a former life knew; where nobody can say, every device has its whole time from now on."""
        await self._days.learn()
        self._use()

    def use(self, registry: Registry) -> None:
        """Watch the devices of another list."""
        self._registry = registry
        self._use()

    def take(self, signals: tuple[Signal, ...], said: Said) -> None:
        """Take what a message said."""
        now = self._clock.monotonic()
        find, spoke = self._registry.inventory.find, None
        for signal in signals:
            device = find(signal.office, signal.device) if signal.device else None
            spoke = self._watch.take(signal, device, said, now, spoke=spoke)
        if said.live or any(isinstance(one, Heartbeat) for one in signals):
            self._take_gateways(signals, said, now)

    def _take_gateways(self, signals: tuple[Signal, ...], said: Said, now: float) -> None:
        """Take what a gateway says of itself, and who heard a button; of the button itself nothing is kept."""
        by: set[str] = set()
        for one in signals:
            if isinstance(one, Heartbeat) and one.stands_for == "gateway":
                self._gateways.said(said.broker, one.device, now, is_up=one.status == "online")
            elif isinstance(one, Heartbeat):
                by.update(one.heard_by)
            elif isinstance(one, Press | Position) and one.gateway is not None:
                by.add(one.gateway)
        if by and said.live and signals[0].device:
            device = self._registry.inventory.find(signals[0].office, signals[0].device)
            if device is not None and device.family in FAMILIES:
                self._gateways.heard(device.office, by, now)

    def standing(self, office: str, device: str) -> Standing | None:
        """Return how a device stands; None for one that nobody enrolled."""
        return self._watch.standing((office, device))

    def kind_of(self, address: str) -> str | None:
        """Return which kind of button an address (`office/device`) is: its model, else its family; None if unknown."""
        office, _, device = address.partition("/")
        known = self._registry.inventory.find(office, device)
        return (known.model or known.family) if known else None

    def is_lost(self, device: Device) -> bool:
        """Say whether somebody who wears this device may call for help in vain."""
        return self._watch.is_lost((device.office, device.device))

    def wrong(self, office: str) -> dict[str, int]:
        """Return of how many devices of an office each thing is said that can be wrong with one."""
        wall = self._watch.wall(office)
        return {code.removeprefix("device_"): len(wall.get(code, ())) for code in ON_THE_WALL}

    def silent_behind(self, office: str) -> dict[str, int]:
        """Return what is gone, and how many devices of an office are silent behind it."""
        return dict(self._watch.bridges_down(office))

    async def run(self) -> None:
        """Look twice a second, until cancelled."""
        while True:
            more = self.look()
            if self.sweep_is_due():
                await self._days.sweep(self._watch)
            await asyncio.sleep(0 if more else LOOK_EVERY_S)

    def sweep_is_due(self) -> bool:
        """Say whether it is time to keep what the next life has to know."""
        return self._days.is_due()

    async def end(self) -> None:
        """Keep what the next life has to know, unless the store takes too long over it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_S):
                await self._days.sweep(self._watch)

    def look(self) -> bool:
        """Find out what is due, and say what has changed; True where there is more to do at once."""
        now = self._clock.monotonic()
        if self._today != self._clock.now().date():
            self._use()  # a time out of service may have ended
        down = frozenset(self._brokers_down())
        for broker in down ^ self._down:
            self._watch.take_broker(broker, connected=broker not in down, now=now)
        self._down = down
        more = self._watch.advance(now)
        for office in self._watch.take_changed() | self._gateways_changed(now):
            self._say(office)
        for key in [*self._watch.take_moved(), *self._days.told_and_heard(self._watch)]:
            self._tell(key)
        return more

    def _gateways_changed(self, now: float) -> set[str]:
        """Return the offices where a gateway has gone or has come back."""
        if now < self._look_at:
            return set()
        self._look_at, before = now + GATEWAYS_EVERY_S, self._gone
        self._gone = self._gateways.gone(now, self._down)
        return {one for one in before.keys() | self._gone.keys() if before.get(one) != self._gone.get(one)}

    def _use(self) -> None:
        now, self._today = self._clock.monotonic(), self._clock.now().date()
        inventory = self._registry.inventory
        behind = Behind(inventory.devices, self._registry.sources)
        self._watch.use(inventory.devices, behind, now, today=self._today, lost_by=self._days.lost_by(now))
        for broker in self._down:
            self._watch.take_broker(broker, connected=False, now=now)
        self._gateways.use(self._registry.gateways.placed, now)

    def _say(self, office: str) -> None:
        """Say on an office's screens what is wrong with its devices: one line for each kind, however many there are."""
        place = self._book.office_for(office) or office
        wall = self._watch.wall(office)
        said: set[tuple[str, str, str]] = set()
        for code in ON_THE_WALL:
            found = wall.get(code, [])
            if len(found) == 1:
                device, left = found[0]
                said.add((place, code, device.name))
                self._faults.report(place, code, device.name, **({"left": left} if code == "battery_low" else {}))
            elif found:
                said.add((place, MANY[code], ""))
                self._faults.report(place, MANY[code], count=len(found), names=_named(one for one, _ in found))
        behind = self._watch.bridges_down(office)
        alone = [one for one in self._gone.get(office, []) if folded(one) not in behind]
        if len(alone) == 1:
            said.add((place, "gateway_gone", alone[0]))
            self._faults.report(place, "gateway_gone", alone[0])
        elif alone:
            names = ", ".join(alone[:NAMED]) + (" …" if len(alone) > NAMED else "")
            said.add((place, MANY["gateway_gone"], ""))
            self._faults.report(place, MANY["gateway_gone"], count=len(alone), names=names)
        for bridge, count in behind.items():
            said.add((place, "bridge_down", bridge))
            self._faults.report(place, "bridge_down", bridge, count=count)
        for one in self._said.get(office, set()) - said:
            self._faults.mend(*one)
        self._said[office] = said

    def _tell(self, key: Key) -> None:
        device = next(iter(self._watch.devices([key])), None)
        if device is None or device.holder is None:
            return
        for told in self.on_moved:
            try:
                told(device)
            except Exception:
                _log.exception("the wearer of a button could not be told about it")


def _named(devices: Iterable[Device]) -> str:
    names = [device.name for device in devices]
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
