"""The enrolled devices as lines of text: who wears each, where, how it stands, and whether it can tell her anything."""

from collections.abc import Iterable, Iterator

from devices.inventory import Device, Standing

_SAID: dict[Standing, str] = {
    "in_use": "in use",
    "unissued": "spare",
    "lost": "lost",
    "out_of_service": "out of service",
}


def enrolled_lines(devices: Iterable[Device]) -> Iterator[str]:
    """Yield a line for each device, by office and name."""
    for one in sorted(devices, key=lambda one: one.of):
        worn = f"worn by {one.holder}" if one.holder else "worn by nobody"
        where = f"at {one.place}" if one.place else "without a place"
        until = f" until {one.until}" if one.until else ""
        told = "" if one.answers else "  cannot be told anything"
        yield f"{one.office}/{one.device}  {one.name}  {worn}  {where}  {_SAID[one.standing]}{until}{told}"
