"""Whose a press is, and where: what the intake reads off a press and its enrolment."""

from collections.abc import Container

from devices.registry import Device
from devices.signals import Press
from service.ingest.levels import of_stranger


def address_of(press: Press) -> str:
    """Return by what a press's device is told something."""
    return f"{press.office or '-'}/{press.device}"


def level_of_device(device: Device | None, address: str) -> str:
    """Return whose field a level is."""
    return "/".join(device.of) if device else of_stranger(address)


def zone_of(press: Press, device: Device | None, zones: Container[str]) -> str | None:
    """Return where the press is: what it says itself if the plan knows the place, else the device's usual place."""
    if press.zone in zones:
        return press.zone
    return device.place if device and device.place in zones else None
