"""Of which family a device is, by the topic it speaks on."""

from devices.adapters.generic.adapter import GenericAdapter
from devices.family import OWN_BROKER
from devices.registry import Registry
from devices.topics import NativeTopic, read_topic


def family_of(registry: Registry, topic: str, payload: bytes, broker: str = OWN_BROKER) -> str:
    """Return the family whose adapter reads a message, asked in the order in which the registry asks them."""
    if broker == OWN_BROKER:
        if isinstance(read_topic(topic), NativeTopic):
            return "native"
        for rule in registry.rules:
            if GenericAdapter(rule=rule).decode(topic, payload, retain=False) is not None:
                return "generic"
    for source in registry.sources:
        if source.broker != broker:
            continue
        try:
            if source.adapter.decode(topic, payload, retain=False) is not None:
                return source.family
        except Exception:  # noqa: S112 - as in the registry: a mistake in one adapter stops nobody
            continue
    return "generic"
