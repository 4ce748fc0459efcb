"""Tell a native output to switch."""

import json

from devices.command import Command, OutputDevice
from devices.family import Adapter
from devices.topics import is_slug, topic_of


def switch(output: OutputDevice, on: bool, seconds: int, token: str, _adapter: Adapter | None = None) -> Command | None:
    """Return the `set` message; the output answers on `state`, and ends by itself after the seconds."""
    if not (is_slug(output.office) and is_slug(output.address)):
        return None
    told: dict[str, object] = {"id": token, "output": output.channel, "on": on}
    if on:
        told["for"] = seconds
    payload = json.dumps(told, separators=(",", ":")).encode()
    return Command(topic=topic_of(output.office, output.address, "set"), payload=payload, proof="state")
