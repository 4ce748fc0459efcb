"""What `bridge/devices` and `bridge/groups` of Zigbee2MQTT list: who stands behind a bridge, and what it can say."""

from collections.abc import Iterator
from typing import Final

from devices.adapters.zigbee2mqtt.fields import LEVELS
from devices.adapters.zigbee2mqtt.words import gesture_of
from devices.bounded import bounded
from devices.signals import Listed

LIMIT: Final = 8_388_608
"""Bytes of an inventory: some 400 devices with everything that each can do."""

DEVICES_LIMIT: Final = 2_000
_DEPTH: Final = 8
_SWITCHED: Final = frozenset({"state", "lock_state", "warning", "alarm"})


def listed(value: object) -> tuple[Listed, ...] | None:
    """Return the devices of an inventory, None where it is no list; entries without an address are passed over."""
    if not isinstance(value, list):
        return None
    found = (_device(entry) for entry in value[:DEVICES_LIMIT] if isinstance(entry, dict))
    return tuple(device for device in found if device is not None)


def groups(value: object) -> tuple[str, ...] | None:
    """Return the names of the groups, None where it is no list."""
    if not isinstance(value, list):
        return None
    named = (entry.get("friendly_name") for entry in value[:DEVICES_LIMIT] if isinstance(entry, dict))
    return tuple(bounded(name) for name in named if isinstance(name, str) and name)


def _device(entry: dict[str, object]) -> Listed | None:
    address, name = entry.get("ieee_address"), entry.get("friendly_name")
    if not isinstance(address, str) or not address or entry.get("type") == "Coordinator":
        return None
    told = entry.get("definition")
    definition = told if isinstance(told, dict) else {}
    model = definition.get("model") or entry.get("model_id")
    exposed = tuple(_exposed(definition.get("exposes"), _DEPTH))
    return Listed(
        address=bounded(address),
        name=bounded(name if isinstance(name, str) and name else address),
        model=bounded(model) if isinstance(model, str) and model else None,
        gestures=tuple(dict.fromkeys(_gestures(exposed))),
        outputs=tuple(dict.fromkeys(_outputs(exposed))),
    )


def _exposed(exposes: object, depth: int) -> Iterator[dict[str, object]]:
    """Yield everything that a definition exposes, and what stands inside it."""
    if isinstance(exposes, list) and depth > 0:
        for one in exposes[:256]:
            if isinstance(one, dict):
                yield one
                yield from _exposed(one.get("features"), depth - 1)


def _gestures(exposed: tuple[dict[str, object], ...]) -> Iterator[str]:
    for one in exposed:
        name, values = one.get("property"), one.get("values")
        if name == "action" and isinstance(values, list):
            words = [word for word in values[:256] if isinstance(word, str) and word]
            # Beside `on`, `off` is a button; beside `single`, it is the end of what a contact said.
            clear = {"off"} if "on" not in words and "single" in words else set()
            said = (gesture_of(word) for word in words if word not in clear)
            yield from (bounded(gesture) for gesture in said if gesture is not None and gesture != "release")
        elif isinstance(name, str) and name in LEVELS and one.get("type") == "binary":
            yield LEVELS[name]


def _outputs(exposed: tuple[dict[str, object], ...]) -> Iterator[str]:
    for one in exposed:
        name, access = one.get("property"), one.get("access")
        can_be_set = isinstance(access, int) and bool(access & 2)
        if can_be_set and isinstance(name, str) and (name in _SWITCHED or name.startswith("state_")):
            yield bounded(name)
