"""What a family of devices provides, and where one is listened to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from devices.reading import Reader
from devices.signals import Signal
from devices.tree import Tree

OWN_BROKER: Final = "own"
"""The broker that the native devices speak to; a site's own brokers have other names."""


class Adapter(Protocol):
    """Reads one family's messages. A value: what is remembered from one message to the next is kept elsewhere."""

    @property
    def press_filters(self) -> tuple[str, ...]:
        """MQTT filters of the topics on which presses come."""

    @property
    def telemetry_filters(self) -> tuple[str, ...]:
        """MQTT filters of the topics on which no press ever comes."""

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Return what the message says, or None where the topic is another family's. Never raises."""


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """One family: its name in documents, the keys that configure it, and how they are read.

    `usual` is the adapter that nobody has configured: the topics that the family has as it leaves the factory.

    Some devices connect themselves: `publishes` and `hears` are the filters of one of them, with `{device}` for its
    name. `is_behind_gateway` says of a name whether its device speaks through something else, which has the credential.
    """

    name: str
    keys: tuple[str, ...]
    read: Callable[[Reader, Mapping[str, Tree]], Adapter]
    usual: Adapter
    publishes: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()
    is_behind_gateway: Callable[[str], bool] = _always


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One family at one broker: an entry of `listen` in a document."""

    adapter: Adapter
    family: str
    broker: str = OWN_BROKER


def office_of(adapter: Adapter) -> str | None:
    """Return the office whose devices an adapter reads; None for everybody's."""
    found: object = getattr(adapter, "office", getattr(getattr(adapter, "settings", None), "office", None))
    return found if isinstance(found, str) else None


def adapters_of(sources: Iterable[Source], family: str, broker: str, office: str) -> tuple[Adapter, ...]:
    """Return what reads an office's devices of a family at a broker: its own entries, else those of no office."""
    fits = [one.adapter for one in sources if (one.family, one.broker) == (family, broker)]
    own = tuple(adapter for adapter in fits if office_of(adapter) == office)
    return own or tuple(adapter for adapter in fits if office_of(adapter) is None)
