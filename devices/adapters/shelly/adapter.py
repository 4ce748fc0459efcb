"""Read what Shelly devices of all generations publish: each form has its own topics."""

import re
from dataclasses import dataclass, field
from typing import Final

from devices.adapters.shelly import blu, frames, gen1, gen2
from devices.adapters.shelly.settings import Settings
from devices.signals import Signal

_MAC_TOPIC: Final = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")
_OWN: Final = "shelly"
"""How every Shelly's own id begins, which is its prefix unless somebody chose another."""

_TELEMETRY: Final = ("online", "status/+")
_PRESSES: Final = ("events/rpc", "events/ble", "blu/+/+")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShellyAdapter:
    """The adapter of all Shelly devices of one broker; it never raises."""

    settings: Settings = field(default_factory=Settings)

    @property
    def press_filters(self) -> tuple[str, ...]:
        """The topics of both generations, of gateways, and of the scripts that gateways run."""
        own = tuple(f"{prefix}/{leaf}" for prefix in self.settings.prefixes for leaf in _PRESSES)
        usual = tuple(f"+/{leaf}" for leaf in _PRESSES)
        return (f"{gen1.ROOT}/#", *usual, "blegateway/+/telemetry", "+", *own)

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """The topics that say whether a device is connected, and how its components stand."""
        own = tuple(f"{prefix}/{leaf}" for prefix in self.settings.prefixes for leaf in _TELEMETRY)
        return (*(f"+/{leaf}" for leaf in _TELEMETRY), *own)

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is no Shelly's."""
        if topic.startswith(f"{gen1.ROOT}/"):
            return gen1.decode(self.settings, topic, payload, retain=retain)
        if _MAC_TOPIC.fullmatch(topic):
            return frames.decode_script(self.settings, topic, payload, inside="service_data", retain=retain)
        prefix, levels = self._split(topic)
        if not prefix:
            return None
        match levels:
            case ["telemetry"] if prefix.startswith("blegateway/"):
                address = prefix.removeprefix("blegateway/")
                return frames.decode_script(self.settings, address, payload, inside=None, retain=retain)
            case ["events", "rpc"]:
                return gen2.decode_notification(self.settings, prefix, payload, retain=retain)
            case ["events", "ble"]:
                return frames.decode_raw(self.settings, prefix, payload, retain=retain)
            case ["blu", device, leaf] if device and leaf:
                return blu.decode_leaf(self.settings, prefix, (device, leaf), payload, retain=retain)
            case ["online"] if self._is_own(prefix):
                return gen2.decode_online(self.settings, prefix, payload, retain=retain)
            case ["status", component] if self._is_own(prefix):
                return gen2.decode_status(self.settings, prefix, (component, payload), retain=retain)
        return None

    def _split(self, topic: str) -> tuple[str, list[str]]:
        """Return a device's prefix, and the levels behind it; only a prefix that is written down has several."""
        for prefix in self.settings.prefixes:
            if topic.startswith(f"{prefix}/"):
                return prefix, topic[len(prefix) + 1 :].split("/")
        first, *levels = topic.split("/")
        if first == "blegateway" and len(levels) == 2:
            return f"{first}/{levels[0]}", levels[1:]
        return first, levels

    def _is_own(self, prefix: str) -> bool:
        """Say whether so plain a topic as `x/online` is a Shelly's."""
        return prefix.casefold().startswith(_OWN) or prefix in self.settings.prefixes
