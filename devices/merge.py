"""Two lists of devices become one: what the files name, and what was enrolled on the page. The files win."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from devices.folding import folded
from devices.inventory import Device, Inventory

Key = tuple[str, str]
"""Office and device."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """The devices in force, and what of the page is not in force because a file says otherwise."""

    inventory: Inventory
    overruled: Mapping[Key, str]
    """A device of the page that a file has taken the name of → the file's device that has it."""
    without: Mapping[Key, tuple[str, ...]]
    """A device of the page that is in force → further names that it lost to another device."""


def names_of(device: Device) -> tuple[str, ...]:
    """Return every name that a device is found by, as they are compared."""
    return tuple(dict.fromkeys(folded(name) for name in (device.device, *device.known_as)))


def merge(files: Iterable[Device], page: Iterable[Device]) -> Merged:
    """Merge both lists. A name that two devices of an office claim belongs to the file's, then to the earlier one's."""
    listed = list(files)
    taken: dict[Key, str] = {}
    for device in listed:
        for name in names_of(device):
            taken.setdefault((device.office, name), device.device)
    overruled: dict[Key, str] = {}
    without: dict[Key, tuple[str, ...]] = {}
    for device in page:
        key = device.office, device.device
        if (by := taken.get((device.office, folded(device.device)))) is not None:
            overruled[key] = by
            continue
        own = tuple(name for name in device.known_as if (device.office, folded(name)) not in taken)
        if lost := tuple(name for name in device.known_as if name not in own):
            without[key] = lost
        listed.append(replace(device, known_as=own) if lost else device)
        for name in names_of(listed[-1]):
            taken[device.office, name] = device.device
    return Merged(inventory=Inventory(listed), overruled=overruled, without=without)
