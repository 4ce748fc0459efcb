"""Tell a relay of a device with Tasmota to switch."""

import re
from typing import Final

from devices.adapters.tasmota.adapter import TasmotaAdapter
from devices.command import Command, OutputDevice, is_publishable
from devices.family import Adapter

_CHANNEL: Final = re.compile(r"POWER\d{0,2}")


def switch(
    output: OutputDevice, on: bool, _seconds: int, _token: str, adapter: Adapter | None = None
) -> Command | None:
    """Return the command; the device answers on RESULT."""
    full_topic = (adapter if isinstance(adapter, TasmotaAdapter) else TasmotaAdapter()).full_topic
    topic = full_topic.topic("cmnd", output.address, output.channel)
    if topic is None or not _CHANNEL.fullmatch(output.channel) or not is_publishable(topic):
        return None
    return Command(topic=topic, payload=b"ON" if on else b"OFF", proof="state")
