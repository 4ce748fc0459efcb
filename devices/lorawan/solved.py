"""A place that a LoRaWAN network server has worked out, as both servers write it."""

from devices.message import number
from devices.said import dig
from devices.signals import Ignored, Position, Signal


def solved(office: str | None, device: str, place: object, *, retain: bool) -> tuple[Signal, ...]:
    """Return where the network server has worked out a device to be; a value that is left out on the way is 0."""
    latitude = number(dig(place, "latitude") or 0, -90, 90)
    longitude = number(dig(place, "longitude") or 0, -180, 180)
    if latitude is None or longitude is None or not (latitude or longitude):
        return ()
    if retain:
        return (Ignored(office=office, device=device, reason="retained_position"),)
    accuracy = number(dig(place, "accuracy"), 0, 1e7)
    return (
        Position(office=office, device=device, latitude=latitude, longitude=longitude, accuracy_m=accuracy or None),
    )
