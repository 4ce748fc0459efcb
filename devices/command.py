"""What Trygg tells a device, and what proves that it did it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from devices.bounded import is_plain
from devices.family import OWN_BROKER, Adapter, Source, adapters_of
from devices.signals import Delivered, OutputState

Proof = Literal["broker", "network", "state"]
"""What can be known of a command: that the broker has it, that the network says it arrived (`Delivered`), or that the
output says how it stands (`OutputState`). Only the last two prove anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """One message to a device; never retained, or it would be obeyed once more whenever the device connects."""

    topic: str
    payload: bytes
    proof: Proof
    qos: int = 1
    name: str | None = None
    """By what the proof is known: the token of a `Delivered`, or the output of an `OutputState`."""
    after_uplink: bool = False
    """Only worth sending right after the device has spoken: else it waits in a queue, and is felt when it is old."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutputDevice:
    """One enrolled output: which family's device it is, and which of that device's outputs.

    `address` is the device's name in the topics of its family, `channel` what the family calls the output itself;
    `application` is where a LoRaWAN network has the device: its application, and the tenant where there are several.
    """

    office: str
    output: str
    family: str
    address: str
    channel: str
    broker: str = OWN_BROKER
    application: str | None = None


class OutputDevices:
    """All enrolled outputs, found by what a plan calls them, and by what their messages say."""

    def __init__(self, outputs: Iterable[OutputDevice] = (), sources: Iterable[Source] = ()) -> None:
        """Take the outputs, and what is listened to: on the same topics they are told."""
        self.outputs = tuple(outputs)
        self._sources = tuple(sources)
        self._by_name = {(one.office, one.output): one for one in self.outputs}
        self._by_channel: dict[tuple[str, str, str], list[OutputDevice]] = {}
        self._by_address: dict[tuple[str, str], list[OutputDevice]] = {}
        for one in self.outputs:
            self._by_channel.setdefault((one.broker, one.address.casefold(), one.channel), []).append(one)
            self._by_address.setdefault((one.broker, one.address.casefold()), []).append(one)

    def find(self, office: str, output: str) -> OutputDevice | None:
        """Return the output of that name in an office."""
        return self._by_name.get((office, output))

    def adapters_of(self, output: OutputDevice) -> tuple[Adapter, ...]:
        """Return what reads an output's messages; none where its family is on its usual topics."""
        return adapters_of(self._sources, output.family, output.broker, output.office)

    def sharing(self, output: OutputDevice) -> tuple[OutputDevice, ...]:
        """Return every name under which offices have the same output: one siren may be several offices'."""
        return tuple(self._by_channel.get((output.broker, output.address.casefold(), output.channel), ()))

    def that_said(self, broker: str, state: OutputState) -> tuple[OutputDevice, ...]:
        """Return the outputs that a message is about: several where offices share one siren."""
        said = self._by_channel.get((broker, state.device.casefold(), state.output), [])
        return tuple(one for one in said if state.office in (None, one.office))

    def that_were_told(self, broker: str, delivered: Delivered) -> tuple[OutputDevice, ...]:
        """Return the outputs of the device that something has reached; which of them, only its token says."""
        told = self._by_address.get((broker, delivered.device.casefold()), [])
        return tuple(one for one in told if delivered.office in (None, one.office))


Switching = Callable[[OutputDevice, bool, int, str, Adapter | None], Command | None]
"""(output, on, seconds until it has to end, token, adapter) → how the family is told; None: it has no such channel.

The adapter knows the topics that a document gives the family, the usual ones where it is None. The seconds are for
outputs that can end by themselves, so that one which is cut off ends all the same; `token` comes back in `Delivered`
where the network says what became of it.
"""


def is_publishable(topic: str) -> bool:
    """Say whether a foreign device's topic can be published on: no wildcards, none of Trygg's own nor the broker's."""
    plain = is_plain(topic, 512) and not any(mark in topic for mark in "+#")
    return plain and not topic.startswith(("$", "trygg/"))
