"""What LoRaWAN outputs are told, and by which name the network says that it has arrived."""

import hashlib
import re
from typing import Final

PORT: Final = 85
"""Milesight's sockets and light controllers (WS523, WS558): no other shipped profile has an output."""

_CHANNEL: Final = re.compile(r"socket_status|switch_[1-8]")


def object_of(channel: str, *, on: bool) -> dict[str, str] | None:
    """Return what the device's codec encodes; None for a channel that no shipped device has."""
    return {channel: "on" if on else "off"} if _CHANNEL.fullmatch(channel) else None


def queue_id(token: str) -> str:
    """Return a token in the form of a UUID (RFC 9562, version 8): the same on every node and after every start."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
