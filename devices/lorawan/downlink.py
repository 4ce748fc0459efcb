"""What LoRaWAN outputs are told, and by which name the network says that it has arrived."""

import re
import uuid
from typing import Final

PORT: Final = 85
"""Milesight's sockets and light controllers (WS523, WS558): no other shipped profile has an output."""

_CHANNEL: Final = re.compile(r"socket_status|switch_[1-8]")
_TOKENS: Final = uuid.UUID("5bd3a9c5-7f0e-4d0c-9f55-0d3a7b1c6e21")


def object_of(channel: str, *, on: bool) -> dict[str, str] | None:
    """Return what the device's codec encodes; None for a channel that no shipped device has."""
    return {channel: "on" if on else "off"} if _CHANNEL.fullmatch(channel) else None


def queue_id(token: str) -> str:
    """Return the UUID that stands for a token: the same for the same, on every node and after every start."""
    return str(uuid.uuid5(_TOKENS, token))
