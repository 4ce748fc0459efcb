"""Whose a message is that names no office, where several enrolled devices answer to the name it comes under.

Two offices may call a button the same, each at its own broker. Where the broker does not tell them apart either, or one
office has enrolled what is another's, a press is each one's: one office too many hears it, and none too few.
"""

from collections.abc import Sequence
from dataclasses import replace

from devices.inventory import Device, Inventory
from devices.signals import Ignored, Press, Release, Signal


def told_apart(signals: Sequence[Signal], inventory: Inventory, broker: str) -> tuple[Signal, ...]:
    """Return the signals with those that several devices claim given to one of them, or each press to each."""
    if all(signal.office is not None for signal in signals):
        return tuple(signals)
    return tuple(one for signal in signals for one in _apart(signal, inventory, broker))


def claimants(office: str | None, name: str, inventory: Inventory, broker: str) -> tuple[Device, ...]:
    """Return the devices that a message may mean by a name: those enrolled where it was heard, if any of them is."""
    if (found := inventory.find(office, name)) is not None:
        return (found,)
    if office is not None:
        return ()
    every = inventory.named(name)
    # Native topics name their office, so no native device is meant by its short name here, where another may be.
    named = tuple(one for one in every if one.family != "native" or name in one.known_as) or every
    return tuple(one for one in named if one.broker == broker) or named


def for_each(signal: Signal, devices: Sequence[Device]) -> tuple[Signal, ...]:
    """Return what is the signal of one of these devices: a press, or its end, for each; all else stays nobody's."""
    if len(devices) == 1 or (devices and isinstance(signal, Press | Release | Ignored)):
        return tuple(replace(signal, office=one.office, device=one.device) for one in devices)
    return (signal,)


def _apart(signal: Signal, inventory: Inventory, broker: str) -> tuple[Signal, ...]:
    if signal.device is None or signal.office is not None or inventory.find(None, signal.device) is not None:
        return (signal,)
    return for_each(signal, claimants(None, signal.device, inventory, broker))
