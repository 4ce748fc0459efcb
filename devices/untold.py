"""Whose button cannot tell her anything: she does not know whether her press came through, and has to be told so."""

from collections.abc import Iterable, Mapping
from datetime import date

from devices.inventory import Device
from devices.watch import is_in_use


def untold(devices: Iterable[Device], office: str, today: date) -> Mapping[str, tuple[str, ...]]:
    """Return by wearer, as the plan calls her, the names of her buttons in use that cannot tell her anything.

    Args:
        devices: enrolled devices, also of other offices.
        office: which office's are looked at.
        today: the office's day, for a time out of service that has ended.
    """
    found: dict[str, list[str]] = {}
    for one in devices:
        if one.office == office and one.holder is not None and not one.answers and is_in_use(one, today):
            found.setdefault(one.holder, []).append(one.name or one.device)
    return {who: tuple(names) for who, names in sorted(found.items())}
