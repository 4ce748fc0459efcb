"""Tell an output behind ChirpStack to switch."""

import json
import re

from devices.adapters.chirpstack.adapter import BASE, ChirpStackAdapter
from devices.command import Command, OutputDevice, is_publishable
from devices.family import Adapter
from devices.lorawan.downlink import PORT, object_of, queue_id

_EUI = re.compile(r"[0-9a-fA-F]{16}")


def switch(output: OutputDevice, on: bool, _seconds: int, token: str, adapter: Adapter | None = None) -> Command | None:
    """Return a confirmed downlink by the device's codec; the network says on `ack` that it has arrived.

    Only a class C device hears it at once. The queue takes no name but a UUID, so the token goes as one.
    """
    told = object_of(output.channel, on=on)
    if told is None or output.application is None or not _EUI.fullmatch(output.address):
        return None
    device = output.address.lower()
    base = adapter.base if isinstance(adapter, ChirpStackAdapter) else BASE
    topic = f"{base}/{output.application}/device/{device}/command/down"
    message = {"devEui": device, "id": queue_id(token), "confirmed": True, "fPort": PORT, "object": told}
    payload = json.dumps(message, separators=(",", ":")).encode()
    is_one_level = "/" not in output.application
    return Command(topic=topic, payload=payload, proof="network") if is_one_level and is_publishable(topic) else None
