"""Tell a relay of a device with Tasmota to switch."""

import re
from typing import Final

from devices.command import Command, OutputDevice, is_publishable

_CHANNEL: Final = re.compile(r"POWER\d{0,2}")


def switch(output: OutputDevice, on: bool, _seconds: int, _token: str) -> Command | None:
    """Return the command, on the usual FullTopic; the device answers on RESULT."""
    topic = f"cmnd/{output.address}/{output.channel}"
    if not _CHANNEL.fullmatch(output.channel) or not is_publishable(topic):
        return None
    return Command(topic=topic, payload=b"ON" if on else b"OFF", proof="state")
