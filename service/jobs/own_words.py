"""Tells the wearers of foreign buttons something in their family's own words, and waits for what proves it."""

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from devices.command import Command
from devices.folding import folded
from devices.inventory import Device
from devices.outputs import FeedbackState
from devices.registry import Registry
from devices.signals import Delivered, Ignored, Inventoried, OutputState, Press, Signal, Unreadable
from devices.telling import Telling
from devices.tells import listens, tell
from roles.sentence import N_

REMEMBERED: Final = 4_096
"""Buttons of which it is known on which topic they pressed; the one that has been silent longest is forgotten first."""

WAITED_FOR: Final = 1_000
"""Tellings that may still be proven; the oldest is given up first."""

LISTENS_S: Final = 1.0
"""How long after a message a device of class A can be told something; TTS and others may give it longer."""

PAUSE_S: Final = 3.0
"""The same word goes to the same device, and any word by radio, no sooner: whoever reaches a site's broker could have
Trygg fill the air with answers to presses that he makes up."""

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


@dataclass(slots=True)
class _Button:
    """Where a button presses, when it was heard there last, and what it was told last and when."""

    topic: str
    heard_at: float
    told_at: float = -math.inf
    state: FeedbackState | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Held:
    """The newest word of a device that does not listen right now."""

    device: Device
    state: FeedbackState
    token: str
    on_told: Callable[[], None]


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

    A device that listens only right after it has spoken is told the newest word then, and never an older one: what
    stands in a network's queue would be felt as the answer to its next press, when it is no longer so.
    """

    def __init__(
        self,
        registry: Callable[[], Registry],
        publish: PublishAt,
        say: Callable[[str, str], str] = lambda _, text: text,
        *,
        now: Callable[[], float],
    ) -> None:
        """Tell devices of the registry in force; `say` puts a text into an office's language, `now` is monotonic."""
        self._registry = registry
        self._publish = publish
        self._say = say
        self._now = now
        self._buttons: OrderedDict[tuple[str, str], _Button] = OrderedDict()
        self._held: dict[tuple[str, str], _Held] = {}
        self._waiting: deque[_Waiting] = deque(maxlen=WAITED_FOR)

    def hear(self, signals: tuple[Signal, ...], broker: str, topic: str) -> None:
        """Learn from one message where a button presses, and what proves that its wearer was told."""
        if not self._held and _TELLING.isdisjoint(map(type, signals)):
            return
        for signal in signals:
            match signal:
                case Press():
                    self._hear_press((broker, folded(signal.device)), topic)
                case Delivered(reached=True):
                    self._prove(broker, signal.token, signal.device)
                case OutputState(on=True, retained=False):
                    self._prove(broker, signal.output, signal.device)
                case _:
                    pass
        if self._held and signals and signals[0].device is not None:
            self._tell_held((broker, folded(signals[0].device)), signals, topic)

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
        """Tell a wearer something; None where that cannot be said, not now or not again.

        `on_told` is called when it is proven. Where a family has nothing that proves it, that its broker has the
        message is all that is ever known.
        """
        key, button = self._button(device)
        command = self._command(device, state, token, button)
        self._held.pop(key, None)  # it is no longer so
        if command is None:
            return None
        now = self._now()
        if button is not None:
            paused = now - button.told_at < PAUSE_S
            if command.after_uplink and (paused or now - button.heard_at > LISTENS_S):
                self._held[key] = _Held(device=device, state=state, token=token, on_told=on_told)
                return None
            if paused and button.state == state:
                return None
            button.told_at, button.state = now, state
        return self._send(device, command, on_told)

    def _hear_press(self, key: tuple[str, str], topic: str) -> None:
        self._held.pop(key, None)  # the press has an answer of its own
        button = self._buttons.get(key)
        if button is None:
            button = self._buttons[key] = _Button(topic, self._now())
        button.topic, button.heard_at = topic, self._now()
        self._buttons.move_to_end(key)
        if len(self._buttons) > REMEMBERED:
            forgotten, _ = self._buttons.popitem(last=False)
            self._held.pop(forgotten, None)

    def _tell_held(self, key: tuple[str, str], signals: tuple[Signal, ...], topic: str) -> None:
        """Tell a device that has just spoken, where it presses, what has come for it meanwhile."""
        button = self._buttons.get(key)
        spoke = any(not isinstance(one, _NO_WORD) and not getattr(one, "retained", False) for one in signals)
        if key not in self._held or button is None or button.topic != topic or not spoke:
            return
        button.heard_at = self._now()
        if button.heard_at - button.told_at >= PAUSE_S:
            held = self._held[key]
            self.tell(held.device, held.state, held.token, held.on_told)

    def _button(self, device: Device) -> tuple[tuple[str, str], _Button | None]:
        """Return where a device was heard pressing, under any of its names."""
        keys = [(device.broker, name) for name in _names(device)]
        return next(((key, self._buttons[key]) for key in keys if key in self._buttons), (keys[0], None))

    def _command(self, device: Device, state: FeedbackState, token: str, button: _Button | None) -> Command | None:
        words = self._say(device.office, WORDS[state])
        heard_on = button.topic if button is not None else None
        telling = Telling(device=device, state=state, words=words, token=token, heard_on=heard_on)
        return tell(telling, self._registry().adapters_of(device.family, device.broker, device.office))

    def _send(self, device: Device, command: Command, on_told: Callable[[], None]) -> "asyncio.Future[bool]":
        if command.name is not None:
            names = frozenset(_names(device))
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


_TELLING: Final = frozenset({Press, Delivered, OutputState})
"""What something is learnt from while nobody is held."""

_NO_WORD: Final = (Press, Ignored, Unreadable, Delivered, Inventoried)
"""A press has its own answer, and the others are not the device's own message that something could follow."""


def _names(device: Device) -> tuple[str, ...]:
    return tuple(folded(name) for name in (device.device, *device.known_as))
