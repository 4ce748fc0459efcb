"""How each family's outputs are switched: the one list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from devices.adapters.esphome.switch import switch as esphome
from devices.adapters.native.switch import switch as native
from devices.adapters.shelly.switch import switch as shelly
from devices.adapters.tasmota.switch import switch as tasmota
from devices.adapters.zigbee2mqtt.switch import switch as zigbee2mqtt
from devices.command import Command, OutputDevice, Switching

SWITCHES: Final[Mapping[str, Switching]] = MappingProxyType(
    {"native": native, "zigbee2mqtt": zigbee2mqtt, "shelly": shelly, "tasmota": tasmota, "esphome": esphome}
)


def switch(output: OutputDevice, *, on: bool, seconds: int, token: str) -> Command | None:
    """Return how an output is told to switch; None where its family has no such channel. Seconds are at least 1."""
    family = SWITCHES.get(output.family)
    return family(output, on, max(1, seconds), token) if family else None
