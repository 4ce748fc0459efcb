"""How each family's outputs are switched: the one list."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from devices.adapters.chirpstack.switch import switch as chirpstack
from devices.adapters.esphome.switch import switch as esphome
from devices.adapters.native.switch import switch as native
from devices.adapters.shelly.switch import switch as shelly
from devices.adapters.tasmota.switch import switch as tasmota
from devices.adapters.tts.switch import switch as tts
from devices.adapters.zigbee2mqtt.switch import switch as zigbee2mqtt
from devices.command import Command, OutputDevice, Switching
from devices.family import Adapter
from devices.lorawan.downlink import queue_id

SWITCHES: Final[Mapping[str, Switching]] = MappingProxyType(
    {
        "native": native,
        "zigbee2mqtt": zigbee2mqtt,
        "shelly": shelly,
        "tasmota": tasmota,
        "esphome": esphome,
        "chirpstack": chirpstack,
        "tts": tts,
    }
)


def switch(
    output: OutputDevice, *, on: bool, seconds: int, token: str, adapter: Adapter | None = None
) -> Command | None:
    """Return how an output is told to switch; None where its family has no such channel. Seconds are at least 1.

    `adapter` knows on which topics its family is here; the usual ones where there is none.
    """
    family = SWITCHES.get(output.family)
    return family(output, on, max(1, seconds), token, adapter) if family else None


def switch_wherever(
    output: OutputDevice, adapters: tuple[Adapter, ...], *, on: bool, seconds: int, token: str
) -> tuple[Command, ...]:
    """Return how an output is told to switch below each base topic of its office's: one of several bridges has it."""
    told = (switch(output, on=on, seconds=seconds, token=token, adapter=one) for one in adapters or (None,))
    return tuple({command.topic: command for command in told if command is not None}.values())


def returns_as(family: str, token: str) -> str | None:
    """Return what the family's network calls a command when it says that it has arrived; None where it says nothing."""
    return queue_id(token) if family in _BY_NETWORK else None


def patience(family: str) -> timedelta:
    """Return how long to wait for a proof before the next try: the air has room for few messages of a network."""
    return timedelta(seconds=10) if family in _BY_NETWORK else timedelta(0)


COMMANDED: Final[tuple[str, ...]] = (
    "trygg/v1/+/+/set",
    *(f"zigbee2mqtt/{'+/' * levels}set" for levels in (1, 2, 3)),
    "shellies/+/+/+/command",
    "+/rpc",
    "cmnd/+/+",
    *(f"{'+/' * levels}{kind}/+/command" for levels in (1, 2) for kind in ("button", "light", "lock", "switch")),
    "application/+/device/+/command/down",
    "v3/+/devices/+/down/replace",
    *(f"msh/{region}2/json/mqtt/" for region in ("", "+/", "+/+/")),
)
"""What Trygg has to be let publish on where the broker asks: no topic of a press, and of nobody's state."""

_BY_NETWORK: Final = frozenset({"chirpstack", "tts"})
