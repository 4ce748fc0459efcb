"""Which adapter reads which topic: the one door from bytes to signals."""

from collections.abc import Sequence
from typing import Protocol

from devices.adapters.generic.adapter import GenericAdapter, Rule
from devices.adapters.native.adapter import NativeAdapter
from devices.bounded import excerpt
from devices.document import Loaded, load
from devices.inventory import Device, Inventory
from devices.reading import Finding
from devices.signals import Ignored, Press, Signal, Unreadable
from devices.topics import NativeTopic, read_topic

__all__ = ["Adapter", "Device", "Finding", "Inventory", "Loaded", "Registry", "Rule", "load"]


class Adapter(Protocol):
    """What a family of devices provides."""

    @property
    def press_filters(self) -> tuple[str, ...]:
        """MQTT filters of the topics on which presses come."""

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """MQTT filters of the topics on which no press ever comes."""

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is another family's."""


class Registry:
    """The adapters in use, and the enrolled devices."""

    def __init__(
        self,
        inventory: Inventory | None = None,
        rules: Sequence[Rule] = (),
        *,
        adapters: Sequence[Adapter] | None = None,
    ) -> None:
        """Use the native adapter and one generic adapter a rule, or just `adapters` where they are given."""
        self.inventory = Inventory() if inventory is None else inventory
        self.rules = tuple(rules)
        self._adapters: tuple[Adapter, ...] = (
            (NativeAdapter(), *(GenericAdapter(rule=rule) for rule in rules)) if adapters is None else tuple(adapters)
        )

    def subscriptions(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the MQTT filters of the presses, and those of everything else, for a session each."""
        press = dict.fromkeys(topic for adapter in self._adapters for topic in adapter.press_filters)
        other = dict.fromkeys(topic for adapter in self._adapters for topic in adapter.telemetry_filters)
        return tuple(press), tuple(topic for topic in other if topic not in press)

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
        """Return what the message says; () where no adapter reads the topic. Never raises."""
        for adapter in self._adapters:
            try:
                signals = adapter.decode(topic, payload, retain=retain)
            except Exception as wrong:  # the last net: a mistake in one adapter must not stop everybody's presses
                return _after_failure(topic, wrong, retain=retain)
            if signals is not None:
                return signals
        return ()


def _after_failure(topic: str, wrong: Exception, *, retain: bool) -> tuple[Signal, ...]:
    named = read_topic(topic)
    if not isinstance(named, NativeTopic):
        detail = excerpt(f"{topic}: {type(wrong).__name__}: {wrong}")
        return (Unreadable(office=None, device=None, reason="adapter_failed", detail=detail),)
    fault = Unreadable(
        office=named.office,
        device=named.device,
        reason="adapter_failed",
        detail=excerpt(f"{type(wrong).__name__}: {wrong}"),
    )
    if named.leaf != "press":
        return (fault,)
    if retain:
        return (Ignored(office=named.office, device=named.device, reason="retained_press"), fault)
    return (Press(office=named.office, device=named.device, unmistakable=True), fault)
