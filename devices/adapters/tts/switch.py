"""Tell an output behind The Things Stack to switch."""

import json

from devices.adapters.tts.adapter import TtsAdapter
from devices.command import Command, OutputDevice, is_publishable
from devices.family import Adapter
from devices.lorawan.downlink import PORT, object_of, queue_id


def switch(output: OutputDevice, on: bool, _seconds: int, token: str, adapter: Adapter | None = None) -> Command | None:
    """Return a confirmed downlink by the device's codec; the network says on `down/ack` that it has arrived.

    Only a class C device hears it at once. It takes the place of what still waits: that is an older word.
    """
    told = object_of(output.channel, on=on)
    if told is None or output.application is None or "/" in output.application + output.address:
        return None
    base = (adapter if isinstance(adapter, TtsAdapter) else TtsAdapter()).base
    topic = f"{base}/{output.application}/devices/{output.address}/down/replace"
    downlink = {
        "f_port": PORT,
        "decoded_payload": told,
        "confirmed": True,
        "priority": "HIGH",
        "correlation_ids": [queue_id(token)],
    }
    payload = json.dumps({"downlinks": [downlink]}, separators=(",", ":")).encode()
    return Command(topic=topic, payload=payload, proof="network") if is_publishable(topic) else None
