"""Tell an output of an ESPHome device to switch."""

from devices.command import Command, OutputDevice, is_publishable
from devices.family import Adapter


def switch(
    output: OutputDevice, on: bool, _seconds: int, _token: str, _adapter: Adapter | None = None
) -> Command | None:
    """Return the command of `switch/<id>`, `light/<id>` or `lock/<id>`; the device answers on `state`. Locked is on."""
    kind, _, name = output.channel.partition("/")
    topic = f"{output.address}/{output.channel}/command"
    if not name or not is_publishable(topic):
        return None
    match kind:
        case "switch":
            payload = b"ON" if on else b"OFF"
        case "light":
            payload = b'{"state":"ON"}' if on else b'{"state":"OFF"}'
        case "lock":
            payload = b"LOCK" if on else b"UNLOCK"
        case _:
            return None
    return Command(topic=topic, payload=payload, proof="state")
