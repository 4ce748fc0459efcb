"""Where she is, while an alarm of her button is open: what gateways hear becomes a measurement, and nothing is kept."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from devices.nearest import Nearest, strength
from devices.registry import Device, Registry
from devices.signals import Position, Press, Signal
from roles.sight import calm_zones
from service.alarm.actor import Actor
from service.alarm.commands import MeasureZone
from service.alarm.refusal import Refusal
from service.clock import Clock
from service.dispatch.book import OfficePage
from service.dispatch.handle import Dispatch
from service.store.port import StoreError

SETTLE_S: Final = 1.5
"""How long after a word it is waited for those of other gateways: one alone always seems clear."""
WAITS_S: Final = 30.0
"""How long what came with a press is kept for its alarm; longer than a spooled press usually waits."""
MOST: Final = 500
"""Of how many buttons at once; what is beyond waits for nobody."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Followed:
    """What gateways say of one button since it was pressed."""

    device: Device
    until_s: float
    """Until when it is kept where no alarm of it is open."""
    nearest: Nearest = field(default_factory=Nearest)
    said: str | None = None
    """The place that the button named last itself."""
    is_news: bool = False
    had_alarm: bool = False
    """Whether an alarm of it was open since it was pressed: once that is over, nothing is kept."""


class Locating:
    """Follows the buttons of open alarms; of all others no word is kept, not even in memory."""

    def __init__(self, dispatch: Dispatch, clock: Clock, registry: Callable[[], Registry]) -> None:
        """Follow nobody; `registry` returns the devices and gateways in force."""
        self._dispatch = dispatch
        self._clock = clock
        self._registry = registry
        self._followed: OrderedDict[tuple[str, str], _Followed] = OrderedDict()
        self._wanted = asyncio.Event()

    @property
    def followed(self) -> int:
        """Of how many buttons anything is kept."""
        return len(self._followed)

    def hear(self, signals: tuple[Signal, ...]) -> None:
        """Take what a message says of where a button is; dropped at once where no alarm of it is open."""
        for signal in signals:
            if isinstance(signal, Press | Position):
                self._hear(signal)

    async def run(self) -> None:
        """Until cancelled: wait for all gateways' words, and say where she is."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WAITS_S if self._followed else None):
                    await self._wanted.wait()
            await asyncio.sleep(SETTLE_S)
            self._wanted.clear()
            await self.tell()

    async def tell(self) -> None:
        """Tell each open alarm where its button is; forget those whose alarms are over."""
        for key, one in list(self._followed.items()):
            alarm = self._alarm_of(one.device)
            if alarm is not None:
                one.had_alarm = True
                if one.is_news:
                    one.is_news = False
                    await self._measure(alarm, one)
            elif one.had_alarm or self._clock.monotonic() >= one.until_s:
                self._followed.pop(key, None)
            else:
                self._wanted.set()

    def _hear(self, signal: Press | Position) -> None:
        if isinstance(signal, Position) and signal.gateway is None and signal.zone is None:
            return  # how well it was heard, and not by whom
        device = self._registry().inventory.find(signal.office, signal.device)
        if device is None:
            return
        key, now_s = device.of, self._clock.monotonic()
        is_open = self._alarm_of(device) is not None
        if is_open or (isinstance(signal, Press) and signal.gateway is not None):
            self._follow(device, now_s)
        one = self._followed.get(key)
        if one is None:
            return
        if not is_open and (one.had_alarm or now_s >= one.until_s):
            del self._followed[key]
            return
        heard = strength(signal.rssi, getattr(signal, "distance_m", None))
        if signal.gateway is not None and heard is not None:
            place = self._registry().gateways.place_of(device.office, signal.gateway)
            one.nearest.note(signal.gateway, place, heard, now_s)
            one.is_news = True
        if isinstance(signal, Position) and signal.zone is not None:
            one.said = signal.zone
            one.is_news = True
        self._wanted.set()

    def _follow(self, device: Device, now_s: float) -> None:
        one = self._followed.setdefault(device.of, _Followed(device, now_s + WAITS_S))
        one.until_s, one.had_alarm = now_s + WAITS_S, False
        if len(self._followed) > MOST:
            self._followed.popitem(last=False)

    def _alarm_of(self, device: Device) -> str | None:
        return self._dispatch.memory.open_alarm(device.office, f"device:{'/'.join(device.of)}")

    async def _measure(self, alarm: str, one: _Followed) -> None:
        estimate = one.nearest.estimate(self._clock.monotonic())
        said, one.said = one.said, None

        def measured(page: OfficePage) -> MeasureZone | None:
            actor = Actor(via=f"device:{'/'.join(one.device.of)}", who=None)
            if said is not None and said in page.plan.zones:
                calm = calm_zones(page.plan, said)
                return MeasureZone(actor=actor, zone=said, confidence="clear", by="device", calm=calm)
            if estimate is None or estimate.place is None or estimate.place not in page.plan.zones:
                return None
            calm = calm_zones(page.plan, estimate.place)
            return MeasureZone(
                actor=actor, zone=estimate.place, confidence=estimate.confidence, by="gateway", calm=calm
            )

        try:
            await self._dispatch.measure(one.device.office, alarm, measured)
        except Refusal as reason:
            _log.info("where a button is could not be told of its alarm: %s", reason)
        except StoreError as reason:
            one.is_news = True
            self._wanted.set()
            _log.warning("where a button is waits for the store: %s", reason)
