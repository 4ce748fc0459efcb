"""When a battery has to be changed, whether its device tells percent, volts or a word."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from devices.inventory import Device
from devices.signals import Battery

LOW_PERCENT: Final = 20.0
LOW_VOLTS: Final = 2.5
"""Below this a lithium cell of 3 V, or two alkaline ones, is nearly empty: what most buttons have."""
CHANGED_PERCENT: Final = 5.0
CHANGED_VOLTS: Final = 0.1
"""How far above its limit a battery has to rise before it is low no longer: warmth alone does not change one."""

LOW_VOLTS_OF: Final[Mapping[str, float]] = MappingProxyType(
    {"tbpb100": 3.0, "trackerd": 3.4, "traccar": 3.5, "meshtastic": 3.4, "owntracks": 3.4}
)
"""Limits of what runs on other cells, by a part of its model in lower case, or its family."""

LOW_WORDS: Final = frozenset({"low", "very low", "critical", "empty", "flat", "weak", "bad", "replace"})
GOOD_WORDS: Final = frozenset({"ok", "normal", "good", "high", "medium", "full", "charging", "charged"})


def left_in(battery: Battery, device: Device, *, was_low: bool) -> tuple[bool, str] | None:
    """Return whether a battery is low and what is left in it, to be shown; None where its word says nothing.

    One that was low is low until it has risen clearly above the limit.
    """
    if battery.percent is not None:
        limit = LOW_PERCENT + (CHANGED_PERCENT if was_low else 0.0)
        return battery.percent < limit, f"{round(battery.percent)} %"
    if battery.volts is not None:
        limit = _low_volts(device) + (CHANGED_VOLTS if was_low else 0.0)
        return battery.volts < limit, f"{battery.volts:.1f} V"
    word = " ".join((battery.text or "").casefold().split())
    if word in LOW_WORDS or word in GOOD_WORDS:
        return word in LOW_WORDS, word
    return None


def _low_volts(device: Device) -> float:
    model = (device.model or "").casefold()
    for part, volts in LOW_VOLTS_OF.items():
        if part in model or part == device.family:
            return volts
    return LOW_VOLTS
