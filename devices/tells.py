"""Which families' buttons can tell their wearer something, and how each is told: the one list, also for the page.

Native devices are told on Trygg's own `feedback` topic, and so are generic, ESPHome and Tasmota ones that somebody has
made to listen to it. Others are told in their family's own words, where a document says which of them is felt: a
downlink of a device profile, a text on a display, an output that shakes. All else is told nothing: a Zigbee or BLU
button, and a LoRaWAN one without such a downlink, shows that the radio went, and no more.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from devices.adapters.chirpstack import tell as chirpstack
from devices.adapters.esphome import tell as esphome
from devices.adapters.meshtastic import tell as meshtastic
from devices.adapters.tasmota import tell as tasmota
from devices.adapters.tts import tell as tts
from devices.command import Command
from devices.family import Adapter
from devices.inventory import Device
from devices.outputs import NOTHING, USUAL, Ability
from devices.telling import Telling

CAN_LISTEN: Final = frozenset({"native", "generic", "esphome", "tasmota"})
"""Families whose devices can be made to listen to `feedback`: the last three by whoever sets them up."""

ANSWERS: Final[Mapping[str, Callable[[Adapter, Device], frozenset[Ability] | None]]] = MappingProxyType(
    {
        "chirpstack": chirpstack.answers,
        "tts": tts.answers,
        "meshtastic": meshtastic.answers,
        "esphome": esphome.answers,
        "tasmota": tasmota.answers,
    }
)
"""By what a device can be told something in its family's own words; None where it may listen to `feedback` instead."""

TELLS: Final[Mapping[str, Callable[[Adapter, Telling], Command | None]]] = MappingProxyType(
    {
        "chirpstack": chirpstack.tell,
        "tts": tts.tell,
        "meshtastic": meshtastic.tell,
        "esphome": esphome.tell,
        "tasmota": tasmota.tell,
    }
)


def usual_answers(family: str) -> frozenset[Ability]:
    """Return by what a family's buttons tell their wearer something, where nobody has said."""
    return USUAL if family == "native" else NOTHING


def can_be_told(family: str) -> bool:
    """Say whether any button of the family can tell its wearer something, whatever somebody has written."""
    return family in CAN_LISTEN or family in TELLS


def answers_of(device: Device, adapters: tuple[Adapter, ...]) -> frozenset[Ability]:
    """Return by what a device really tells its wearer something: what is written of it, and can be done."""
    own = _own_words(device, adapters)
    if own is None:
        return device.answers if device.family in CAN_LISTEN else NOTHING
    return device.answers & own


def tell(telling: Telling, adapters: tuple[Adapter, ...]) -> Command | None:
    """Return how a wearer is told in her button's own words; None where it cannot be said."""
    family = TELLS.get(telling.device.family)
    if family is None or not telling.device.answers:
        return None
    return next((command for adapter in adapters if (command := family(adapter, telling)) is not None), None)


def listens(device: Device, adapters: tuple[Adapter, ...]) -> bool:
    """Say whether a device is told on Trygg's own `feedback` topic."""
    return device.family in CAN_LISTEN and _own_words(device, adapters) is None


def _own_words(device: Device, adapters: tuple[Adapter, ...]) -> frozenset[Ability] | None:
    asked = ANSWERS.get(device.family)
    said = [found for one in adapters if (found := asked(one, device)) is not None] if asked is not None else []
    return frozenset[Ability]().union(*said) if said else None
