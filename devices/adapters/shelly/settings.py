"""What a document says about its Shelly devices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from devices.bindkeys import Bindkeys
from devices.wording import NO_PRESS, Wording

_SEPARATORS: Final = re.compile(r"[:\-._]")
_ADDRESS: Final = re.compile(r"[0-9a-f]{12}")


def _nobody() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({})


def _nothing() -> Mapping[str, frozenset[str]]:
    return MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """An entry of `listen`: `prefixes` beside the usual ones, whose words mean what, and who is who.

    `bluetooth` maps a gateway's component (`bthomedevice:200`) to an address; `levels` are the inputs of a device
    (`input:0`) that stay true while its button is down.
    """

    office: str | None = None
    prefixes: tuple[str, ...] = ()
    wording: Wording = field(default_factory=Wording)
    bluetooth: Mapping[str, Mapping[str, str]] = field(default_factory=_nobody, hash=False)
    levels: Mapping[str, frozenset[str]] = field(default_factory=_nothing, hash=False)
    bindkeys: Bindkeys = field(default_factory=lambda: MappingProxyType({}), hash=False, repr=False)
    """The keys of buttons that encrypt, by their folded address; shown nowhere."""

    def gesture(self, device: str, word: str, usual: str | None) -> str | None:
        """Return what a device's word means here: the document's gesture, else the usual one; None is no press."""
        gesture = self.wording.of(device, word)
        if gesture is None and (address := address_in(device)) is not None:
            gesture = self.wording.of(with_colons(address), word) or self.wording.of(address, word)
        if gesture is None:
            return usual
        return None if gesture == NO_PRESS else gesture

    def is_gateway(self, device: str) -> bool:
        """Say whether the device is known as one that hears Bluetooth buttons, and does nothing else for Trygg."""
        return device.startswith("shellyblugw") or device in self.bluetooth


def address_in(text: str) -> str | None:
    """Return a Bluetooth address as 12 hexadecimal digits in lower case, None where the text is none."""
    plain = _SEPARATORS.sub("", text[:40]).casefold()
    return plain if _ADDRESS.fullmatch(plain) else None


def is_address(text: str) -> bool:
    """Say whether the text is a Bluetooth address: such a device speaks through a gateway."""
    return address_in(text) is not None


def with_colons(address: str) -> str:
    """Return 12 hexadecimal digits as Shelly writes an address: `bc:02:6e:aa:bb:cc`."""
    return ":".join(address[place : place + 2] for place in range(0, len(address), 2))


def numbered(gesture: str, place: int) -> str:
    """Return the gesture of a device's button by its place from 0: the first as it is, the others with their number."""
    return gesture if place == 0 else f"{gesture}_{place + 1}"
