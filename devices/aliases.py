"""What bridges call their devices: a lasting address, and a name that somebody may change.

A device is enrolled by one of the two, and its messages may come under the other. A name that is a group's is nobody's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from devices.claims import claimants, for_each
from devices.folding import folded
from devices.inventory import Inventory
from devices.signals import Ignored, Inventoried, Listed, Press, Signal

MOST_BRIDGES: Final = 64
MOST_LISTED: Final = 5_000
"""Devices of one bridge that are looked at."""
BRIDGE: Final = "-bridge"
"""What a bridge is called is its base topic with this at its end."""
_NAMES: Final = 8
"""How many names of one device are remembered, the newest first: it may have been enrolled under an earlier one."""


@dataclass(slots=True)
class _Bridge:
    listed: tuple[Listed, ...] = ()
    groups: frozenset[str] = frozenset()
    addresses: dict[str, str] = field(default_factory=dict)
    """By the name that a device has now."""
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By the folded address."""


class Aliases:
    """What all bridges have said, since this began."""

    def __init__(self) -> None:
        self._bridges: dict[tuple[str, str], _Bridge] = {}

    def note(self, told: Inventoried, broker: str) -> None:
        """Take what a bridge says of its devices, or of its groups; what it says nothing about stays."""
        key = (broker, told.device)
        if key not in self._bridges and len(self._bridges) >= MOST_BRIDGES:
            return
        bridge = self._bridges.setdefault(key, _Bridge())
        if told.groups is not None:
            bridge.groups = frozenset(told.groups[:MOST_LISTED])
        if told.listed is None:
            return
        bridge.listed = told.listed[:MOST_LISTED]
        bridge.addresses = {one.name: one.address for one in bridge.listed}
        before, bridge.names = bridge.names, {}
        for one in bridge.listed:
            address = folded(one.address)
            names = (one.name, *(name for name in before.get(address, ()) if name != one.name))
            bridge.names[address] = names[:_NAMES]

    def listed(self) -> Iterator[tuple[str, str, Listed]]:
        """Yield (broker, bridge, device) for everything that stands behind a bridge."""
        for (broker, name), bridge in self._bridges.items():
            for one in bridge.listed:
                yield broker, name, one

    def is_group(self, broker: str, name: str, topic: str = "") -> bool:
        """Say whether a name is a group's at a broker, and no device's."""
        bridges = self._at(broker, topic)
        return any(name in one.groups for one in bridges) and not any(name in one.addresses for one in bridges)

    def resolved(
        self, signals: Sequence[Signal], inventory: Inventory, broker: str, topic: str = ""
    ) -> tuple[Signal, ...]:
        """Return the signals under the names by which their devices are enrolled; a group's press has no effect.

        What comes below a bridge's base topic is that bridge's to name, whatever another one says. Where bridges mean
        different enrolled devices by one name, a press is each one's: an open question must cost no press.
        """
        if not self._bridges:
            return tuple(signals)
        return tuple(one for signal in signals for one in self._resolved(signal, inventory, broker, topic))

    def _resolved(self, signal: Signal, inventory: Inventory, broker: str, topic: str) -> tuple[Signal, ...]:
        if signal.device is None or inventory.find(signal.office, signal.device) is not None:
            return (signal,)
        if isinstance(signal, Press) and self.is_group(broker, signal.device, topic):
            return (Ignored(office=signal.office, device=signal.device, reason="group_copy", level=signal.level),)
        meant = {
            device.of: (name, device)
            for bridge in self._at(broker, topic)
            for name in _others(bridge, signal.device)
            for device in claimants(signal.office, name, inventory, broker)
        }
        if len(meant) == 1:
            [(name, device)] = meant.values()
            if inventory.find(signal.office, name) is device:
                return (replace(signal, device=name),)
        return for_each(signal, [device for _, device in meant.values()])

    def _at(self, broker: str, topic: str) -> list[_Bridge]:
        here = {name: bridge for (at, name), bridge in self._bridges.items() if at == broker}
        own = [bridge for name, bridge in here.items() if topic.startswith(f"{name.removesuffix(BRIDGE)}/")]
        return own or [*here.values()]


def _others(bridge: _Bridge, name: str) -> tuple[str, ...]:
    address = bridge.addresses.get(name) or name
    names = bridge.names.get(folded(address))
    return () if names is None else (address, *names)
