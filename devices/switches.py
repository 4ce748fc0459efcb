"""How each family's outputs are switched: the one list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from devices.adapters.native.switch import switch as native
from devices.command import Command, OutputDevice, Switching

SWITCHES: Final[Mapping[str, Switching]] = MappingProxyType({"native": native})


def switch(output: OutputDevice, *, on: bool, seconds: int, token: str) -> Command | None:
    """Return how an output is told to switch; None where its family has no such channel. Seconds are at least 1."""
    family = SWITCHES.get(output.family)
    return family(output, on, max(1, seconds), token) if family else None
