"""Tell the wearer of a device with Tasmota something, by the relay of it that a document says is felt."""

import re
from typing import Final

from devices.adapters.tasmota.adapter import TasmotaAdapter
from devices.command import Command, is_publishable
from devices.family import Adapter
from devices.felt import felt_by
from devices.inventory import Device
from devices.outputs import NOTHING, PATTERNS, Ability
from devices.telling import Telling

_RELAY: Final = re.compile(r"POWER\d{0,2}")
_TENTH_MS: Final = 100
_SHORTEST: Final = 2
"""Tenths of a second: the shortest pause that Tasmota keeps between two commands."""


def answers(adapter: Adapter, device: Device) -> frozenset[Ability] | None:
    """Return vibration where the document names a relay; None where the device listens to `feedback` itself."""
    found = felt_by(adapter.felt, device) if isinstance(adapter, TasmotaAdapter) else None
    return None if found is None else frozenset({"vibration"}) if found[1] else NOTHING


def tell(adapter: Adapter, telling: Telling) -> Command | None:
    """Return the state's whole pattern as one command, so that the device ends it by itself; RESULT proves it."""
    if not isinstance(adapter, TasmotaAdapter) or (found := felt_by(adapter.felt, telling.device)) is None:
        return None
    relay = found[1].get(telling.state)
    if relay is None or not _RELAY.fullmatch(relay):
        return None
    steps = []
    for place, lasts in enumerate(PATTERNS[telling.state].vibration):
        steps += [f"{relay} {'OFF' if place % 2 else 'ON'}", f"Delay {max(_SHORTEST, round(lasts / _TENTH_MS))}"]
    topic = adapter.full_topic.topic("cmnd", found[0], "Backlog0")
    if topic is None or not is_publishable(topic):
        return None
    payload = "; ".join([*steps, f"{relay} OFF"]).encode()
    return Command(topic=topic, payload=payload, proof="state", name=relay)
