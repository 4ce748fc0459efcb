"""Presses of devices that nobody seems to have enrolled, held for a moment: their bridge may say who they are.

At a start the presses that waited at the broker come at once, and what the bridge says of its devices comes on another
session: a button enrolled by its address would be a stranger until then.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final

from devices.aliases import Aliases
from devices.inventory import Inventory
from devices.signals import Press, Signal

HELD_S: Final = 30.0
MOST: Final = 256


class Strangers:
    """The presses, and when, at which broker and on which topic they were heard."""

    def __init__(self) -> None:
        self._held: deque[tuple[float, str, str, Press]] = deque(maxlen=MOST)

    def hold(self, press: Press, broker: str, topic: str, at_s: float) -> None:
        """Hold a press that found nobody; at most so many, the oldest is let go of."""
        self._held.append((at_s, broker, topic, press))

    def found(self, aliases: Aliases, inventory: Inventory, broker: str, at_s: float) -> Iterable[Signal]:
        """Return the presses whose device is known by now, under its enrolled name, and hold them no longer."""
        held, self._held = self._held, deque(maxlen=MOST)
        known: list[Signal] = []
        for one in held:
            heard_s, at, topic, press = one
            if at_s - heard_s > HELD_S:
                continue
            signals = aliases.resolved([press], inventory, at, topic) if at == broker else (press,)
            if signals != (press,):
                known += signals
            else:
                self._held.append(one)
        return known
