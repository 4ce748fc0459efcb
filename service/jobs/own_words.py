"""Tells the wearers of foreign buttons something in their family's own words, and waits for what proves it."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from devices.folding import folded
from devices.inventory import Device
from devices.outputs import FeedbackState
from devices.registry import Registry
from devices.signals import Delivered, OutputState, Press, Signal
from devices.telling import Telling
from devices.tells import listens, tell
from roles.sentence import N_

REMEMBERED: Final = 4_096
"""Buttons of which it is known on which topic they pressed; the one that has been silent longest is forgotten first."""

WAITED_FOR: Final = 1_000
"""Tellings that may still be proven; the oldest is given up first."""

WORDS: Final[Mapping[FeedbackState, str]] = {
    "received": N_("Received"),
    "seen": N_("Somebody has seen it"),
    "coming": N_("Somebody is coming"),
    "arrived": N_("Somebody is there"),
    "cleared": N_("Over"),
}
"""What stands on a display: as little as a vibration says."""

PublishAt = Callable[[str, str, bytes], "asyncio.Future[bool]"]
"""(broker, topic, payload) at QoS 1; True when the broker has it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waiting:
    broker: str
    name: str
    devices: frozenset[str]
    on_told: Callable[[], None]


class OwnWords:
    """Knows where each button pressed last, and what was told that nothing has proven yet. Kept in memory alone.

    A button that pressed before this node started is told nothing until it is heard again: nobody knows behind which
    gateway, or in which application, it is.
    """

    def __init__(
        self,
        registry: Callable[[], Registry],
        publish: PublishAt,
        say: Callable[[str, str], str] = lambda _, text: text,
    ) -> None:
        """Tell devices of the registry in force; `say` puts a text into the language of an office."""
        self._registry = registry
        self._publish = publish
        self._say = say
        self._heard_on: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._waiting: deque[_Waiting] = deque(maxlen=WAITED_FOR)

    def hear(self, signals: tuple[Signal, ...], broker: str, topic: str) -> None:
        """Learn from one message where a button presses, and what proves that its wearer was told."""
        for signal in signals:
            match signal:
                case Press():
                    where = (broker, folded(signal.device))
                    self._heard_on[where] = topic
                    self._heard_on.move_to_end(where)
                    if len(self._heard_on) > REMEMBERED:
                        self._heard_on.popitem(last=False)
                case Delivered(reached=True):
                    self._prove(broker, signal.token, signal.device)
                case OutputState(on=True, retained=False):
                    self._prove(broker, signal.output, signal.device)
                case _:
                    pass

    def tells(self, address: str) -> Device | None:
        """Return the enrolled device at an address (`office/device`) where it does not listen to `feedback`."""
        office, _, name = address.partition("/")
        registry = self._registry()
        device = registry.inventory.find(office, name)
        if device is None or listens(device, registry.adapters_of(device.family, device.broker, device.office)):
            return None
        return device

    def tell(
        self, device: Device, state: FeedbackState, token: str, on_told: Callable[[], None]
    ) -> "asyncio.Future[bool] | None":
        """Tell a wearer something; None where that cannot be said. `on_told` is called when it is proven.

        Where a family has nothing that proves it, that its broker has the message is all that is ever known.
        """
        names = frozenset(folded(name) for name in (device.device, *device.known_as))
        heard_on = next((on for name in names if (on := self._heard_on.get((device.broker, name))) is not None), None)
        words = self._say(device.office, WORDS[state])
        adapters = self._registry().adapters_of(device.family, device.broker, device.office)
        command = tell(Telling(device=device, state=state, words=words, token=token, heard_on=heard_on), adapters)
        if command is None:
            return None
        if command.name is not None:
            self._waiting.append(_Waiting(broker=device.broker, name=command.name, devices=names, on_told=on_told))
        sent = self._publish(device.broker, command.topic, command.payload)
        if command.name is None:
            sent.add_done_callback(lambda done: on_told() if not done.cancelled() and done.result() else None)
        return sent

    def _prove(self, broker: str, name: str, device: str) -> None:
        if not self._waiting:
            return
        called = folded(device)
        for one in [one for one in self._waiting if (one.broker, one.name) == (broker, name) and called in one.devices]:
            self._waiting.remove(one)
            one.on_told()
