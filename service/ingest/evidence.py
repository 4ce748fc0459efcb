"""Collects who heard each press, and has it written down when no further copy can come: never on the press's path."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from devices.signals import Press
from service.clock import Clock
from service.dispatch.hearings import Hearing, told
from service.dispatch.trigger import Trigger
from service.ingest.copies import COUNTED_S
from service.store.port import StoreError
from service.timeline.entry import Draft

WAIT_S: Final = COUNTED_S + 2.0
"""How long after a press its copies are waited for."""
GIVE_UP_S: Final = 600.0
"""How long after a press it is waited for that it is recorded, and that the store can be written."""
MOST: Final = 1_000
"""Presses of which it is collected at a time who heard them; of a flood the oldest go unsaid."""
EARS: Final = 64
LOOK_EVERY_S: Final = 1.0

_log = logging.getLogger(__name__)

Note = Callable[[str, Draft], Awaitable[object]]
"""Append an entry to an office's timeline."""


@dataclass(slots=True)
class _Collected:
    at_s: float
    device: str
    times: int = 0
    ears: dict[tuple[str | None, str | None], int | None] = field(default_factory=dict)
    recorded: tuple[str, str] | None = None
    """Office and alarm; None before it is in the record."""

    @property
    def says_something(self) -> bool:
        """Whether it was heard more than once, or by somebody who has a name."""
        return self.times > 1 or any(gateway for gateway, _ in self.ears)


class Evidence:
    """Who heard what, until it is written down. Called in the loop's thread."""

    def __init__(self, clock: Clock, note: Note) -> None:
        """Write through `note`."""
        self._clock = clock
        self._note = note
        self._collected: OrderedDict[str, _Collected] = OrderedDict()

    def heard(self, trigger: Trigger, press: Press) -> None:
        """Note that a press was heard, for the first time or again; nothing of one that is only counted."""
        if trigger.counted_as is not None:
            return
        one = self._collected.get(trigger.press_key)
        if one is None:
            if trigger.is_copy:
                return  # it is written down already
            one = _Collected(at_s=self._clock.monotonic(), device=trigger.device or "")
            self._collected[trigger.press_key] = one
            if len(self._collected) > MOST:
                self._collected.popitem(last=False)
        one.times += 1
        ear = (press.gateway, press.channel)
        if ear in one.ears or len(one.ears) < EARS:
            best = one.ears.get(ear)
            one.ears[ear] = press.rssi if best is None or (press.rssi or best) > best else best

    def recorded(self, press_key: str, office: str, alarm: str, *, by_us: bool) -> None:
        """Say to which alarm a press belongs; what another node has recorded, that node says more about."""
        if (one := self._collected.get(press_key)) is None or one.recorded is not None:
            return
        if by_us:
            one.recorded = (office, alarm)
        else:
            del self._collected[press_key]

    async def run(self) -> None:
        """Write down what is complete, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if self._collected:
                await self.look()

    async def look(self) -> None:
        """Write down what is complete, once."""
        now_s = self._clock.monotonic()
        for press_key, one in list(self._collected.items()):
            if now_s - one.at_s < WAIT_S:
                return  # so is everything after it
            if one.recorded is not None and one.says_something:
                try:
                    await self._note(one.recorded[0], self._draft(press_key, one, one.recorded[1]))
                except StoreError as reason:
                    _log.warning("who heard a press of %s cannot be written down yet: %s", one.device, reason)
                    if now_s - one.at_s < GIVE_UP_S:
                        return
            elif one.recorded is None and now_s - one.at_s < GIVE_UP_S:
                continue
            self._collected.pop(press_key, None)

    def _draft(self, press_key: str, one: _Collected, alarm: str) -> Draft:
        heard = [Hearing(gateway=ear[0], channel=ear[1], rssi=rssi) for ear, rssi in one.ears.items()]
        of = {"alarm": alarm, "press_key": press_key, "device": one.device}
        return told(of, one.times, heard, self._clock.now())
