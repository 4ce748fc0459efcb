"""What the fields of a Zigbee2MQTT device say beside its `action`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from devices.message import number
from devices.told import Told

LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sos": "sos",
        "sos_alarm": "sos",
        "emergency": "emergency",
        "panic": "panic",
        "alarm_1": "single",
        "alarm_2": "single",
    }
)
"""Fields that stay true after a press, are kept by the bridge and come again with every message; and their gestures."""

_ON: Final[Mapping[str, bool]] = MappingProxyType(
    {"ON": True, "OFF": False, "LOCK": True, "UNLOCK": False, "locked": True, "unlocked": False}
)
_MILLIVOLTS: Final = (1_500, 5_000)
"""What a battery's voltage can be; a plug's `voltage` is the mains', in volts."""


def tell_levels(told: Told, values: Mapping[str, object]) -> None:
    """Tell the fields that stay true after a press."""
    for field, gesture in LEVELS.items():
        if field in values:
            told.level(field, values[field], gesture)


def tell_battery(told: Told, values: Mapping[str, object]) -> None:
    """Tell the charge: in percent if that is known, else in words or volts; `low` is told in any case."""
    percent, low = values.get("battery"), values.get("battery_low")
    has_percent = told.percent(percent)
    if low is True or (low is False and not has_percent):
        told.charge("low" if low else "ok")
    elif low is not None and not isinstance(low, bool):
        told.bad("battery_low", "must be true or false", low)
    elif "battery" in values and not has_percent:
        millivolts = number(values.get("voltage"), *_MILLIVOLTS)
        if millivolts is not None:
            told.volts(millivolts / 1000)


def tell_outputs(told: Told, values: Mapping[str, object]) -> None:
    """Tell how plugs, lamps, sirens and locks stand."""
    for field, value in values.items():
        if (field in {"state", "lock_state"} or field.startswith("state_")) and isinstance(value, str):
            on = _ON.get(value)
            if on is not None:
                told.output(field, on=on)
        elif field == "alarm" and isinstance(value, bool):
            told.output(field, on=value)
