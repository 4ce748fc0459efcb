"""Which adapter reads which topic: the one door from bytes to signals."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Final

from devices.adapters.generic.adapter import GenericAdapter, Rule
from devices.adapters.native.adapter import NativeAdapter
from devices.bounded import excerpt
from devices.command import OutputDevices
from devices.commanded import commanded
from devices.document import Loaded, load
from devices.families import USUAL
from devices.family import OWN_BROKER, Adapter, Source, adapters_of
from devices.filters import without_covered
from devices.gateways import Gateways
from devices.inventory import Device, Inventory
from devices.reading import Finding
from devices.signals import Ignored, Press, Signal, Unreadable
from devices.tells import answers_of
from devices.topics import NativeTopic, read_topic

__all__ = ["Adapter", "Device", "Finding", "Inventory", "Loaded", "Registry", "Rule", "load"]


class Registry:
    """The adapters in use, at each broker, and the enrolled devices."""

    def __init__(
        self,
        inventory: Inventory | None = None,
        rules: Sequence[Rule] = (),
        *,
        sources: Sequence[Source] | None = None,
        adapters: Sequence[Adapter] | None = None,
        outputs: OutputDevices | None = None,
        gateways: Gateways | None = None,
    ) -> None:
        """Use the native adapter, one generic adapter a rule, and those of the sources: the usual ones where None.

        Where `adapters` are given, they take the place of all that nobody has named.
        """
        self.rules = tuple(rules)
        self.outputs = OutputDevices() if outputs is None else outputs
        self.gateways = Gateways() if gateways is None else gateways
        usual = USUAL if adapters is None else ()
        self.sources = usual if sources is None else tuple(sources)
        self.commanded = commanded(self.sources)
        """On which topics devices are told something at Trygg's own broker."""
        self.inventory = self._answering(Inventory() if inventory is None else inventory)
        self._adapters: dict[str, tuple[Adapter, ...]] = {
            broker: tuple(source.adapter for source in self.sources if source.broker == broker)
            for broker in dict.fromkeys(source.broker for source in self.sources)
        }
        if adapters is None:
            adapters = (NativeAdapter(), *(GenericAdapter(rule=rule) for rule in rules))
        self._adapters[OWN_BROKER] = (*adapters, *self._adapters.get(OWN_BROKER, ()))
        self._by_first = {broker: by_first_level(those) for broker, those in self._adapters.items()}

    def holding(self, inventory: Inventory) -> "Registry":
        """Return this registry with other enrolled devices."""
        other = copy(self)
        other.inventory = self._answering(inventory)
        return other

    def adapters_of(self, family: str, broker: str, office: str) -> tuple[Adapter, ...]:
        """Return what reads an office's devices of a family at a broker: its own entries, else those of no office."""
        return adapters_of(self.sources, family, broker, office)

    def _answering(self, inventory: Inventory) -> Inventory:
        """Return the devices with nothing else under `answers` than what they can be told: it is shown everywhere."""
        known: dict[tuple[str, str, str], tuple[Adapter, ...]] = {}
        devices, is_same = [], True
        for device in inventory.devices:
            if device.answers and device.family != "native":
                key = (device.family, device.broker, device.office)
                if key not in known:
                    known[key] = self.adapters_of(*key)
                can = answers_of(device, known[key])
                is_same = is_same and can == device.answers
                devices.append(device if can == device.answers else replace(device, answers=can))
            else:
                devices.append(device)
        return inventory if is_same else Inventory(devices)

    def subscriptions(self, broker: str = OWN_BROKER) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the MQTT filters of the presses, and those of everything else, for a session each.

        None covers another one: a broker may send a message once for each filter that it fits.
        """
        adapters = self._adapters.get(broker, ())
        press = without_covered(topic for adapter in adapters for topic in adapter.press_filters)
        return press, without_covered((topic for adapter in adapters for topic in adapter.telemetry_filters), press)

    @property
    def brokers(self) -> tuple[str, ...]:
        """The brokers at which something is listened to, Trygg's own first."""
        return (OWN_BROKER, *(broker for broker in self._adapters if broker != OWN_BROKER))

    def decode(self, topic: str, payload: bytes, *, retain: bool, broker: str = OWN_BROKER) -> tuple[Signal, ...]:
        """Return what the message says; () where no adapter reads the topic at this broker. Never raises."""
        by_first = self._by_first.get(broker)
        if by_first is None:
            return ()
        for adapter in by_first.get(topic.partition("/")[0]) or by_first[ANY_LEVEL]:
            try:
                signals = adapter.decode(topic, payload, retain=retain)
            except Exception as wrong:  # the last net: a mistake in one adapter must not stop everybody's presses
                return after_failure(topic, wrong, retain=retain)
            if signals is not None:
                return signals
        return ()


ANY_LEVEL: Final = "+"


def by_first_level(adapters: Sequence[Adapter]) -> Mapping[str, tuple[Adapter, ...]]:
    """Return who is to be asked about topics that begin with a level, in their order; `+` is every other level.

    No adapter reads a topic that begins otherwise than all its filters do; one without filters is asked about all.
    """
    firsts = [
        {topic.partition("/")[0] for topic in (*one.press_filters, *one.telemetry_filters)} or {ANY_LEVEL}
        for one in adapters
    ]
    asked_always = frozenset({ANY_LEVEL, "#"})
    return {
        level: tuple(
            one
            for one, its_own in zip(adapters, firsts, strict=True)
            if level in its_own or not its_own.isdisjoint(asked_always)
        )
        for level in {ANY_LEVEL}.union(*firsts)
    }


def after_failure(topic: str, wrong: Exception, *, retain: bool) -> tuple[Signal, ...]:
    """Return what is known of a message whose adapter failed: a fault, and on a native press topic the press."""
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
