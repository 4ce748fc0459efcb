"""The buttons of a night's office: pendants that repeat until they are told, and a mute one that says things once."""

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from random import Random

from devices.simulator.scenario import Message, Pendant
from nights.broker import NightBroker

OFFICE = "as"
PENDANTS = 6
MUTE = "mute"


class Radio:
    """What lies between a button and the broker: messages are lost, come twice, or late."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        # What a button does outlives the node whose message has reached it.
        self._world = copy_context()
        self.loses = self.doubles = self.delays = 0.0

    def send(self, arrive: Callable[[], object]) -> None:
        """Let something arrive: once, twice, late, or never."""
        loop = asyncio.get_running_loop()
        if self._chance.random() < self.loses:
            return
        for _ in range(2 if self._chance.random() < self.doubles else 1):
            late = self._chance.uniform(0.5, 20.0) if self._chance.random() < self.delays else 0.0
            loop.call_later(late + self._chance.uniform(0.005, 0.1), arrive, context=self._world)


class House:
    """All buttons, and what each press came to."""

    def __init__(self, broker: NightBroker, chance: Random) -> None:
        self.broker = broker
        self.radio = Radio(chance)
        self.pressed: dict[str, float] = {}
        """The keys of the pendants' presses, and when each was made."""
        self.received: dict[str, float] = {}
        """The keys of presses of which the wearer was told `received`, and when."""
        self.kept_by_broker: dict[str, float] = {}
        """The keys of the mute button's presses that the broker has taken, and when."""
        self.on_published: Callable[[str, bytes], None] = lambda _topic, _payload: None
        """Gets what is published, for what is no button."""
        self.on_received: Callable[[str], None] = lambda _key: None
        self._chance = chance
        self._wake: dict[str, asyncio.TimerHandle] = {}
        self._said = 0
        self._pendants = {
            f"pendant-{n}": Pendant(office=OFFICE, device=f"pendant-{n}", boot="n").connect(0.0)
            for n in range(1, PENDANTS + 1)
        }
        broker.on_device = self._published

    def begin(self) -> None:
        """Let every pendant say what is due."""
        for device in self._pendants:
            self._look(device)

    def press(self, device: str) -> str:
        """Press a pendant; return the press's key."""
        pendant = self._pendants[device] = self._pendants[device].press(self._now())
        key = f"{OFFICE}/{device}/{pendant.last_press_id}"
        self.pressed[key] = self._now()
        self._look(device)
        return key

    def press_mute(self) -> None:
        """Press the button that never says anything again: only what the broker has taken is promised."""
        self._said += 1
        key, payload = f"{OFFICE}/{MUTE}/m-{self._said}", b'{"id":"m-%d"}' % self._said

        def arrive() -> None:
            if self.broker.take(f"trygg/v1/{OFFICE}/{MUTE}/press", payload):
                self.kept_by_broker.setdefault(key, self._now())

        self.radio.send(arrive)

    @property
    def waiting(self) -> int:
        """How many presses no wearer has been told of yet."""
        return sum(len(pendant.waiting) for pendant in self._pendants.values())

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _look(self, device: str) -> None:
        """Send what is due, and look again when the next is."""
        self._pendants[device], messages = self._pendants[device].due(self._now())
        for message in messages:
            self._send(message)
        due = self._pendants[device].next_due()
        if before := self._wake.pop(device, None):
            before.cancel()
        if due is not None:
            self._wake[device] = asyncio.get_running_loop().call_at(due, self._look, device)

    def _send(self, message: Message) -> None:
        self.radio.send(lambda: self.broker.take(message.topic, message.payload))

    def _published(self, topic: str, payload: bytes) -> None:
        self.on_published(topic, payload)
        for device, pendant in self._pendants.items():
            if pendant.feedback_topic == topic:
                self.radio.send(lambda device=device: self._feel(device, payload))  # type: ignore[misc]

    def _feel(self, device: str, payload: bytes) -> None:
        before = self._pendants[device]
        after = self._pendants[device] = before.on_feedback(payload)
        still = {press.press_id for press in after.waiting}
        for press in before.waiting:
            if press.press_id not in still:
                key = f"{OFFICE}/{device}/{press.press_id}"
                self.received[key] = self._now()
                self.on_received(key)
        self._look(device)
